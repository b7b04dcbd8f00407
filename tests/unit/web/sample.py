"""A response centre and a worker's page as they might be on some morning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alongside.response.presenters import (
    AlarmInList,
    CalledContact,
    Choice,
    Console,
    Contact,
    Device,
    Position,
    SelectedAlarm,
    TimelineEntry,
    VisitKnown,
)
from alongside.watch.presenters import MySafety, RunningVisit

NOW = datetime(2026, 5, 3, 9, 45, tzinfo=UTC)
ALARM, VISIT, WORKER = (UUID(int=number) for number in (1, 2, 3))


def console(*, mine: bool = False, **selected: Any) -> Console:
    """One alarm, taken by the person who looks or by nobody."""
    owner = "Priya Raman" if mine else ""
    raised = NOW - timedelta(seconds=42)
    in_list = AlarmInList(ALARM, "Asked for help", "Grace Whitfield", "Ashmoor North", raised, owner, mine, not mine)
    return Console([in_list], replace(_alarm(owner, mine, raised), **selected), "", "success")


def my_safety(**changed: Any) -> MySafety:
    """A worker in the middle of a visit."""
    visit = RunningVisit(
        id=VISIT,
        place="14 Tannery Row",
        started_at=NOW - timedelta(minutes=48),
        due_at=NOW + timedelta(minutes=12),
        ends_at=NOW + timedelta(minutes=30),
        state="active",
        needs_pin=True,
        extend_by=[15, 30, 60],
        times_left=None,
        minutes_left=None,
        drive_by=[15, 30],
        driving_until=None,
        note="Dog in the kitchen.",
        note_is_spoken=False,
        note_left_at=NOW - timedelta(minutes=40),
    )
    shown = MySafety(
        home=None,
        first_name="Grace",
        worker_id=WORKER,
        visit=visit,
        help=None,
        planned=[],
        last_saved_at=NOW - timedelta(minutes=48),
        last_saved_what="The start of your visit",
        who_can_see="Nobody sees where you are unless you ask for help or miss a check-in.",
        plan_ready=True,
        plan_problem="",
        suggested_minutes=45,
        emergency_phone="+441632960999",
        longest_note=2000,
        longest_spoken_note=20,
        hold_seconds=3,
    )
    return replace(shown, **changed)


def _alarm(owner: str, mine: bool, raised: datetime) -> SelectedAlarm:
    buddy = Contact("Dev Patel", "Buddy", "+447700900456")
    return SelectedAlarm(
        id=ALARM,
        kind="Asked for help",
        state="You are acting" if mine else "Ringing, step 1 of 3",
        state_kind="calm" if mine else "danger",
        raised_at=raised,
        pressed_at=None,
        presses=2,
        owner=owner,
        is_mine=mine,
        next_ring_at=NOW + timedelta(seconds=95),
        worker="Grace Whitfield",
        job_title="Community nurse",
        team="Ashmoor North",
        phone="+447700900123",
        manager=Contact("Martin Hale", "Line manager", "+441632960001"),
        site="Ashmoor Health Centre",
        position=Position(53.3889, -2.5954, raised, 12.0, "https://map.example/?at=53.3889,-2.5954", False),
        visit=VisitKnown("14 Tannery Row", "Dressing change", raised, NOW, NOW + timedelta(minutes=10)),
        amber_note="Dog in the kitchen.",
        amber_note_id=UUID(int=9),
        spoken_note=None,
        device=Device("Phone", 17, raised),
        next_step="Call Grace Whitfield.",
        contacts=[CalledContact(buddy, 1, "Text sent 10:44", "trying")],
        timeline=[TimelineEntry(raised, "Asked for help", "Grace Whitfield", kind="alarm")],
        can_take=not mine,
        can_note=mine,
        can_hand_over=mine,
        can_close=mine,
        colleagues=[Choice("4", "Sam Okafor")],
        outcomes=[Choice("genuine", "A real emergency, now safe")],
    )
