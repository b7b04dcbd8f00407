"""Finding cases, from what the caller may see.

The keys come from a function of the database, because `&&` and `@@` use no index under row-level security
(docs/decisions/0013); everything that is shown is read by `cases_for`, under row-level security.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, QuerySet

from alongside.cases.finding.days import Due, Span, days_between
from alongside.cases.finding.filters import RUNNING, Filters, reference_in
from alongside.cases.models import Case, Compartment, RemedialAction, Task
from alongside.cases.queries import SECURITY, cases_for, standing_for
from alongside.cases.tracks import case as states
from alongside.cases.tracks.actions import UNDONE
from alongside.incidents.finding.queries import Within
from alongside.ledger.clock import now
from alongside.people.models import Site, Staff, Team
from alongside.people.queries import organisations_where, places_of

PAGE = 25
BATCH = 1000
LONG_AGO = date(1950, 1, 1)
FAR = {"due": "9999-12-31", "priority": "", "newest": ""}
SHOWN = (
    *("reference", "organisation_id", "title", "status", "priority", "kinds", "waits_on", "occurred_at", "opened_at"),
    *("next_due_on", "closed_at", "changed_at", "definition", "outcome", "site__name", "team__name", "owner__name"),
    "owner__job_title",
)
"""What a row of the list says; the list reads nothing more."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which case a page begins; `key` is what the list is sorted by besides: a day, a priority, or nothing."""

    id: UUID
    key: str = ""

    def fits(self, sort: str) -> bool:
        """Whether it was given by a list in this order."""
        if sort == "due":
            return bool(parse_day(self.key))
        return sort != "priority" or self.key in {str(value) for value in Case.Priority.values}


def parse_day(text: str) -> date | None:
    """A day as ISO 8601 writes it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases, and whether there is more."""

    cases: list[Case]
    more: bool


def find(user: Any, filters: Filters, cursor: Cursor | None = None, *, most: int = PAGE, whole: bool = False) -> Found:
    """A page of the cases that fit, as far as the caller may see them."""
    asked = _asked(user, filters, cursor)
    with connection.cursor() as database:
        database.execute("SELECT id FROM cases_page(%s, %s)", [json.dumps(asked), most + 1])
        keys = [key for (key,) in database.fetchall()]
    seen = cases_for(user).filter(pk__in=keys[:most])
    if not whole:
        seen = seen.select_related(None).select_related("site", "team", "owner").only(*SHOWN)
    by_key = {case.pk: case for case in seen}
    return Found([by_key[key] for key in keys[:most] if key in by_key], more=len(keys) > most)


def every(user: Any, filters: Filters) -> Iterator[Case]:
    """All that fit, in the order of the list."""
    after = None
    while True:
        found = find(user, filters, after, most=BATCH, whole=True)
        yield from found.cases
        if not found.more or not found.cases:
            return
        after = cursor_at(found.cases[-1], filters)


def cursor_at(case: Case, filters: Filters) -> Cursor:
    """Where the list goes on after this case."""
    due = case.next_due_on.isoformat() if case.next_due_on else FAR["due"]
    return Cursor(case.pk, {"due": due, "priority": str(case.priority)}.get(filters.sort, ""))


def board_of(user: Any) -> list[dict[str, Any]]:
    """How many running cases stand where: a row for each owner, with status, late and waiting."""
    today = today_of(user)
    rows = cases_for(user).filter(status__in=states.RUNNING).select_related(None).order_by()
    counted = rows.values("owner", "owner__name", "status").annotate(
        number=Count("id"),
        late=Count("id", filter=Q(next_due_on__lt=today)),
        urgent=Count("id", filter=Q(priority=Case.Priority.URGENT)),
    )
    return [dict(row) for row in counted]


def waiting_of(user: Any) -> list[tuple[str, int]]:
    """How many running cases wait on whom, the most first."""
    rows = cases_for(user).filter(status=states.PENDING).select_related(None).order_by()
    counted = rows.exclude(waits_on="").values_list("waits_on").annotate(number=Count("id"))
    return sorted(counted, key=lambda row: -row[1])


def tasks_between(user: Any, first: date, last: date, *, mine: bool = False) -> QuerySet[Task]:
    """Open tasks due in these local days, both included, of cases that the caller may see; or only the caller's."""
    found = Task.objects.filter(ended_at=None, due_on__range=(first, last), case__in=cases_for(user).order_by())
    if mine:
        found = found.filter(owner__in=[place.pk for place in places_of(user)])
    return found.select_related("case", "owner").order_by("due_on", "pk")


def late_tasks(user: Any, *, mine: bool = False) -> QuerySet[Task]:
    """Open tasks whose day is past, the oldest first."""
    found = Task.objects.filter(ended_at=None, due_on__lt=today_of(user), case__in=cases_for(user).order_by())
    if mine:
        found = found.filter(owner__in=[place.pk for place in places_of(user)])
    return found.select_related("case", "owner").order_by("due_on", "pk")


def due_between(user: Any, first: date, last: date, *, mine: bool = False, most: int = 1000) -> list[Due]:
    """Everything that is due in these local days, both included, the earliest first."""
    actions = RemedialAction.objects.filter(case__in=cases_for(user).order_by()).filter(
        Q(state__in=UNDONE, due_on__range=(first, last)) | Q(state="done", check_on__range=(first, last))
    )
    own = [place.pk for place in places_of(user)] if mine else None
    found = _as_due(tasks_between(user, first, last, mine=mine), actions, user, mine, most)
    found += days_between(user, Span(first, last), owners=own, most=most)
    return sorted(found, key=lambda one: (one.due_on, one.reference, one.what))[:most]


def late_things(user: Any, *, most: int = 50) -> list[Due]:
    """Everything whose day is past, the oldest first; actions of closed cases too."""
    today = today_of(user)
    actions = RemedialAction.objects.filter(case__in=cases_for(user).order_by()).filter(
        Q(state__in=UNDONE, due_on__lt=today) | Q(state="done", check_on__lt=today)
    )
    found = _as_due(late_tasks(user), actions, user, False, most)
    found += days_between(user, Span(LONG_AGO, today - timedelta(days=1)), most=most)
    return sorted(found, key=lambda one: (one.due_on, one.reference, one.what))[:most]


def _as_due(tasks: QuerySet[Task], actions: QuerySet[RemedialAction], user: Any, mine: bool, most: int) -> list[Due]:
    if mine:
        places = [place.pk for place in places_of(user)]
        actions = actions.filter(Q(state__in=UNDONE, owner__in=places) | Q(state="done", checker__in=places))
    found = []
    for one in tasks.select_related("case__merged_into__merged_into", "owner")[:most]:
        reference = standing_for(one.case).reference
        if one.due_on:
            owner, plain = one.owner.name if one.owner else "", one.get_kind_display()
            found.append(Due(one.what, f"/cases/{reference}#tasks", reference, owner, one.due_on, one.pk, plain))
    actions = actions.select_related("case__merged_into__merged_into", "owner", "checker")
    for action in actions.order_by("due_on", "pk")[:most]:
        reference = standing_for(action.case).reference
        looks = action.state == "done" and action.checker is not None and action.check_on is not None
        found.append(
            Due(
                f"Does it help: {action.what}" if looks else action.what,
                f"/cases/{reference}/review#a{action.pk}",
                reference,
                action.checker.name if looks and action.checker else action.owner.name,
                action.check_on if looks and action.check_on else action.due_on,
                action.pk,
                "Look whether an action helps" if looks else "An action is due",
            )
        )
    return found


def owners_for(user: Any) -> QuerySet[Staff]:
    """Whoever has a case or could have one."""
    return (
        Staff.objects.filter(organisation__in=_organisations(user), appointments__role="lsms")
        .distinct()
        .order_by("name")
    )


def teams_for(user: Any) -> QuerySet[Team]:
    """Teams of the organisations in which the caller sees cases."""
    return Team.objects.filter(organisation__in=_organisations(user)).order_by("name")


def sites_for(user: Any) -> QuerySet[Site]:
    """Sites of the organisations in which the caller sees cases."""
    return Site.objects.filter(organisation__in=_organisations(user)).order_by("name")


def today_of(user: Any) -> date:
    """The local day of the caller's organisation."""
    places = places_of(user)
    zone = places[0].organisation.time_zone if places else "Europe/London"
    return now().astimezone(ZoneInfo(zone)).date()


def scopes_of(user: Any) -> list[dict[str, Any]]:
    """Where this person may see cases, and which compartments they may search there, by their permissions; kept on the
    user for the request.
    """
    if not hasattr(user, "_case_scopes"):
        user._case_scopes = _scopes(user)
    return list(user._case_scopes)


def _scopes(user: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place in places_of(user):
        whole = _opened(user, Within(place.organisation_id, None))
        if whole is not None:
            found.append({"organisation": str(place.organisation_id), "team": None, "compartments": whole})
        for team in {one.team_id for one in place.appointments.all() if one.team_id and one.role in SECURITY}:
            opened = _opened(user, Within(place.organisation_id, team))
            if opened is not None and (whole is None or set(opened) - set(whole)):
                found.append({"organisation": str(place.organisation_id), "team": str(team), "compartments": opened})
    return found


def _opened(user: Any, within: Within) -> list[str] | None:
    if not user.has_perm("cases.see", within):
        return None
    return [str(part) for part in Compartment.values if user.has_perm(f"cases.read_{part}", within)]


def _organisations(user: Any) -> list[UUID]:
    return list({UUID(scope["organisation"]) for scope in scopes_of(user)} or organisations_where(user, *SECURITY))


def _asked(user: Any, filters: Filters, cursor: Cursor | None) -> dict[str, Any]:
    """As the function of the database takes it (migration `0003_finding`)."""
    equal: dict[str, list[str]] = {}
    if filters.status:
        equal["status"] = list(states.RUNNING) if filters.status == RUNNING else [filters.status]
    owner = filters.owner
    if owner == "me":
        equal["owner_id"] = [str(place.pk) for place in places_of(user)]
    elif owner and owner != "nobody":
        equal["owner_id"] = [owner]
    for name, column in (
        ("team", "team_id"),
        ("site", "site_id"),
        ("waits_on", "waits_on"),
        ("definition", "definition"),
    ):
        if getattr(filters, name):
            equal[column] = [getattr(filters, name)]
    if filters.priority:
        equal["priority"] = [filters.priority]
    asked: dict[str, Any] = {"scopes": scopes_of(user), "equal": equal, "sort": filters.sort}
    if owner == "nobody":
        asked["unowned"] = True
    if filters.kind:
        asked["kinds"] = [filters.kind]
    if filters.late:
        asked["late_before"] = today_of(user).isoformat()
    if filters.words:
        asked |= {"words": filters.words, "reference": reference_in(filters.words)}
    if cursor and cursor.fits(filters.sort):
        asked |= {"id": str(cursor.id), "key": cursor.key}
    return asked
