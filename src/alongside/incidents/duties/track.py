"""The RIDDOR track of each person affected, and of a dangerous occurrence: decisions as rows, by the system or a person.

A system's row is written only where the state, its rule, its reason or its due day changed. A person's decision stands
until something graver comes up. Due days of the deadlines follow the decision: there is one truth.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents import riddor
from alongside.incidents.actions import hold, note_change
from alongside.incidents.duties import queries
from alongside.incidents.duties.hse_clocks import dues_by_hand, end_by_step, follow_decision, report_day, start_dues
from alongside.incidents.duties.standing import (
    Covered,
    Standing,
    covered_after,
    covered_by,
    local_day_of,
    standing_of,
    state_of,
)
from alongside.incidents.duties.words import told_in_words
from alongside.incidents.models import Absence, Affected, Incident, Injury, RiddorDecision
from alongside.incidents.riddor import Decision, TrackState
from alongside.incidents.riddor.track import DUE, TOLD
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now

LONGEST = 2000
LONGEST_REFERENCE = 60


@transaction.atomic
def look_again(incident: Incident, affected: Affected, *, today: date | None = None, by: Actor = SYSTEM) -> Standing:
    """Assesses one person anew and keeps what changed: the decision's row, the deadlines that follow it. `by`: whose act
    was the reason to look.

    Nothing is kept where there is nothing to go on: no injury, absence or death, and no first word of one.
    """
    incident, affected = hold(incident), Affected.objects.get(pk=affected.pk)
    found = standing_of(incident, affected, today)
    if found.latest is None and not found.known.to_go_on:
        return found
    state = _after(found)
    covered = covered_by(found.latest)
    due_on = report_day(found.assessment, state, covered)
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
    follow_decision(incident, affected, found, state, covered, by)
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
    look_again(incident, affected, by=by)
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
    """Days on which somebody could not do their normal work; with `replaces` the older row counts no more. The same days from
    the same source again are the row that stands there.

    ValidationError by field.
    """
    incident = hold(affected.incident)
    check_days(incident, kind, first_day, last_day)
    standing = queries.absences_of(affected).filter(
        kind=kind, first_day=first_day, last_day=last_day, source=source, external_reference=external_reference
    )
    if replaces is None and (same := standing.first()):
        return same
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
    look_again(incident, affected, by=by)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, why: str, *, by: Actor) -> None:
    """An absence that was wrong counts no more; the row stays. ValidationError without a reason."""
    _needs(why, "why", "Say why it was wrong.")
    _end_absence(absence)
    affected = absence.affected
    after = {"affected": str(affected.pk), "absence": str(absence.pk)}
    note_change(affected.incident, "absence_removed", by=by, after=after, why=why.strip())
    look_again(affected.incident, affected, by=by)


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
    incident = hold(incident)
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
    dues = dues_by_hand(incident, state, assessment) if state in DUE else ()
    if dues:
        due_on = next((due.by for due in dues if due.duty is riddor.Duty.REPORT), None)
    row = _write(
        incident,
        affected,
        state,
        rule=_rule_of_step(assessment, latest),
        reason=reason.strip() or riddor.state_words(state),
        due_on=due_on,
        covered=covered_after(state, assessment, latest),
        by=by,
        reference=reference.strip() or (latest.reference if latest and state in TOLD else ""),
        channel=channel,
        told_at=at,
    )
    end_by_step(incident, affected, state, reason, by, told_at=at, told=told_in_words(row))
    if dues:
        start_dues(incident, affected, dues, by)
    if affected is not None:
        look_again(incident, affected, by=by)
    return row


def check_days(incident: Incident, kind: str, first_day: date, last_day: date | None) -> None:
    """Raises ValidationError by field where these cannot be days off because of the incident."""
    if kind not in Absence.Kind.values:
        raise ValidationError({"kind": "Choose off work or light duties."})
    today = local_day_of(incident, now())
    if first_day < local_day_of(incident, incident.occurred_at):
        raise ValidationError({"first_day": "Choose a day that is not before the incident."})
    if first_day > today:
        raise ValidationError({"first_day": "Choose a day that is not in the future."})
    if last_day is not None and last_day < first_day:
        raise ValidationError({"last_day": "The last day cannot be before the first."})


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


def _rule_of_step(assessment: riddor.Assessment | None, latest: RiddorDecision | None) -> str:
    if assessment is not None and assessment.decision is not Decision.NOT_REPORTABLE:
        return assessment.rule
    return latest.rule if latest else ("SI 2013/1471 reg 7" if assessment is None else assessment.rule)


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


def _needs(text: str, name: str, missing: str) -> None:
    if not any(sign.isalnum() for sign in text):
        raise ValidationError({name: missing})
    if len(text) > LONGEST:
        raise ValidationError({name: f"Write at most {LONGEST} characters."})
