"""A report about somebody makes what was assessed of them before no longer current (`risk.facts`)."""

from typing import Any

from django.db import transaction

from alongside.incidents.alarms import subject_of_alarm
from alongside.incidents.models import Identity, Incident
from alongside.ledger.actions import Actor
from alongside.risk.facts import note_fact
from alongside.risk.models import Subject

SAID = "An incident was reported."


def note_for_subjects(sender: Any, incident: Incident, by: Actor, **_: Any) -> None:
    """Notes it, once, for whoever the visit concerned whose alarm it grew out of, and for patients who are named in it by NHS number: when
    the report arrives, or when somebody says later who it was.
    """
    with transaction.atomic():
        numbers = Identity.objects.filter(incident=incident, part="responsible").exclude(nhs_number="")
        subjects = set(
            Subject.objects.filter(
                organisation=incident.organisation_id, nhs_number__in=list(numbers.values_list("nhs_number", flat=True))
            )
        )
        visited = subject_of_alarm(incident.alarm_id) if incident.alarm_id else None
        for subject in subjects | ({visited} if visited else set()):
            note_fact(subject, "incident", SAID, f"incident:{incident.pk}", by=by)
