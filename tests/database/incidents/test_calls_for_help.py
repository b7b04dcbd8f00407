"""Somebody without an account says that someone is in danger: each is heard, and a crowd hides nobody."""

from typing import Any

import pytest
from tests.conftest import AppClient
from tests.database.incidents.test_reporting_pages import SHORTEST, answer
from tests.world import World

from alongside.incidents.alarms import MOST_CALLS, MOST_LISTED, UNLISTED
from alongside.incidents.models import Connection, Draft, Incident
from alongside.incidents.reporting.link_actions import make_posters, open_door
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, appoint
from alongside.people.models import Appointment, Place, Staff
from alongside.people.roles import Role
from alongside.watch import actions as watch
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm, AlarmEvent

pytestmark = pytest.mark.django_db

SECRET = "s" * 32


@pytest.fixture
def poster(world: World, ward: Place) -> str:
    make_posters([ward], secrets=[SECRET])
    return f"/report/at/{SECRET}"


def call(path: str, address: str = "203.0.113.7", **said: str) -> tuple[AppClient, Any]:
    """A stranger begins a report and says that someone is in danger."""
    stranger = AppClient(REMOTE_ADDR=address)
    stranger.post(path, said)
    return stranger, stranger.post("/report/danger", {"danger": "yes"})


def test_two_who_call_are_two_alarms_each_with_its_place(poster: str, sign_in: Any) -> None:
    first, _ = call(poster)
    second, _ = call(poster)
    assert Alarm.objects.filter(closed_at=None).count() == 2
    first.post("/report/help", {"text": "By the lift"})
    second.post("/report/help", {"text": "In the sluice, 07700 900123"})
    texts = [
        [event.content["text"] for event in alarm.events.filter(name="Progressed")]
        for alarm in Alarm.objects.order_by("raised_at")
    ]
    assert ["By the lift" in "".join(one) for one in texts] == [True, False]
    console = sign_in("operator").get("/response").content.decode()
    assert console.count("Caller at Ward 7, Northbrook Hospital") >= 2


def test_the_console_says_where_and_what_the_caller_passed_on(poster: str, sign_in: Any) -> None:
    stranger, _ = call(poster)
    stranger.post("/report/help", {"text": "He has a knife, by the lift"})
    operator = sign_in("operator")
    alarm = Alarm.objects.get()
    operator.post(f"/response/alarms/{alarm.pk}/take")
    page = operator.get(f"/response?alarm={alarm.pk}").content.decode()
    where = page.split('id="where"')[1].split("</section>")[0]
    known = page.split('id="known"')[1].split("</section>")[0]
    assert "Ward 7, Northbrook Hospital" in where
    assert "He has a knife, by the lift" in known
    assert "Send somebody to Ward 7, Northbrook Hospital now" in page
    told = Message.objects.filter(about_id=alarm.pk, channel="sms").first()
    assert told is not None
    assert "Caller at Ward 7, Northbrook Hospital" in told.body


def test_where_no_place_is_known_what_is_answered_later_is_passed_on(world: World, ward: Place) -> None:
    open_door(world.organisation)
    stranger, _ = call("/report", organisation=world.organisation.code)
    assert Alarm.objects.get().worker.name == "Caller without an account"
    stranger.post("/report/what", {"kinds": ["weapon", "sexual_safety"]})
    stranger.post("/report/how", {"weapons": ["sharp"]})
    stranger.post("/report/where", {"where": "public_place", "where_words": "The car park behind B"})
    stranger.post("/report/where", {"where": "public_place", "where_words": "The car park behind B"})
    said = [event.content["text"] for event in AlarmEvent.objects.filter(name="Progressed").order_by("number")]
    assert len([text for text in said if "car park behind B" in text]) == 1
    assert any("There is a weapon" in text for text in said)
    assert not any("sex" in text.lower() for text in said), "an alarm is told of danger, and of nothing else"


def test_pressed_again_in_the_same_report_it_is_the_same_alarm(poster: str) -> None:
    stranger, _ = call(poster)
    stranger.post("/report/danger", {"danger": "yes"})
    assert Alarm.objects.count() == 1
    assert Alarm.objects.get().events.filter(name="Pressed").count() == 0


def test_a_thousand_presses_from_one_address_ring_and_hide_nobody(
    poster: str, world: World, sign_in: Any, settings: Any
) -> None:
    settings.CALLS_PER_ADDRESS = 3
    nurse = watch.ask_for_help(world.nurse, watch.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    for _ in range(8):
        _, page = call(poster)
        assert page.headers["Location"] == "/report/help"
    open_alarms = Alarm.objects.filter(closed_at=None).exclude(pk=nurse.pk)
    assert open_alarms.count() == 4
    many = open_alarms.get(worker__name="More callers without an account")
    lines = [event.content["text"] for event in many.events.filter(name="Progressed")]
    assert len([text for text in lines if "Ward 7" in text]) == 5
    assert many.events.filter(name="Pressed").count() == 0, "it rang a moment ago"
    _, page = call(poster, address="198.51.100.9")
    assert page.headers["Location"] == "/report/help"
    assert open_alarms.count() == 5
    listed = sign_in("operator").get("/response").content.decode().split('class="app-alarms__list"')[1]
    assert listed.index(world.nurse.name) < listed.index("Caller at Ward 7")


def test_many_who_call_ring_again_after_a_minute(poster: str, settings: Any, later: Any) -> None:
    settings.CALLS_PER_ADDRESS = 0
    call(poster)
    many = Alarm.objects.get()
    later(minutes=2)
    call(poster)
    assert many.events.filter(name="Pressed").count() == 1
    assert Alarm.objects.count() == 1


def test_from_many_addresses_too_the_console_stays_readable(poster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.incidents.alarms.MOST_CALLS", 2)
    for number in range(5):
        call(poster, address=f"198.51.100.{number}")
    assert Alarm.objects.filter(closed_at=None).count() == 3
    assert MOST_CALLS >= 10


def test_what_is_not_listed_any_more_is_said_once(poster: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CALLS_PER_ADDRESS = 0
    monkeypatch.setattr("alongside.incidents.alarms.MOST_LISTED", 2)
    for _ in range(6):
        call(poster)
    lines = [event.content["text"] for event in AlarmEvent.objects.filter(name="Progressed").order_by("number")]
    assert lines.count(UNLISTED) == 1
    assert len(lines) == 1 + 2 + 1
    assert MOST_LISTED >= 50


def test_what_the_many_pass_on_says_who_of_them_said_it(poster: str, settings: Any) -> None:
    settings.CALLS_PER_ADDRESS = 0
    stranger, _ = call(poster)
    stranger.post("/report/help", {"text": "By the lift"})
    draft = Draft.objects.get()
    said = AlarmEvent.objects.filter(name="Progressed").order_by("-number")[0].content["text"]
    assert said == f"Caller {draft.pk.hex[-4:].upper()}: By the lift"


def test_who_passes_nothing_on_is_asked_to_write_and_not_told_that_it_failed(poster: str) -> None:
    stranger, _ = call(poster)
    page = stranger.post("/report/help", {"text": "  "}).content.decode()
    assert "Write where it is, or a number to ring." in page
    assert "was not passed on" not in page


def test_nobody_can_write_without_end_into_an_alarm(poster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.incidents.reporting.crowds.MOST_WORDS", 2)
    stranger, _ = call(poster)
    for _ in range(2):
        page = stranger.post("/report/help", {"text": "Here"}, follow=True).content.decode()
        assert "What you wrote was passed on" in page
    page = stranger.post("/report/help", {"text": "Here again"}).content.decode()
    assert "was not passed on. Ring 999" in page
    assert "Here again" in page


def test_where_roles_are_held_in_teams_alone_a_caller_still_reaches_somebody(poster: str, world: World) -> None:
    Appointment.objects.filter(organisation=world.organisation).delete()
    appoint(world.operator, Role.OPERATOR, team=world.team)
    _, _ = call(poster)
    alarm = Alarm.objects.get()
    assert set(Message.objects.filter(about_id=alarm.pk).values_list("recipient", flat=True)) == {world.operator.pk}


def test_where_nobody_can_be_reached_the_page_says_so(poster: str, world: World) -> None:
    Staff.objects.filter(organisation=world.organisation).update(active=False)
    stranger, _ = call(poster)
    page = stranger.get("/report/help").content.decode()
    assert "We could not tell anyone" in page
    assert "People are being told" not in page
    assert Alarm.objects.count() == 1


def test_the_report_of_somebody_who_called_is_tied_to_their_own_alarm(poster: str) -> None:
    call(poster)
    stranger, _ = call(poster)
    mine = Draft.objects.order_by("-made_at")[0].help_alarm
    answer(stranger, [one for one in SHORTEST[1:] if one[0] != "where"], you={"reporter": "contact", "name": "Vic"})
    stranger.post("/report/send")
    assert Connection.objects.get(incident=Incident.objects.get()).object_id == mine
