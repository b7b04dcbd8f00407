"""Many clocks come at once: they are moved on together, and nothing of it differs from one by one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.world import World

from alongside.devices.models import LastHeard
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import add_contact_point, add_staff
from alongside.people.models import Staff
from alongside.people.roles import Role
from alongside.watch import actions, sweep
from alongside.watch.models import Alarm, Visit, VisitEvent
from alongside.watch.replaying import replay_all
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 18


def on_a_visit(worker: Staff, place: str) -> Visit:
    itinerary = actions.Itinerary(place=place, planned_end=now() + timedelta(hours=8))
    return actions.plan_visit(worker, itinerary, by=SYSTEM, start=True)


@pytest.fixture
def visits(world: World) -> list[Visit]:
    """Six workers, each on a visit of their own; the first has an e-mail address besides the number, the last nothing at all."""
    made = []
    for number in range(6):
        worker = add_staff(world.organisation, f"Worker {number}", team=world.team, roles=[Role.WORKER])
        if number < 5:
            add_contact_point(worker, "sms", f"+44770090100{number}", position=2, verified=True)
        if number == 0:
            add_contact_point(worker, "email", "worker@example.org", position=1, verified=True)
        made.append(on_a_visit(worker, f"{number} Mill Lane"))
    return made


def turn() -> int:
    with transaction.atomic():
        return Worklist().take_clocks().done


def seen_of(visit: Visit) -> dict[str, object]:
    """Everything that a decision writes, without keys and moments."""
    visit.refresh_from_db()
    return {
        "status": visit.status,
        "since_due": (visit.clock_at - visit.due_at) if visit.clock_at and visit.due_at else None,
        "events": list(visit.events.order_by("number").values_list("number", "name", "from_status", "to_status")),
        "messages": sorted(
            (one.channel, one.address, one.subject, one.body.replace(visit.place, "PLACE"), one.key.split(":")[2])
            for one in Message.objects.filter(about_type="visit", about_id=visit.pk)
        ),
        "wakes": LastHeard.objects.filter(worker=visit.worker, wake_on_check_in=True).exists(),
    }


def test_together_and_one_by_one_write_the_same(visits, later, monkeypatch):
    alone = visits[1]
    monkeypatch.setattr("alongside.watch.work.LOT", 0)
    for minutes in (56, 5, 1):
        later(minutes=minutes)
        with monkeypatch.context() as one_by_one:
            one_by_one.setattr(sweep, "move_on", lambda keys, heard, **more: set())
            one_by_one.setattr(
                "alongside.watch.work._due",
                lambda table, resting, most: {alone.pk: alone.worker_id} if table == "watch_visit" else {},
            )
            assert turn() == 1
        monkeypatch.setattr("alongside.watch.work.LOT", 500)
        assert turn() == 5
    other = seen_of(visits[2])
    assert other["status"] == "overdue"
    assert len(other["messages"]) == 3, "reminded, rung when it was due, and a minute later"
    mended = {
        **other,
        "messages": [(*one[:1], visits[1].worker.contact_points.get().address, *one[2:]) for one in other["messages"]],
    }
    assert seen_of(alone) == mended


def test_what_was_moved_together_is_replayed_to_what_is_stored(visits, later):
    for minutes in (56, 5):
        later(minutes=minutes)
        assert turn() == 6
    verdict = replay_all()
    assert (verdict.visits, verdict.faults) == (6, 0)
    for visit in visits:
        assert VisitEvent.objects.filter(visit=visit, name="ClockDue", due_at__isnull=False).count() == 2


def test_the_worker_is_rung_on_every_channel_in_their_order_and_one_without_any_is_moved_on(visits, later):
    later(minutes=56)
    turn()
    rung = Message.objects.filter(about_id=visits[0].pk).order_by("pk").values_list("channel", "address")
    assert list(rung) == [("email", "worker@example.org"), ("sms", "+447700901000")]
    visits[5].refresh_from_db()
    assert visits[5].status == "due_soon"
    assert not Message.objects.filter(about_id=visits[5].pk).exists()


def test_the_ledger_names_every_visit_that_was_moved(visits, later):
    later(minutes=56)
    turn()
    [entry] = Entry.objects.filter(verb="visit.clocks_due")
    assert all(str(visit.pk) in entry.details for visit in visits)
    assert '"due_soon"' in entry.details


@pytest.mark.parametrize("many", [2, 60])
def test_sixty_cost_no_more_questions_than_two(world, later, many):
    for number in range(many):
        on_a_visit(add_staff(world.organisation, f"Worker {number}", team=world.team, roles=[Role.WORKER]), "A street")
    later(minutes=56)
    with CaptureQueriesContext(connection) as asked:
        assert turn() == many
    assert len(asked) <= MOST_QUESTIONS


def test_whoever_was_heard_is_not_rung_and_whoever_is_in_alarm_rings_others(visits, later):
    LastHeard.objects.update_or_create(
        worker=visits[0].worker,
        defaults={"organisation": visits[0].organisation, "last_check_in_at": now() + timedelta(minutes=50)},
    )
    later(minutes=71)
    turn()
    visits[0].refresh_from_db()
    assert visits[0].status == "active"
    assert not Message.objects.filter(about_id=visits[0].pk).exists()
    alarms = Alarm.objects.filter(worker__in=[visit.worker for visit in visits])
    assert {alarm.kind for alarm in alarms} == {"missed_check_in"}
    assert alarms.count() == 5
    assert Message.objects.filter(about_type="alarm", about_id=alarms[0].pk).exists()


def test_a_lot_that_cannot_be_written_is_decided_one_by_one(visits, later, monkeypatch):
    later(minutes=56)

    def fail(*_):
        raise DatabaseError("one of them cannot be stored")

    monkeypatch.setattr(sweep, "_move", fail)
    assert turn() == 6
    assert set(Visit.objects.values_list("status", flat=True)) == {"due_soon"}
    assert Message.objects.filter(about_type="visit").count() == 6


def test_one_that_cannot_be_decided_holds_up_no_other(visits, later):
    Visit.objects.filter(pk=visits[3].pk).update(state={"type": "VisitState", "unknown": 1})
    later(minutes=56)
    turn()
    statuses = dict(Visit.objects.values_list("place", "status"))
    assert statuses.pop("3 Mill Lane") == "active"
    assert set(statuses.values()) == {"due_soon"}
