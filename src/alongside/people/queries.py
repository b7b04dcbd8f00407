"""Reading people, from what the caller may see."""

import hashlib
from collections import defaultdict
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, Func, OuterRef, Q, QuerySet

from alongside.ledger.clock import now
from alongside.people.models import AccessLink, ApiToken, Session, SignIn, Staff
from alongside.people.own_places import read_places
from alongside.people.roles import Role
from alongside.web.listing import within_days

MOMENT = Func(function="alongside_now", output_field=DateTimeField())
"""The one clock, asked with something else."""


def places_of(user: Any) -> list[Staff]:
    """The active places of a signed-in user, with organisation and team; kept on the user for the request."""
    if not getattr(user, "is_authenticated", False):
        return []
    if not hasattr(user, "_places"):
        user._places = read_places(user.pk)
    return user._places


def zone_of(user: Any) -> ZoneInfo:
    """The time zone in which this person's days begin."""
    places = places_of(user)
    return ZoneInfo(places[0].organisation.time_zone if places else "Europe/London")


def place_in(user: Any, organisation_id: UUID) -> Staff | None:
    """The user's own place in an organisation, or None."""
    return next((place for place in places_of(user) if place.organisation_id == organisation_id), None)


def colleagues_of(user: Any) -> QuerySet[Staff]:
    """Everybody, past and present, of the organisations in which the user has a place."""
    return Staff.objects.filter(organisation__in=[place.organisation_id for place in places_of(user)])


def roles_by_organisation(user: Any) -> dict[UUID, set[Role]]:
    """Every role that the user holds, by organisation, whether for all of it or for a team."""
    found: dict[UUID, set[Role]] = defaultdict(set)
    for place in places_of(user):
        found[place.organisation_id].update(Role(appointment.role) for appointment in place.appointments.all())
    return dict(found)


def organisations_where(user: Any, *roles: Role) -> list[UUID]:
    """Organisations in which the user holds at least one of these roles for the whole organisation."""
    return [
        place.organisation_id
        for place in places_of(user)
        if any(a.role in roles and a.team_id is None for a in place.appointments.all())
    ]


def teams_where(user: Any, *roles: Role) -> list[UUID]:
    """Teams for which the user holds at least one of these roles."""
    return [
        appointment.team_id
        for place in places_of(user)
        for appointment in place.appointments.all()
        if appointment.role in roles and appointment.team_id is not None
    ]


def token_of(secret: str) -> ApiToken | None:
    """The API token with this secret, with its user, and the `moment` at which it was found; None where it is unknown, revoked, or
    the account is closed.
    """
    digest = hashlib.sha256(secret.encode()).digest()
    found = ApiToken.objects.select_related("user").annotate(moment=MOMENT)
    return found.filter(digest=digest, revoked_at=None, user__is_active=True).first()


def link_of(secret: str, *purposes: str) -> AccessLink | None:
    """The open access link with this secret, for one of these purposes, or None.

    Only within `people.scope.entering_by(secret)` does the database show it to the web.
    """
    return (
        AccessLink.objects.select_related("organisation")
        .filter(digest=hashlib.sha256(secret.encode()).digest(), purpose__in=purposes, closed_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now()))
        .first()
    )


def sessions_of(user: Any, *, search: str = "", kept: str = "") -> QuerySet[Session]:
    """The devices on which this person is signed in, the one used last first: those whose name holds `search`; those that are
    kept signed in (`kept` is "yes"), or that are not ("no").
    """
    found = Session.objects.filter(user=user.pk, expire_date__gt=now())
    if search:
        found = found.filter(device__icontains=search)
    if kept:
        found = found.filter(remembered=kept == "yes")
    return found.order_by("-used_at", "public_id")


SIGN_IN_STATES = {"open": "Signed in now", "ended": "Ended", "refused": "Wrong password"}


def sign_ins_of(
    user: Any, *, search: str = "", state: str = "", first: str = "", last: str = "", zone: ZoneInfo
) -> QuerySet[SignIn]:
    """When and where this person signed in, or somebody tried to; `is_open` says which of them still are. `state`: one of
    `SIGN_IN_STATES`; `first` and `last`: days in `zone`.
    """
    open_one = Session.objects.filter(public_id=OuterRef("session"), user=user.pk, expire_date__gt=now())
    found = SignIn.objects.filter(user=user.pk).annotate(is_open=Exists(open_one))
    if search:
        found = found.filter(device__icontains=search)
    if state:
        found = found.filter(succeeded=state != "refused")
    if state in ("open", "ended"):
        found = found.filter(is_open=state == "open")
    begin, end = within_days(first, last, zone)
    if begin:
        found = found.filter(at__gte=begin)
    return found.filter(at__lt=end) if end else found
