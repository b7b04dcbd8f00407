"""Plans and rotas, from what the caller may see."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from alongside.ledger.clock import now
from alongside.people.models import Organisation, Staff, Team
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role
from alongside.watch.behind import KnownRota, known_rotas
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.models import Plan, PlanVersion, Rota, RotaCover, RotaVersion, StaffAway
from alongside.watch.plans import engine_plan
from alongside.watch.rotas import people_of

KEEPERS = (Role.LSMS, Role.SECURITY_DIRECTOR, Role.OPERATOR_SUPERVISOR, Role.LINE_MANAGER)
SEERS = (*KEEPERS, Role.OPERATOR)
FARTHEST = timedelta(days=730)
STATES = {
    "holds": "Hold",
    "gaps": "Do not hold at all hours",
    "draft": "Have a draft",
    "unpublished": "Not published yet",
}


def plans_for(user: Any, *roles: Role) -> QuerySet[Plan]:
    """The plans that this person may see (`plans.see`), or keep where `roles` are `KEEPERS`; by name. With `newest`, the number of
    their newest version, and `made_at` of it.
    """
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-version")
    return (
        Plan.objects.filter(_near(user, roles or SEERS), last_resort=False)
        .annotate(newest=Subquery(newest.values("version")[:1]), published_at=Subquery(newest.values("made_at")[:1]))
        .select_related("organisation", "team", "check_made")
        .order_by("name", "pk")
    )


def narrowed_plans(user: Any, asked: Mapping[str, str]) -> QuerySet[Plan]:
    """Those that fit: search (a part of the name or of the team's), state (of STATES)."""
    found = plans_for(user)
    if words := asked["search"]:
        found = found.filter(Q(name__unaccent__icontains=words) | Q(team__name__unaccent__icontains=words))
    match asked["state"]:
        case "holds":
            found = found.filter(check_made__holds=True)
        case "gaps":
            found = found.filter(Exists(PlanVersion.objects.filter(plan=OuterRef("pk")))).exclude(
                check_made__holds=True
            )
        case "draft":
            found = found.filter(draft__isnull=False)
        case "unpublished":
            found = found.filter(~Exists(PlanVersion.objects.filter(plan=OuterRef("pk"))))
    return found


def rotas_for(user: Any, *roles: Role) -> QuerySet[Rota]:
    """The rotas that this person may see, or keep where `roles` are `KEEPERS`; by name."""
    newest = RotaVersion.objects.filter(rota=OuterRef("pk")).order_by("-version")
    return (
        Rota.objects.filter(_near(user, roles or SEERS))
        .annotate(newest=Subquery(newest.values("version")[:1]))
        .select_related("organisation", "team")
        .order_by("name", "pk")
    )


def narrowed_rotas(user: Any, asked: Mapping[str, str]) -> QuerySet[Rota]:
    """Those that fit: search (a part of the name or of the team's)."""
    found = rotas_for(user)
    if words := asked["search"]:
        found = found.filter(Q(name__unaccent__icontains=words) | Q(team__name__unaccent__icontains=words))
    return found


def versions_of(plan: Plan) -> list[PlanVersion]:
    """Every version of a plan, the newest first."""
    return list(plan.versions.select_related("plan__organisation").order_by("-version"))


def newest_of(plan: Plan) -> PlanVersion | None:
    return plan.versions.select_related("plan__organisation").order_by("-version").first()


def content_of(version: PlanVersion) -> EnginePlan:
    """A version as the engine reads it."""
    return engine_plan(version)


def rota_versions_of(rota: Rota) -> list[RotaVersion]:
    """Every version of a rota, the newest first."""
    return list(rota.versions.select_related("rota__organisation").order_by("-version"))


def known_rota(rota: Rota) -> KnownRota:
    """A rota as it stands, with covers and times away."""
    return known_rotas(rota.organisation_id, [rota.pk])[rota.pk]


def rotas_of_body(organisation: Organisation) -> list[Rota]:
    """Every rota of an organisation that has a version, to be chosen."""
    having = RotaVersion.objects.filter(rota=OuterRef("pk"))
    return list(Rota.objects.filter(Exists(having), organisation=organisation).order_by("name", "pk"))


def on_call_by(rota: Rota, at: datetime) -> list[Staff]:
    """Who is on call by a rota at a moment, the one whose turn it is first."""
    keys = known_rota(rota).on_call(at)
    people = Staff.objects.in_bulk(list(keys))
    return [people[key] for key in keys]


def moment_to_try(at: datetime | None) -> datetime:
    """The moment that is asked about, or now. Raises ValidationError where nobody can mean it."""
    moment = now()
    if at is not None and abs(at - moment) > FARTHEST:
        raise ValidationError({"at": "Choose a moment within two years."})
    return at or moment


def people_on(rota: Rota) -> set[UUID]:
    """Everybody in a rota, and whoever covers for them."""
    known = known_rota(rota)
    return {*(people_of(known.turns) if known.turns else ()), *(cover.by for cover in known.known.covers)}


def covers_ahead(rota: Rota) -> list[RotaCover]:
    """Covers that are not over."""
    rows = rota.covers.filter(cancelled_at=None, ends__gt=now()).select_related("covered", "by")
    return list(rows.order_by("begins", "pk"))


def away_ahead(rota: Rota) -> list[StaffAway]:
    """When people of the rota are away, and it is not over."""
    rows = StaffAway.objects.filter(staff__in=people_on(rota), cancelled_at=None, ends__gt=now()).select_related(
        "staff"
    )
    return list(rows.order_by("begins", "pk"))


def teams_without_a_plan(user: Any) -> list[Team]:
    """Teams whose plan this person could begin."""
    found = Team.objects.filter(_of_teams(user), plan=None)
    return list(found.select_related("organisation").order_by("name", "pk"))


def teams_kept_by(user: Any) -> list[Team]:
    return list(Team.objects.filter(_of_teams(user)).select_related("organisation").order_by("name", "pk"))


def bodies_kept_by(user: Any) -> list[Organisation]:
    """Organisations whose plans and rotas this person keeps as a whole."""
    return list(Organisation.objects.filter(pk__in=organisations_where(user, *KEEPERS)).order_by("name", "pk"))


def bodies_seen_by(user: Any) -> list[Organisation]:
    """Organisations whose plans, rotas and timings this person sees as a whole."""
    return list(Organisation.objects.filter(pk__in=organisations_where(user, *SEERS)).order_by("name", "pk"))


def teams_seen_by(user: Any) -> list[Team]:
    """Their teams, and the teams for which alone the person may see them."""
    of_bodies = Q(organisation__in=organisations_where(user, *SEERS))
    found = Team.objects.filter(of_bodies | Q(pk__in=teams_where(user, *SEERS)))
    return list(found.select_related("organisation").order_by("name", "pk"))


def colleagues(organisation: Organisation) -> QuerySet[Staff]:
    """Who works in an organisation now."""
    return Staff.objects.active().filter(organisation=organisation)


def _near(user: Any, roles: tuple[Role, ...]) -> Q:
    return Q(organisation__in=organisations_where(user, *roles)) | Q(team__in=teams_where(user, *roles))


def _of_teams(user: Any) -> Q:
    return Q(organisation__in=organisations_where(user, *KEEPERS)) | Q(pk__in=teams_where(user, *KEEPERS))
