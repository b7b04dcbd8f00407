"""What was done to a report, in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from alongside.incidents.codes import code_list
from alongside.incidents.models import Change, Compartment, Connection, Incident
from alongside.incidents.triage.queries import in_office
from alongside.ledger.models import Entry
from alongside.people.models import Place, Site, Staff, Team

WHAT = {
    "submitted": "Reported",
    "acknowledged": "Acknowledged",
    "read": "Read",
    "classified": "Classified again",
    "assigned": "Given",
    "status": "Moved on",
    "merged": "Joined with another report",
    "joined": "Another report was joined with it",
    "parted": "Parted from another report",
    "left": "A report that was joined with it stands by itself again",
    "connected": "Connected",
    "disconnected": "No longer connected",
    "opinion_given": "An opinion was added",
    "account_given": "An account was added",
    "account_corrected": "An account was corrected",
    "exhibit_added": "A file was added",
    "exhibit_marked": "A file was marked",
    "withdrawn": "Taken back by the reporter",
    "imported": "Imported",
    "lfpse": "The number of the patient-safety event was written down",
    "told_message": "A message to the reporter",
    "told_outcome": "The reporter was told the outcome",
    "told_changed": "The reporter was told what changed because of it",
    "reporter_answered": "The reporter wrote back",
    "answer_seen": "What the reporter wrote was put away",
    "notices_wanted": "The reporter wants to hear of news",
    "notices_stopped": "The reporter wants to hear of no more news",
    "contribution_asked": "Somebody was asked for what they know",
    "contribution_reminded": "They were reminded",
    "contribution_taken_back": "They are no longer asked",
    "contribution_given": "Somebody added what they know",
    "contribution_corrected": "Somebody corrected what they had added",
    "contribution_declined": "Somebody who was asked declined",
    "support_offered": "Support was offered",
    "wellbeing_asked": "They were asked how they are",
    "wellbeing_answered": "They answered how they are",
    "wellbeing_not_asked": "They could not be asked how they are",
    "wellbeing_stopped": "They will not be asked how they are any more",
    "riddor": "RIDDOR was decided",
    "riddor_answered": "Questions about an injury were answered",
    "absence_recorded": "Days off work were written down",
    "absence_corrected": "Days off work were corrected",
    "absence_removed": "Days off work were taken out",
    "duty_ended": "A deadline was ended",
    "duty_fact": "Something that starts a deadline was written down",
}
NAMES = {
    "occurred_at": "time",
    "occurred_estimated": "time is estimated",
    "sexual_acts": "sexual acts",
    "hate_strands": "hate",
    "targets": "to whom",
    "responses": "what was done",
    "place_kind": "kind of place",
    "lone_working": "working alone",
    "child_involved": "child involved",
    "footage_until": "footage until",
    "lfpse_reference": "patient-safety event",
    "injury": "injury",
    "harm_physical": "physical harm",
    "harm_psychological": "psychological harm",
    "staff_group": "staff group",
}
LISTS = {
    "place_kind": "place_kinds",
    "police": "police_wishes",
    "injury": "injuries",
    "staff_group": "staff_groups",
    "kind": "responsible_kinds",
}
"""Names of changed things whose list is called otherwise."""
OBJECTS: Mapping[str, type[Site] | type[Place] | type[Team]] = {"site": Site, "place": Place, "team": Team}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history, as `web/components.html: timeline` takes it."""

    at: datetime
    what: str
    who: str
    text: str
    kind: str = "person"


def history_of(incident: Incident) -> list[Step]:
    """What was done to it, the newest first.

    Only who acts in office is named: who reported it, or was hurt or saw it, stands in the compartment `people`.
    """
    return _steps(incident, list(incident.changes.order_by("-pk")))


def step_of(change: Change) -> Step:
    """One change, in words."""
    return _steps(change.incident, [change])[0]


def looks_in_words(entries: Iterable[Entry]) -> list[tuple[datetime, str, str]]:
    """When, who, and what they opened."""
    labels = {f"incident.{one.value}_read": f"“{one.label}”" for one in Compartment}
    return [(entry.at, entry.actor_name, labels.get(entry.verb, "a file")) for entry in entries]


def _steps(incident: Incident, changes: list[Change]) -> list[Step]:
    people = dict(Staff.objects.filter(pk__in=_keys(changes)).values_list("pk", "name"))
    named = in_office(incident, [change.actor_id for change in changes])
    return [_step(change, people, named) for change in changes]


def _step(change: Change, people: Mapping[Any, str], named: Collection[UUID | None]) -> Step:
    said = [*_more(change, people), change.why]
    what = WHAT.get(change.what, change.what.replace("_", " ").capitalize())
    if change.what == "status":
        what = Incident.Status(change.after["status"]).label if "status" in change.after else what
    kind = "person" if change.actor_kind == "user" else ""
    return Step(
        change.at, what, change.actor_name if change.actor_id in named else "", "\n".join(filter(None, said)), kind
    )


def _more(change: Change, people: Mapping[Any, str]) -> list[str]:
    after = change.after
    if change.what == "classified":
        return [_difference(name, change.before.get(name), value) for name, value in after.items()]
    if change.what == "assigned":
        key = after.get("assigned_to")
        return [f"To {people.get(UUID(key), 'somebody')}" if key else "To nobody"]
    if change.what == "connected":
        kind = Connection.Kind(after["kind"]).label
        return [f"{kind}: {after['report']}" if "report" in after else kind]
    if change.what in ("merged", "joined", "left"):
        return [str(after.get("into") or after.get("report") or "")]
    if change.what == "opinion_given":
        return [code_list("opinion_sources").label(after.get("source", ""))]
    if change.what == "exhibit_marked":
        return ["Legal advice" if after.get("privileged") else "Not legal advice"]
    return []


def _difference(name: str, before: Any, after: Any) -> str:
    *whose, plain = name.rsplit(" ", 1) if name.startswith(("person ", "responsible ")) else [name]
    words = NAMES.get(plain, plain.replace("_", " "))
    subject = f"{whose[0]}, {words}" if whose else words
    return f"{subject[:1].upper()}{subject[1:]}: {_written(plain, before)} → {_written(plain, after)}"


def _written(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in OBJECTS:
        found = OBJECTS[name].objects.filter(pk=value).first()
        return str(found.name) if found else "unknown"
    if name in ("occurred_at", "footage_until"):
        moment = parse_datetime(str(value))
        return f"{moment:%H:%M} UTC on {moment.day} {moment:%B %Y}" if moment else str(value)
    try:
        known = code_list(LISTS.get(name, name))
    except FileNotFoundError:
        return str(value)
    return ", ".join(known.label(code).lower() for code in ([value] if isinstance(value, str) else value))


def _keys(changes: Iterable[Change]) -> list[str]:
    return [change.after["assigned_to"] for change in changes if change.after.get("assigned_to")]
