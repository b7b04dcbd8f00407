"""Every write of this room: what a worker, a colleague or a reply does to visits and alarms.

Each action takes the worker's lock, decides with the engine, and leaves state, event, messages and ledger entry in one
transaction. The caller has checked that the person may do it (`rules.py`); what the safety promises forbid, the engine
refuses whoever asks (`engine.Refused`, nothing written).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.devices.actions import await_check_in
from alongside.evidence.actions import receive
from alongside.evidence.models import StoredFile
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.actions import check_pin
from alongside.people.models import Staff
from alongside.risk.facts import note_fact
from alongside.risk.subjects import subject_for
from alongside.watch import engine
from alongside.watch.decisions import (
    Moment,
    call_for_help,
    decide_alarm,
    decide_visit,
    lock_worker,
)
from alongside.watch.gating.actions import ask_gate, passed
from alongside.watch.holding import gap_in
from alongside.watch.homecoming import awaited_at_home, end_of_shift
from alongside.watch.itinerary import LONGEST_TEXT, Itinerary, check_itinerary
from alongside.watch.models import RUNNING, Alarm, Visit, VisitNote
from alongside.watch.plans import plan_for
from alongside.watch.queries import has_looked
from alongside.watch.timings import timings_for


@transaction.atomic
def plan_visit(
    worker: Staff,
    itinerary: Itinerary,
    *,
    by: Actor,
    start: bool = False,
    out_already: bool = False,
    id: UUID | None = None,
    said_at: datetime | None = None,
) -> Visit:
    """Puts a visit on the worker's list, and starts it at once where `start` is true; both or neither. Where the gate is closed it is not
    started and waits on the list, unless the worker is `out_already`. `id` is one that the worker's phone has made for it.

    Raises ValidationError where there is no place, the end is not after the start or now, or the visit lasts over 24
    hours.
    """
    moment = Moment(now(), by)
    check_itinerary(itinerary, moment.now)
    visit = Visit(
        id=id or new_id(),
        organisation_id=worker.organisation_id,
        team_id=worker.team_id,
        worker=worker,
        place=itinerary.place.strip(),
        purpose=itinerary.purpose.strip(),
        risk=itinerary.risk,
        lat=itinerary.lat,
        lon=itinerary.lon,
        planned_start=itinerary.planned_start,
        planned_end=itinerary.planned_end,
        subject=subject_for(worker.organisation, itinerary.who) if itinerary.who else None,
        made_at=moment.now,
        state={},
    )
    lock_worker(worker.pk)
    decide_visit(visit, engine.Planned(moment.now, visit.pk, worker.pk, itinerary.planned_end), moment)
    ask_gate(visit, moment)
    waits = visit.status == engine.VisitStatus.GATED and not out_already
    return start_visit(visit, by=by, said_at=said_at, out_already=out_already) if start and not waits else visit


def start_visit(visit: Visit, *, by: Actor, said_at: datetime | None = None, out_already: bool = False) -> Visit:
    """Starts the clock of a visit, now, once the gate was asked again. What it finds is kept also where the start is refused (`gated`);
    `out_already`: the worker is there, and has their clock whatever the gate says. `said_at`: the worker said so then, where there
    was no signal.

    1. Refused (`no_plan`) unless the plan can reach two people or the response centre from now to the planned end (S8); (`another_running`)
       where the worker's last visit is not over.
    2. The plan's version and the team's timing are pinned: later changes do not touch a visit that runs.
    """
    with transaction.atomic():
        ask_gate(_locked_visit(visit), Moment(now(), by))
    return _start(visit, by, said_at, out_already)


@transaction.atomic
def _start(visit: Visit, by: Actor, said_at: datetime | None, out_already: bool) -> Visit:
    visit = _locked_visit(visit)
    worker = visit.worker
    moment = Moment(now(), by)
    version = plan_for(worker)
    gap = gap_in(version, worker, begin=moment.now, end=visit.planned_end)
    if gap:
        raise engine.Refused("no_plan", gap)
    if Visit.objects.filter(worker=worker, status__in=RUNNING, ended_at=None).exclude(pk=visit.pk).exists():
        raise engine.Refused("another_running", "End your present visit before you start the next.")
    for earlier in awaited_at_home(worker.pk).select_for_update(of=("self",)):
        decide_visit(earlier, engine.WentOn(moment.now), moment.caused_by_system())
    visit.plan_version = version
    await_check_in(worker, False)
    unanswered = passed(visit, moment, out_already=out_already)
    timing = timings_for(worker).for_visit(visit.risk)
    started = engine.Started(moment.now, visit.pk, worker.pk, timing, visit.planned_end, said_at, unanswered)
    decide_visit(visit, started, moment)
    return visit


@transaction.atomic
def cancel_visit(visit: Visit, *, by: Actor) -> Visit:
    """Takes a planned visit off the list."""
    visit = _locked_visit(visit)
    moment = Moment(now(), by)
    decide_visit(visit, engine.Cancelled(moment.now, by.id or visit.worker_id), moment)
    return visit


@transaction.atomic
def check_in(
    visit: Visit,
    *,
    by: Actor,
    via: str = "app",
    at: datetime | None = None,
    late: bool = False,
    said_at: datetime | None = None,
) -> Visit:
    """The worker says: I am well. `at` is when the server received it. One that is `late` is history and moves no clock (S10);
    `said_at` is when the phone says that it was said.
    """
    visit = _locked_visit(visit)
    moment = Moment(now(), by)
    decide_visit(visit, engine.CheckedIn(at or moment.now, via, late, said_at), moment)
    return visit


@transaction.atomic
def extend_visit(visit: Visit, minutes: int, *, by: Actor) -> Visit:
    """The worker is well and needs `minutes` (5 to 1440) more."""
    visit = _locked_visit(visit)
    moment = Moment(now(), by)
    decide_visit(visit, engine.Extended(moment.now, minutes), moment)
    return visit


@transaction.atomic
def drive(visit: Visit, minutes: int, *, by: Actor) -> Visit:
    """The worker is well and drives for `minutes` (5 to the team's longest drive): nothing is due of them before its end."""
    visit = _locked_visit(visit)
    moment = Moment(now(), by)
    decide_visit(visit, engine.DrivingBegun(moment.now, minutes), moment)
    return visit


def end_visit(
    visit: Visit, *, by: Actor, pin: str = "", needs_pin: bool = True, said_at: datetime | None = None
) -> Visit:
    """The worker ends the visit. `said_at`: they said so then, and it arrives late.

    With the duress PIN the answer is the same, to the last byte, and a silent alarm is raised (S9). Raises
    ValidationError where the PIN is wrong. `needs_pin` is False for a badge or a check-in link, which have no keys.
    """
    meaning = check_pin(visit.worker, pin) if needs_pin else "safe"
    if meaning is None:
        raise ValidationError({"pin": "That is not your PIN."})
    with transaction.atomic():
        visit = _locked_visit(visit)
        moment = Moment(now(), by)
        shift_ends = end_of_shift(visit, moment.now)
        if meaning == "duress":
            effects = decide_visit(visit, engine.EndedUnderDuress(moment.now, shift_ends, said_at), moment)
        else:
            ended = engine.Ended(moment.now, visit.worker_id, shift_ends=shift_ends, said_at=said_at)
            effects = decide_visit(visit, ended, moment)
    for effect in effects:  # a plain end would have been refused in these words; the silent alarm stands
        if isinstance(effect, engine.ShowRefused):
            raise engine.Refused(effect.code, effect.sentence)
    return visit


@transaction.atomic
def end_visit_for_worker(visit: Visit, *, person: Staff, by: Actor, evidence: str) -> Visit:
    """Somebody else ends the visit, and says how they know that the worker is safe."""
    visit = _locked_visit(visit)
    moment = Moment(now(), by)
    decide_visit(visit, engine.Ended(moment.now, person.pk, evidence), moment)
    return visit


@transaction.atomic
def leave_note(visit: Visit, text: str, *, by: Actor, audio: UploadedFile | None = None) -> VisitNote:
    """The worker leaves an amber note, written, spoken or both. It stays hidden until an alarm, and supersedes the one
    before.

    Raises ValidationError at `text` or `audio`; then nothing of either is kept.
    """
    visit = _locked_visit(visit)
    text = _text(text, "" if audio is not None else "Write what others should know if you need help.")
    moment = Moment(now(), by)
    decide_visit(visit, engine.NoteLeft(moment.now), moment)
    return VisitNote.objects.create(
        organisation_id=visit.organisation_id,
        visit=visit,
        text=text,
        audio=_spoken(visit, audio, by) if audio is not None else None,
        left_at=moment.now,
    )


def _spoken(visit: Visit, audio: UploadedFile, by: Actor) -> StoredFile:
    try:
        return receive(audio, organisation_id=visit.organisation_id, purpose="amber_note", by=by)
    except ValidationError as error:
        raise ValidationError({"audio": error}) from error


@dataclass(frozen=True, slots=True)
class Press:
    """A call for help as it reached the server."""

    kind: engine.AlarmKind
    at: datetime
    pressed_at: datetime | None = None
    late: bool = False


@transaction.atomic
def ask_for_help(worker: Staff, press: Press, *, by: Actor, text: str = "") -> Alarm:
    """A press, a fall, a shout: raises the worker's alarm or adds to it. Gets through in every state (S7)."""
    lock_worker(worker.pk)
    moment = Moment(now(), by, due_at=press.at)
    running = Visit.objects.filter(worker=worker, status__in=RUNNING, ended_at=None)
    visit = _with_people(running.select_for_update(of=("self",))).first()
    visit = visit or awaited_at_home(worker.pk).select_for_update(of=("self",)).first()
    if visit is not None:
        decide_visit(visit, engine.HelpAsked(press.at, press.kind, press.pressed_at, press.late), moment)
    else:
        effect = engine.RaiseAlarm(
            press.kind, worker.pk, None, press.at, press.at, pressed_at=press.pressed_at, late=press.late
        )
        call_for_help(worker, effect, moment)
    alarm = _with_people(Alarm.objects.select_related("plan_version")).get(worker=worker, closed_at=None)
    if text.strip():
        decide_alarm(
            alarm, engine.Progressed(moment.now, worker.pk, text.strip()[:LONGEST_TEXT]), Moment(moment.now, by)
        )
    return alarm


@transaction.atomic
def take_alarm(alarm: Alarm, person: Staff, *, by: Actor) -> Alarm:
    """The first who takes an alarm owns it; whoever is second is told who has it (S5)."""
    alarm = _locked_alarm(alarm)
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.Taken(moment.now, person.pk), moment)
    return alarm


@transaction.atomic
def note_progress(alarm: Alarm, person: Staff, text: str, *, by: Actor) -> Alarm:
    """Says what is being done. From the owner it winds the owner's clock."""
    alarm = _locked_alarm(alarm)
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.Progressed(moment.now, person.pk, _text(text, "Write what you are doing.")), moment)
    return alarm


@transaction.atomic
def hand_over(alarm: Alarm, person: Staff, to: Staff, *, by: Actor) -> Alarm:
    """The owner gives the alarm to somebody else of the same organisation, who is rung."""
    alarm = _locked_alarm(alarm)
    if to.organisation_id != alarm.organisation_id or not to.active:
        raise ValidationError({"to": "Choose somebody who works here."})
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.HandedOver(moment.now, person.pk, to.pk), moment)
    return alarm


@transaction.atomic
def close_alarm(alarm: Alarm, person: Staff, outcome: str, text: str, *, by: Actor) -> Alarm:
    """Ends an alarm, with an outcome; a genuine one with words (S4)."""
    alarm = _locked_alarm(alarm)
    if outcome not in set(engine.Outcome):
        raise ValidationError({"outcome": "Choose how it turned out."})
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": f"Use {LONGEST_TEXT} characters or fewer."})
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.Closed(moment.now, person.pk, engine.Outcome(outcome), text), moment)
    if outcome == engine.Outcome.GENUINE and alarm.visit is not None and alarm.visit.subject is not None:
        note_fact(alarm.visit.subject, "incident", "Help was needed on a visit.", f"alarm:{alarm.pk}", by=by)
    return alarm


@transaction.atomic
def reopen_alarm(alarm: Alarm, person: Staff, text: str, *, by: Actor) -> Alarm:
    """Opens a closed alarm again, within a day, because help may be needed after all. Refused (`another_open`) where another alarm
    of the same worker is open: what is known belongs there.
    """
    alarm = _locked_alarm(alarm)
    if Alarm.objects.filter(worker_id=alarm.worker_id, closed_at=None).exclude(pk=alarm.pk).exists():
        raise engine.Refused("another_open", "Another alarm about this person is open. Say there what you know.")
    on_it = running_visit(alarm.worker_id)
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.Reopened(moment.now, person.pk, _text(text, ""), on_it.pk if on_it else None), moment)
    return alarm


@transaction.atomic
def check_closing(alarm: Alarm, person: Staff, text: str, *, by: Actor) -> Alarm:
    """A second person checks the closing of a genuine alarm."""
    alarm = _locked_alarm(alarm)
    moment = Moment(now(), by)
    decide_alarm(alarm, engine.Checked(moment.now, person.pk, text.strip()[:LONGEST_TEXT]), moment)
    return alarm


@transaction.atomic
def record_look(verb: str, alarm: Alarm, version: str, *, by: Actor) -> None:
    """Puts a look at a worker's position or note into the ledger (S11).

    A page that stays open loads itself again and again; that is one look for as long as it shows the same: `version`
    says which position or note it was.
    """
    details = {"worker": str(alarm.worker_id), "version": version}
    if not has_looked(verb, alarm, by, details):
        record(verb, "alarm", alarm.pk, organisation_id=alarm.organisation_id, actor=by, details=details)


def running_visit(worker_id: UUID) -> Visit | None:
    """The visit that the worker is on, or None."""
    return Visit.objects.filter(worker_id=worker_id, status__in=RUNNING, ended_at=None).select_related("worker").first()


def _locked_visit(visit: Visit) -> Visit:
    lock_worker(visit.worker_id)
    rows = Visit.objects.select_for_update(of=("self",)).select_related("subject__organisation")
    return _with_people(rows).get(pk=visit.pk)


def _locked_alarm(alarm: Alarm) -> Alarm:
    lock_worker(alarm.worker_id)
    return _with_people(Alarm.objects.select_for_update(of=("self",)).select_related("plan_version")).get(pk=alarm.pk)


def _with_people(rows):  # type: ignore[no-untyped-def]
    return rows.select_related("worker__organisation", "worker__team")


def _text(text: str, complaint: str) -> str:
    """The text without what surrounds it. Raises ValidationError where it is too long, or empty and that is complained of."""
    text = text.strip()
    if not text and complaint:
        raise ValidationError({"text": complaint})
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": f"Use {LONGEST_TEXT} characters or fewer."})
    return text
