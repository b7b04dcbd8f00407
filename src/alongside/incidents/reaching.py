"""Notices to a member of staff. They say that there is something, and where; never what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from alongside.incidents.models import ClosedTo, Incident
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Purpose
from alongside.people.models import Appointment, ContactPoint, Staff
from alongside.people.roles import Role

ORDER = (ContactPoint.Channel.EMAIL, ContactPoint.Channel.SMS)
"""A notice can wait: it goes by e-mail where there is a verified address, else by text message."""


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
    is closed to them.

    `template` names a file of `jinja2/incidents/messages`, or with its folder one of another room: its first line is the subject. `about` is a type and a key;
    `path` is what the link leads to.
    """
    point = reachable(staff)
    if point is None or _is_closed(staff, about):
        return False
    words = {"link": settings.PUBLIC_URL + path, "organisation": staff.organisation.name, **(context or {})}
    text = render_to_string(f"{template if '/' in template else f'incidents/messages/{template}'}.txt", words)
    subject, _, body = text.strip().partition("\n")
    whole = f"{key}:{staff.pk}:{point.channel}:{point.address}"
    return _queue(staff, point, subject.strip(), body.strip(), whole, about, not_before)


def send_words(
    staff: Staff, subject: str, body: str, *, key: str, about: tuple[str, UUID], by_text: bool = True
) -> bool:
    """The same with words at hand and a `key` that is whole; without `by_text` by e-mail alone."""
    point = reachable(staff, by_text=by_text)
    return point is not None and _queue(staff, point, subject, body, key, about)


def _queue(
    staff: Staff,
    point: ContactPoint,
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
                    organisation_id=staff.organisation_id,
                    key=key,
                    recipient_id=staff.pk,
                    channel=point.channel,
                    address=point.address,
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
