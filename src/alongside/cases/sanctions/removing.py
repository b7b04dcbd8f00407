"""Recording removals: from hospital premises under section 120, and from the list of a practice with its clocks."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_after, day_in_words, day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Compartment, HospitalRemoval, PracticeRemoval
from alongside.cases.sanctions import queries, scheme
from alongside.cases.sanctions.elements import OUTSIDE, Removal, outside_power
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.removal import REMOVAL
from alongside.cases.working.actions import add_task
from alongside.incidents.duties.actions import fact, finish_duty, waive_duty
from alongside.incidents.models import Responsible
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in

LOOK_INTO = "Look into a removal from the premises that was outside the power of section 120"
LOOKED_INTO = timedelta(days=7)
"""Until when somebody looks into it: a design rule, no law."""
HOSPITAL, PRACTICE = "hospital_removal", "practice_removal"
OLDEST = timedelta(days=366 * 60)
ENDS_DUTY = {
    "confirm": ("SAS-7", "removal_confirmed_in_writing"),
    "place": ("SAS-24H", "removal_processed"),
    "review": ("SAS-12M", "allocation_reviewed"),
    "end": ("SAS-12M", "allocation_reviewed"),
}
DATED = {"confirm": "confirmed_on", "acknowledge": "acknowledged_on", "place": "placed_on", "review": "reviewed_on"}

CORRECTABLE = ("confirmed_on", "acknowledged_on", "placed_on")
"""Days of steps of a removal from a practice, in their order."""


@transaction.atomic
def record_hospital_removal(
    case: Case,
    responsible: Responsible,
    happened_at: datetime,
    place: str,
    said: Mapping[str, Any],
    outcome: str,
    outcome_text: str = "",
    *,
    replaces: HospitalRemoval | None = None,
    why: str = "",
    as_it_happened: bool = False,
    by: Actor,
) -> HospitalRemoval:
    """Records one use of the power of section 120, or corrects an earlier record, which stays.

    `said` holds the fields of `elements.Removal` but the day. One that was outside the power is recorded as what happened, marked,
    and becomes a task of whoever works the case. `Refused` where an element is missing that nobody said was not so
    (`as_it_happened`).
    """
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", "place")
    _check_person(case, responsible)
    if not now() - OLDEST < happened_at <= now() + timedelta(minutes=5):
        raise ValidationError({"happened_on": "Choose a time that is not in the future."})
    zone = ZoneInfo(case.organisation.time_zone)
    on = happened_at.astimezone(zone).date()
    day_after(on, "happened_on", case.organisation, responsible.incident.occurred_at)
    outside = outside_power(Removal(happened_on=on, **said), as_it_happened=as_it_happened)
    if outcome not in code_list("removal_outcomes"):
        raise ValidationError({"outcome": "Choose what came of it."})
    if replaces is not None:
        why = words(why, "why", "Write why it is corrected.")
        if HospitalRemoval.objects.filter(replaces=replaces).exists():
            raise ValidationError({"why": "Somebody corrected this record before you. Read theirs first."})
    removal = HospitalRemoval.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        responsible=responsible,
        happened_at=happened_at,
        place=words(place, "place", "Write where it was.", longest=200),
        outside=outside,
        outcome=outcome,
        outcome_text=words(outcome_text, "outcome_text", longest=LONGEST_TEXT),
        recorded_at=now(),
        recorded_by=by.name,
        replaces=replaces,
        why_replaced=why if replaces is not None else "",
        **_columns(said),
    )
    what = "hospital_removal_corrected" if replaces is not None else "hospital_removal"
    after: dict[str, Any] = {"outcome": outcome, "removed_by": removal.removed_by, "force_used": removal.force_used}
    if outside:
        after["outside"] = outside
    write_event(
        case,
        what,
        by=by,
        compartment=Compartment.SUSPECT,
        text="\n".join(filter(None, [removal.why_replaced, removal.nuisance, removal.outcome_text])),
        after=after,
        about=(HOSPITAL, removal.pk),
        at=happened_at if replaces is None else None,
    )
    touch(case)
    if outside and not (replaces and replaces.outside):
        day = today_in(case.organisation) + LOOKED_INTO
        reasons = " ".join(OUTSIDE[code] for code in outside)
        add_task(case, LOOK_INTO, why=reasons, owner=case.owner, due_on=day, by=by)
    return removal


@transaction.atomic
def begin_practice_removal(
    case: Case, responsible: Responsible, practice: str, ground: str, police_reference: str, *, by: Actor
) -> PracticeRemoval:
    """Begins the removal of a patient from a practice's list. Without the police's incident number there is none."""
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", "practice")
    _check_person(case, responsible)
    _refuse_no_patient(responsible)
    missing = "Write the police's incident number. Without a report to the police, nobody may be removed from the list."
    removal = PracticeRemoval.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        responsible=responsible,
        status=REMOVAL.begins,
        practice=words(practice, "practice", "Write which practice.", longest=200),
        ground=words(
            ground, "ground", "Write the violence, or what made somebody fear for their safety.", longest=LONGEST_TEXT
        ),
        police_reference=words(police_reference, "police_reference", missing, longest=60),
        made_at=now(),
        made_by=by.name,
        changed_at=now(),
    )
    _write(removal, case, "practice_removal_begun", by, removal.ground)
    touch(case)
    return removal


@transaction.atomic
def move_practice_removal(
    removal: PracticeRemoval, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> PracticeRemoval:
    """Moves it on (`tracks.sanctions.REMOVAL`), and starts and ends its deadlines.

    `given`: `on` a local day, `clock` a time of day of the notice, `text`, `patient_told`, `placed_with`. Raises `Refused`,
    `Overtaken`, ValidationError by field.
    """
    case, removal = _hold(removal, seen_at)
    move = REMOVAL.check(removal.status, act, {"police_reference": removal.police_reference, **given})
    today = today_in(case.organisation)
    on = given.get("on")
    if on is not None:
        day_of_act(on, "on", case.organisation, removal.responsible.incident.occurred_at, _before(removal))
    if given.get("patient_told") and given["patient_told"] not in code_list("patient_told"):
        raise ValidationError({"patient_told": "Choose from the list."})
    text = words(str(given.get("text") or ""), "text", longest=LONGEST_TEXT)
    if act == "confirm" and on is not None:
        _refuse_late(removal, on, text)
    moment = _moment(removal, on or today, given.get("clock"))
    _keep(removal, act, given, on, moment)
    before, removal.status = removal.status, REMOVAL.after(removal.status, act, {**given, "police_reference": "x"}).code
    if REMOVAL.state(removal.status).is_end:
        removal.ended_on = on or today
    _run_clocks(removal, act, move.starts, moment, by)
    removal.changed_at = now()
    removal.save()
    codes = {"on": on.isoformat() if on else "", "patient_told": given.get("patient_told", "")}
    after = {"act": act, "before": before, **{name: value for name, value in codes.items() if value}}
    _write(removal, case, "practice_removal_moved", by, text, **after)
    count_next_due(case)
    return removal


@transaction.atomic
def correct_practice_removal(
    removal: PracticeRemoval,
    why: str,
    *,
    practice: str,
    ground: str,
    police_reference: str,
    responsible: Responsible | None = None,
    placed_with: str = "",
    days: Mapping[str, date | None] | None = None,
    by: Actor,
    seen_at: datetime | None = None,
) -> PracticeRemoval:
    """Sets a removal right. `days`: of `CORRECTABLE`, of steps that were made; the notice stands as it was given, for its deadline
    counts from there. What stood before stays in the file. Raises `Overtaken`, ValidationError by field.
    """
    case, removal = _hold(removal, seen_at)
    why = words(why, "why", "Write why it is corrected.")
    wanted: dict[str, Any] = {
        "practice": words(practice, "practice", "Write which practice.", longest=200),
        "ground": words(ground, "ground", "Write what happened.", longest=LONGEST_TEXT),
        "police_reference": words(police_reference, "police_reference", "Write the police's number.", longest=60),
        "placed_with": words(placed_with, "placed_with", longest=200) or removal.placed_with,
    }
    if responsible is not None:
        _check_person(case, responsible)
        _refuse_no_patient(responsible)
        wanted["responsible_id"] = responsible.pk
    wanted |= {
        name: day for name, day in (days or {}).items() if day is not None and getattr(removal, name) is not None
    }
    changed = {name: value for name, value in wanted.items() if getattr(removal, name) != value}
    if not changed:
        return removal
    before = {name: str(getattr(removal, name)) for name in changed}
    for name, value in changed.items():
        setattr(removal, name, value)
    _check_order(removal)
    removal.changed_at = now()
    removal.save()
    said = [why, *(str(changed[name]) for name in ("practice", "ground", "police_reference") if name in changed)]
    write_event(
        case,
        "practice_removal_corrected",
        by=by,
        compartment=Compartment.SUSPECT,
        text="\n".join(said),
        before=before,
        after={"status": removal.status, "changed": list(changed)},
        about=(PRACTICE, removal.pk),
    )
    count_next_due(case)
    return removal


def _check_order(removal: PracticeRemoval) -> None:
    """Days in the order of their steps, none to come. ValidationError by field."""
    organisation, happened_at = removal.case.organisation, removal.responsible.incident.occurred_at
    follows: list[tuple[date | datetime | None, str]] = []
    steps = dict(zip(("notified_at", *CORRECTABLE), _before(removal), strict=True))
    for name, (day, said) in steps.items():
        if isinstance(day, date) and not isinstance(day, datetime):
            day_of_act(day, name, organisation, happened_at, follows)
        follows.append((day, said))


def _hold(removal: PracticeRemoval, seen_at: datetime | None) -> tuple[Case, PracticeRemoval]:
    case = held(Case(pk=removal.case_id))
    fresh = (
        PracticeRemoval.objects.select_for_update(of=("self",))
        .select_related("case__organisation", "responsible__incident__organisation")
        .get(pk=removal.pk)
    )
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(queries.events_of(PRACTICE, fresh.pk).first())
    return case, fresh


def _refuse_no_patient(responsible: Responsible) -> None:
    """Only a patient is on the list of a practice."""
    if responsible.kind != queries.PATIENT:
        raise ValidationError({"responsible": "Only a patient can be removed from the list of a practice."})


def _keep(removal: PracticeRemoval, act: str, given: Mapping[str, Any], on: date | None, moment: datetime) -> None:
    if act in ("notify", "notify_in_writing"):
        removal.notified_at, removal.in_writing = moment, act == "notify_in_writing"
        if removal.in_writing:
            removal.confirmed_on = on
    if act in DATED:
        setattr(removal, DATED[act], on)
    if act == "place":
        removal.patient_told = given["patient_told"]
        removal.placed_with = words(str(given.get("placed_with") or ""), "placed_with", longest=200)


def _refuse_late(removal: PracticeRemoval, on: date, text: str) -> None:
    """A confirmation after its seven days (SI 2015/1879, Schedule 2, paragraph 24) is recorded with why it came late."""
    last = scheme.confirm_by(removal)
    if last is not None and on > last and not text:
        said = f"It was due by {day_in_words(last)}. Check the day, or write why it came late."
        raise ValidationError({"text": said})


def _before(removal: PracticeRemoval) -> list[tuple[date | datetime | None, str]]:
    """The steps that were made, each with how it is said: none is followed by one of an earlier day."""
    return [
        (removal.notified_at, "notice was given"),
        (removal.confirmed_on, "it was confirmed in writing"),
        (removal.acknowledged_on, "it was acknowledged"),
        (removal.placed_on, "the patient had another practice"),
    ]


def _run_clocks(removal: PracticeRemoval, act: str, starts: tuple[str, ...], moment: datetime, by: Actor) -> None:
    """Ends the deadline that this step ends, starts those that it starts, and takes the review day from the one of the
    place on the scheme. A review starts the next one: a place on the scheme is looked at for as long as it lasts.
    """
    incident = removal.responsible.incident
    ended = [ENDS_DUTY[act]] if act in ENDS_DUTY else []
    ended += [("SAS-24H", "removal_processed")] if act == "end" else []
    for rule, how in ended:
        duty = queries.open_duty(incident, rule)
        if duty is not None:
            finish_duty(duty, how, by=by)
    if act == "withdraw":
        for rule in ("SAS-7", "SAS-24H"):
            duty = queries.open_duty(incident, rule)
            if duty is not None:
                waive_duty(duty, "The removal was taken back.", by=by)
    for name in (*starts, *(("placed_on_allocation_scheme",) if act == "review" else ())):
        fact(incident, name, moment, by=by)
    running = queries.open_duty(incident, "SAS-12M")
    zone = ZoneInfo(incident.organisation.time_zone)
    removal.review_on = (running.due_at - timedelta(microseconds=1)).astimezone(zone).date() if running else None


def _moment(removal: PracticeRemoval, on: date, clock: time | None) -> datetime:
    """When a step was: at the time that was written, or at noon of its day, and never in the future."""
    zone = ZoneInfo(removal.responsible.incident.organisation.time_zone)
    return min(datetime.combine(on, clock or time(12), zone), now())


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of the elements, tidied; what was asked only to refuse is not."""
    asked = {"there_for_care", "had_excuse", "needs_care"}
    names = [one.name for one in fields(Removal) if one.name not in asked and one.name != "happened_on"]
    short = {"asked_by": 200, "checked_by": 200, "officer": 200, "certificate": 60, "removers": 200}
    return {
        name: words(said[name], name, longest=short.get(name, LONGEST_TEXT))
        if isinstance(said[name], str)
        else said[name]
        for name in names
    }


def _check_person(case: Case, responsible: Responsible) -> None:
    if responsible.pk not in {one.pk for one in queries.people_of(case)}:
        raise ValidationError({"responsible": "Choose somebody of this case."})


def _write(removal: PracticeRemoval, case: Case, what: str, by: Actor, text: str, **after: Any) -> None:
    write_event(
        case,
        what,
        by=by,
        compartment=Compartment.SUSPECT,
        text=text,
        after={"status": removal.status, **after},
        about=(PRACTICE, removal.pk),
    )
