"""What was done to a report, in words, as far as who reads it may know.

A compartment is not opened by reading the history: a change that tells something of one is shown to those alone who may
open it. How somebody is, what passed between us and the reporter, and who was asked for what is for those who act on the
report. A change that is not on the lists below is for them alone too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from alongside.incidents import riddor
from alongside.incidents.codes import code_list
from alongside.incidents.duties.words import told_in_words
from alongside.incidents.models import (
    Account,
    Change,
    Compartment,
    Connection,
    Contribution,
    Incident,
    RiddorDecision,
)
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.queries import in_office
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
    "corrected_by_reporter": "Corrected by the reporter",
    "reporter_says": "The reporter says otherwise than it was classified",
    "contact_corrected": "The reporter changed how to reach them",
    "take_back_asked": "The reporter asked to take it back",
    "exhibit_added": "A file was added",
    "exhibit_marked": "A file was marked",
    "withdrawn": "Taken back by the reporter",
    "colleague_named": "A colleague was named as who did it",
    "closed_to": "Closed to a colleague",
    "opened_to": "Opened again to a colleague",
    "imported": "Imported",
    "lfpse": "The number of the patient-safety event was written down",
    "case_closed": "Its case was closed",
    "case_reopened": "Its case was opened again",
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
    "place_said": "place in words",
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
    "shift": "shift_bands",
    "police": "police_wishes",
    "injury": "injuries",
    "staff_group": "staff_groups",
    "kind": "responsible_kinds",
}
"""Names of changed things whose list is called otherwise."""
FOR_EVERYBODY = frozenset(
    {
        "submitted",
        "acknowledged",
        "imported",
        "read",
        "classified",
        "assigned",
        "status",
        "merged",
        "joined",
        "parted",
        "left",
        "connected",
        "disconnected",
        "withdrawn",
        "lfpse",
        "corrected_by_reporter",
        "reporter_says",
    }
)
"""Changes that say no more than the page says to whoever may see the report."""
FOR_READERS_OF = {
    "contact_corrected": "incidents.read_people",
    "riddor": "incidents.read_people",
    "riddor_answered": "incidents.read_people",
    "absence_recorded": "incidents.read_people",
    "absence_corrected": "incidents.read_people",
    "absence_removed": "incidents.read_people",
    "opinion_given": "incidents.read_suspect",
    "colleague_named": "incidents.read_suspect",
    "closed_to": "incidents.read_suspect",
    "opened_to": "incidents.read_suspect",
    "exhibit_added": "incidents.read_evidence",
    "exhibit_marked": "incidents.read_evidence",
    "duty_ended": "incidents.duties",
    "duty_fact": "incidents.duties",
}
"""The permission that a change needs. An account needs that of its compartment."""
ACTS = "incidents.triage"
WHY = "incidents.read_reasons"
"""Why something was decided: in words, that may tell what the codes do not."""
OBJECTS: Mapping[str, type[Site] | type[Place] | type[Team]] = {"site": Site, "place": Place, "team": Team}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history, as `web/components.html: timeline` takes it."""

    at: datetime
    what: str
    who: str
    text: str
    kind: str = "person"


def history_of(user: Any, incident: Incident) -> list[Step]:
    """What was done to it as far as `user` may know, the newest first.

    Only who acts in office is named: who reported it, or was hurt or saw it, stands in the compartment `people`.
    """
    changes = list(incident.changes.order_by("-pk"))
    may = _Reader(user, incident, changes)
    return _steps(incident, [change for change in changes if may.see(change)], may)


def step_of(user: Any, change: Change) -> Step:
    """One change, in words, to somebody who acts on the report."""
    (step,) = _steps(change.incident, [change], _Reader(user, change.incident, [change]))
    return step


class _Reader:
    """What somebody may know of the history of a report."""

    def __init__(self, user: Any, incident: Incident, changes: list[Change]) -> None:
        self._user, self._incident = user, incident
        accounts = [change.after["account"] for change in changes if change.after.get("account")]
        self._compartments = {
            str(key): compartment
            for key, compartment in Account.objects.filter(pk__in=accounts).values_list("pk", "compartment")
        }
        told_of = {str(told[name]) for told in _told(changes) for name in ("report", "into") if told.get(name)}
        seen = incidents_for(user).filter(reference__in=told_of) if told_of else Incident.objects.none()
        self.references = set(seen.order_by().values_list("reference", flat=True))
        """Other reports that may be named."""
        self.reasons = user.has_perm(WHY, incident)
        self.steps = _rows(RiddorDecision.objects.select_related("incident__organisation"), "decision", changes)
        self.parts = _rows(Contribution.objects.select_related("affected"), "contribution", changes)

    def see(self, change: Change) -> bool:
        if Connection.Kind.MARKER in (change.before.get("kind"), change.after.get("kind")):
            return bool(self._user.has_perm("incidents.read_suspect", self._incident))
        if change.what in FOR_EVERYBODY:
            return True
        if change.what in ("account_given", "account_corrected"):
            compartment = self._compartments.get(change.after.get("account", ""), Compartment.NARRATIVE)
            return bool(self._user.has_perm(f"incidents.read_{compartment}", self._incident))
        return bool(self._user.has_perm(FOR_READERS_OF.get(change.what, ACTS), self._incident))


def _rows(found: QuerySet[Any], name: str, changes: Iterable[Change]) -> dict[str, Any]:
    """The rows of which changes tell, by their key."""
    keys = {change.after[name] for change in changes if change.after.get(name)}
    return {str(one.pk): one for one in found.filter(pk__in=keys)} if keys else {}


def _told(changes: Iterable[Change]) -> Iterable[Mapping[str, Any]]:
    for change in changes:
        yield change.before
        yield change.after


def _steps(incident: Incident, changes: list[Change], may: _Reader) -> list[Step]:
    people = dict(Staff.objects.filter(pk__in=_keys(changes)).values_list("pk", "name"))
    named = in_office(incident, [change.actor_id for change in changes])
    return [_step(change, people, named, may) for change in changes]


def _step(change: Change, people: Mapping[Any, str], named: Collection[UUID | None], may: _Reader) -> Step:
    said = [*_more(change, people, may), change.why if may.reasons else ""]
    what = WHAT.get(change.what, change.what.replace("_", " ").capitalize())
    if change.what == "status":
        what = Incident.Status(change.after["status"]).label if "status" in change.after else what
    if change.what == "riddor" and change.after.get("state") in list(riddor.TrackState):
        what = f"RIDDOR: {riddor.state_words(riddor.TrackState(change.after['state']))}"
    kind = "person" if change.actor_kind == "user" else ""
    return Step(
        change.at, what, change.actor_name if change.actor_id in named else "", "\n".join(filter(None, said)), kind
    )


def _more(change: Change, people: Mapping[Any, str], may: _Reader) -> list[str]:
    after = change.after
    if change.what in ("classified", "corrected_by_reporter", "reporter_says"):
        return [_difference(name, change.before.get(name), value) for name, value in after.items()]
    if change.what == "assigned":
        key = after.get("assigned_to")
        return [f"To {people.get(UUID(key), 'somebody')}" if key else "To nobody"]
    if change.what == "connected":
        kind = Connection.Kind(after["kind"]).label
        return [f"{kind}: {after['report']}" if after.get("report") in may.references else kind]
    if change.what == "disconnected" and change.before.get("kind") in Connection.Kind.values:
        return [Connection.Kind(change.before["kind"]).label]
    if change.what in ("merged", "joined", "left"):
        other = str(after.get("into") or after.get("report") or "")
        return [other if other in may.references else ""]
    if change.what == "riddor" and (step := may.steps.get(after.get("decision", ""))):
        return [told_in_words(step)]
    if part := may.parts.get(after.get("contribution", "")):
        about = f", of person {part.affected.number}" if part.affected else ""
        return [f"Part: {part.get_part_display().lower()}{about}"]
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
