"""Duties and RIDDOR as pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from alongside.incidents import deadlines, riddor
from alongside.incidents.deadlines import Setting, Status
from alongside.incidents.duties.hse_clocks import DECIDE, FOLLOWS_RIDDOR, standing_dues
from alongside.incidents.duties.queries import settings_of
from alongside.incidents.duties.running import clock_of, zone_of
from alongside.incidents.duties.standing import Standing, covered_by
from alongside.incidents.duties.words import STATE_KINDS, STATUS_WORDS, told_in_words, whose
from alongside.incidents.models import Account, Affected, Compartment, Duty, Identity, Incident, RiddorDecision
from alongside.incidents.riddor import TrackState
from alongside.incidents.riddor.track import DUE, DUE_FOR, TOLD
from alongside.people.models import ContactPoint, Staff
from alongside.people.queries import place_in
from alongside.people.roles import Role

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I)


def long_day(day: date | None) -> str:
    """ "9 June 2026"."""
    return f"{day.day} {day:%B %Y}" if day else ""


def duty_row(duty: Duty, moment: datetime, lengths: Sequence[Setting] = ()) -> dict[str, Any]:
    """A deadline as a line: what, by when, how it stands, whose it is."""
    zone = zone_of(duty)
    clock = clock_of(duty, zone, lengths)
    stands = deadlines.status(clock, moment)
    text, kind = STATUS_WORDS[stands]
    if clock.ended_late:
        text, kind = "Done late", "warning"
    if duty.ending == Duty.Ending.REPLACED:
        text, kind = duty.get_ending_display(), "quiet"
    due = long_day(clock.due_on)
    if clock.is_timed:
        due = f"{clock.due_at.astimezone(zone):%H:%M} on {due}"
    if not duty.started_at < clock.due_at and clock.is_timed:
        due = f"At once, since {due}"
    return {
        "duty": duty,
        "rule": clock.rule,
        "due": due,
        "status": stands,
        "ended_at": duty.done_at or duty.ended_at,
        "entered_at": duty.ended_at if duty.done_at else None,
        "in_time": None if not isinstance(clock.ending, deadlines.Done) else not clock.ended_late,
        "counted_from": duty.started_at if clock.rule.repeats else None,
        "tag": text,
        "tag_kind": kind,
        "group": _group(stands, clock.due_on, moment.astimezone(zone).date()),
        "basis": clock.basis,
        "whose": whose(clock.rule),
        "about": duty.incident.reference if duty.incident else duty.organisation.name,
        "falls_to": duty.falls_to.name if duty.falls_to else "" if duty.incident else Role(clock.rule.falls_to).label,
        "taken_back": duty.incident is not None and duty.incident.status == Incident.Status.WITHDRAWN,
        "by_riddor": duty.rule in FOLLOWS_RIDDOR,
        "to_decide": duty.rule == DECIDE,
    }


def _group(stands: Status, due_on: date, today: date) -> str:
    if stands is Status.LATE:
        return "Late"
    if stands is Status.DUE_TODAY:
        return "Due today"
    if due_on <= today + timedelta(days=7):
        return "Due in the next 7 days"
    return "Later"


def grouped(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Lines of a page under their headings, in this order."""
    order = ["Late", "Due today", "Due in the next 7 days", "Later"]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in order}
    for row in rows:
        found[row["group"]].append(row)
    return [(name, ones) for name, ones in found.items() if ones]


def state_shown(row: RiddorDecision | None) -> dict[str, Any]:
    """A step of the track: words, tag, reason, due day."""
    if row is None:
        nothing = {"row": None, "reason": "", "told": "", "due": ""}
        return {"words": riddor.state_words(TrackState.NOT_ASSESSED), "kind": "quiet", **nothing}
    state = TrackState(row.state)
    return {
        "words": riddor.state_words(state),
        "kind": STATE_KINDS.get(state, "danger"),
        "row": row,
        "reason": "" if row.reason == riddor.state_words(state) else row.reason,
        "told": told_in_words(row),
        "due": long_day(row.due_on) if state in DUE or state is TrackState.NOTIFIED else "",
        "by_system": row.actor_kind == "system",
    }


def standing_shown(standing: Standing, aim_day: int) -> dict[str, Any]:
    """What RIDDOR says of one person now, with the organisation's own aim."""
    found = standing.assessment
    state = standing.state
    latest = standing.latest
    settled = latest is not None and (state in TOLD or state is TrackState.NOT_REPORTABLE)
    decided = latest if latest and settled and latest.actor_kind != "system" else None
    return {
        "decided": decided,
        "told_in_words": told_in_words(decided) if decided else "",
        "told": state in TOLD,
        "words": riddor.state_words(state),
        "kind": STATE_KINDS.get(state, "danger"),
        "decision": riddor.state_words(state) if decided else DECISIONS[found.decision],
        "reason": found.reason,
        "rule": found.rule,
        "questions": found.questions,
        "for_a_person": found.for_a_person,
        "responsible": found.responsible,
        "watch": found.watch.words,
        "dues": _dues(_still_due(standing), aim_day, standing),
        "dues_if": _dues(found.dues_if, aim_day, standing),
        "problems": standing.known.problems,
    }


DECISIONS = {
    riddor.Decision.NOT_COVERED: "RIDDOR 2013 is not applied there",
    riddor.Decision.REPORTABLE: "To be reported to HSE",
    riddor.Decision.RECORD: "To be recorded, not reported",
    riddor.Decision.WATCH: "Nothing is due yet",
    riddor.Decision.NEEDS_FACTS: "Something has to be known first",
    riddor.Decision.NEEDS_A_PERSON: "A person has to decide",
    riddor.Decision.NOT_REPORTABLE: "Nothing to report",
}


def _still_due(standing: Standing) -> list[riddor.Due]:
    """What is due and was not done: of what HSE was told, the report where it was told by telephone, and the record."""
    found, state = standing.assessment, standing.state
    if state is TrackState.NOTIFIED:
        return [due for due in found.dues if due.duty is not riddor.Duty.NOTIFY]
    if state not in TOLD and state is not TrackState.NOT_REPORTABLE:
        return list(found.dues)
    records = [due for due in found.dues if due.duty is riddor.Duty.RECORD]
    return [*standing_dues(found, covered_by(standing.latest)), *records]


def _dues(dues: Iterable[riddor.Due], aim_day: int, standing: Standing) -> list[dict[str, str]]:
    """What is due, each thing once with all its rules."""
    found: dict[str, list[str]] = {}
    for due in dues:
        found.setdefault(_due_words(due, aim_day, standing), []).append(due.rule)
    return [{"words": words, "rule": ", ".join(dict.fromkeys(rules))} for words, rules in found.items()]


def _due_words(due: riddor.Due, aim_day: int, standing: Standing) -> str:
    if due.aim is not None and due.by is not None:
        own = standing.known.facts.day + timedelta(days=aim_day)
        due = replace(due, aim=min(due.by, max(own, standing.today if own < standing.today else own)))
    words = due.words
    if due.by:
        words += f" Last day: {long_day(due.by)}."
    if due.by and due.by < standing.today:
        words += " That day has passed: send it now."
    if due.aim and due.by and due.aim < due.by:
        words += f" Aim for {long_day(due.aim)}."
    return words


def form_answers(
    user: Any, incident: Incident, affected: Affected, standing: Standing, *, narrative: bool
) -> list[tuple[str, list[riddor.Line]]]:
    """HSE's questions in their blocks, with what is known: about who sends it, the place, the person, what happened."""
    others = {
        **_sender(place_in(user, incident.organisation_id)),
        **_place(incident),
        **_person(affected, standing.today),
    }
    others["organisation_name"] = incident.organisation.name
    own = settings_of(incident.organisation_id).form_answers
    if own.get("organisation_address") and others["organisation_address"]:
        others["same_address"] = "Yes" if _same(own["organisation_address"], others["organisation_address"]) else "No"
    others |= own
    if narrative:
        others["narrative"] = "\n\n".join(account.text for account in _latest_accounts(incident))
    blocks: dict[str, list[riddor.Line]] = {}
    decided = next((route for route, due in DUE_FOR.items() if due is standing.state), None)
    for line in riddor.f2508(standing.known.facts, standing.today, others, filed_as=decided):
        blocks.setdefault(line.block, []).append(line)
    return list(blocks.items())


def _same(address: str, other: str) -> bool:
    plain = ["".join(sign for sign in one.casefold() if sign.isalnum()) for one in (address, other)]
    return plain[0] in plain[1] or plain[1] in plain[0]


def _sender(staff: Staff | None) -> dict[str, str]:
    if staff is None:
        return {}
    first, _, family = staff.name.rpartition(" ")
    numbers = staff.contact_points.filter(channel=ContactPoint.Channel.SMS).exclude(verified_at=None)
    phone = numbers.values_list("address", flat=True).first() or ""
    return {
        "your_forename": first,
        "your_family_name": family,
        "your_job_title": staff.job_title,
        "your_phone": phone,
    }


def _place(incident: Incident) -> dict[str, str]:
    site = incident.site
    address = site.address if site else ""
    postcode = POSTCODE.search(address)
    return {
        "where_address": ", ".join(filter(None, [site.name, address])) if site else incident.place_said,
        "department": incident.place.name if incident.place else incident.place_said if site else "",
        "organisation_address": address,
        "organisation_postcode": postcode[0].upper() if postcode else "",
    }


def _person(affected: Affected, today: date) -> dict[str, str]:
    who = Identity.objects.filter(affected=affected).select_related("staff").first()
    if who is None:
        return {}
    born = who.born_on
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None
    return {
        "injured_name": who.name,
        "injured_address": who.address,
        "injured_phone": who.phone,
        "injured_age": "" if age is None else str(age),
        "injured_job_title": who.staff.job_title if who.staff else "",
    }


def _latest_accounts(incident: Incident) -> list[Account]:
    given = incident.accounts.filter(compartment=Compartment.NARRATIVE)
    return [account for account in given if not Account.objects.filter(replaces=account).exists()]
