"""Notices to a member of staff, or to a reporter without an account who gave an address for it. They say that there is
something, and where; never what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import phonenumbers
from django.conf import settings
from django.template.loader import render_to_string

from alongside.incidents.contact import is_email, is_phone
from alongside.incidents.models import ClosedTo, Identity, Incident
from alongside.messages.actions import Outgoing, queue
from alongside.messages.composing import subject_and_body
from alongside.messages.models import Purpose
from alongside.messages.numbers import e164
from alongside.people.models import Appointment, ContactPoint, Organisation, Staff
from alongside.people.roles import Role

ORDER = (ContactPoint.Channel.EMAIL, ContactPoint.Channel.SMS)
"""A notice can wait: it goes by e-mail where there is a verified address, else by text message."""
TAKES_TEXTS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a notice to somebody goes. `staff` is None for a reporter without an account."""

    organisation: Organisation
    channel: str
    address: str
    staff: Staff | None = None

    @property
    def key(self) -> UUID:
        """Whose notices these are, to count and to cancel them."""
        return self.staff.pk if self.staff else uuid5(self.organisation.pk, f"{self.channel}:{self.address.lower()}")


def is_here(staff: Staff) -> bool:
    """Whether somebody works here now: their place is not ended and their account, where they have one, is open."""
    return staff.active and (staff.user is None or staff.user.is_active)


def appointed(organisation_id: UUID, *roles: Role) -> list[tuple[Staff, list[Appointment]]]:
    """Who holds one of these roles now, with the appointments to them. Who left holds none."""
    held = Appointment.objects.filter(organisation=organisation_id, role__in=roles)
    found: dict[UUID, tuple[Staff, list[Appointment]]] = {}
    for one in held.select_related("staff__organisation", "staff__user").order_by("pk"):
        if is_here(one.staff):
            found.setdefault(one.staff_id, (one.staff, []))[1].append(one)
    return list(found.values())


def specialists_of(incident: Incident) -> list[Staff]:
    """Whom a notice about a report goes to: who has it; where nobody has it, they left, are security specialist no more or
    cannot be reached, everybody who answers for security there.
    """
    everybody = [
        staff
        for staff, held in appointed(incident.organisation_id, Role.LSMS)
        if any(one.team_id in (None, incident.team_id) for one in held)
    ]
    has_it = [one for one in everybody if one.pk == incident.assigned_to_id and reachable(one) is not None]
    return has_it or everybody


def reachable(staff: Staff, *, by_text: bool = True) -> ContactPoint | None:
    """Where a notice to somebody goes; None where they left, or have no verified address or number."""
    if not is_here(staff):
        return None
    points = {point.channel: point for point in staff.contact_points.exclude(verified_at=None).order_by("-position")}
    return next((points[channel] for channel in (ORDER if by_text else ORDER[:1]) if channel in points), None)


def reached_by_account(staff: Staff) -> Reached | None:
    """A colleague's verified way; None where they left or have none."""
    point = reachable(staff)
    return Reached(staff.organisation, point.channel, point.address, staff) if point else None


def reached_by_address(identity: Identity) -> Reached | None:
    """The address that somebody without an account gave to be written to: by e-mail where they can be, else by text message.
    None where they gave none that takes messages, or wanted no messages.
    """
    if not identity.may_write or identity.replaced_at is not None or identity.staff_id is not None:
        return None
    email, number = identity.email.strip(), mobile(identity.phone)
    if email and is_email(email):
        return Reached(identity.organisation, ContactPoint.Channel.EMAIL, email)
    return Reached(identity.organisation, ContactPoint.Channel.SMS, number) if number else None


def mobile(text: str) -> str:
    """A telephone number that takes text messages, in the networks' form; empty where it is none."""
    number = e164(text) if is_phone(text.strip()) else None
    if number is None:
        return ""
    takes = number.startswith("+447") or phonenumbers.number_type(phonenumbers.parse(number)) in TAKES_TEXTS
    return number if takes else ""


def send_notice(
    staff: Staff,
    template: str,
    *,
    key: str,
    about: tuple[str, UUID],
    path: str,
    not_before: datetime | None = None,
    context: Mapping[str, Any] | None = None,
) -> bool:
    """Queues a notice in the caller's transaction; False where the person cannot be reached, the key was used, or the report
    is closed to them. As `send_to`.
    """
    to = reached_by_account(staff)
    if to is None or _is_closed(staff, about):
        return False
    return send_to(to, template, key=key, about=about, path=path, not_before=not_before, context=context)


def send_to(
    to: Reached,
    template: str,
    *,
    key: str,
    about: tuple[str, UUID],
    path: str,
    not_before: datetime | None = None,
    context: Mapping[str, Any] | None = None,
) -> bool:
    """Queues a notice in the caller's transaction; False where the key was used.

    `template` names a file of `jinja2/incidents/messages`, or with its folder one of another room: its first line is the
    subject. `about` is a type and a key; `path` is what the link leads to.
    """
    words = {"link": settings.PUBLIC_URL + path, "organisation": to.organisation.name, **(context or {})}
    text = render_to_string(f"{template if '/' in template else f'incidents/messages/{template}'}.txt", words)
    subject, body = subject_and_body(text)
    return _queue(to, subject, body, f"{key}:{to.key}:{to.channel}:{to.address}", about, not_before)


def send_words(
    staff: Staff, subject: str, body: str, *, key: str, about: tuple[str, UUID], by_text: bool = True
) -> bool:
    """The same with words at hand and a `key` that is whole; without `by_text` by e-mail alone."""
    point = reachable(staff, by_text=by_text)
    if point is None:
        return False
    return _queue(Reached(staff.organisation, point.channel, point.address, staff), subject, body, key, about)


def _queue(
    to: Reached,
    subject: str,
    body: str,
    key: str,
    about: tuple[str, UUID],
    not_before: datetime | None = None,
) -> bool:
    return bool(
        queue(
            [
                Outgoing(
                    organisation_id=to.organisation.pk,
                    key=key,
                    recipient_id=to.staff.pk if to.staff else None,
                    channel=to.channel,
                    address=to.address,
                    purpose=Purpose.NOTICE,
                    subject=subject,
                    body=body,
                    about_type=about[0],
                    about_id=about[1],
                    not_before=not_before,
                )
            ]
        )
    )


def _is_closed(staff: Staff, about: tuple[str, UUID]) -> bool:
    """Whether the notice is about a report that is closed to them; of a report of their own they hear what any reporter does."""
    way = {"incident": "incident", "contribution": "incident__contributions"}.get(about[0])
    return way is not None and ClosedTo.objects.filter(staff=staff, ended_at=None, **{way: about[1]}).exists()
