"""A line manager's team: who is out, due, late, or without a plan. No positions: those belong to an alarm (S11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from alongside.ledger.clock import now
from alongside.people.models import Appointment, Staff, Team
from alongside.people.queries import organisations_where, places_of, teams_where
from alongside.people.roles import Role
from alongside.watch import engine
from alongside.watch.models import RUNNING, Alarm, Plan, PlanVersion, Visit
from alongside.watch.queries import state_as_heard

STATES = {
    "alarm": "With an alarm",
    "late": "Late",
    "due": "Check-in due soon",
    "out": "Out now",
    "waiting": "Should have begun a visit",
    "in": "Not on a visit",
    "no_plan": "Without a plan that holds",
}
ORDER = ("alarm", "late", "due", "out", "waiting", "in")
"""Whoever needs somebody stands first."""
KINDS = {"alarm": "danger", "late": "danger", "due": "warning", "out": "calm", "waiting": "warning", "in": "quiet"}
LONG_AGO = timedelta(hours=12)
"""A visit that should have begun longer ago than this is left from another day."""


def team_of(user: Any) -> QuerySet[Staff]:
    """Everybody who works alone and whose line manager this person is, or in whose team or organisation they hold that role; never
    themselves: whether a silent alarm stands about them they must not see (S9).
    """
    mine = [place.pk for place in places_of(user)]
    theirs = (
        Q(line_manager__in=mine)
        | Q(team__in=teams_where(user, Role.LINE_MANAGER))
        | Q(organisation__in=organisations_where(user, Role.LINE_MANAGER))
    )
    works_alone = Exists(Appointment.objects.filter(staff=OuterRef("pk"), role=Role.WORKER))
    return Staff.objects.active().filter(theirs, works_alone).exclude(pk__in=mine)


def manages_anybody(user: Any) -> bool:
    """Whether this person is somebody's line manager, by name or by role."""
    places = places_of(user)
    by_role = any(one.role == Role.LINE_MANAGER for place in places for one in place.appointments.all())
    return by_role or Staff.objects.active().filter(line_manager__in=[place.pk for place in places]).exists()


def teams_of(user: Any) -> list[Team]:
    """The teams of those people, by name."""
    return list(Team.objects.filter(pk__in=team_of(user).exclude(team=None).values("team")).order_by("name"))


def narrowed_team(user: Any, asked: Mapping[str, str]) -> QuerySet[Staff]:
    """Those who fit: search (a part of a name), team (a key), state (of STATES); whoever needs somebody first, then by name."""
    found = _with_states(team_of(user), now())
    if words := asked["search"]:
        found = found.filter(name__unaccent__icontains=words)
    if asked["team"]:
        found = found.filter(team=asked["team"])
    if asked["state"] == "no_plan":
        found = found.filter(plan_holds=False)
    elif asked["state"]:
        found = found.filter(rank=ORDER.index(asked["state"]))
    people: QuerySet[Staff] = found.select_related("team", "organisation").order_by("rank", "name", "pk")
    return people


def _with_states(staff: QuerySet[Staff], moment: datetime) -> Any:
    """With `rank`, their state as its place in ORDER, and `plan_holds`."""
    running = Visit.objects.filter(worker=OuterRef("pk"), status__in=RUNNING, ended_at=None)
    waiting = Visit.objects.filter(
        worker=OuterRef("pk"),
        status="planned",
        planned_start__lt=moment,
        planned_start__gt=moment - LONG_AGO,
        planned_end__gt=moment,
    )
    states = {
        "alarm": Exists(Alarm.objects.filter(worker=OuterRef("pk"), closed_at=None)),
        "late": Exists(running.filter(status=engine.VisitStatus.OVERDUE)),
        "due": Exists(running.filter(status=engine.VisitStatus.DUE_SOON)),
        "out": Exists(running),
        "waiting": Exists(waiting),
    }
    own = Plan.objects.filter(Exists(PlanVersion.objects.filter(plan=OuterRef("pk"))), last_resort=False)
    of_team, of_rest = own.filter(team=OuterRef("team")), own.filter(team=None, organisation=OuterRef("organisation"))
    holds = When(Exists(of_team.filter(check_made__holds=False)), then=Value(False))
    return staff.annotate(
        rank=Case(
            *(When(test, then=Value(ORDER.index(name))) for name, test in states.items()),
            default=Value(ORDER.index("in")),
            output_field=IntegerField(),
        ),
        plan_holds=Case(
            holds,
            When(Exists(of_team), then=Value(True)),
            When(Exists(of_rest.filter(check_made__holds=False)), then=Value(False)),
            When(Exists(of_rest), then=Value(True)),
            default=Value(False),
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the board. Times are UTC."""

    worker: Staff
    state: str
    kind: str
    place: str
    due_at: datetime | None
    ends_at: datetime | None
    plan_holds: bool
    alarm: Alarm | None


def lines_of(people: list[Any]) -> list[Line]:
    """The people of one page of the board, with their visits and alarms."""
    keys = [one.pk for one in people]
    running = Visit.objects.filter(worker__in=keys, status__in=RUNNING, ended_at=None)
    visits = {one.worker_id: one for one in running.select_related("worker__last_heard")}
    alarms = {one.worker_id: one for one in Alarm.objects.filter(worker__in=keys, closed_at=None)}
    return [_line(one, visits.get(one.pk), alarms.get(one.pk)) for one in people]


def _line(worker: Any, visit: Visit | None, alarm: Alarm | None) -> Line:
    name = ORDER[worker.rank]
    state = state_as_heard(visit) if visit else None
    words = {"alarm": "Alarm", "out": "Out"}.get(name, STATES[name])
    return Line(
        worker=worker,
        state=words,
        kind=KINDS[name],
        place=visit.place if visit else "",
        due_at=state.due_at if state else None,
        ends_at=(state.end_by or visit.planned_end) if state and visit else None,
        plan_holds=worker.plan_holds,
        alarm=alarm,
    )


def board_rows(found: QuerySet[Staff], zone: ZoneInfo) -> Iterator[list[Any]]:
    """The board as a file, its headings first."""
    yield ["Name", "Team", "State", "Visit", "Check-in due", "Back", "Plan holds"]
    for line in lines_of(list(found)):
        times = [at and at.astimezone(zone) for at in (line.due_at, line.ends_at)]
        team = line.worker.team.name if line.worker.team else ""
        yield [line.worker.name, team, line.state, line.place, *times, line.plan_holds]
