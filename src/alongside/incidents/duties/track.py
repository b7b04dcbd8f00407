"""The RIDDOR track of each person affected, and of a dangerous occurrence: decisions as rows, by the system or a person.

A system's row is written only where the state, its rule, its reason or its due day changed. A person's decision stands
until something graver comes up. Due days of the deadlines follow the decision: there is one truth.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents import deadlines, riddor
from alongside.incidents.actions import note_change
from alongside.incidents.duties import actions, matters, queries
from alongside.incidents.duties.running import midnight_after
from alongside.incidents.models import Absence, Affected, Duty, Incident, Injury, RiddorDecision
from alongside.incidents.riddor import Decision, Route, TrackState
from alongside.incidents.riddor import dues as riddor_dues
from alongside.incidents.riddor.track import DUE, DUE_FOR, TOLD
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now

LONGEST = 2000
LONGEST_REFERENCE = 60
REPORTING = ("RID-NOTIFY", "RID-10", "RID-15", "RID-1Y")
"""Rules of the book whose deadlines follow the track; RID-REC3, what is kept, stays."""
EIGHT_DAYS = timedelta(days=8)
ACT_OF = {TrackState.NOTIFIED: "hse_notified", TrackState.REPORTED: "hse_reported", TrackState.UPDATED: "hse_reported"}


@dataclass(frozen=True, slots=True)
class Covered:
    """What decisions cover; see `riddor.after_assessment`."""

    settled: frozenset[Route] = frozenset()
    refused: frozenset[Route] = frozenset()
    left_open: frozenset[Route] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one matter stands: what is known, what RIDDOR makes of it today, and its latest row, if there is one."""

    known: matters.Known
    assessment: riddor.Assessment
    state: TrackState
    latest: RiddorDecision | None
    today: date


def standing_of(incident: Incident, affected: Affected, today: date | None = None) -> Standing:
    """Reads one person's rows and assesses them on `today`, by default the local day."""
    zone = incident.organisation.time_zone
    known = matters.known_of(
        incident,
        affected,
        Injury.objects.filter(affected=affected).order_by("pk"),
        queries.absences_of(affected),
        queries.settings_of(incident.organisation_id),
        zone,
    )
    on = max(today or now().astimezone(ZoneInfo(zone)).date(), known.facts.day)
    latest = queries.latest_decision(incident, affected)
    return Standing(known, riddor.assess(known.facts, on), state_of(latest), latest, on)


def state_of(latest: RiddorDecision | None) -> TrackState:
    """The state of the track."""
    return TrackState(latest.state) if latest else TrackState.NOT_ASSESSED


@transaction.atomic
def look_again(incident: Incident, affected: Affected, *, today: date | None = None) -> Standing:
    """Assesses one person anew and keeps what changed: the decision's row, the deadlines that follow it.

    Nothing is kept where there is nothing to go on: no injury, absence or death, and no first word of one.
    """
    Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    found = standing_of(incident, affected, today)
    if found.latest is None and not found.known.to_go_on:
        return found
    state = _after(found)
    covered = covered_by(found.latest)
    due_on = _due_on(found.assessment, state, covered)
    latest = found.latest
    if _differs(latest, state, found.assessment, due_on):
        latest = _write(
            incident,
            affected,
            state,
            rule=found.assessment.rule,
            reason=" ".join((found.assessment.reason, *found.known.problems)),
            due_on=due_on,
            covered=covered,
            by=SYSTEM,
        )
    _follow(incident, affected, found, state, covered)
    return Standing(found.known, found.assessment, state, latest, found.today)


@transaction.atomic
def answer(affected: Affected, facts: dict[str, Any], *, description: str = "", by: Actor) -> Injury:
    """Keeps what somebody answered to RIDDOR's questions, as a new row, and looks again."""
    incident = affected.incident
    row = Injury.objects.create(
        organisation_id=affected.organisation_id,
        affected=affected,
        facts=facts,
        description=description,
        recorded_at=now(),
        recorded_by=by.name,
    )
    note_change(incident, "riddor_answered", by=by, after={"affected": str(affected.pk), "names": sorted(facts)})
    look_again(incident, affected)
    return row


@transaction.atomic
def record_absence(
    affected: Affected,
    kind: str,
    first_day: date,
    last_day: date | None,
    *,
    source: str,
    by: Actor,
    external_reference: str = "",
    replaces: Absence | None = None,
) -> Absence:
    """Days on which somebody could not do their normal work; with `replaces` the older row counts no more.

    ValidationError by field.
    """
    incident = affected.incident
    _check_days(incident, kind, first_day, last_day)
    if replaces is not None:
        _end_absence(replaces)
    absence = Absence.objects.create(
        organisation_id=affected.organisation_id,
        affected=affected,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        source=source,
        external_reference=external_reference,
        recorded_at=now(),
        recorded_by=by.name,
    )
    what = "absence_corrected" if replaces else "absence_recorded"
    note_change(incident, what, by=by, after={"affected": str(affected.pk), "absence": str(absence.pk)})
    look_again(incident, affected)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, why: str, *, by: Actor) -> None:
    """An absence that was wrong counts no more; the row stays. ValidationError without a reason."""
    _needs(why, "why", "Say why it was wrong.")
    _end_absence(absence)
    affected = absence.affected
    after = {"affected": str(affected.pk), "absence": str(absence.pk)}
    note_change(affected.incident, "absence_removed", by=by, after=after, why=why.strip())
    look_again(affected.incident, affected)


@transaction.atomic
def step(
    incident: Incident,
    affected: Affected | None,
    to: TrackState,
    *,
    seen: str = "",
    reason: str = "",
    at: datetime | None = None,
    channel: str = "",
    reference: str = "",
    by: Actor,
) -> RiddorDecision:
    """A person's step: HSE was told, the report was sent, it is not reportable, it is due after all.

    `seen` is the key of the row that was shown, so that nobody decides on what has changed meanwhile. `at` aware.
    ValidationError by field or, for what may not be, as a whole.
    """
    Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    latest = queries.latest_decision(incident, affected)
    if seen != (str(latest.pk) if latest else ""):
        raise ValidationError("Something changed since you opened this page. Read it again before you decide.")
    for name, text, most in (("reason", reason, LONGEST), ("reference", reference, LONGEST_REFERENCE)):
        if len(text) > most:
            raise ValidationError({name: f"Write at most {most} characters."})
    if at is not None and at > now():
        raise ValidationError({"at": "Choose a time that is not in the future."})
    if at is not None and at < incident.occurred_at:
        raise ValidationError({"at": "Choose a time after the incident."})
    told = riddor.Move(to, by.name, reason, at, channel, reference)
    try:
        state = riddor.move(state_of(latest), told)
    except riddor.NotAllowed as refused:
        raise ValidationError(str(refused)) from refused
    assessment = standing_of(incident, affected).assessment if affected else None
    due_on = latest.due_on if latest and state in TOLD else None
    dues = _dues_by_hand(incident, state, assessment) if state in DUE else ()
    if dues:
        due_on = next((due.by for due in dues if due.duty is riddor.Duty.REPORT), None)
    row = _write(
        incident,
        affected,
        state,
        rule=_rule_of_step(assessment, latest),
        reason=reason.strip() or riddor.state_words(state),
        due_on=due_on,
        covered=_covered_after(state, assessment, latest),
        by=by,
        reference=reference.strip() or (latest.reference if latest and state in TOLD else ""),
        channel=channel,
        told_at=at,
    )
    _end_by_step(incident, affected, state, reason, by)
    if dues:
        _start_due(incident, affected, dues, by)
    if affected is not None:
        look_again(incident, affected)
    return row


def _after(found: Standing) -> TrackState:
    """What a new assessment makes of the state. A person's "due" stands while the module merely does not settle it."""
    by_person = found.latest is not None and found.latest.actor_kind != SYSTEM.kind
    covered = covered_by(found.latest)
    state = riddor.after_assessment(
        found.state,
        found.assessment,
        settled=covered.settled,
        refused=covered.refused,
        left_open=covered.left_open,
    )
    if found.known.problems and state not in DUE | TOLD:
        return TrackState.TO_DECIDE
    if by_person and found.state in DUE and state not in DUE:
        return found.state
    return state


def _differs(
    latest: RiddorDecision | None, state: TrackState, assessment: riddor.Assessment, due_on: date | None
) -> bool:
    if latest is None:
        return True
    if latest.actor_kind != SYSTEM.kind:
        return latest.state != state or (state in DUE and due_on is not None and latest.due_on != due_on)
    said = (assessment.rule, due_on)
    return (
        latest.state != state or (latest.rule, latest.due_on) != said or not latest.reason.startswith(assessment.reason)
    )


def _due_on(assessment: riddor.Assessment, state: TrackState, covered: Covered) -> date | None:
    """The day by which the report is sent, of what is due now."""
    if state not in DUE:
        return None
    days = [due.by for due in _standing_dues(assessment, covered) if due.duty is riddor.Duty.REPORT and due.by]
    return min(days, default=None)


def _standing_dues(assessment: riddor.Assessment, covered: Covered) -> list[riddor.Due]:
    """What is due by the routes that stand and that no decision covers."""
    left = riddor.not_settled(assessment, covered.settled, covered.refused, covered.left_open)
    return [
        due
        for finding in assessment.findings
        if finding.route in left and finding.applies is riddor.Answer.YES
        for due in finding.dues
    ]


def _follow(incident: Incident, affected: Affected, found: Standing, state: TrackState, covered: Covered) -> None:
    """Makes the deadlines those of the decision: starts, ends or moves them."""
    if state is TrackState.NOTIFIED:
        _start_due(incident, affected, _standing_dues(found.assessment, Covered()), SYSTEM, only_move=True)
    elif state is TrackState.RECORD_OVER_3:
        _start_due(incident, affected, [riddor_dues.keep_record("")], SYSTEM)
    elif state in DUE and (dues := _standing_dues(found.assessment, covered)):
        _start_due(incident, affected, dues, SYSTEM)
    if state is TrackState.RECORD_OVER_3:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.REPLACED, f"The decision changed. {found.assessment.reason}", by=SYSTEM)


def _start_due(
    incident: Incident,
    affected: Affected | None,
    dues: Collection[riddor.Due],
    by: Actor,
    *,
    only_move: bool = False,
) -> None:
    """Starts what is due and does not run, moves what runs to another day, and ends what another rule took over."""
    wanted = {rule_id: due.by for due in dues if (rule_id := _rule_for(due))}
    moment = now()
    zone = ZoneInfo(incident.organisation.time_zone)
    moved = set()
    for duty in _open(incident, affected, REPORTING):
        day = wanted.get(duty.rule)
        if day is not None and duty.due_at != midnight_after(day, zone):
            actions.end_duty(duty, Duty.Ending.REPLACED, "What it is counted from was corrected.", by=SYSTEM)
            moved.add(duty.rule)
        elif duty.rule not in wanted and not only_move and wanted.keys() & set(REPORTING):
            actions.end_duty(duty, Duty.Ending.REPLACED, "Another rule decides now.", by=SYSTEM)
    for rule_id, day in wanted.items():
        if (only_move and rule_id not in moved) or (rule_id == "RID-REC3" and _kept_already(incident, affected)):
            continue
        rule = deadlines.rule(rule_id, moment.astimezone(zone).date())
        on = _local(incident, moment) if day is None and rule_id in ("RID-10", "RID-15") else day
        actions.start_rule(incident, rule, moment, affected, due_on=on, by=by)


def _kept_already(incident: Incident, affected: Affected | None) -> bool:
    """One record of a person's injury is kept once, whether or not somebody reviewed it since."""
    return Duty.objects.filter(incident=incident, affected=affected, rule="RID-REC3").exists()


def _rule_for(due: riddor.Due) -> str:
    """The rule of the book that counts what is due; empty for a diagnosis, for which the book has none."""
    if due.duty is riddor.Duty.RECORD:
        return "RID-REC3"
    if due.duty is riddor.Duty.NOTIFY:
        return "RID-1Y" if due.rule.endswith("6(3)") else "RID-NOTIFY"
    return {"SI 2013/1471 reg 4(2)": "RID-15", "SI 2013/1471 Sch 1 para 1(1)(b)": "RID-10"}.get(due.rule, "")


def _end_by_step(incident: Incident, affected: Affected | None, state: TrackState, reason: str, by: Actor) -> None:
    """The person's step ends the deadlines that it answers, in that person's name."""
    if state is TrackState.NOT_REPORTABLE:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.WAIVED, reason.strip(), by=by, act="found_not_reportable")
    elif state is TrackState.NOTIFIED:
        for duty in _open(incident, affected, ("RID-NOTIFY", "RID-1Y")):
            actions.end_duty(duty, Duty.Ending.DONE, riddor.state_words(state), by=by, act=ACT_OF[state])
    elif state in TOLD:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.DONE, riddor.state_words(state), by=by, act=ACT_OF[state])


def _open(incident: Incident, affected: Affected | None, rules: Collection[str]) -> list[Duty]:
    found = Duty.objects.select_for_update(of=("self",)).filter(
        incident=incident, affected=affected, ended_at=None, rule__in=rules
    )
    return list(found.select_related("incident__organisation"))


def covered_by(latest: RiddorDecision | None) -> Covered:
    """What the decisions so far cover."""
    if latest is None:
        return Covered()
    return Covered(
        frozenset(Route(route) for route in latest.settled),
        frozenset(Route(route) for route in latest.refused if not route.endswith("?")),
        frozenset(Route(route[:-1]) for route in latest.refused if route.endswith("?")),
    )


def _covered_after(state: TrackState, assessment: riddor.Assessment | None, latest: RiddorDecision | None) -> Covered:
    """What decisions cover after a person's step, who saw everything that stands and everything that is open."""
    before = covered_by(latest)
    was_due = {route for route, due in DUE_FOR.items() if due is state_of(latest)} - {Route.DEATH_WITHIN_A_YEAR}
    stands = set(assessment.routes) if assessment else set()
    if state in TOLD:
        return Covered(before.settled | stands | was_due, before.refused, before.left_open)
    if state is TrackState.NOT_REPORTABLE:
        findings = assessment.findings if assessment else ()
        judged = {finding.route for finding in findings if finding.applies is riddor.Answer.JUDGEMENT}
        asked = {finding.route for finding in findings if finding.applies is riddor.Answer.UNKNOWN}
        return Covered(before.settled, before.refused | stands | judged | was_due, before.left_open | asked)
    anew = {route for route, due in DUE_FOR.items() if due is state}
    return Covered(before.settled - anew, before.refused - anew, before.left_open - anew)


def _rule_of_step(assessment: riddor.Assessment | None, latest: RiddorDecision | None) -> str:
    if assessment is not None and assessment.decision is not Decision.NOT_REPORTABLE:
        return assessment.rule
    return latest.rule if latest else ("SI 2013/1471 reg 7" if assessment is None else assessment.rule)


def _dues_by_hand(
    incident: Incident, state: TrackState, assessment: riddor.Assessment | None
) -> tuple[riddor.Due, ...]:
    """What is due by what a person says: RIDDOR's own count for that state."""
    day = _local(incident, incident.occurred_at)
    if state is TrackState.DISEASE_DUE:
        return riddor_dues.report_diagnosis("SI 2013/1471 reg 8")
    if state is TrackState.OVER_7_DUE:
        of_days = [due for due in (assessment.dues_if if assessment else ()) if _rule_for(due) == "RID-15"]
        return tuple(of_days) or riddor_dues.report_over_seven(day, min(_local(incident, now()), day + EIGHT_DAYS))
    return riddor_dues.notify_and_report(day)


def _write(
    incident: Incident,
    affected: Affected | None,
    state: TrackState,
    *,
    rule: str,
    reason: str,
    due_on: date | None,
    covered: Covered,
    by: Actor,
    reference: str = "",
    channel: str = "",
    told_at: datetime | None = None,
) -> RiddorDecision:
    row = RiddorDecision.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        affected=affected,
        state=state.value,
        rule=rule,
        reason=reason,
        due_on=due_on,
        reference=reference,
        channel=channel,
        told_at=told_at,
        settled=sorted(route.value for route in covered.settled),
        refused=sorted([*covered.refused, *(f"{route}?" for route in covered.left_open)]),
        decided_at=now(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
    )
    after = {"affected": str(affected.pk) if affected else None, "state": state.value, "decision": str(row.pk)}
    note_change(incident, "riddor", by=by, after=after)
    return row


def _end_absence(absence: Absence) -> None:
    if not Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=now()):
        raise ValidationError("Somebody corrected this absence before you. Read it again.")


def _check_days(incident: Incident, kind: str, first_day: date, last_day: date | None) -> None:
    if kind not in Absence.Kind.values:
        raise ValidationError({"kind": "Choose off work or light duties."})
    today = _local(incident, now())
    if first_day < _local(incident, incident.occurred_at):
        raise ValidationError({"first_day": "Choose a day that is not before the incident."})
    if first_day > today:
        raise ValidationError({"first_day": "Choose a day that is not in the future."})
    if last_day is not None and last_day < first_day:
        raise ValidationError({"last_day": "The last day cannot be before the first."})


def _needs(text: str, name: str, missing: str) -> None:
    if not any(sign.isalnum() for sign in text):
        raise ValidationError({name: missing})
    if len(text) > LONGEST:
        raise ValidationError({name: f"Write at most {LONGEST} characters."})


def _local(incident: Incident, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(incident.organisation.time_zone)).date()
