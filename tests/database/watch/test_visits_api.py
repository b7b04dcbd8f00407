"""Visits by the API: what a worker can do, and what nobody else can."""

from datetime import timedelta

import pytest
from tests.world import DURESS_PIN, PIN

from alongside.ledger.clock import now
from alongside.watch.models import Alarm, Visit

pytestmark = pytest.mark.django_db


def start(client, **more):
    body = {"place": "14 Mill Lane", "planned_end": (now() + timedelta(hours=1)).isoformat(), "start": True, **more}
    return client.post("/api/v1/visits", body, content_type="application/json")


def end(client, visit_id, pin):
    return client.post(f"/api/v1/visits/{visit_id}/end", {"pin": pin}, content_type="application/json")


def test_a_worker_starts_a_visit_in_one_call(world, sign_in):
    answer = start(sign_in("nurse"))
    assert answer.status_code == 201, answer.content
    assert answer.json()["status"] == "active"
    assert answer.json()["due_at"] is not None


def test_nobody_starts_alone_without_a_plan_that_works(world, sign_in):
    world.buddy.contact_points.all().delete()
    for place in (world.manager, world.operator, world.second_operator, world.supervisor, world.lsms):
        place.contact_points.all().delete()
    answer = start(sign_in("nurse"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "no_plan"
    assert Visit.objects.count() == 0


def test_a_second_visit_waits_for_the_end_of_the_first(world, sign_in):
    nurse = sign_in("nurse")
    start(nurse)
    assert start(nurse).json()["code"] == "another_running"


def test_duress_looks_exactly_like_safety(world, sign_in):
    nurse = sign_in("nurse")
    answers = []
    for pin in (PIN, DURESS_PIN):
        visit = start(nurse).json()
        answer = end(nurse, visit["id"], pin)
        shown = nurse.get(f"/api/v1/visits/{visit['id']}").json()
        for body in (answer.json(), shown):
            for name in ("id", "planned_end", "started_at", "ended_at"):
                body[name] = "…"
        answers.append((answer.status_code, answer.json(), shown, end(nurse, visit["id"], pin).json()))
    assert answers[0] == answers[1]
    assert Alarm.objects.get().kind == "duress"
    assert start(nurse).status_code == 201
    assert nurse.get("/api/v1/alarms").json()["items"] == []


def test_a_wrong_pin_ends_nothing(world, sign_in):
    nurse = sign_in("nurse")
    visit = start(nurse).json()
    answer = end(nurse, visit["id"], "1111")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"pin": ["That is not your PIN."]}
    assert Visit.objects.get().status == "active"


def test_the_same_key_starts_one_visit(world, sign_in):
    nurse = sign_in("nurse")
    body = {"place": "14 Mill Lane", "planned_end": (now() + timedelta(hours=1)).isoformat(), "start": True}
    headers = {"Idempotency-Key": "3f"}
    first, second = (
        nurse.post("/api/v1/visits", body, content_type="application/json", headers=headers) for _ in range(2)
    )
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Visit.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(world, sign_in):
    nurse = sign_in("nurse")
    visit = start(nurse).json()
    for minutes, status in ((15, 200), (30, 422)):
        answer = nurse.post(
            f"/api/v1/visits/{visit['id']}/extend",
            {"minutes": minutes},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
        assert answer.status_code == status


@pytest.mark.parametrize("who", ["outsider", "second_nurse"])
def test_a_visit_is_not_there_for_others(world, sign_in, who):
    visit = start(sign_in("nurse")).json()
    other = sign_in(who)
    assert other.get(f"/api/v1/visits/{visit['id']}").status_code == 404
    assert other.get("/api/v1/visits").json()["items"] == []
    assert other.post(f"/api/v1/visits/{visit['id']}/check-in", content_type="application/json").status_code == 404
    assert end(other, visit["id"], PIN).status_code == 404


def test_a_check_in_that_waited_for_a_signal_moves_no_clock(world, sign_in):
    nurse = sign_in("nurse")
    visit = start(nurse).json()
    made_at = (now() - timedelta(minutes=6)).isoformat()
    answer = nurse.post(f"/api/v1/visits/{visit['id']}/check-in", {"at": made_at}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "late")
    assert nurse.get(f"/api/v1/visits/{visit['id']}").json()["due_at"] == visit["due_at"]


def test_a_call_for_help_that_waited_still_raises_an_alarm_and_says_when_it_was_pressed(world, sign_in):
    pressed_at = now() - timedelta(hours=2)
    answer = sign_in("nurse").post("/api/v1/alarms", {"at": pressed_at.isoformat()}, content_type="application/json")
    assert answer.status_code == 201
    alarm = Alarm.objects.get()
    assert (alarm.late, alarm.pressed_at) == (True, pressed_at)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T10:00:00"])
def test_a_time_that_cannot_be_meant_is_refused(world, sign_in, moment):
    nurse = sign_in("nurse")
    assert start(nurse, planned_start=moment).status_code == 422
    assert nurse.get("/api/v1/visits").json()["items"] == []


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_cannot_be_kept_is_refused(world, sign_in, text):
    assert start(sign_in("nurse"), place=text).status_code in (400, 422)


def test_a_visit_that_reads_as_ended_is_found_as_ended(world, sign_in):
    nurse = sign_in("nurse")
    end(nurse, start(nurse).json()["id"], DURESS_PIN)
    assert nurse.get("/api/v1/visits?status=in_alarm").json()["items"] == []
    assert len(nurse.get("/api/v1/visits?status=ended").json()["items"]) == 1


def test_a_planned_visit_is_taken_off_the_list(world, sign_in):
    nurse = sign_in("nurse")
    visit = start(nurse, start=False).json()
    assert nurse.post(f"/api/v1/visits/{visit['id']}/cancel").json()["status"] == "cancelled"
    begun = nurse.post(f"/api/v1/visits/{visit['id']}/start", {}, content_type="application/json")
    assert begun.json()["code"] == "cancelled"


def test_a_visit_that_runs_cannot_be_cancelled(world, sign_in):
    nurse = sign_in("nurse")
    visit = start(nurse).json()
    answer = nurse.post(f"/api/v1/visits/{visit['id']}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_started")
    assert sign_in("manager").post(f"/api/v1/visits/{visit['id']}/cancel").status_code == 403
