"""After the last visit the worker is asked whether they got home: by the page, a text, a badge, and then by people."""

import json
import re
from datetime import timedelta

import pytest
from django.db import transaction
from tests.database.watch.test_my_safety import masked, text_of
from tests.world import DURESS_PIN, PIN

from alongside.devices.actions import store_signal
from alongside.devices.protocols.signal import CHECK_IN, Signal
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.watch import actions
from alongside.watch.homecoming import hear_at_home
from alongside.watch.models import Alarm, Visit
from alongside.watch.replaying import replay_all
from alongside.watch.timings import set_timings
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asks(world):
    set_timings(world.organisation, world.team, {"home_safe_s": 3600, "check_in_interval_s": 8 * 3600})


@pytest.fixture
def nurse(sign_in):
    return sign_in("nurse")


def ended(nurse, pin=PIN):
    nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": "45"})
    visit = Visit.objects.exclude(started_at=None).latest("started_at")
    nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": pin})
    visit.refresh_from_db()
    return visit


def turn():
    with transaction.atomic():
        Worklist().take_clocks()
    with transaction.atomic():
        Worklist().take_inbox()


def test_the_page_asks_after_the_visit_and_saying_it_ends_the_question(nurse, later):
    visit = ended(nurse)
    assert "Are you home?" in text_of(nurse.get("/my-safety"))
    page = nurse.post(f"/my-safety/visits/{visit.pk}/home-safe", {"pin": PIN}, follow=True)
    assert "It is saved that you are home." in text_of(page)
    assert "Are you home?" not in text_of(page)
    later(hours=2)
    turn()
    assert not Alarm.objects.exists()


def test_a_home_safe_that_does_not_come_is_asked_for_rung_and_then_an_alarm(nurse, later, world):
    visit = ended(nurse)
    for minutes in (56, 5, 11):
        later(minutes=minutes)
        turn()
    subjects = Message.objects.filter(about_type="visit", about_id=visit.pk, channel="sms").order_by("queued_at")
    said = list(subjects.values_list("subject", flat=True))
    assert said[0].startswith("Say that you are home by")
    assert said[1] == "You have not said that you are home"
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.visit_id) == ("not_home_safe", visit.pk)
    assert Message.objects.filter(about_type="alarm", about_id=alarm.pk, recipient=world.manager).exists()
    assert "You have not said that you are home, so people are being told" in text_of(nurse.get("/my-safety"))


def test_home_after_all_is_told_to_whoever_answers_and_the_alarm_stays_open(nurse, later, world):
    visit = ended(nurse)
    later(minutes=75)
    turn()
    nurse.post(f"/my-safety/visits/{visit.pk}/home-safe", {"pin": PIN})
    alarm = Alarm.objects.get()
    assert alarm.closed_at is None
    told = Message.objects.filter(about_type="alarm", about_id=alarm.pk, purpose="notice", recipient=world.buddy)
    assert any("has said that they are home" in one.body for one in told)
    assert replay_all().faults == 0


def test_the_last_visit_on_the_list_says_when_the_shift_ends(nurse, world):
    itinerary = actions.Itinerary("2 Hill View", now() + timedelta(hours=5))
    actions.plan_visit(world.nurse, itinerary, by=SYSTEM)
    visit = ended(nurse)
    assert visit.due_at == itinerary.planned_end + timedelta(hours=1)


def test_the_next_visit_takes_the_question_along(nurse, later):
    visit = ended(nurse)
    nurse.post("/my-safety/visits", {"place": "2 Hill View", "minutes": "45"})
    visit.refresh_from_db()
    assert (visit.clock_at, visit.status) == (None, "ended")
    assert "Are you home?" not in text_of(nurse.get("/my-safety"))


def test_a_badge_says_it_once_the_worker_was_reminded_and_not_before(nurse, later, world):
    visit = ended(nurse)
    store_signal(world.nurse, Signal(device="", kind=CHECK_IN))
    turn()
    visit.refresh_from_db()
    assert visit.clock_at is not None
    later(minutes=56)
    turn()
    store_signal(world.nurse, Signal(device="", kind=CHECK_IN))
    turn()
    visit.refresh_from_db()
    assert (visit.clock_at, visit.status) == (None, "ended")


def test_a_text_of_somebody_whom_nobody_waits_for_says_nothing(nurse, world):
    assert hear_at_home(world.nurse, by=SYSTEM, via="sms", at=now()) is None
    ended(nurse)
    assert hear_at_home(world.nurse, by=SYSTEM, via="sms", at=now()) is None


def test_the_page_after_duress_is_the_page_after_safety_all_the_way_home(nurse, later):
    """The end with either code, the reminder, the ring, and the word that one is home with either code (S9)."""
    pages = []
    for end_pin, home_pin in ((PIN, PIN), (DURESS_PIN, PIN), (PIN, DURESS_PIN)):
        visit = ended(nurse, end_pin)
        seen = [masked(nurse.get("/my-safety").content.decode())]
        rung = []
        for minutes in (56, 5):
            later(minutes=minutes)
            turn()
            seen.append(masked(nurse.get("/my-safety").content.decode()))
            rung.append(Message.objects.filter(about_type="visit", about_id=visit.pk).count())
        answer = nurse.post(f"/my-safety/visits/{visit.pk}/home-safe", {"pin": home_pin}, follow=True)
        shown = nurse.get(f"/api/v1/visits/{visit.pk}").json()
        again = nurse.post(f"/api/v1/visits/{visit.pk}/home-safe", {"pin": home_pin}, content_type="application/json")
        kept = {name: shown[name] for name in ("status", "home_by", "due_at", "driving_until")}
        pages.append((seen, rung, masked(answer.content.decode()), kept, json.loads(again.content)))
    plain, *others = [re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", json.dumps(page)) for page in pages]
    assert others == [plain, plain]
    assert Alarm.objects.get().kind == "duress"


def test_a_call_for_help_on_the_way_home_is_one_and_ends_the_question(nurse, later):
    visit = ended(nurse)
    nurse.post("/my-safety/help")
    visit.refresh_from_db()
    assert (visit.clock_at, Alarm.objects.get().kind) == (None, "sos")


@pytest.mark.parametrize("who", ["outsider", "second_nurse"])
def test_nobody_else_says_it(nurse, sign_in, who):
    visit = ended(nurse)
    assert sign_in(who).post(f"/my-safety/visits/{visit.pk}/home-safe", {"pin": PIN}).status_code == 404


def test_a_wrong_pin_ends_no_question(nurse):
    visit = ended(nurse)
    answer = nurse.post(f"/my-safety/visits/{visit.pk}/home-safe", {"pin": "1379"})
    assert (answer.status_code, "That is not your PIN." in text_of(answer)) == (422, True)
    visit.refresh_from_db()
    assert visit.clock_at is not None
