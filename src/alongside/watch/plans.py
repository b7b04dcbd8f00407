"""From a stored plan to the engine's, and from its targets to people who can be reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.models import ContactPoint, Organisation, Staff, Team
from alongside.people.roles import Role
from alongside.watch.behind import Behind
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.engine import Step, Target, from_dict, to_dict
from alongside.watch.models import Plan, PlanVersion

RESPONSE_CENTRE = (Role.OPERATOR, Role.OPERATOR_SUPERVISOR)
BROADCAST = tuple(
    Target(role=role)
    for role in (Role.OPERATOR, Role.OPERATOR_SUPERVISOR, Role.LSMS, Role.SECURITY_DIRECTOR, Role.LINE_MANAGER)
)
"""Who is rung, besides everybody in the plan, once the plan is used up."""

MOST_KEPT = 1000
_read_before: dict[UUID, EnginePlan] = {}


@transaction.atomic
def publish_plan(
    organisation: Organisation,
    name: str,
    steps: Sequence[Step],
    *,
    team: Team | None = None,
    by: Actor = SYSTEM,
    kin_number: str = "",
    **how: bool,
) -> PlanVersion:
    """Makes the plan of a team (or of the rest of the organisation), or its next version. Open alarms keep theirs.

    `how`: fields of the engine's `Plan` that are set otherwise than by default. Raises ValueError where there is no step at
    all. Whether it holds, whoever publishes has looked at (`planning`).
    """
    if not steps:
        raise ValueError("A plan needs at least one step.")
    plan, _ = Plan.objects.get_or_create(
        organisation=organisation, team=team, last_resort=False, defaults={"name": name}
    )
    return next_version(plan, steps, by, kin_number=kin_number, **how)


def next_version(plan: Plan, steps: Sequence[Step], by: Actor, *, kin_number: str = "", **how: bool) -> PlanVersion:
    """The next version of a plan, with its ledger entry, in the caller's transaction."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    latest = plan.versions.order_by("-version").first()
    number = latest.version + 1 if latest else 1
    identity = new_id()
    content = EnginePlan(id=identity, version=number, steps=tuple(steps), broadcast=BROADCAST, **how)
    version = PlanVersion.objects.create(
        id=identity,
        organisation_id=plan.organisation_id,
        plan=plan,
        version=number,
        content=to_dict(content),
        made_at=now(),
        made_by=by.name,
        kin_number=kin_number,
    )
    record(
        "plan.published", "plan", plan.pk, organisation_id=plan.organisation_id, actor=by, details={"version": number}
    )
    return version


def plan_for(worker: Staff) -> PlanVersion | None:
    """The newest version of the plan of the worker's team, else of the organisation; None where there is neither."""
    versions = PlanVersion.objects.filter(organisation_id=worker.organisation_id).order_by("-version")
    own = versions.filter(plan__team_id=worker.team_id).first() if worker.team_id else None
    return own or versions.filter(plan__team=None, plan__last_resort=False).first()


def last_resort(worker: Staff) -> PlanVersion:
    """By whom somebody is helped who has no plan: the broadcast, at once and without end. A press is never lost (S7)."""
    plan, _ = Plan.objects.get_or_create(
        organisation_id=worker.organisation_id, team=None, last_resort=True, defaults={"name": "Last resort"}
    )
    return plan.versions.order_by("-version").first() or next_version(plan, (), SYSTEM)


def engine_plan(version: PlanVersion) -> EnginePlan:
    """The plan as the engine reads it; kept in this process, for a version never changes."""
    plan = _read_before.get(version.pk)
    if plan is None:
        if len(_read_before) >= MOST_KEPT:
            _read_before.clear()
        plan = _read_before[version.pk] = from_dict(version.content)
    return plan


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach one person now."""

    staff: Staff
    channel: str
    address: str


def people_behind(targets: Iterable[Target], worker: Staff, *, at: datetime | None = None) -> list[tuple[Staff, str]]:
    """Who stands behind `targets` at a moment (or now), each person once and never the worker, with the reason in words, in
    the order of targets.
    """
    behind = Behind(worker.organisation_id)
    found = behind.find(targets, worker, at or now())
    people = Staff.objects.active().in_bulk(list(found))
    return [(people[key], behind.why(target)) for key, target in found.items() if key in people]


def reaches(targets: Iterable[Target], worker: Staff, *, at: datetime | None = None) -> list[Reach]:
    """Every verified way to reach the people behind `targets` (`Behind`) at a moment (or now), in the order of the targets and,
    of one person, in the order that they chose; never the worker.
    """
    order = {
        key: number for number, key in enumerate(Behind(worker.organisation_id).find(targets, worker, at or now()))
    }
    points = (
        ContactPoint.objects.filter(staff_id__in=order, staff__active=True)
        .exclude(verified_at=None)
        .select_related("staff")
    )
    points_in_order = sorted(points, key=lambda point: (order[point.staff_id], point.position, str(point.pk)))
    return [Reach(point.staff, point.channel, point.address) for point in points_in_order]
