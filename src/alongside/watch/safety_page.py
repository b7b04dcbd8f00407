"""What the lone worker's page shows, read for the worker alone.

Under duress it reads exactly as if the visit had ended in the ordinary way (S9).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from alongside.devices.models import LastHeard
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.models import Staff
from alongside.people.sealing import public_key
from alongside.risk.markers.looking import show_on_visits
from alongside.watch import engine
from alongside.watch.buddies.standing import buddies_of
from alongside.watch.gating.reading import asked_along, gate_of, not_felt
from alongside.watch.help_call import LONGEST_TEXT
from alongside.watch.holding import gap_in
from alongside.watch.homecoming import awaited_at_home
from alongside.watch.models import Alarm, AlarmEvent, Visit, VisitEvent, VisitNote
from alongside.watch.plans import plan_for
from alongside.watch.presenters import AwaitedHome, MySafety, OpenHelp, PlannedVisit, RunningVisit
from alongside.watch.queries import alarm_to_report_of, current_visit_of, own_alarm_shown_to, state_as_heard, visits_of
from alongside.watch.retention import NOTES_KEPT
from alongside.web.listing import Page, page_of

EXTEND_BY = [15, 30, 60]
DRIVE_BY = [15, 30, 60, 90, 120]
BY_A_CLOCK = frozenset(
    {
        engine.AlarmKind.MISSED_CHECK_IN,
        engine.AlarmKind.OVERRUN,
        engine.AlarmKind.NOT_HOME_SAFE,
        engine.AlarmKind.DEVICE_LOST,
    }
)
SUGGESTED_MINUTES = 45
SHORTEST = 5
HOLD_SECONDS = 3
"""How long the help button is held (design: SOS hold 3 s)."""
SPOKEN_SECONDS = 20
"""How long a spoken amber note is (design: amber audio 20 s)."""
OF_LOOKS = ("search", "what", "first", "last", "before")
"""What an address says of the list of looks, which stands on the same page as the notes."""

SAVED = {
    "Started": "The start of your visit",
    "CheckedIn": "Your check-in",
    "Extended": "Your longer time",
    "DrivingBegun": "Your drive",
    "HomeSafe": "Your word that you are home",
    "Ended": "The end of your visit",
    "EndedUnderDuress": "The end of your visit",
}
LOOKS = {
    "position.seen": "Where you were",
    "note.seen": "Your note",
    "note.heard": "Your spoken note",
}


def safety_of(worker: Staff, **shown: Any) -> MySafety:
    """The whole page. `shown` is what the last action said: `told`, `told_kind`, `errors`, `entered`."""
    visit = current_visit_of(worker)
    alarm = own_alarm_shown_to(worker)
    gap = gap_in(plan_for(worker), worker)
    saved_at, saved = _last_saved(worker)
    return MySafety(
        first_name=worker.name.split(" ")[0],
        worker_id=worker.pk,
        visit=_running(visit, worker) if visit else None,
        help=_help(alarm) if alarm else None,
        home=None if visit else _home(worker),
        to_report=None if alarm else alarm_to_report_of(worker),
        planned=[] if visit else _planned(worker),
        along=[] if visit else asked_along(worker),
        not_felt=[] if visit else not_felt(worker),
        last_saved_at=saved_at,
        last_saved_what=saved,
        who_can_see=_who_can_see(worker),
        plan_ready=gap is None,
        plan_problem=gap or "",
        suggested_minutes=SUGGESTED_MINUTES,
        emergency_phone=settings.CENTRE_PHONE,
        longest_spoken_note=SPOKEN_SECONDS,
        longest_note=LONGEST_TEXT,
        hold_seconds=HOLD_SECONDS,
        needs_pin=bool(worker.pin),
        pin_lock=public_key(),
        text_number=settings.TEXT_NUMBER,
        **shown,
    )


def _running(visit: Visit, worker: Staff) -> RunningVisit:
    state = state_as_heard(visit)
    note = visit.notes.first()
    times_left, minutes_left = engine.extension_left(state)
    return RunningVisit(
        id=visit.pk,
        place=visit.place,
        started_at=visit.started_at or visit.made_at,
        due_at=state.due_at,
        ends_at=state.end_by,
        state=engine.shown_to_worker(state).value,  # type: ignore[arg-type]
        needs_pin=bool(worker.pin),
        extend_by=_offered_longer(state),
        times_left=times_left,
        minutes_left=minutes_left,
        drive_by=_offered_drives(state.timing.driving_s // 60),
        driving_until=state.driving_until if state.driving_until and state.driving_until > now() else None,
        note=note.text if note else "",
        note_is_spoken=note is not None and note.audio is not None,
        note_left_at=note.left_at if note else None,
        markers=show_on_visits([visit], by=_as_actor(worker))[0],
    )


def _offered_longer(state: engine.VisitState) -> list[int]:
    """What the buttons add: the usual minutes, as far as the limit allows; what is left of it where that is less."""
    times, minutes = engine.extension_left(state)
    if times == 0 or (minutes is not None and minutes < SHORTEST):
        return []
    if minutes is None or minutes >= EXTEND_BY[-1]:
        return EXTEND_BY
    return [*(one for one in EXTEND_BY if one < minutes), minutes]


def _offered_drives(longest: int) -> list[int]:
    """The usual lengths of a drive up to the longest, and that one."""
    return [*(one for one in DRIVE_BY if one < longest), longest] if longest else []


def _home(worker: Staff) -> AwaitedHome | None:
    """Read from the visit alone, so that it is the same after an end under duress (S9)."""
    visit = awaited_at_home(worker.pk).first()
    home_by = engine.from_dict(visit.state).home_by if visit else None
    if visit is None or home_by is None:
        return None
    return AwaitedHome(visit.pk, visit.place, home_by, bool(worker.pin))


def _planned(worker: Staff) -> list[PlannedVisit]:
    """What is on the list for the next 24 hours or for no certain time, or should have begun and was not cancelled."""
    moment = now()
    visits = (
        visits_of(worker)
        .filter(
            status__in=[engine.VisitStatus.PLANNED, engine.VisitStatus.GATED],
            planned_end__gt=moment,
        )
        .filter(Q(planned_start=None) | Q(planned_start__lt=moment + timedelta(hours=24)))
    )
    planned = list(visits.select_related("subject").order_by("planned_start"))
    return [
        PlannedVisit(
            id=visit.pk,
            place=visit.place,
            reason=visit.purpose,
            starts_at=visit.planned_start,
            suggested_end=visit.planned_end or moment,
            can_start=visit.status == engine.VisitStatus.PLANNED,
            why_not="It waits." if visit.status == engine.VisitStatus.GATED else "",
            gate=gate_of(visit),
            markers=markers,
        )
        for visit, markers in zip(planned, show_on_visits(planned, by=_as_actor(worker)), strict=True)
    ]


def _as_actor(worker: Staff) -> Actor:
    """The worker as who is shown something of others, which the ledger keeps."""
    return Actor("user", worker.user_id, worker.name)


def _help(alarm: engine.ShownAlarm) -> OpenHelp:
    owner = Staff.objects.filter(pk=alarm.owner).first() if alarm.owner else None
    waiting = "Your colleagues are being rung until one of them answers"
    return OpenHelp(
        raised_at=alarm.since,
        arrived_at=alarm.since,
        what=f"{owner.name} has it and is acting" if owner else waiting,
        phone=settings.CENTRE_PHONE,
        kind=alarm.kind,
        by_a_clock=alarm.kind in BY_A_CLOCK,
    )


def _last_saved(worker: Staff) -> tuple[datetime | None, str]:
    """The last thing of the worker's that was stored, from a visit or, for an early check-in, from a device."""
    events = VisitEvent.objects.filter(visit__worker=worker, name__in=SAVED, actor_kind__in=["user", "device"])
    latest = events.order_by("-decided_at").values_list("decided_at", "name").first()
    heard = LastHeard.objects.filter(worker=worker).values_list("last_check_in_at", flat=True).first()
    if heard and (latest is None or heard > latest[0]):
        return heard, SAVED["CheckedIn"]
    return (latest[0], SAVED[latest[1]]) if latest else (None, "")


def _who_can_see(worker: Staff) -> str:
    people = {staff.pk: staff.name for staff in (*buddies_of(worker, now()), worker.line_manager) if staff}
    who = list(people.values())
    others = f"{', '.join(who)} and the response centre" if who else "Your manager and the response centre"
    return (
        f"{others} can see that you are on a visit, and when you should check in. "
        "Where you are, and your note, they see only if you ask for help or cannot be reached."
    )


def notes_of(worker: Staff, asked: Mapping[str, Any]) -> Page:
    """A page of the worker's notes, newest first: `left_at`, `place`, and what becomes of them, `fate` and `fate_at`. `asked["notes"]`
    is the one after which it begins; what else the address asks for stays.

    While a silent alarm stands it reads as it would without one (S9): also when the note would have been erased.
    """
    notes = VisitNote.objects.filter(visit__worker=worker).select_related("visit")
    kept = {name: value for name, value in asked.items() if name in OF_LOOKS}
    page = page_of(notes, asked, kept, named="notes")
    rows = [
        {"left_at": note.left_at, "place": note.visit.place}
        | dict(zip(("fate", "fate_at"), fate_of(note), strict=True))
        for note in page.rows
    ]
    return replace(page, rows=rows)


def fate_of(note: VisitNote) -> tuple[str, datetime | None]:
    """What becomes of a note and when, as its worker may know it: as if no silent alarm stood (S9)."""
    if note.erased_at:
        return "Erased", note.erased_at
    if note.visit.ended_at is None:
        return "Erased 24 hours after the visit has ended", None
    alarms = list(note.visit.alarms.exclude(closed_at=None, hidden_from_worker=True))
    if any(alarm.closed_at is None for alarm in alarms):
        return "Kept while your call for help is open", None
    if AlarmEvent.objects.filter(alarm__in=alarms, name="Closed", content__outcome=engine.Outcome.GENUINE).exists():
        return "Kept, because you needed help", None
    due = max([note.visit.ended_at, *(alarm.closed_at for alarm in alarms if alarm.closed_at)]) + NOTES_KEPT
    return ("Erased", due) if due <= now() else ("To be erased", due)


def looks_at(worker: Staff) -> QuerySet[Entry]:
    """Who has looked at this worker's position or notes: entries of the ledger, each with a verb of `LOOKS` (S11).

    While a silent alarm stands, the looks since it was raised are kept back; those before it stay as they were (S9).
    """
    entries = Entry.objects.filter(
        organisation_id=worker.organisation_id,
        verb__in=LOOKS,
        subject_type="alarm",
        subject_id__in=Alarm.objects.filter(worker=worker).values("pk"),
    )
    silent = Alarm.objects.filter(worker=worker, closed_at=None, hidden_from_worker=True).first()
    if silent is not None:
        begun = silent.events.filter(from_status__in=["", engine.AlarmStatus.CLOSED]).latest("number")
        entries = entries.exclude(subject_id=silent.pk, at__gte=begun.decided_at)
    return entries
