"""How somebody is reached: a number is added, proved by a code, put in order, and asked for again after a time."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.pages import shown

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.callbacks import handle_due
from alongside.messages.models import Callback, Message, Reply
from alongside.messages.proving import ask_to_confirm
from alongside.people.actions import actor_for
from alongside.people.models import ContactPoint
from alongside.people.reached import MOST_CODES, MOST_TRIES, add_way, is_stale, make_code, prove, put_first
from alongside.watch.engine import Target
from alongside.watch.plans import reaches

pytestmark = pytest.mark.django_db

PAGE = "/accounts/reached/"
NEW = "+447700900999"


@pytest.fixture
def nurse(client, world):
    client.force_login(world.nurse.user)
    return world.nurse


@pytest.fixture
def added(client, nurse):
    """A number of the nurse's to which a code was sent."""
    answer = client.post(f"{PAGE}add", {"place": nurse.pk, "channel": "sms", "address": "07700 900999"})
    assert answer.status_code == 302
    return ContactPoint.objects.get(staff=nurse, address=NEW)


def code_sent(point):
    """The code that the outbox sent last to this number."""
    body = Message.objects.filter(address=point.address, about_type="code").latest("pk").body
    return re.search(r"[0-9]{6}", body)[0]


def by_text(number, text, service_role):
    """Somebody answers by a text message."""
    Callback.objects.create(
        provider="notify",
        kind="reply",
        content={
            "id": "018f0000-0000-7000-8000-0000000000aa",
            "source_number": number.lstrip("+"),
            "message": text,
            "date_received": now().isoformat(),
        },
        received_at=now(),
    )
    with service_role():
        handle_due()


def numbers_rung(staff, world):
    return [reach.address for reach in reaches([Target(staff.pk)], world.buddy) if reach.channel == "sms"]


def test_a_number_counts_only_after_the_code_that_was_sent_to_it_came_back(client, world, nurse, added):
    assert NEW not in numbers_rung(nurse, world)
    assert "Not verified yet" in shown(client.get(PAGE))

    client.post(f"{PAGE}{added.pk}/prove", {"code": code_sent(added)})

    assert NEW in numbers_rung(nurse, world)
    assert Entry.objects.filter(verb="contact_point.verified", actor_name="Nia Okoye").count() == 1


def test_the_code_can_be_sent_back_by_a_text_message(world, nurse, added, service_role):
    code = code_sent(added)

    by_text(NEW, f" {code[:3]} {code[3:]} ", service_role)

    assert NEW in numbers_rung(nurse, world)
    assert not Reply.objects.exists()


def test_a_code_from_another_number_proves_nothing(world, nurse, added, service_role):
    other = world.buddy.contact_points.get(channel="sms").address

    by_text(other, code_sent(added), service_role)

    assert NEW not in numbers_rung(nurse, world)


def test_six_digits_that_are_no_code_are_an_answer_like_any_other(world, nurse, added, service_role):
    own = world.nurse.contact_points.get(position=2).address

    by_text(own, "123456", service_role)

    assert Reply.objects.filter(staff=nurse, text="123456").count() == 1


LANDLINE = "+441632960123"


@pytest.fixture
def rung_line(client, nurse, settings):
    """A landline of the nurse's that is rung with a code."""
    settings.VOICE_ACCOUNT, settings.VOICE_TOKEN, settings.VOICE_NUMBER = "AC1", "token", "+441632960000"
    answer = client.post(f"{PAGE}add", {"place": nurse.pk, "channel": "voice", "address": "01632 960123"})
    assert answer.headers["Location"].startswith(f"{PAGE}?done=call")
    return ContactPoint.objects.get(staff=nurse, address=LANDLINE)


def test_a_landline_is_proved_by_the_code_that_a_call_speaks(client, world, nurse, rung_line):
    page = shown(client.get(PAGE))
    assert "Code that we speak to 01632 960123" in page
    assert "You can also reply" not in page
    call = Message.objects.get(about_type="code", channel="voice")
    spoken = re.search(r"\d(, \d){5}", call.body)[0]
    assert spoken.replace(", ", "") not in call.body, "the digits are spoken apart"

    client.post(f"{PAGE}{rung_line.pk}/prove", {"code": spoken.replace(", ", "")})

    assert (LANDLINE, "voice") in [(one.address, one.channel) for one in reaches([Target(nurse.pk)], world.buddy)]


def test_a_text_message_does_not_prove_a_number_that_is_rung(nurse, rung_line, service_role):
    call = Message.objects.get(about_type="code", channel="voice")
    by_text(LANDLINE, re.search(r"\d(, \d){5}", call.body)[0].replace(", ", ""), service_role)
    rung_line.refresh_from_db()
    assert rung_line.verified_at is None


def test_the_last_number_may_be_one_that_is_rung(client, nurse, rung_line):
    ContactPoint.objects.filter(staff=nurse).exclude(pk=rung_line.pk).delete()
    page = shown(client.get(f"{PAGE}{rung_line.pk}/remove"))
    assert "You are not rung there any more." in page
    assert "It is your last number" in page


def test_a_telephone_is_offered_only_where_calls_are_set_up(client, nurse, settings):
    settings.CHANNEL_OF_LAST_RESORT, settings.VOICE_ACCOUNT = "", ""
    assert "also to a landline" not in shown(client.get(PAGE))
    settings.VOICE_ACCOUNT, settings.VOICE_TOKEN, settings.VOICE_NUMBER = "AC1", "token", "+441632960000"
    assert "also to a landline" in shown(client.get(PAGE))


def test_nobody_s_telephone_rings_to_ask_whether_it_still_reaches_them(world, rung_line, service_role):
    put_first(rung_line.staff, [rung_line.pk], by=actor_for(rung_line.staff.user))
    ContactPoint.objects.filter(pk=rung_line.pk).update(verified_at=now() - timedelta(days=181))
    with service_role():
        ask_to_confirm()
    asked = Message.objects.filter(about_type="contact_point")
    assert sorted(asked.values_list("channel", flat=True)) == ["console", "sms"]
    assert all("Does a telephone call to 01632 960123 still reach you?" in one.body for one in asked)


def test_a_wrong_code_may_be_tried_five_times(client, world, nurse, added):
    code = code_sent(added)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(MOST_TRIES - 1):
        page = shown(client.post(f"{PAGE}{added.pk}/prove", {"code": wrong}), 422)
        assert "That is not the code that we sent last." in page
    assert "no longer counts" in shown(client.post(f"{PAGE}{added.pk}/prove", {"code": wrong}), 422)
    assert "no longer counts" in shown(client.post(f"{PAGE}{added.pk}/prove", {"code": code}), 422)
    assert NEW not in numbers_rung(nurse, world)


def test_a_code_lasts_fifteen_minutes_and_counts_once(client, world, nurse, added, later):
    by = actor_for(nurse.user)
    code = code_sent(added)
    later(minutes=16)
    with pytest.raises(ValidationError, match="no longer counts"):
        prove(added, code, by=by)
    made = make_code(added, by=by)
    prove(added, made.code, by=by)
    with pytest.raises(ValidationError, match="no longer counts"):
        prove(added, made.code, by=by)


def test_a_new_code_takes_the_place_of_the_one_before(nurse, added):
    by = actor_for(nurse.user)
    first, second = make_code(added, by=by), make_code(added, by=by)
    if first.code != second.code:
        with pytest.raises(ValidationError, match="not the code"):
            prove(added, first.code, by=by)
    prove(added, second.code, by=by)


def test_no_more_than_five_codes_are_sent_within_an_hour(client, nurse, added):
    for _ in range(MOST_CODES - 1):
        assert client.post(f"{PAGE}{added.pk}/code").status_code == 302
    assert "Wait an hour" in shown(client.post(f"{PAGE}{added.pk}/code"), 422)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("0770", "too few or too many digits"),
        ("call me", "Write the number with its country code"),
        ("", "Write the number with its country code"),
        ("+447700900123456789", "too few or too many digits"),
        ("07700 900123 ext. 5", "A number with an extension cannot be reached"),
    ],
)
@pytest.mark.parametrize("channel", ["sms", "voice"])
def test_what_is_no_number_is_refused_with_words(nurse, channel, written, complaint):
    with pytest.raises(ValidationError) as refused:
        add_way(nurse, channel, written, by=actor_for(nurse.user))
    assert complaint in refused.value.message_dict["address"][0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("07700 900 123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("+49 151 23456789", "+4915123456789"),
    ],
)
def test_a_number_is_kept_in_e164_form_however_it_is_written(nurse, written, kept):
    assert add_way(nurse, "sms", written, by=actor_for(nurse.user)).address == kept


def test_an_address_that_is_none_and_one_that_is_there_already_are_refused(nurse):
    by = actor_for(nurse.user)
    with pytest.raises(ValidationError, match="valid email"):
        add_way(nurse, "email", "nia at home", by=by)
    with pytest.raises(ValidationError, match="among yours already"):
        add_way(nurse, "sms", nurse.contact_points.get(channel="sms").address, by=by)


def test_a_number_that_somebody_else_has_too_is_warned_of(client, world, nurse):
    number = world.buddy.contact_points.get(channel="sms").address

    client.post(f"{PAGE}add", {"place": nurse.pk, "channel": "sms", "address": number})

    page = shown(client.get(PAGE))
    assert "Somebody else here has this number too." in page
    assert "Bo Lind" not in page


def test_what_was_confirmed_long_ago_is_asked_for_again_and_rung_all_the_same(client, world, nurse, settings):
    point = nurse.contact_points.get(channel="sms")
    ContactPoint.objects.filter(pk=point.pk).update(verified_at=now() - timedelta(days=181))

    assert "Please confirm again" in shown(client.get(PAGE))
    assert numbers_rung(nurse, world) == [point.address]
    settings.NUMBER_STALE_DAYS = 365
    point.refresh_from_db()
    assert not is_stale(point, now())


def test_the_owner_of_a_stale_number_is_asked_by_that_number_once_in_thirty_days(world, service_role, later):
    number = world.nurse.contact_points.get(channel="sms")
    ContactPoint.objects.filter(pk=number.pk).update(verified_at=now() - timedelta(days=181))

    def asked():
        with service_role():
            ask_to_confirm()
        return list(Message.objects.filter(about_type="contact_point").values_list("address", flat=True))

    assert asked() == [number.address]
    later(days=20)
    assert asked() == [number.address]
    later(days=15)
    assert asked() == [number.address] * 2
    ContactPoint.objects.filter(pk=number.pk).update(verified_at=now())
    later(days=60)
    assert asked() == [number.address] * 2


def test_a_person_says_which_comes_first_and_is_rung_in_that_order(client, world, nurse, added):
    client.post(f"{PAGE}{added.pk}/prove", {"code": code_sent(added)})

    client.post(f"{PAGE}{added.pk}/first")

    assert numbers_rung(nurse, world)[0] == NEW
    put_first(nurse, [], by=actor_for(nurse.user))
    assert numbers_rung(nurse, world)[0] == NEW


def test_a_number_is_taken_away_after_a_question_that_says_what_it_means(client, world, nurse):
    point = nurse.contact_points.get(channel="sms")

    assert "It is your last number" in shown(client.get(f"{PAGE}{point.pk}/remove"))
    client.post(f"{PAGE}{point.pk}/remove")
    assert numbers_rung(nurse, world) == []


def test_nobody_reaches_into_the_numbers_of_somebody_else(client, world, added):
    client.force_login(world.buddy.user)
    for what in ("code", "prove", "first", "remove"):
        assert client.post(f"{PAGE}{added.pk}/{what}").status_code == 404
    assert client.post(f"{PAGE}add", {"place": world.nurse.pk, "channel": "sms", "address": NEW}).status_code == 404
