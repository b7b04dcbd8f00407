"""Joined reports tell of one event: whoever is in several of them is one person, who was hurt once.

Joining ends nothing of what is owed to that person: support, RIDDOR and deadlines go on where they began.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.incidents.models import Affected, Identity, Incident


def event_of(incident: Incident) -> UUID:
    """The key of the report that stands for all that were joined with it; its own where it stands for itself."""
    return incident.merged_into_id or incident.pk


def same_person(affected: Affected) -> QuerySet[Affected]:
    """The same colleague in the other reports of the event; nobody where it is not known who it is."""
    event = event_of(affected.incident)
    staff = Identity.objects.filter(affected=affected, staff__isnull=False).values("staff")
    return (
        Affected.objects.filter(Q(incident=event) | Q(incident__merged_into=event), identity__staff__in=staff)
        .exclude(pk=affected.pk)
        .select_related("incident__organisation")
        .order_by("pk")
        .distinct()
    )
