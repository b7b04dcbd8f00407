"""A case is opened from reports, joined with another, split, and opened again. Nothing of either file is lost."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from alongside.cases.due import count_next_due
from alongside.cases.events import held, touch, words, write_event
from alongside.cases.models import Case, CaseIncident
from alongside.cases.police.queries import OWED_RULES
from alongside.cases.queries import standing_for
from alongside.cases.references import new_reference
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.incidents import states
from alongside.incidents.actions import hold_all, note_change
from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor, recorded_together
from alongside.ledger.clock import now, one_moment
from alongside.machine import Refused
from alongside.people.models import Staff

LONGEST_TITLE = 200
GRAVEST = (
    Incident.Definition.PHYSICAL,
    Incident.Definition.NON_PHYSICAL,
    Incident.Definition.UNDECIDED,
    Incident.Definition.NEITHER,
)

OWED = """
    SELECT EXISTS (SELECT FROM incidents_duty WHERE incident_id = ANY (%s) AND rule = ANY (%s) AND ended_at IS NULL)
"""


@transaction.atomic
def open_case(
    incidents: Sequence[Incident],
    *,
    title: str = "",
    owner: Staff | None = None,
    priority: int = Case.Priority.NORMAL,
    by: Actor,
) -> Case:
    """Makes a case of one report or of several of the same organisation, and tells their reporters that there is one.

    The owner becomes who has the reports, too. ValidationError by field; `states.Refused` (incidents) for a report that is
    joined, withdrawn, not classified, or has a case already.
    """
    return open_held(hold_all(incidents), title=title, owner=owner, priority=priority, by=by)


def open_held(reports: Sequence[Incident], *, title: str, owner: Staff | None, priority: int, by: Actor) -> Case:
    """The same of reports that the caller's transaction holds already (`incidents.actions.hold_all`)."""
    _check_together(reports)
    _check_owner(owner, reports[0].organisation_id)
    with one_moment(), recorded_together():
        return _opened(reports, title, owner, priority, by)


def _opened(reports: Sequence[Incident], title: str, owner: Staff | None, priority: int, by: Actor) -> Case:
    moment = now()
    case = Case(
        organisation_id=reports[0].organisation_id,
        reference=new_reference(),
        title=_title(title, reports),
        priority=_priority(priority),
        owner=owner,
        site_id=reports[0].site_id,
        team_id=_shared_team(reports),
        opened_at=moment,
        changed_at=moment,
        occurred_at=min(one.occurred_at for one in reports),
    )
    _describe(case, reports)
    case.save(force_insert=True)
    event = {"incidents": [one.reference for one in reports], "owner": str(owner.pk) if owner else None}
    write_event(case, "opened", by=by, after=event)
    for one in reports:
        _link(case, one, by)
    if _is_owed_something(reports):
        count_next_due(case)
    return case


def _is_owed_something(reports: Sequence[Incident]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(OWED, [[one.pk for one in reports], list(OWED_RULES)])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def add_reports(case: Case, incidents: Sequence[Incident], *, by: Actor, seen_at: datetime | None = None) -> Case:
    """Takes more reports into a case that runs. Raises as `open_case` does, and `Refused` where the case has ended."""
    case = _running(held(case, seen_at))
    reports = hold_all(incidents)
    _check_together(reports)
    if any(one.organisation_id != case.organisation_id for one in reports):
        raise ValidationError({"incident": "That report belongs to another organisation."})
    for one in reports:
        _link(case, one, by)
        write_event(case, "report_added", by=by, after={"incident": one.reference})
    _describe_again(case)
    count_next_due(case)
    return case


@transaction.atomic
def split_case(
    case: Case, incidents: Sequence[Incident], why: str, *, title: str = "", by: Actor, seen_at: datetime | None = None
) -> Case:
    """Makes a case of its own of some reports of a case; at least one stays. Both files say so.

    ValidationError by field; `Refused` where the case has ended.
    """
    case = _running(held(case, seen_at))
    why = words(why, "why", "Write why they are two cases.")
    links = list(case.links.select_related("incident").filter(unlinked_at=None))
    leaving = [link for link in links if link.incident_id in {one.pk for one in incidents}]
    if not leaving:
        raise ValidationError({"incidents": "Choose the reports that become a case of their own."})
    if len(leaving) == len(links):
        raise ValidationError({"incidents": "Leave at least one report in this case."})
    moment = now()
    reports = [link.incident for link in leaving]
    CaseIncident.objects.filter(pk__in=[link.pk for link in leaving]).update(unlinked_at=moment)
    other = Case(
        organisation_id=case.organisation_id,
        reference=new_reference(),
        title=_title(title, reports),
        priority=case.priority,
        owner_id=case.owner_id,
        site_id=reports[0].site_id,
        team_id=_shared_team(reports),
        opened_at=moment,
        changed_at=moment,
        occurred_at=min(one.occurred_at for one in reports),
    )
    _describe(other, reports)
    other.save(force_insert=True)
    references = [one.reference for one in reports]
    write_event(other, "split_from", by=by, text=why, after={"case": case.reference, "incidents": references})
    write_event(case, "split_off", by=by, text=why, after={"case": other.reference, "incidents": references})
    CaseIncident.objects.bulk_create([_row(other, one, by) for one in reports])
    _describe_again(case)
    count_next_due(other)
    count_next_due(case)
    return other


@transaction.atomic
def merge_case(case: Case, into: Case, why: str, *, by: Actor, seen_at: datetime | None = None) -> Case:
    """Joins a case with another, which from then on stands for both; its file stays and is read there.

    ValidationError by field; `Refused` where either has ended.
    """
    if case.pk == into.pk:
        raise ValidationError({"other": "Choose another case."})
    first, second = sorted((case, into), key=lambda one: one.pk)  # always in the same order: two who join do not block
    kept = {one.pk: one for one in (held(first), held(second))}
    case, into = held(kept[case.pk], seen_at), _running(kept[into.pk])
    if case.organisation_id != into.organisation_id:
        raise ValidationError({"other": "That case belongs to another organisation: refer this one to it."})
    CASE.check(case.status, "merge", {"text": why})
    why = words(why, "why", "Write why they are one case.")
    moment = now()
    links = list(case.links.select_related("incident").filter(unlinked_at=None))
    CaseIncident.objects.filter(pk__in=[link.pk for link in links]).update(unlinked_at=moment)
    CaseIncident.objects.bulk_create([_row(into, link.incident, by) for link in links])
    case.status_before, case.status, case.merged_into = (
        case.status,
        CASE.after(case.status, "merge", {"text": why}).code,
        into,
    )
    touch(case, "status", "status_before", "merged_into")
    references = [link.incident.reference for link in links]
    write_event(case, "merged", by=by, text=why, after={"into": into.reference, "incidents": references})
    write_event(into, "joined", by=by, text=why, after={"case": case.reference, "incidents": references})
    _describe_again(into)
    count_next_due(into)
    return into


@transaction.atomic
def part_case(case: Case, why: str, *, by: Actor) -> Case:
    """A joined case stands by itself again, with the reports that it came with."""
    case = held(case)
    if case.merged_into is None:
        raise Refused("This cannot be done now: the case is not joined with another.", "why")
    parent, into = case.merged_into, held(standing_for(case))
    why = words(why, "why", "Write why they are parted.")
    merged = case.events.filter(what="merged").order_by("-recorded_at", "-pk").first()
    came = list(
        into.links.select_related("incident").filter(
            unlinked_at=None, incident__reference__in=merged.after["incidents"] if merged else []
        )
    )
    if len(came) == into.links.filter(unlinked_at=None).count():
        raise Refused("The other case would be left without a report.", "why")
    moment = now()
    CaseIncident.objects.filter(pk__in=[link.pk for link in came]).update(unlinked_at=moment)
    CaseIncident.objects.bulk_create([_row(case, link.incident, by) for link in came])
    case.status = CASE.after(case.status, "part", {"text": why}, earlier=case.status_before).code
    case.status_before, case.merged_into = "", None
    touch(case, "status", "status_before", "merged_into")
    write_event(case, "parted", by=by, text=why, after={"from": into.reference})
    write_event(into, "left", by=by, text=why, after={"case": case.reference})
    _describe_again(into)
    count_next_due(case)
    count_next_due(held(parent))
    return case


def _check_together(reports: Sequence[Incident]) -> None:
    if not reports:
        raise ValidationError({"incident": "Choose a report."})
    if len({one.organisation_id for one in reports}) != 1:
        raise ValidationError({"incident": "A case is made of reports of one organisation."})


def _link(case: Case, incident: Incident, by: Actor) -> None:
    """Within an action: the report belongs to the case, and its reporter reads that there is one."""
    before = {"status": str(incident.status)}
    incident.status = states.after(incident.status, states.Act.OPEN_CASE, facets=incident.kinds)
    moment = now()
    incident.triaged_at, incident.closed_at = incident.triaged_at or moment, None
    incident.assigned_to_id = case.owner_id or incident.assigned_to_id
    incident.changed_at = moment
    incident.save(update_fields=["status", "triaged_at", "closed_at", "assigned_to", "changed_at"])
    CaseIncident.objects.bulk_create([_row(case, incident, by)])
    note_change(incident, "status", by=by, before=before, after={"status": incident.status})


def _row(case: Case, incident: Incident, by: Actor) -> CaseIncident:
    return CaseIncident(
        organisation_id=case.organisation_id, case=case, incident=incident, linked_at=now(), linked_by=by.name
    )


def _running(case: Case) -> Case:
    if case.status not in RUNNING:
        raise Refused(
            f"This cannot be done now: the case stands at “{CASE.state(case.status).label.lower()}”.", "other"
        )
    return case


def _describe(case: Case, reports: Sequence[Incident]) -> None:
    case.kinds = list(dict.fromkeys(kind for one in reports for kind in one.kinds))
    definitions = {one.definition for one in reports}
    case.definition = next(one for one in GRAVEST if one in definitions)


def _describe_again(case: Case) -> None:
    reports = [link.incident for link in case.links.select_related("incident").filter(unlinked_at=None)]
    _describe(case, reports)
    case.occurred_at = min(one.occurred_at for one in reports)
    touch(case, "kinds", "definition", "occurred_at")


def _title(title: str, reports: Sequence[Incident]) -> str:
    kept = words(title, "title", longest=LONGEST_TITLE)
    if kept:
        return kept
    kinds = list(dict.fromkeys(kind for one in reports for kind in one.kinds))
    said = ", ".join(code_list("kinds").label(kind) for kind in kinds[:3])
    place = next((one.place.name for one in reports if one.place), "")
    return f"{said}{', ' + place if place else ''}"[:LONGEST_TITLE]


def _shared_team(reports: Sequence[Incident]) -> UUID | None:
    """The team of all reports; none where they differ, or one has none: then only the whole organisation's see it."""
    teams = {one.team_id for one in reports}
    return teams.pop() if len(teams) == 1 else None


def _check_owner(owner: Staff | None, organisation_id: object) -> None:
    if owner is not None and (owner.organisation_id != organisation_id or not owner.active):
        raise ValidationError({"owner": "Choose somebody who works here."})


def _priority(value: int) -> int:
    if value not in Case.Priority.values:
        raise ValidationError({"priority": "Choose from the list."})
    return value
