"""Every write to people."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import phonenumbers
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.models import (
    AccessLink,
    ApiToken,
    Appointment,
    ContactPoint,
    Organisation,
    Place,
    Session,
    SignIn,
    Site,
    Staff,
    Team,
    User,
)
from alongside.people.roles import Role

USED_WITHIN = timedelta(hours=1)
"""How exactly it is kept when a token was last used."""


def actor_for(user: Any) -> Actor:
    """A signed-in user as the ledger names them."""
    return Actor("user", user.pk, user.name)


@transaction.atomic
def appoint(staff: Staff, role: Role, *, team: Team | None = None, by: Actor = SYSTEM) -> Appointment:
    """Gives somebody a role in their organisation, or in one team of it.

    Raises ValidationError where the team belongs to another organisation.
    """
    if team and team.organisation_id != staff.organisation_id:
        raise ValidationError("That team belongs to another organisation.")
    appointment, made = Appointment.objects.get_or_create(
        organisation_id=staff.organisation_id, staff=staff, role=role, team=team
    )
    if made:
        record(
            "staff.appointed",
            "staff",
            staff.pk,
            organisation_id=staff.organisation_id,
            actor=by,
            details={"role": role, "team": team.pk if team else None},
        )
    return appointment


@transaction.atomic
def add_contact_point(
    staff: Staff,
    channel: str,
    address: str = "",
    *,
    position: int = 1,
    verified: bool = False,
    by: Actor = SYSTEM,
) -> ContactPoint:
    """Adds a way to reach somebody.

    Raises ValidationError where a number is not E.164 (ITU-T E.164: `+`, country code, up to 15 digits) or not a
    possible one.
    """
    if channel in ContactPoint.TELEPHONES:
        check_number(address)
    point = ContactPoint(
        organisation_id=staff.organisation_id,
        staff=staff,
        channel=channel,
        address=address,
        position=position,
        verified_at=now() if verified else None,
    )
    point.full_clean(exclude=["organisation", "staff", "verified_at"])
    point.save(force_insert=True)
    record(
        "contact_point.added",
        "staff",
        staff.pk,
        organisation_id=staff.organisation_id,
        actor=by,
        details={"contact_point": point.pk, "channel": channel},
    )
    return point


def check_number(number: str) -> None:
    """Raises ValidationError unless `number` is a possible telephone number in E.164 form."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException as error:
        raise ValidationError("Write the number with its country code, for example +44 7700 900123.") from error
    if phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) != number:
        raise ValidationError("Write the number without spaces, with its country code, for example +447700900123.")
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValidationError("That telephone number has too few or too many digits.")


@transaction.atomic
def set_pins(staff: Staff, pin: str, duress_pin: str, *, by: Actor = SYSTEM) -> None:
    """Sets the PIN that ends a visit and the one that only seems to. They must differ, and have four to eight
    digits.
    """
    for value in (pin, duress_pin):
        if not (value.isascii() and value.isdigit() and 4 <= len(value) <= 8):
            raise ValidationError("A PIN has four to eight digits.")
    if pin == duress_pin:
        raise ValidationError("The two PINs must differ.")
    keep_pins(staff, make_password(pin), make_password(duress_pin), by=by)


@transaction.atomic
def keep_pins(staff: Staff, pin_hash: str, duress_pin_hash: str, *, by: Actor = SYSTEM) -> None:
    """Keeps PINs that were hashed before: by `set_pins`, which checks them, or for many people at once."""
    staff.pin, staff.duress_pin = pin_hash, duress_pin_hash
    staff.save(update_fields=["pin", "duress_pin"])
    record("staff.pins_set", "staff", staff.pk, organisation_id=staff.organisation_id, actor=by)


def check_pin(staff: Staff, pin: str) -> str | None:
    """`"safe"`, `"duress"`, or None where it is neither. Both hashes are always checked, so that timing tells
    nothing.
    """
    safe = check_password(pin, staff.pin) if staff.pin else False
    duress = check_password(pin, staff.duress_pin) if staff.duress_pin else False
    if duress:
        return "duress"
    return "safe" if safe or not staff.pin else None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: `secret` is shown once and kept nowhere."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(user: User, label: str, *, secret: str | None = None, by: Actor = SYSTEM) -> NewToken:
    """Makes an API token for `user`: 256 random bits, of which only the SHA-256 digest is kept."""
    secret = secret or f"als_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user, label=label, digest=hashlib.sha256(secret.encode()).digest(), created_at=now()
    )
    _record_of_user("token.created", user, {"label": label}, by=by)
    return NewToken(token, secret)


@transaction.atomic
def sign_out_device(user: User, session_id: UUID, *, by: Actor) -> bool:
    """Signs one of the user's devices out, by the `public_id` of its session; False where there is none."""
    return bool(_end_sessions(user, Session.objects.filter(public_id=session_id), by))


@transaction.atomic
def sign_out_others(user: User, session_key: str | None, *, by: Actor) -> int:
    """Signs out every device of the user but the one with this session; returns how many."""
    return _end_sessions(user, Session.objects.exclude(session_key=session_key or ""), by)


def _end_sessions(user: User, sessions: QuerySet[Session], by: Actor) -> int:
    ended = list(sessions.filter(user=user).select_for_update())
    Session.objects.filter(session_key__in=[session.session_key for session in ended]).delete()
    over = SignIn.objects.filter(session__in=[session.public_id for session in ended], ended_at=None)
    over.update(ended_at=now())
    for session in ended:
        _record_of_user("session.ended", user, {"session": session.public_id, "device": session.device}, by=by)
    return len(ended)


@transaction.atomic
def note_list_taken(user: User, name: str, form: str, *, by: Actor) -> None:
    """Leaves in the ledger that somebody took away a list of their own account."""
    _record_of_user("account.exported", user, {"list": name, "form": form}, by=by)


@transaction.atomic
def note_staff_list_taken(organisations: Iterable[Organisation], name: str, form: str, *, by: Actor) -> None:
    """Leaves in the ledger that whoever administers these organisations took away a list of who works there."""
    for organisation in organisations:
        details = {"list": name, "form": form}
        record(
            "staff.exported",
            "organisation",
            organisation.pk,
            organisation_id=organisation.pk,
            actor=by,
            details=details,
        )


def note_token_used(token: ApiToken, moment: datetime) -> None:
    """Keeps that a token was used at this moment, within an hour: a busy program costs no more than a row an hour."""
    if token.used_at is None or moment - token.used_at > USED_WITHIN:
        ApiToken.objects.filter(pk=token.pk).update(used_at=moment)


def _record_of_user(verb: str, user: User, details: dict[str, Any], *, by: Actor) -> None:
    """Records a deed about an account in every organisation in which the person has a place."""
    for organisation_id in Staff.objects.active().filter(user=user).values_list("organisation_id", flat=True):
        record(verb, "user", user.pk, organisation_id=organisation_id, actor=by, details=details)


@transaction.atomic
def add_staff(
    organisation: Organisation,
    name: str,
    *,
    user: User | None = None,
    team: Team | None = None,
    job_title: str = "",
    roles: Sequence[Role] = (),
    by: Actor = SYSTEM,
) -> Staff:
    """Gives a person a place in an organisation, with the roles that they hold for all of it."""
    if team and team.organisation_id != organisation.pk:
        raise ValidationError("That team belongs to another organisation.")
    staff = Staff.objects.create(organisation=organisation, name=name, user=user, team=team, job_title=job_title)
    record("staff.added", "staff", staff.pk, organisation_id=organisation.pk, actor=by)
    for role in roles:
        appoint(staff, role, by=by)
    return staff


@transaction.atomic
def open_organisation(
    code: str, name: str, kind: str, *, parent: Organisation | None = None, by: Actor = SYSTEM
) -> Organisation:
    """A new health body. Raises ValidationError where the code is taken or is none."""
    organisation = Organisation(code=code, name=name, kind=kind, parent=parent)
    organisation.full_clean()
    organisation.save(force_insert=True)
    record("organisation.opened", "organisation", organisation.pk, organisation_id=organisation.pk, actor=by)
    return organisation


@transaction.atomic
def open_site(
    organisation: Organisation,
    name: str,
    *,
    address: str = "",
    position: tuple[float, float] | None = None,
    by: Actor = SYSTEM,
) -> Site:
    """A new place of an organisation; `position` is latitude and longitude, degrees WGS 84."""
    lat, lon = position or (None, None)
    site = Site.objects.create(organisation=organisation, name=name, address=address, lat=lat, lon=lon)
    record("site.opened", "site", site.pk, organisation_id=organisation.pk, actor=by)
    return site


@transaction.atomic
def change_site(site: Site, fields: Mapping[str, Any], *, by: Actor = SYSTEM) -> None:
    """Changes the address or position of a site; `fields` maps the names of its columns to what they become."""
    for name, value in fields.items():
        setattr(site, name, value)
    site.save(update_fields=list(fields))
    details = {"fields": sorted(fields)}
    record("site.changed", "site", site.pk, organisation_id=site.organisation_id, actor=by, details=details)


@transaction.atomic
def open_place(site: Site, name: str, *, by: Actor = SYSTEM) -> Place:
    """A ward, department or other part of a site. Raises ValidationError without a name."""
    if not name.strip():
        raise ValidationError({"name": "Write what people there call it."})
    place = Place.objects.create(organisation_id=site.organisation_id, site=site, name=name.strip())
    record("place.opened", "place", place.pk, organisation_id=site.organisation_id, actor=by)
    return place


@dataclass(frozen=True, slots=True)
class NewLink:
    """An access link just made: `secret` is handed out once and kept nowhere."""

    link: AccessLink
    secret: str


@transaction.atomic
def open_link(
    organisation_id: UUID,
    purpose: str,
    subject_id: UUID | None = None,
    *,
    secret: str | None = None,
    key: UUID | None = None,
    label: str = "",
    expires_at: datetime | None = None,
    by: Actor = SYSTEM,
) -> NewLink:
    """Makes a way in without an account. The secret has 144 random bits unless the caller brings its own; so does the row
    its `key`.
    """
    secret = secret or secrets.token_urlsafe(18)
    link = AccessLink.objects.create(
        id=key or new_id(),
        organisation_id=organisation_id,
        purpose=purpose,
        subject_id=subject_id,
        label=label,
        digest=hashlib.sha256(secret.encode()).digest(),
        made_at=now(),
        expires_at=expires_at,
    )
    record("link.opened", "link", link.pk, organisation_id=organisation_id, actor=by, details={"purpose": purpose})
    return NewLink(link, secret)


@transaction.atomic
def close_link(link: AccessLink, *, by: Actor) -> None:
    """Ends a way in; closing it twice changes nothing."""
    if AccessLink.objects.filter(pk=link.pk, closed_at=None).update(closed_at=now()):
        record(
            "link.closed",
            "link",
            link.pk,
            organisation_id=link.organisation_id,
            actor=by,
            details={"purpose": link.purpose},
        )


@transaction.atomic
def reopen_link(link: AccessLink, *, by: Actor) -> None:
    """Lets the holder of a closed link in again; of an open one, changes nothing."""
    if AccessLink.objects.filter(pk=link.pk).exclude(closed_at=None).update(closed_at=None):
        record(
            "link.reopened",
            "link",
            link.pk,
            organisation_id=link.organisation_id,
            actor=by,
            details={"purpose": link.purpose},
        )


@transaction.atomic
def form_team(organisation: Organisation, name: str, *, site: Site | None = None, by: Actor = SYSTEM) -> Team:
    """A new team. Raises ValidationError where the site belongs to another organisation."""
    if site and site.organisation_id != organisation.pk:
        raise ValidationError("That site belongs to another organisation.")
    team = Team.objects.create(organisation=organisation, name=name, site=site)
    record("team.formed", "team", team.pk, organisation_id=organisation.pk, actor=by)
    return team


@transaction.atomic
def name_support(staff: Staff, *, line_manager: Staff | None, by: Actor = SYSTEM) -> None:
    """Says who manages somebody. Raises ValidationError for somebody of another organisation or the person themselves."""
    if line_manager and (line_manager.organisation_id != staff.organisation_id or line_manager.pk == staff.pk):
        raise ValidationError("Choose a colleague of the same organisation.")
    staff.line_manager = line_manager
    staff.save(update_fields=["line_manager"])
    record(
        "staff.support_named",
        "staff",
        staff.pk,
        organisation_id=staff.organisation_id,
        actor=by,
        details={"line_manager": line_manager.pk if line_manager else None},
    )
