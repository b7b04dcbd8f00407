"""What a worker said without a signal, when it arrives: nothing is lost, and nothing old is taken for what is so now (decision 38)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.world import DURESS_PIN, PIN

from alongside.devices.models import LastHeard
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.people.models import ContactPoint
from alongside.people.sealing import seal
from alongside.watch import actions, engine
from alongside.watch.models import Alarm, Visit, VisitEvent
from alongside.watch.replaying import replay_all
from alongside.watch.timings import set_timings

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(sign_in):
    """Sends what was said, `ago` minutes after it was: `phone("end", visit, ago=20)`."""
    nurse = sign_in("nurse")

    def send(what, visit, *, ago=20, said_at=None, pin=None, headers=None, **said):
        address = f"/api/v1/visits/{getattr(visit, 'pk', visit)}/{what}"
        content = {"at": (said_at or now() - timedelta(minutes=ago)).isoformat(), **said}
        if pin is not None:
            content["sealed"] = seal(pin, address)
        return nurse.post(address, content, content_type="application/json", headers=headers or {})

    send.nurse = nurse
    return send


@pytest.fixture
def visit(world, later) -> Visit:
    """One that has run for half an hour."""
    made = running(world.nurse)
    later(minutes=30)
    return made


def running(worker):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2))
    return actions.plan_visit(worker, itinerary, by=SYSTEM, start=True)


def code(answer):
    return answer.status_code, answer.json().get("code")


def status(visit):
    visit.refresh_from_db()
    return visit.status


def start_of(visit_id, ago, minutes=45, place="2 Weir Road"):
    at = now() - timedelta(minutes=ago)
    return {"id": str(visit_id), "place": place, "minutes": minutes, "start": True, "at": at.isoformat()}


@pytest.mark.parametrize(
    ("what", "said"), [("check-in", {}), ("extend", {"minutes": 30}), ("driving", {"minutes": 30})]
)
def test_a_late_word_is_kept_and_moves_no_clock(phone, visit, what, said):
    due_at = visit.due_at
    assert code(phone(what, visit, **said)) == (409, "late")
    visit.refresh_from_db()
    assert visit.due_at == due_at
    kept = VisitEvent.objects.get(visit=visit, name="CheckedIn").content
    assert kept["late"] is True
    assert now() - datetime.fromisoformat(kept["said_at"]) >= timedelta(minutes=20)


def test_a_phone_whose_clock_went_back_makes_no_old_word_new(phone, visit):
    assert code(phone("check-in", visit, ago=0, headers={"Alongside-Waited": "1800"})) == (409, "late")


def test_what_is_said_and_arrives_within_five_minutes_counts(phone, visit):
    due_at = visit.due_at
    assert phone("check-in", visit, ago=4).status_code == 200
    visit.refresh_from_db()
    assert visit.due_at > due_at


def test_a_late_start_begins_when_it_is_heard_and_keeps_the_end_that_was_meant(phone, world):
    key = uuid4()
    answer = phone.nurse.post("/api/v1/visits", start_of(key, ago=20), content_type="application/json")
    assert answer.status_code == 201
    begun = Visit.objects.get(pk=key)
    assert now() - begun.started_at < timedelta(minutes=1)
    assert timedelta(minutes=24) < begun.planned_end - now() <= timedelta(minutes=25)
    assert VisitEvent.objects.get(visit=begun, name="Started").content["said_at"] is not None


def test_whoever_should_be_out_already_is_asked_at_once(phone):
    key = uuid4()
    phone.nurse.post("/api/v1/visits", start_of(key, ago=90), content_type="application/json")
    assert Visit.objects.get(pk=key).due_at - now() <= timedelta(minutes=5)


def test_a_start_of_yesterday_starts_nothing(phone, world):
    answer = phone.nurse.post("/api/v1/visits", start_of(uuid4(), ago=13 * 60), content_type="application/json")
    assert code(answer) == (409, "too_old")
    assert not Visit.objects.exists()


def test_a_start_that_is_sent_again_is_one_visit(phone):
    key = uuid4()
    for _ in range(2):
        answer = phone.nurse.post("/api/v1/visits", start_of(key, ago=20), content_type="application/json")
        assert (answer.status_code, answer.json()["id"]) == (201, str(key))
    assert Visit.objects.count() == 1


def test_a_visit_of_somebody_else_is_not_taken_by_its_id(phone, world):
    theirs = running(world.second_nurse)
    answer = phone.nurse.post("/api/v1/visits", start_of(theirs.pk, ago=2), content_type="application/json")
    assert answer.status_code >= 400
    theirs.refresh_from_db()
    assert (theirs.worker, theirs.place) == (world.second_nurse, "14 Mill Lane")


def test_a_whole_visit_without_a_signal_is_begun_and_ended_in_order(phone, world):
    key = uuid4()
    phone.nurse.post("/api/v1/visits", start_of(key, ago=40), content_type="application/json")
    assert code(phone("check-in", key, ago=30)) == (409, "late")
    assert phone("end", key, ago=10, pin=PIN).status_code == 200
    assert status(Visit.objects.get(pk=key)) == "ended"
    assert not Alarm.objects.exists()


def test_started_on_another_phone_meanwhile(phone, world, later):
    planned = actions.plan_visit(world.nurse, actions.Itinerary("9 Weir Road", now() + timedelta(hours=3)), by=SYSTEM)
    actions.start_visit(planned, by=SYSTEM)
    later(minutes=30)
    assert code(phone("start", planned)) == (409, "already_started")
    assert status(planned) == "active"


def test_another_visit_was_started_on_another_phone_meanwhile(phone, visit):
    answer = phone.nurse.post("/api/v1/visits", start_of(uuid4(), ago=20), content_type="application/json")
    assert code(answer) == (409, "another_running")
    assert Visit.objects.get() == visit


def test_the_plan_is_gone_meanwhile(phone):
    ContactPoint.objects.all().delete()
    answer = phone.nurse.post("/api/v1/visits", start_of(uuid4(), ago=20), content_type="application/json")
    assert code(answer) == (409, "no_plan")
    assert not Visit.objects.exists()


def test_ended_by_the_centre_meanwhile(phone, visit, world):
    actions.end_visit_for_worker(visit, person=world.operator, by=SYSTEM, evidence="Spoke to her on the telephone.")
    assert code(phone("check-in", visit)) == (409, "ended")
    assert code(phone("extend", visit, minutes=30)) == (409, "ended")
    assert code(phone("end", visit, pin=PIN)) == (409, "ended")
    assert code(phone("note", visit, text="Two dogs.")) == (409, "ended")
    assert status(visit) == "ended"


def test_extended_past_the_limit_meanwhile(phone, world):
    set_timings(world.organisation, world.team, {"extensions_low": 1})
    visit = running(world.nurse)
    actions.extend_visit(visit, 15, by=SYSTEM)
    assert code(phone("extend", visit, ago=2, minutes=30)) == (409, "extended_enough")
    assert status(visit) == "active"


def test_a_late_end_ends_where_nothing_was_raised(phone, visit, later):
    assert phone("end", visit, pin=PIN).status_code == 200
    assert status(visit) == "ended"
    ended = VisitEvent.objects.get(visit=visit, name="Ended").content
    assert now() - datetime.fromisoformat(ended["said_at"]) >= timedelta(minutes=20)


def test_a_late_end_ends_nothing_once_an_alarm_was_raised(phone, visit, world):
    actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    assert code(phone("end", visit, pin=PIN)) == (409, "raised_meanwhile")
    assert (status(visit), Alarm.objects.get().closed_at) == ("in_alarm", None)
    assert VisitEvent.objects.filter(visit=visit, name="CheckedIn", content__via="end", content__late=True).exists()


def test_a_late_end_ends_nothing_after_an_alarm_that_was_raised_and_closed(phone, visit, world):
    alarm = actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    actions.take_alarm(alarm, world.operator, by=SYSTEM)
    actions.close_alarm(alarm, world.operator, "found_safe", "Spoke to her.", by=SYSTEM)
    assert code(phone("end", visit, pin=PIN)) == (409, "heard_since")
    assert status(visit) == "active"


@pytest.mark.parametrize("by_device", [False, True])
def test_a_late_end_ends_nothing_once_the_worker_was_heard_since(phone, visit, by_device):
    if by_device:
        LastHeard.objects.update_or_create(
            worker=visit.worker,
            defaults={"last_check_in_at": now(), "last_heard_at": now(), "organisation": visit.organisation},
        )
    else:
        actions.check_in(visit, by=SYSTEM, via="sms")
    assert code(phone("end", visit, pin=PIN)) == (409, "heard_since")
    assert status(visit) == "active"


def test_a_wrong_pin_that_waited_ends_nothing(phone, visit):
    answer = phone("end", visit, pin="1111")
    assert (answer.status_code, answer.json()["detail"]) == (422, "That is not your PIN.")
    assert status(visit) == "active"


def test_a_pin_that_was_sealed_for_another_visit_is_not_read(phone, visit):
    sealed = seal(PIN, f"/api/v1/visits/{uuid4()}/end")
    answer = phone("end", visit, sealed=sealed)
    assert answer.status_code == 422
    assert status(visit) == "active"


def answers_to(phone, visit, pin, **sent):
    answer = phone("end", visit, pin=pin, **sent)
    body = answer.json()
    shown = phone.nurse.get(f"/api/v1/visits/{visit.pk}").json()
    for one in (body, shown):
        for name in ("id", "planned_end", "started_at", "ended_at", "due_at"):
            one.pop(name, None)
    return answer.status_code, body, shown


@pytest.mark.parametrize("meanwhile", ["nothing", "alarm", "heard", "ended"])
def test_duress_without_a_signal_looks_like_safety_and_is_an_alarm(phone, world, later, meanwhile):
    seen = []
    for pin in (PIN, DURESS_PIN):
        visit = running(world.nurse)
        later(minutes=30)
        said_at = now() - timedelta(minutes=20)
        if meanwhile == "alarm":
            alarm = actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
        elif meanwhile == "heard":
            actions.check_in(visit, by=SYSTEM)
        elif meanwhile == "ended":
            actions.end_visit_for_worker(visit, person=world.operator, by=SYSTEM, evidence="Spoke to her.")
        seen.append(answers_to(phone, visit, pin, said_at=said_at))
        if pin == PIN:
            assert not Alarm.objects.filter(kind="duress").exists()
            if meanwhile == "alarm":
                actions.take_alarm(alarm, world.operator, by=SYSTEM)
                actions.close_alarm(alarm, world.operator, "found_safe", "Spoke to her.", by=SYSTEM)
            visit.refresh_from_db()
            if visit.ended_at is None:
                actions.end_visit(visit, by=Actor("user", world.nurse.user_id, "Nia Okoye"), pin=PIN)
    assert seen[0] == seen[1]
    raised = Alarm.objects.get(kind="duress", closed_at=None)
    assert (raised.late, raised.pressed_at) == (True, said_at)
    assert replay_all().faults == 0


def test_a_late_word_that_they_are_home_counts_where_nothing_was_raised(phone, world, later):
    set_timings(world.organisation, world.team, {"home_safe_s": 3600, "check_in_interval_s": 8 * 3600})
    visit = running(world.nurse)
    actions.end_visit(visit, by=SYSTEM, pin=PIN)
    later(minutes=30)
    assert phone("home-safe", visit, pin=PIN).status_code == 200
    visit.refresh_from_db()
    assert "home_by" not in visit.state


def test_a_late_note_stands_beside_a_newer_one(phone, visit):
    actions.leave_note(visit, "Her son is here.", by=SYSTEM)
    assert phone("note", visit, text="Two dogs.").status_code == 201
    assert visit.notes.first().text == "Her son is here.\n\nWritten before that: Two dogs."


def test_a_late_call_for_help_adds_to_the_alarm_that_is_open(phone, visit, world):
    actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.FALL, now()), by=SYSTEM)
    pressed_at = now() - timedelta(minutes=20)
    answer = phone.nurse.post("/api/v1/alarms", {"at": pressed_at.isoformat()}, content_type="application/json")
    assert answer.status_code == 201
    alarm = Alarm.objects.get()
    assert (alarm.pressed_at, alarm.late, alarm.events.filter(name="Pressed").count()) == (pressed_at, True, 1)
