"""A case as a line of a list, and a line of its file, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import Case, Compartment, Event, Task
from alongside.cases.tracks.case import CASE, MERGED
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Affected
from alongside.people.models import Staff

PRIORITY_KINDS = {1: "danger", 2: "warning", 3: "quiet", 4: "quiet"}


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list."""

    case: Case
    status: str
    status_kind: str
    priority: str
    priority_kind: str
    kinds: str
    where: str
    waits_on: str
    is_late: bool


def row_of(case: Case, today: date) -> Row:
    """`today` is the local day: what was due before it is late."""
    state = CASE.state(case.status)
    return Row(
        case=case,
        status=state.label,
        status_kind=state.kind,
        priority=Case.Priority(case.priority).label if case.priority < Case.Priority.NORMAL else "",
        priority_kind=PRIORITY_KINDS[case.priority],
        kinds=", ".join(incident_codes("kinds").label(kind) for kind in case.kinds),
        where=case.site.name if case.site else "",
        waits_on=code_list("waits_on").label(case.waits_on) if case.waits_on else "",
        is_late=bool(case.next_due_on and case.next_due_on < today and case.status != MERGED),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, as `web/components.html: timeline` takes it, with what can be done about it."""

    event: Event
    at: datetime
    what: str
    who: str
    text: str
    part: str
    case: str
    """The reference of the case it was written in, where that is another than the one that is shown."""
    late_by: datetime | None
    replaced: bool
    kind: str = "person"


WHAT = {
    "opened": "The case was opened",
    "report_added": "A report was added",
    "split_from": "It was split from another case",
    "split_off": "Reports became a case of their own",
    "merged": "It was joined with another case",
    "joined": "Another case was joined with it",
    "parted": "It was parted from the other case",
    "left": "A case that was joined with it stands by itself again",
    "status": "It moved on",
    "waived": "Something that was owed was waived",
    "waiver_asked": "Somebody asked that a promise is not kept",
    "waiver_agreed": "It was agreed that a promise is not kept",
    "waiver_declined": "A promise has to be kept",
    "given": "Who works it changed",
    "described": "It was described again",
    "note": "Note",
    "plan": "Plan of the investigation",
    "task_added": "To be done",
    "task_changed": "What is to be done was changed",
    "task_ended": "Done",
    "task_reopened": "Taken up again",
    "supervised": "Looked through in supervision",
}
"""What a line of the file says; each part of the room adds its own words (`say`)."""


Said = Callable[[Event], tuple[str, list[str]]]
SAY_MORE: dict[str, Said] = {}


def say(words: Mapping[str, str], more: Said | None = None) -> None:
    """Adds a part's words for its events. `more` makes of an event a better heading ("" for the words) and further lines."""
    WHAT.update(words)
    if more is not None:
        SAY_MORE.update(dict.fromkeys(words, more))


def lines_of(case: Case, events: Iterable[Event]) -> list[Line]:
    """Lines of the file in words. A note that was corrected is marked, and stands beside its correction."""
    found = list(events)
    names = _names(found)
    replaced = set(Event.objects.filter(replaces__in=[one.pk for one in found]).values_list("replaces", flat=True))
    return [_line(case, one, names, one.pk in replaced) for one in found]


def _line(case: Case, event: Event, names: Mapping[str, str], replaced: bool) -> Line:
    said = [*_more(event, names), event.text]
    return Line(
        event=event,
        at=event.at,
        what=_what(event),
        who=event.actor_name,
        text="\n".join(filter(None, said)),
        part=Compartment(event.compartment).label if event.compartment != Compartment.NARRATIVE else "",
        case=event.case.reference if event.case_id != case.pk else "",
        late_by=event.recorded_at if (event.recorded_at - event.at).total_seconds() > 3600 else None,
        replaced=replaced,
        kind="person" if event.actor_kind == "user" else "",
    )


def _what(event: Event) -> str:
    if event.what == "status" and event.after.get("status") in CASE.states:
        return CASE.state(event.after["status"]).label
    if event.what == "task_ended" and event.after.get("ending") == Task.Ending.DROPPED:
        return "Not needed any more"
    if event.what == "task_ended" and event.after.get("ending") == Task.Ending.NO_RESULT:
        return "Followed without a result"
    heading = SAY_MORE[event.what](event)[0] if event.what in SAY_MORE else ""
    if heading:
        return heading
    if event.replaces_id:
        return f"{WHAT.get(event.what, event.what)}, corrected"
    return WHAT.get(event.what, event.what.replace("_", " ").capitalize())


def _more(event: Event, names: Mapping[str, str]) -> list[str]:
    after = event.after
    if event.what in SAY_MORE:
        return SAY_MORE[event.what](event)[1]
    found = []
    if event.what == "given":
        found.append(f"To {names[after['owner']]}" if after.get("owner") in names else "Nobody works it any more")
    if event.what in ("opened", "split_from", "split_off", "merged", "joined") and after.get("incidents"):
        found.append(f"Reports: {', '.join(after['incidents'])}")
    found += [str(after[key]) for key in ("case", "into", "from", "incident") if after.get(key)]
    if event.what == "status":
        if after.get("waits_on"):
            found.append(f"Waits on: {code_list('waits_on').label(after['waits_on'])}")
        if after.get("outcome") and after.get("act") == "record_outcome":
            found.append(code_list("case_outcomes").label(after["outcome"]))
    if event.what == "described":
        if "title" in after:
            found.append(f"“{event.before.get('title')}” → “{after['title']}”")
        if "priority" in after:
            found.append(f"{_priority(event.before.get('priority'))} → {_priority(after['priority'])}")
    if event.what in ("task_added", "task_changed"):
        owner = names.get(after.get("owner") or "", "")
        due = date.fromisoformat(after["due_on"]) if after.get("due_on") else None
        until = f"until {due.day} {due:%B %Y}" if due else ""
        found.append(", ".join(filter(None, [owner or "Nobody yet", until])))
    return found


def _priority(value: Any) -> str:
    return Case.Priority(value).label if value in Case.Priority.values else str(value)


def _names(events: Iterable[Event]) -> dict[str, str]:
    keys = {event.after.get("owner") for event in events} - {None}
    found = Staff.objects.filter(pk__in=[UUID(key) for key in keys]).values_list("pk", "name")
    return {str(key): name for key, name in found}


def person_words(one: Affected) -> str:
    """ "Person 1, staff"; no names."""
    return f"Person {one.number}, {one.kind}"
