"""Somebody without an account reports, gives a name and an address: support, questions and news reach them, and one click
stops them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.models import Identity, Incident, WellbeingCheck
from alongside.incidents.reporting.link_actions import make_posters
from alongside.incidents.triage.actions import assign, triage_report
from alongside.incidents.wellbeing.actions import ask_due
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.models import Place

pytestmark = pytest.mark.django_db
SECRET = "s" * 32
KEY = "k" * 32
ANSWERS: dict[str, Any] = {
    "danger": "no",
    "kinds": ["physical_assault"],
    "when": "now",
    "targets": ["me"],
    "i_am": "staff",
    "injury": "minor",
    "responsible": ["relative"],
    "reporter": "contact",
    "name": "Bea Noor",
    "email": "bea@example.org",
}


@pytest.fixture
def send(client: AppClient, world: World, ward: Place) -> Callable[..., dict[str, Any]]:
    """A report from a poster, as somebody without an account sends it; answers what the phone is told."""
    make_posters([ward], secrets=[SECRET])

    def report(key: str = KEY, **changed: Any) -> dict[str, Any]:
        said = {"key": key, "door": f"at:{SECRET}", **ANSWERS, **changed}
        answer = client.post("/report/whole/send", {name: value for name, value in said.items() if value is not None})
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = answer.json()
        return told

    return report


def written() -> list[Message]:
    return list(Message.objects.filter(recipient=None).order_by("id"))


def link_in(message: Message) -> str:
    return "/" + message.body.split("://")[1].split("/", 1)[1].split()[0]


def test_support_and_two_questions_go_to_the_address_and_say_nothing_of_the_incident(
    send: Callable[..., Any], client: AppClient, later: Callable[..., None], service_role: Any
) -> None:
    told = send()
    offer = written()[0]
    assert (offer.channel, offer.address) == ("email", "bea@example.org")
    page = client.get(link_in(offer)).content.decode()
    assert "Support for you" in page
    assert "Stop these questions" in page
    due = WellbeingCheck.objects.order_by("due_at").values_list("due_at", flat=True)
    assert [round((one - offer.queued_at) / timedelta(days=1)) for one in due] == [3, 28]
    for moved in ({"days": 3, "minutes": 1}, {"days": 25}):
        later(**moved)
        with service_role():
            assert ask_due() == 1
    asked = [one for one in written() if one.about_type == "wellbeing"][1:]
    assert len(asked) == 2
    for message in written():
        words = (message.subject + message.body).lower()
        assert not [word for word in ("hit", "assault", "violence", "hurt", "ward", "bea noor") if word in words]
        assert told["reference"].lower() not in words
    answered = client.post(link_in(asked[1]), {"answer": "managing"})
    assert answered.status_code == 302


def test_one_click_stops_the_questions(
    send: Callable[..., Any], client: AppClient, later: Callable[..., None], service_role: Any
) -> None:
    send()
    client.post(f"{link_in(written()[0])}/stop")
    later(days=29)
    with service_role():
        ask_due()
    assert len(written()) == 1


@pytest.mark.parametrize(
    ("changed", "channel", "address"),
    [
        ({"email": None, "phone": "07700 900123"}, "sms", "+447700900123"),
        ({"phone": "07700 900123"}, "email", "bea@example.org"),
        ({"email": None, "phone": "01632 960001"}, "", ""),
        ({"email": None}, "", ""),
        ({"no_messages": "yes"}, "", ""),
        ({"reporter": "anonymous"}, "", ""),
    ],
)
def test_messages_go_where_they_can_and_are_wanted(
    send: Callable[..., Any], world: World, changed: dict[str, Any], channel: str, address: str
) -> None:
    send(**changed)
    assign(Incident.objects.get(), world.lsms, by=actor_for(world.lsms.user))
    assert {(one.channel, one.address) for one in written()} == ({(channel, address)} if channel else set())
    assert WellbeingCheck.objects.count() == (2 if channel else 0)
    if not channel:
        assert not Identity.objects.filter(email=ANSWERS["email"], may_write=True).exists()


def test_news_is_told_once_a_day_to_the_address(
    send: Callable[..., Any], client: AppClient, world: World, later: Callable[..., None]
) -> None:
    told, other = send(targets=["patient"]), send("m" * 32, targets=["patient"])
    by = actor_for(world.lsms.user)
    for reference in (told["reference"], other["reference"]):
        incident = Incident.objects.get(reference=reference)
        assign(incident, world.lsms, by=by)
        triage_report(incident, by=by)
    news = [one for one in written() if one.about_type == "report_news"]
    assert len(news) == 2, "one at once, one for the next morning, whatever happens and in however many reports"
    assert news[1].not_before - news[0].not_before > timedelta(hours=1)
    page = client.get(link_in(news[0])).content.decode()
    assert "There is something new in your report" in page
    assert told["reference"] not in page
    client.post("/report/track", {"reference": told["reference"], "code": told["code"]})
    shown = client.get(f"/report/track/{told['reference']}").content.decode()
    assert "We send you a message when there is something new" in shown
    assert Message.objects.get(pk=news[1].pk).status == "cancelled", "who looks needs no notice tomorrow"


def test_one_click_in_a_message_stops_news_and_questions(
    send: Callable[..., Any], client: AppClient, world: World, later: Callable[..., None], service_role: Any
) -> None:
    send()
    incident, by = Incident.objects.get(), actor_for(world.lsms.user)
    assign(incident, world.lsms, by=by)
    address = link_in(written()[-1])
    assert "Stop these messages" in client.get(address).content.decode()
    client.post(address)
    assert "We send you no more messages" in client.get(address).content.decode()
    before = len(written())
    later(days=3, minutes=1)
    triage_report(incident, by=by)
    with service_role():
        ask_due()
    assert len(written()) == before


def test_the_form_says_what_the_address_is_for(client: AppClient, world: World, ward: Place) -> None:
    make_posters([ward], secrets=[SECRET])
    client.post(f"/report/at/{SECRET}")
    page = client.get("/report/you").content.decode()
    assert "We use it to tell you that there is something new in your report" in page
    assert "Do not send me these messages" in page


@pytest.mark.parametrize(
    "wrong",
    [{"email": "not an email"}, {"email": "wit@example"}, {"phone": "abc"}, {"phone": "12345"}],
)
def test_an_address_that_is_none_is_refused_in_words(
    client: AppClient, world: World, ward: Place, wrong: dict[str, str]
) -> None:
    make_posters([ward], secrets=[SECRET])
    answer = client.post("/report/whole/send", {"key": KEY, "door": f"at:{SECRET}", **ANSWERS, "email": "", **wrong})
    assert answer.status_code == 422
    (name,) = wrong
    assert answer.json()["wrong"][name].startswith("Write ")
    client.post(f"/report/at/{SECRET}")
    page = client.post("/report/you", {"reporter": "contact", "name": "Bea Noor", **wrong})
    assert answer.json()["wrong"][name] in page.content.decode()


def test_whose_a_thing_is_may_not_be_known(send: Callable[..., Any]) -> None:
    send(kinds=["theft"], **{"property-0-kind": "personal", "property-0-loss": "stolen", "property-0-owner": ""})
    assert Incident.objects.get().property_items.get().owner == "unknown"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("fraud", "The NHS Counter Fraud Authority"),
        ("terrorism", 'href="tel:999"'),
        ("cyber", "Your IT service desk"),
    ],
)
def test_what_a_report_is_not_for_is_said_at_the_end_with_whom_to_tell(
    client: AppClient, world: World, ward: Place, kind: str, said: str
) -> None:
    make_posters([ward], secrets=[SECRET])
    client.post(f"/report/at/{SECRET}")
    for step, answers in {
        "danger": {"danger": "no"},
        "what": {"kinds": [kind]},
        "when": {"when": "now"},
        "who": {"targets": ["nobody"]},
        "by": {"responsible": ["unknown"]},
        "you": {"reporter": "anonymous"},
    }.items():
        client.post(f"/report/{step}", answers)
    client.post("/report/send")
    page = client.get("/report/sent").content.decode()
    assert (
        f"{ {'fraud': 'Fraud', 'terrorism': 'Terrorism', 'cyber': 'Cyber security'}[kind] }: tell this somewhere else too</h2>"
        in page
    )
    assert "This report" in page
    assert said in page
    assert "tell this somewhere else too" in client.get("/report/sent.txt").content.decode()


def test_the_organisation_writes_whom_else_to_tell(
    send: Callable[..., dict[str, Any]], sign_in: Callable[[str], AppClient]
) -> None:
    desk = sign_in("lsms")
    own = {"kind": "fraud", "whom": "Our counter fraud specialist", "phone": "01632 960077"}
    wrong = desk.post("/incidents/signposts", own | {"link": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "begins with https://" in wrong.content.decode()
    assert desk.post("/incidents/signposts", own | {"link": "https://example.org/fraud"}).status_code == 302
    (shown,) = send(kinds=["fraud"])["signposts"]
    assert shown["whom"] == "Our counter fraud specialist"
    assert (shown["phone"], shown["link"]) == ("01632 960077", "https://example.org/fraud")
    desk.post("/incidents/signposts", {"kind": "fraud", "whom": "", "phone": "", "link": ""})
    assert send("m" * 32, kinds=["fraud"])["signposts"][0]["whom"].startswith("The NHS Counter Fraud Authority")
