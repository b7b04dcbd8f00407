"""Notices to a member of staff. They say that there is something, and where; never what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from alongside.incidents.models import ClosedTo
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Purpose
from alongside.people.models import ContactPoint, Staff

ORDER = (ContactPoint.Channel.EMAIL, ContactPoint.Channel.SMS)
"""A notice can wait: it goes by e-mail where there is a verified address, else by text message."""


def reachable(staff: Staff) -> ContactPoint | None:
    """Where a notice to somebody goes; None where they left, or have no verified address or number."""
    if not staff.active:
        return None
    points = {point.channel: point for point in staff.contact_points.exclude(verified_at=None).order_by("-position")}
    return next((points[channel] for channel in ORDER if channel in points), None)


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

    `template` names a file of `jinja2/incidents/messages`: its first line is the subject. `about` is a type and a key;
    `path` is what the link leads to.
    """
    point = reachable(staff)
    if point is None or _is_closed(staff, about):
        return False
    words = {"link": settings.PUBLIC_URL + path, "organisation": staff.organisation.name, **(context or {})}
    text = render_to_string(f"incidents/messages/{template}.txt", words)
    subject, _, body = text.strip().partition("\n")
    return bool(
        queue(
            [
                Outgoing(
                    organisation_id=staff.organisation_id,
                    key=f"{key}:{staff.pk}:{point.channel}:{point.address}",
                    recipient_id=staff.pk,
                    channel=point.channel,
                    address=point.address,
                    purpose=Purpose.NOTICE,
                    subject=subject.strip(),
                    body=body.strip(),
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
