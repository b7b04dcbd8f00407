"""Telling those who act on a report of an urgent one at once. No name and none of the reporter's words leaves in a message."""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident
from alongside.incidents.queries import who_acts_on
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Purpose
from alongside.people.models import Appointment, Staff
from alongside.people.reached import quiet_ways
from alongside.people.roles import Role

log = logging.getLogger(__name__)
BODY = "Report {reference} is urgent: {kinds}. Read it now: {link}"
STAND_IN = "Report {reference} is closed to those who usually read reports. Please act on it: {link}"


@transaction.atomic
def tell_urgent(sender: Any, *, incident: Incident, **_: Any) -> int:
    """Receives `occasions.submitted`: queues a notice to each of those who act on the report where it is at least as urgent as
    the setting `ALONGSIDE_URGENT_FROM`, or where they stand in for those who usually would. Returns how many messages were
    new: never twice for one report.

    Imported reports are old news and tell nobody.
    """
    if incident.is_from_elsewhere:
        return 0
    if incident.urgency >= settings.URGENT_FROM:
        return _tell(incident, "urgent", f"Urgent report {incident.reference}", BODY, list(who_acts_on(incident)))
    return tell_stand_ins(incident)


def tell_stand_ins(incident: Incident) -> int:
    """Tells those who stand in that there is a report on which they act, within an action. Nobody where its security specialists
    act.
    """
    acting = list(who_acts_on(incident))
    if not acting:
        if incident.closed_to.filter(ended_at=None).exists():
            log.error("report %s is closed to everybody who holds a role: appoint somebody", incident.reference)
        return 0
    specialists = Appointment.objects.filter(staff__in=acting, role=Role.LSMS, organisation_id=incident.organisation_id)
    if specialists.filter(Q(team=None) | Q(team=incident.team_id)).exists():
        return 0
    return _tell(incident, "stand_in", f"Report {incident.reference}", STAND_IN, acting)


def _tell(incident: Incident, what: str, subject: str, words: str, staff: list[Staff]) -> int:
    kinds = ", ".join(code_list("kinds").label(code).lower() for code in incident.kinds)
    link = f"{settings.PUBLIC_URL}/incidents/{incident.reference}"
    return queue(
        [
            Outgoing(
                organisation_id=incident.organisation_id,
                key=f"incident:{incident.pk}:{what}:{point.staff_id}:{point.channel}:{point.address}",
                recipient_id=point.staff_id,
                channel=point.channel,
                address=point.address,
                purpose=Purpose.NOTICE,
                subject=subject,
                body=words.format(reference=incident.reference, kinds=kinds, link=link),
                about_type="incident",
                about_id=incident.pk,
            )
            for one in staff
            for point in quiet_ways(one)
        ]
    )
