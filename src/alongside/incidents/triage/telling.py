"""Telling the security specialists of an urgent report at once. No name and none of the reporter's words leaves in a message."""

from typing import Any

from django.conf import settings
from django.db import transaction

from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Message, Purpose
from alongside.people.models import Appointment, ContactPoint, Staff
from alongside.people.roles import Role

BODY = "Report {reference} is urgent: {kinds}. Read it now: {link}"


@transaction.atomic
def tell_urgent(sender: Any, *, incident: Incident, **_: Any) -> int:
    """Receives `occasions.submitted`: queues a notice to each security specialist of the organisation where a report is at least as urgent as the setting
    `ALONGSIDE_URGENT_FROM`. Returns how many messages were new: never twice for one report.

    Imported reports are old news and tell nobody.
    """
    if incident.urgency < settings.URGENT_FROM or incident.source == Incident.Source.IMPORT:
        return 0
    return queue([_notice(incident, point) for staff in _specialists(incident) for point in _ways_to(staff)])


def _specialists(incident: Incident) -> list[Staff]:
    appointed = Appointment.objects.filter(
        organisation_id=incident.organisation_id, role=Role.LSMS, staff__active=True
    ).select_related("staff")
    own = [one for one in appointed if one.team_id in (None, incident.team_id)] or appointed  # incidents.unread
    return list({one.staff_id: one.staff for one in own}.values())


def _ways_to(staff: Staff) -> list[ContactPoint]:
    """Their screen, and the first of their other verified ways."""
    points = list(staff.contact_points.exclude(verified_at=None).order_by("position", "pk"))
    screen = [point for point in points if point.channel == Message.Channel.CONSOLE]
    others = [point for point in points if point.channel != Message.Channel.CONSOLE]
    return screen[:1] + others[:1]


def _notice(incident: Incident, point: ContactPoint) -> Outgoing:
    kinds = ", ".join(code_list("kinds").label(code).lower() for code in incident.kinds)
    link = f"{settings.PUBLIC_URL}/incidents/{incident.reference}"
    return Outgoing(
        organisation_id=incident.organisation_id,
        key=f"incident:{incident.pk}:urgent:{point.staff_id}:{point.channel}:{point.address}",
        recipient_id=point.staff_id,
        channel=point.channel,
        address=point.address,
        purpose=Purpose.NOTICE,
        subject=f"Urgent report {incident.reference}",
        body=BODY.format(reference=incident.reference, kinds=kinds, link=link),
        about_type="incident",
        about_id=incident.pk,
    )
