"""Reading who works in the organisations that somebody administers, what they may do there, and what lets them in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alongside.ledger.clock import now
from alongside.people.callers import WITHOUT
from alongside.people.models import ApiToken, Organisation, Session, Staff, Team
from alongside.people.queries import organisations_where
from alongside.people.roles import Role

NO_ROLE = "none"
STANDING = {"yes": "Work here", "no": "Have left"}
ACCOUNTS = {"yes": "Can sign in", "no": "Cannot sign in", "token": "Have an API token"}
TOKENS = {"open": "In use", "idle": "Not used for 90 days", "revoked": "Revoked"}
IDLE = timedelta(days=90)


def organisations_administered_by(user: Any) -> QuerySet[Organisation]:
    """Those that somebody administers as a whole."""
    return Organisation.objects.filter(pk__in=organisations_where(user, Role.ADMINISTRATOR)).order_by("name", "pk")


def teams_administered_by(user: Any) -> QuerySet[Team]:
    """Their teams."""
    return Team.objects.filter(organisation__in=organisations_where(user, Role.ADMINISTRATOR)).order_by("name", "pk")


def staff_administered_by(user: Any) -> QuerySet[Staff]:
    """Everybody who has or had a place there; none of those who only called for help without an account. With what lets them
    in: `tokens`, how many, and `used_at`, when they last used a device on which they are signed in.
    """
    tokens = ApiToken.objects.filter(user=OuterRef("user"), revoked_at=None).order_by().values("user")
    devices = Session.objects.filter(user=OuterRef("user"), expire_date__gt=now()).order_by("-used_at")
    return (
        Staff.objects.filter(organisation__in=organisations_where(user, Role.ADMINISTRATOR))
        .exclude(user=None, active=False, job_title=WITHOUT)
        .annotate(
            tokens=Coalesce(Subquery(tokens.annotate(number=Count("pk")).values("number")), 0),
            used_at=Subquery(devices.values("used_at")[:1]),
        )
        .select_related("organisation", "team", "site", "user")
        .prefetch_related("appointments__team")
        .order_by("name", "pk")
    )


def narrowed_staff(user: Any, asked: Mapping[str, str]) -> QuerySet[Staff]:
    """Those that fit. `asked`: search (a part of name, job or e-mail), role (or NO_ROLE), team (a key: where they work, or for which
    they have a role), active (of STANDING), account (of ACCOUNTS); "" where nothing is asked.
    """
    found = staff_administered_by(user)
    if words := asked["search"]:
        found = found.filter(
            Q(name__unaccent__icontains=words) | Q(job_title__icontains=words) | Q(email__icontains=words.lower())
        )
    if role := asked["role"]:
        found = found.filter(appointments=None) if role == NO_ROLE else found.filter(pk__in=_appointed(role=role))
    if team := asked["team"]:
        found = found.filter(Q(team=team) | Q(pk__in=_appointed(team=team)))
    if active := asked["active"]:
        found = found.filter(active=active == "yes")
    match asked["account"]:
        case "token":
            found = found.filter(tokens__gt=0)  # type: ignore[misc]
        case "yes":
            found = found.filter(user__is_active=True, active=True)
        case "no":
            found = found.exclude(user__is_active=True, active=True)
    return found


def tokens_administered_by(user: Any) -> QuerySet[ApiToken]:
    """API tokens of everybody who has or had a place there; `whose` is the key of that place."""
    places = Staff.objects.filter(
        user=OuterRef("user"), organisation__in=organisations_where(user, Role.ADMINISTRATOR)
    ).order_by("-active", "pk")
    whose = Subquery(places.values("pk")[:1])
    return ApiToken.objects.annotate(whose=whose).filter(whose__isnull=False).select_related("user")


def narrowed_tokens(user: Any, asked: Mapping[str, str]) -> QuerySet[ApiToken]:
    """Those that fit: search (a part of what it is for, or of whose it is), state (of TOKENS)."""
    found = tokens_administered_by(user)
    if words := asked["search"]:
        found = found.filter(Q(label__icontains=words) | Q(user__name__unaccent__icontains=words))
    match asked["state"]:
        case "open":
            found = found.filter(revoked_at=None)
        case "revoked":
            found = found.filter(revoked_at__isnull=False)
        case "idle":
            lately = now() - IDLE
            found = found.filter(revoked_at=None, created_at__lt=lately).exclude(used_at__gte=lately)
    return found


def devices_of(staff: Staff) -> QuerySet[Session]:
    """The devices on which somebody is signed in, the one used last first."""
    return Session.objects.filter(user=staff.user_id, user__isnull=False, expire_date__gt=now()).order_by("-used_at")


def _appointed(**of: str) -> QuerySet[Staff, Any]:
    return Staff.objects.filter(**{f"appointments__{name}": value for name, value in of.items()}).values("pk")
