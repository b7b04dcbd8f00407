"""The page "What was sent": what people got, as they see it, and answering in their place."""

import re

import pytest

from alongside.demo.channels import RungChannel
from alongside.ledger.keys import new_id
from alongside.messages.actions import Outgoing, queue
from alongside.messages.channels import Envelope
from alongside.messages.models import Message, Reply

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.database.demo.urls")]

PAGE = "/demo/messages"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def send(world):
    def make(staff=world.manager, channel="sms", body="Alarm: Nia. Reply TAKE", **changed) -> Message:
        identity = new_id()
        address = {"sms": "+447700900123", "email": "manager@example.org", "console": "", "voice": "+447700900123"}[
            channel
        ]
        details = {
            "organisation_id": staff.organisation_id,
            "key": str(identity),
            "recipient_id": staff.id,
            "channel": channel,
            "address": address,
            "purpose": "alarm",
            "subject": "Alarm",
            "body": body,
            "about_type": "alarm",
            "about_id": identity,
            "choices": [{"code": "take", "label": "I am taking it"}],
            "id": identity,
        }
        queue([Outgoing(**(details | changed))])
        return Message.objects.get(id=identity)

    return make


def answer(client, message, **fields):
    data = {"answer_id": str(new_id()), **fields}
    return client.post(f"{PAGE}/{message.id}/answer", data)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


CALL = [
    {"code": "take", "label": "I am taking this alarm", "spoken": "take it"},
    {"code": "pass", "label": "I cannot take it", "spoken": "pass it on"},
]


def test_a_call_rings_and_a_key_can_be_pressed_in_the_place_of_the_person(sign_in, send):
    message = send(channel="voice", body="Nia Okoye asked for help.", choices=CALL)
    Message.objects.update(status="sent", sent_at=message.queued_at)
    operator = sign_in("operator")
    text = words(operator.get(PAGE))
    assert "The telephone rings. Whoever answers hears:" in text
    assert "Nia Okoye asked for help. Press 1 to take it. Press 2 to pass it on." in text
    assert "Press 1: take it" in text
    answer(operator, message, code="take")
    assert Reply.objects.get().code == "take"
    assert Message.objects.get(pk=message.pk).status == "delivered"


def test_in_a_demonstration_telephones_ring_and_nobody_else_is_called():
    one = RungChannel().deliver(Envelope(new_id(), "+447700900123", "Alarm", "Help"))
    assert (one.provider, one.outcome) == ("demo", "sent")


def test_each_message_is_shown_as_the_person_sees_it_newest_first(sign_in, send):
    send(channel="sms", body="By text")
    send(channel="email", subject="By mail", body="Dear Asha")
    page = sign_in("manager").get(PAGE)
    assert page.status_code == 200
    text = words(page)
    assert text.index("By mail") < text.index("Dear Asha") < text.index("By text")
    assert "app-sent__bubble" in page.content.decode()
    assert "07700 900123" in text


def test_what_somebody_wrote_is_shown_as_words_and_not_as_markup(sign_in, send):
    send(body="<script>alert(1)</script> O'Brien & sons")
    html = sign_in("manager").get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_why_a_message_failed_is_shown(sign_in, send):
    message = send()
    Message.objects.filter(id=message.id).update(status="failed", failed_at=message.queued_at, error="Bad number")
    assert "Bad number" in words(sign_in("manager").get(PAGE))


def test_messages_can_be_limited_to_a_person_and_a_channel(sign_in, send, world):
    send(body="To Asha")
    send(staff=world.buddy, body="To Bo")
    send(channel="email", body="Mail to Asha")
    client = sign_in("manager")
    assert "To Asha" not in words(client.get(PAGE, {"person": str(world.buddy.id)}))
    only_mail = words(client.get(PAGE, {"person": str(world.manager.id), "channel": "email"}))
    assert "Mail to Asha" in only_mail
    assert "To Bo" not in only_mail
    assert client.get(PAGE, {"person": "rubbish", "channel": "pigeon", "before": "x"}).status_code == 200


def test_many_messages_are_shown_page_by_page(sign_in, send):
    for number in range(35):
        send(body=f"Number {number:02}.")
    client = sign_in("manager")
    first = client.get(PAGE)
    assert "Number 34." in words(first)
    assert "Number 04." not in words(first)
    older = re.search(r'href="([^"]+)" rel="next"', first.content.decode())[1].replace("&amp;", "&")
    second = words(client.get(older))
    assert [f"Number {number:02}." in second for number in (5, 4, 0)] == [False, True, True]


def test_pressing_a_choice_answers_as_that_person(sign_in, send, world):
    message = send()
    response = answer(sign_in("operator"), message, code="take", here=f"{PAGE}?channel=sms")
    assert (response.status_code, response.url) == (302, f"{PAGE}?channel=sms#message-{message.id}")
    reply = Reply.objects.get()
    assert (reply.staff, reply.message, reply.code) == (world.manager, message, "take")


def test_words_are_read_as_in_a_text_message(sign_in, send):
    answer(sign_in("operator"), send(), text="Help me")
    assert Reply.objects.get().code == "help"


def test_sending_the_same_form_twice_answers_once(sign_in, send):
    message, client, form = send(), sign_in("operator"), {"code": "take", "answer_id": str(new_id())}
    answer(client, message, **form)
    answer(client, message, **form)
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("fields", [{}, {"code": "take", "answer_id": "x"}, {"text": "x" * 501}], ids=str)
def test_an_answer_that_is_none_changes_nothing(sign_in, send, fields):
    assert answer(sign_in("operator"), send(), **({"answer_id": str(new_id())} | fields)).status_code == 302
    assert Reply.objects.count() == 0


def test_nobody_is_led_to_another_site_after_answering(sign_in, send):
    response = answer(sign_in("operator"), send(), code="take", here="https://evil.example/?x")
    assert response.url.startswith(f"{PAGE}?x#")


def test_the_outsider_sees_and_answers_nothing(sign_in, send):
    message = send(body="Secret")
    client = sign_in("outsider")
    assert "Secret" not in words(client.get(PAGE))
    assert answer(client, message, code="take").status_code == 404
    assert Reply.objects.count() == 0


def test_without_signing_in_nothing_is_shown(client, send):
    message = send()
    assert client.get(PAGE).url.startswith("/accounts/login/")
    assert answer(client, message, code="take").url.startswith("/accounts/login/")


def test_on_a_live_installation_there_is_no_such_page(sign_in, send, settings):
    settings.DEMO = False
    message, client = send(), sign_in("manager")
    assert client.get(PAGE).status_code == 404
    assert answer(client, message, code="take").status_code == 404
