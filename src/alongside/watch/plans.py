"""From a stored plan to the engine's, and from its targets to people who can be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.models import ContactPoint, Organisation, Staff, Team
from alongside.people.roles import Role
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.engine import Step, Target, from_dict, to_dict
from alongside.watch.models import Plan, PlanVersion, TeamSettings

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
    organisation: Organisation, name: str, steps: Sequence[Step], *, team: Team | None = None, by: Actor = SYSTEM
) -> PlanVersion:
    """Makes the plan of a team (or of the rest of the organisation), or its next version. Open alarms keep theirs.

    Raises ValueError where there is no step at all.
    """
    if not steps:
        raise ValueError("A plan needs at least one step.")
    plan, _ = Plan.objects.get_or_create(
        organisation=organisation, team=team, last_resort=False, defaults={"name": name}
    )
    return _next_version(plan, steps, by)


def _next_version(plan: Plan, steps: Sequence[Step], by: Actor) -> PlanVersion:
    latest = plan.versions.order_by("-version").first()
    number = latest.version + 1 if latest else 1
    identity = new_id()
    content = EnginePlan(id=identity, version=number, steps=tuple(steps), broadcast=BROADCAST)
    version = PlanVersion.objects.create(
        id=identity,
        organisation_id=plan.organisation_id,
        plan=plan,
        version=number,
        content=to_dict(content),
        made_at=now(),
    )
    record(
        "plan.published", "plan", plan.pk, organisation_id=plan.organisation_id, actor=by, details={"version": number}
    )
    return version


@transaction.atomic
def set_timing(team: Team, seconds: Mapping[str, int], *, by: Actor = SYSTEM) -> TeamSettings:
    """Sets the timing that the team's next visits start with: `seconds` by field of `TeamSettings`. What is not given
    stays. Raises IntegrityError outside the bounds.
    """
    settings, _ = TeamSettings.objects.update_or_create(
        team=team, defaults=seconds, create_defaults={"organisation_id": team.organisation_id, **seconds}
    )
    record("team.timing_set", "team", team.pk, organisation_id=team.organisation_id, actor=by, details=seconds)
    return settings


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
    return plan.versions.order_by("-version").first() or _next_version(plan, (), SYSTEM)


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


def people_behind(targets: Iterable[Target], worker: Staff) -> list[tuple[Staff, str]]:
    """Who stands behind `targets`, each person once and never the worker, with the reason in words, in the order of
    targets.
    """
    found: dict[UUID, str] = {}
    for target in targets:
        why = Role(target.role).label if target.role else "Named in the plan"
        for staff_id in sorted(_staff_behind([target], worker) - {worker.pk}):
            found.setdefault(staff_id, why)
    people = Staff.objects.active().in_bulk(list(found))
    return [(people[key], why) for key, why in found.items() if key in people]


def reaches(targets: Iterable[Target], worker: Staff) -> list[Reach]:
    """Every verified way to reach the people behind `targets`, each person once, never the worker.

    The line manager and the buddy are the worker's own; other roles are whoever holds them in the worker's
    organisation, or in the worker's team. Where they are held in teams alone, and the worker is in none (a visitor who
    calls from a poster), all of these are rung: a call must not reach nobody.
    """
    staff_ids = _staff_behind(list(targets), worker) - {worker.pk}
    points = (
        ContactPoint.objects.filter(staff_id__in=staff_ids, staff__active=True)
        .exclude(verified_at=None)
        .select_related("staff")
        .order_by("staff_id", "position")
    )
    return [Reach(point.staff, point.channel, point.address) for point in points]


def _staff_behind(targets: Sequence[Target], worker: Staff) -> set[UUID]:
    found = {target.staff_id for target in targets if target.staff_id}
    roles = {target.role for target in targets if target.role}
    if Role.LINE_MANAGER in roles and worker.line_manager_id:
        found.add(worker.line_manager_id)
    if Role.BUDDY in roles and worker.buddy_id:
        found.add(worker.buddy_id)
    holds = Q(organisation_id=worker.organisation_id, appointments__role__in=roles - {Role.BUDDY})
    everywhere = Q(appointments__team=None) | Q(appointments__team=worker.team_id)
    holders = set(Staff.objects.active().filter(holds & everywhere).values_list("pk", flat=True))
    if not holders and worker.team_id is None:
        holders = set(Staff.objects.active().filter(holds).values_list("pk", flat=True))
    return found | holders


def gap_in(version: PlanVersion | None, worker: Staff) -> str | None:
    """Why nobody may start lone work under this plan now, in words for the worker; None where it holds (S8).

    It holds where at least two people can be rung at a verified number, or somebody of the response centre. An e-mail or a
    screen that nobody may be looking at does not count.
    """
    if version is None:
        return (
            "Your team has no plan of who is called when you need help. Ask your manager to make one before you start."
        )
    plan = engine_plan(version)
    if len(_with_a_number(plan.broadcast_targets(without=worker.pk), worker)) >= 2:
        return None
    if _with_a_number([Target(role=role) for role in RESPONSE_CENTRE], worker):
        return None
    return (
        "Fewer than two people can be reached if you need help. "
        "Ask your manager to mend your team's plan before you start."
    )


def _with_a_number(targets: Iterable[Target], worker: Staff) -> set[UUID]:
    return {reach.staff.pk for reach in reaches(targets, worker) if reach.channel in ContactPoint.TELEPHONES}
