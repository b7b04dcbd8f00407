"""The deadlines that follow RIDDOR's decisions: started, moved and ended with them, so that both say the same day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.incidents import deadlines, riddor
from alongside.incidents.deadlines.book import setting_for
from alongside.incidents.duties import actions, queries
from alongside.incidents.duties.running import midnight_after
from alongside.incidents.duties.standing import Covered, Standing, local_day_of
from alongside.incidents.models import Affected, Duty, Incident
from alongside.incidents.riddor import TrackState
from alongside.incidents.riddor import dues as riddor_dues
from alongside.incidents.riddor.track import DUE, TOLD
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now

REPORTING = ("RID-NOTIFY", "RID-10", "RID-15", "RID-1Y", "RID-DIS")
"""Rules of the book whose deadlines follow the track; RID-REC3, what is kept, stays."""
DECIDE = "RID-DECIDE"
"""The rule that runs while a decision is wanted."""
FOLLOWS_RIDDOR = (DECIDE, *REPORTING)
"""What only a step of RIDDOR's track ends."""
EIGHT_DAYS = timedelta(days=8)
ACT_OF = {TrackState.NOTIFIED: "hse_notified", TrackState.REPORTED: "hse_reported", TrackState.UPDATED: "hse_reported"}


def follow_decision(
    incident: Incident, affected: Affected, found: Standing, state: TrackState, covered: Covered, by: Actor
) -> None:
    """Makes the deadlines those of the decision: starts, ends or moves them. `by`: whose act made it look again."""
    reports = [due.by for due in found.assessment.dues_if if due.by]
    _follow_question(incident, affected, state, found.assessment.reason, by, before=min(reports, default=None))
    if state is TrackState.NOTIFIED:
        start_dues(incident, affected, standing_dues(found.assessment, Covered()), SYSTEM, only_move=True)
    elif state is TrackState.RECORD_OVER_3:
        start_dues(incident, affected, [riddor_dues.keep_record("")], SYSTEM)
    elif state in DUE and (dues := standing_dues(found.assessment, covered)):
        start_dues(incident, affected, dues, SYSTEM)
    if state is TrackState.RECORD_OVER_3:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.REPLACED, f"The decision changed. {found.assessment.reason}", by=SYSTEM)


def _follow_question(
    incident: Incident,
    affected: Affected | None,
    state: TrackState,
    reason: str,
    by: Actor,
    *,
    before: date | None = None,
) -> None:
    """A decision is wanted: its clock runs, at the latest until the day `before` which a report would be due. It is there:
    the clock ends with the act that brought it. What was imported is long past and asks nobody.
    """
    if state is TrackState.TO_DECIDE:
        if not incident.is_from_elsewhere:
            moment = now()
            today = local_day_of(incident, moment)
            rule = deadlines.rule(DECIDE, today)
            own = setting_for(rule, queries.lengths_of(incident.organisation_id), today)
            last = today + timedelta(days=(own.due if own else rule.due).amount)
            soon = max(today, before) if before is not None and before < last else None
            actions.start_rule(incident, rule, moment, affected, due_on=soon, by=SYSTEM)
        return
    for duty in _open(incident, affected, (DECIDE,)):
        why = f"{riddor.state_words(state)}. {reason}"
        if by.kind == SYSTEM.kind:
            actions.end_duty(duty, Duty.Ending.REPLACED, why, by=by)
        else:
            actions.end_duty(duty, Duty.Ending.DONE, why, by=by, act="riddor_decided")


def start_dues(
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
        on = local_day_of(incident, moment) if day is None and rule_id in ("RID-10", "RID-15") else day
        actions.start_rule(incident, rule, moment, affected, due_on=on, by=by)


def end_by_step(
    incident: Incident,
    affected: Affected | None,
    state: TrackState,
    reason: str,
    by: Actor,
    *,
    told_at: datetime | None = None,
    told: str = "",
) -> None:
    """The person's step ends the deadlines that it answers, in that person's name. `told_at`: when HSE was told, which decides
    whether it was in time; `told`: how, with HSE's reference.
    """
    why = f"{riddor.state_words(state)}. {told}" if told else riddor.state_words(state)
    _follow_question(incident, affected, state, reason.strip(), by)
    if state is TrackState.NOT_REPORTABLE:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.WAIVED, reason.strip(), by=by, act="found_not_reportable")
    elif state is TrackState.NOTIFIED:
        for duty in _open(incident, affected, ("RID-NOTIFY", "RID-1Y")):
            actions.end_duty(duty, Duty.Ending.DONE, why, by=by, act=ACT_OF[state], done_at=told_at)
    elif state in TOLD:
        for duty in _open(incident, affected, REPORTING):
            actions.end_duty(duty, Duty.Ending.DONE, why, by=by, act=ACT_OF[state], done_at=told_at)


def dues_by_hand(incident: Incident, state: TrackState, assessment: riddor.Assessment | None) -> tuple[riddor.Due, ...]:
    """What is due by what a person says: RIDDOR's own count for that state."""
    day = local_day_of(incident, incident.occurred_at)
    if state is TrackState.DISEASE_DUE:
        return riddor_dues.report_diagnosis("SI 2013/1471 reg 8")
    if state is TrackState.OVER_7_DUE:
        of_days = [due for due in (assessment.dues_if if assessment else ()) if _rule_for(due) == "RID-15"]
        return tuple(of_days) or riddor_dues.report_over_seven(
            day, min(local_day_of(incident, now()), day + EIGHT_DAYS)
        )
    return riddor_dues.notify_and_report(day)


def standing_dues(assessment: riddor.Assessment, covered: Covered) -> list[riddor.Due]:
    """What is due by the routes that stand and that no decision covers."""
    left = riddor.not_settled(assessment, covered.settled, covered.refused, covered.left_open)
    return [
        due
        for finding in assessment.findings
        if finding.route in left and finding.applies is riddor.Answer.YES
        for due in finding.dues
    ]


def report_day(assessment: riddor.Assessment, state: TrackState, covered: Covered) -> date | None:
    """The day by which the report is sent, of what is due now."""
    if state not in DUE:
        return None
    days = [due.by for due in standing_dues(assessment, covered) if due.duty is riddor.Duty.REPORT and due.by]
    return min(days, default=None)


def _kept_already(incident: Incident, affected: Affected | None) -> bool:
    """One record of a person's injury is kept once, whether or not somebody reviewed it since."""
    return Duty.objects.filter(incident=incident, affected=affected, rule="RID-REC3").exists()


def _rule_for(due: riddor.Due) -> str:
    """The rule of the book that counts what is due; empty where the book has none."""
    if due.duty is riddor.Duty.RECORD:
        return "RID-REC3"
    if due.duty is riddor.Duty.NOTIFY:
        return "RID-1Y" if due.rule.endswith("6(3)") else "RID-NOTIFY"
    if due.rule.startswith(("SI 2013/1471 Sch 1 para 2", "SI 2013/1471 Sch 1 para 3")):
        return "RID-DIS"
    return {"SI 2013/1471 reg 4(2)": "RID-15", "SI 2013/1471 Sch 1 para 1(1)(b)": "RID-10"}.get(due.rule, "")


def _open(incident: Incident, affected: Affected | None, rules: Collection[str]) -> list[Duty]:
    found = Duty.objects.select_for_update(of=("self",)).filter(
        incident=incident, affected=affected, ended_at=None, rule__in=rules
    )
    return list(found.select_related("incident__organisation"))
