"""Every visit and alarm that is stored follows from its events, and one that does not is named."""

import pytest
from tests.database.watch.test_visits_api import start

from alongside.ledger.keys import new_id
from alongside.watch import replaying
from alongside.watch.models import Alarm, Visit
from alongside.watch.replaying import replay_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alarm(world, sign_in):
    """An alarm that was taken and closed, of a visit that goes on; beside an alarm of somebody on no visit."""
    nurse, operator = sign_in("nurse"), sign_in("operator")
    visit = start(nurse).json()
    nurse.post(f"/api/v1/visits/{visit['id']}/check-in", content_type="application/json")
    nurse.post("/api/v1/alarms", {}, content_type="application/json")
    alarm = Alarm.objects.get()
    operator.post(f"/api/v1/alarms/{alarm.pk}/take")
    operator.post(f"/api/v1/alarms/{alarm.pk}/close", {"outcome": "found_safe"}, content_type="application/json")
    sign_in("second_nurse").post("/api/v1/alarms", {}, content_type="application/json")
    alarm.refresh_from_db()
    return alarm


def faults():
    found = []
    verdict = replay_all(found.append)
    assert verdict.faults == len(found)
    return [(fault.kind, fault.row.pk, fault.reason) for fault in found]


def test_what_was_decided_ends_in_what_is_stored():
    verdict = replay_all()
    assert (verdict.visits, verdict.alarms, verdict.faults) == (1, 2, 0)
    assert verdict.events == sum(row.events_count for row in (*Visit.objects.all(), *Alarm.objects.all()))


def test_one_at_a_time_it_is_the_same(monkeypatch):
    monkeypatch.setattr(replaying, "BATCH", 1)
    verdict = replay_all()
    assert (verdict.visits, verdict.alarms, verdict.faults) == (1, 2, 0)


def test_a_state_that_was_changed_is_named(alarm):
    Alarm.objects.filter(pk=alarm.pk).update(state=alarm.state | {"outcome": "test"})
    assert faults() == [("alarm", alarm.pk, "outcome is stored as test, and its events lead to found_safe")]


def test_a_column_that_was_changed_is_named():
    visit = Visit.objects.get()
    Visit.objects.filter(pk=visit.pk).update(status="overdue")
    assert faults() == [("visit", visit.pk, "its column status is overdue, and its events lead to active")]


def test_an_event_that_is_missing_is_named(alarm):
    Alarm.objects.filter(pk=alarm.pk).update(events_count=alarm.events_count + 1)
    (fault,) = faults()
    assert fault == (
        "alarm",
        alarm.pk,
        f"it has had {alarm.events_count + 1} events, and {alarm.events_count} are there",
    )


def test_an_event_that_cannot_have_happened_is_named(alarm):
    again = alarm.events.get(number=1)
    again.pk, again.number = new_id(), alarm.events_count + 1
    again.save(force_insert=True)
    Alarm.objects.filter(pk=alarm.pk).update(events_count=again.number)
    reason = f"event {again.number}, Raised, cannot have happened: This alarm has already been raised."
    assert faults() == [("alarm", alarm.pk, reason)]
