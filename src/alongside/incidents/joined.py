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
    """The same colleague, or whoever gave the same e-mail address, in the other reports of the event; nobody where it is not
    known who it is.
    """
    event = event_of(affected.incident)
    joined = Incident.objects.filter(Q(pk=event) | Q(merged_into=event)).exclude(pk=affected.incident_id)
    reports = list(
        joined.order_by().values_list("pk", flat=True)
    )  # nearly always none: only then are people looked for
    known = Identity.objects.filter(affected=affected).first() if reports else None
    if known is None or not (known.staff_id or known.email):
        return Affected.objects.none()
    same = Q(identity__staff=known.staff_id) if known.staff_id else Q(identity__email__iexact=known.email)
    return (
        Affected.objects.filter(same, incident__in=reports)
        .select_related("incident__organisation")
        .order_by("pk")
        .distinct()
    )
