"""What the security specialist decides about a report: looked at, classified, assigned, closed, opened again.

Joining and connecting reports stand in `connecting`, what is added to a report in `adding`. Every action locks the report,
leaves a `Change` and a ledger entry, and refuses to write over what somebody else did meanwhile.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents import states
from alongside.incidents.actions import LISTS, OLDEST, SINGLE, hold, judge_again, note_change
from alongside.incidents.codes import code_list
from alongside.incidents.following.actions import tell
from alongside.incidents.models import Affected, Change, Incident, Told
from alongside.incidents.triage.joined import tell_each
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.models import Place, Site, Staff, Team

LONGEST_WHY = 2000
GRADES = {
    "injury": "injuries",
    "harm_physical": "harm_physical",
    "harm_psychological": "harm_psychological",
    "staff_group": "staff_groups",
    "employment": "employment",
}
"""What is graded for each person affected, and its list."""
ACCUSED = {"kind": "responsible_kinds"}
MOVED = ("status", "triaged_at", "closed_at")
OBJECTS = ("site", "place", "team")


class Overtaken(Exception):
    """Somebody changed the report after it was shown; `change` is the latest of what they did."""

    def __init__(self, change: Change | None) -> None:
        super().__init__("overtaken")
        self.change = change


@dataclass(frozen=True, slots=True)
class Classification:
    """How a report is to stand. Codes are of the lists in `incidents/codes`; `people` maps the number of somebody affected
    to their grades, `responsible` the number of somebody responsible to their kind.
    """

    occurred_at: datetime
    occurred_estimated: bool
    kinds: list[str]
    acts: list[str] = field(default_factory=list)
    sexual_acts: list[str] = field(default_factory=list)
    weapons: list[str] = field(default_factory=list)
    hate_strands: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    factors: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)
    site: Site | None = None
    place: Place | None = None
    place_kind: str = "unknown"
    shift: str = "unknown"
    team: Team | None = None
    police: str = "undecided"
    lone_working: bool | None = None
    child_involved: bool | None = None
    safeguarding: bool | None = None
    footage_until: datetime | None = None
    lfpse_reference: str = ""
    people: dict[int, dict[str, str]] = field(default_factory=dict)
    responsible: dict[int, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, incident: Incident) -> "Classification":
        """How the report stands now; nobody is graded anew."""
        names = [one.name for one in fields(cls) if one.name not in ("people", "responsible")]
        return cls(**{name: getattr(incident, name) for name in names})


@transaction.atomic
def triage_report(
    incident: Incident, *, by: Actor, seen_at: datetime | None = None, close: bool = False, reason: str = ""
) -> Incident:
    """Puts a report away as looked at; with `close`, without a case and with a reason that the reporter reads.

    `seen_at` is the report's `changed_at` as it was shown. Raises `Overtaken`, `states.Refused`, ValidationError by field.
    """
    incident = held(incident, seen_at)
    words = _words(reason, "reason", "Write why, for the person who reported it." if close else "")
    act = states.Act.CLOSE if close else states.Act.TRIAGE
    moment = now()
    before = _move(incident, states.after(incident.status, act, facets=incident.kinds))
    incident.triaged_at = incident.triaged_at or moment
    incident.closed_at = moment if close else None
    save(incident, *MOVED)
    note_change(incident, "status", by=by, before=before, after={"status": incident.status}, why=words)
    if close:
        tell(incident, Told.Kind.OUTCOME, words, by=by)
    return incident


@transaction.atomic
def reopen(incident: Incident, why: str, *, by: Actor, seen_at: datetime | None = None) -> Incident:
    """Opens a closed or withdrawn report again, with a reason that the reporter reads, and the reporters of those joined."""
    incident = held(incident, seen_at)
    words = _words(why, "why", "Write why it is opened again.")
    before = _move(incident, states.after(incident.status, states.Act.REOPEN))
    incident.closed_at = None
    incident.triaged_at = incident.triaged_at or now()
    save(incident, *MOVED)
    note_change(incident, "status", by=by, before=before, after={"status": incident.status}, why=words)
    tell(incident, Told.Kind.MESSAGE, words, by=by)
    tell_each(incident, Told.Kind.MESSAGE, words, by=by)
    return incident


@transaction.atomic
def assign(incident: Incident, to: Staff | None, *, by: Actor, seen_at: datetime | None = None) -> Incident:
    """Gives the report to somebody of the same organisation to whom it is not closed, or to nobody; again to the same changes
    nothing.
    """
    incident = held(incident, seen_at)
    if to is not None and (to.organisation_id != incident.organisation_id or not to.active):
        raise ValidationError({"to": "Choose somebody who works here."})
    if to is not None and incident.closed_to.filter(staff=to, ended_at=None).exists():
        raise ValidationError({"to": f"This report is closed to {to.name}."})
    if incident.assigned_to_id == (to.pk if to else None):
        return incident
    before = {"assigned_to": str(incident.assigned_to_id) if incident.assigned_to_id else None}
    incident.assigned_to = to
    save(incident, "assigned_to")
    note_change(incident, "assigned", by=by, before=before, after={"assigned_to": str(to.pk) if to else None})
    return incident


@transaction.atomic
def reclassify(
    incident: Incident, said: Classification, why: str, *, by: Actor, seen_at: datetime | None = None
) -> Incident:
    """Classifies a report again: what stood before stays in its history, with the reason.

    Urgency, worst harm and national definition are judged anew. Nothing changes where nothing differs.
    """
    incident = held(incident, seen_at)
    check_classification(said, why)
    before, after = _differences(incident, said)
    if not before and not after:
        return incident
    for name in (*OBJECTS, *_PLAIN):
        setattr(incident, name, getattr(said, name))
    incident.code_version = code_list("kinds").version
    save(incident, *OBJECTS, *_PLAIN, "code_version")
    _grade(incident, said)
    judge_again(incident)
    note_change(incident, "classified", by=by, before=before, after=after, why=why.strip())
    return incident


@transaction.atomic
def note_read(incident: Incident, *, by: Actor) -> None:
    """Notes, once, that somebody who answers for security has read a new report: its reporter is told so."""
    hold(incident)
    if not incident.changes.filter(what="read").exists():
        note_change(incident, "read", by=by)


def check_classification(said: Classification, why: str) -> None:
    """Raises ValidationError by field."""
    wrong: dict[str, str] = {}
    if not said.kinds:
        wrong["kinds"] = "Choose what happened."
    for name, list_name in LISTS.items():
        if any(code not in code_list(list_name) for code in getattr(said, name)):
            wrong[name] = "Choose from the list."
    for name, list_name in {**SINGLE, "shift": "shift_bands"}.items():
        if getattr(said, name) not in code_list(list_name):
            wrong[name] = "Choose from the list."
    for graded, lists in ((said.people, GRADES), (said.responsible, ACCUSED)):
        for number, grades in graded.items():
            if any(name not in lists or code not in code_list(lists[name]) for name, code in grades.items()):
                wrong["people"] = f"Choose from the list for person {number}."
    if said.occurred_at > now():
        wrong["occurred_at"] = "Choose a time that is not in the future."
    elif said.occurred_at < now() - OLDEST:
        wrong["occurred_at"] = "Choose a time that is less than 60 years ago."
    if said.place and said.site and said.place.site_id != said.site.pk:
        wrong["place"] = "That place is at another site."
    if not why.strip():
        wrong["why"] = "Write why you classify it in another way."
    elif len(why) > LONGEST_WHY:
        wrong["why"] = f"Write at most {LONGEST_WHY} characters."
    if wrong:
        raise ValidationError(dict(wrong))


def held(incident: Incident, seen_at: datetime | None) -> Incident:
    """The report as it stands now, locked until the transaction ends. Raises `Overtaken` where it changed after `seen_at`."""
    fresh = hold(incident)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(fresh.changes.order_by("-pk").first())
    return fresh


def save(incident: Incident, *names: str) -> None:
    """Writes these columns of a report that is held, and that it changed; nothing else of the row."""
    incident.changed_at = now()
    incident.save(update_fields=[*names, "changed_at"])


def _move(incident: Incident, to: str) -> dict[str, str]:
    before = {"status": str(incident.status)}
    incident.status = to
    return before


def _words(text: str, name: str, missing: str) -> str:
    words = text.strip()
    if missing and not words:
        raise ValidationError({name: missing})
    if len(words) > LONGEST_WHY:
        raise ValidationError({name: f"Write at most {LONGEST_WHY} characters."})
    return words


_PLAIN = (
    "occurred_at",
    "occurred_estimated",
    *LISTS,
    "place_kind",
    "shift",
    "police",
    "lone_working",
    "child_involved",
    "safeguarding",
    "footage_until",
    "lfpse_reference",
)


def _differences(incident: Incident, said: Classification) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stood and what is to stand, where the two differ, ready for JSON."""
    stands = {name: getattr(incident, name) for name in _PLAIN}
    wanted = {name: getattr(said, name) for name in _PLAIN}
    for name in OBJECTS:
        stands[name] = getattr(incident, f"{name}_id")
        wanted[name] = getattr(getattr(said, name), "pk", None)
    for number, one in _numbered(incident.affected.all(), said.people).items():
        stands |= {f"person {number} {name}": getattr(one, name) for name in said.people[number]}
        wanted |= {f"person {number} {name}": code for name, code in said.people[number].items()}
    for number, one in _numbered(incident.responsible.all(), said.responsible).items():
        stands |= {f"responsible {number} {name}": getattr(one, name) for name in said.responsible[number]}
        wanted |= {f"responsible {number} {name}": code for name, code in said.responsible[number].items()}
    differing = [name for name in wanted if wanted[name] != stands[name]]
    return {name: _json(stands[name]) for name in differing}, {name: _json(wanted[name]) for name in differing}


def _grade(incident: Incident, said: Classification) -> None:
    affected = incident.affected.select_for_update(of=("self",), no_key=True)
    responsible = incident.responsible.select_for_update(of=("self",), no_key=True)
    for people, grades in ((affected, said.people), (responsible, said.responsible)):
        for number, one in _numbered(people, grades).items():
            for name, code in grades[number].items():
                setattr(one, name, code)
            one.save(update_fields=list(grades[number]))


def _numbered(people: Any, graded: dict[int, dict[str, str]]) -> dict[int, Affected]:
    return {one.number: one for one in people if graded.get(one.number)}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)
