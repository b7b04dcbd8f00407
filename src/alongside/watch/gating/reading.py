"""What the worker's page reads and asks about the gate."""

import re
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.people.nhs_number import nhs_number_of
from alongside.people.queries import places_of
from alongside.people.roles import Role
from alongside.risk.models import Subject
from alongside.risk.subjects import Who
from alongside.watch.gating.words import reasons_in_words
from alongside.watch.models import Companion, Visit

FELT_WITHIN = timedelta(days=7)
MOST_ASKED = 1


def worker_of(request: HttpRequest) -> Staff:
    """The place in which this person works alone: the first one, where there are several."""
    return next(
        place
        for place in places_of(request.user)
        if any(appointment.role == Role.WORKER for appointment in place.appointments.all())
    )


def who_from(written: str) -> Who | None:
    """Whom somebody means who writes a reference, an NHS number or a name into one field; None for nothing. Ten digits that are no NHS
    number, and words with a digit and no gap, are a reference. Raises ValidationError at `who`."""
    text = " ".join(written.split())
    if not text:
        return None
    if len(text) > 200:
        raise ValidationError({"who": "Use 200 characters or fewer."})
    digits = re.sub(r"[ -]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) == 10:
        try:
            return Who(Subject.Kind.PATIENT, nhs_number=nhs_number_of(digits))
        except ValidationError as error:
            raise ValidationError(
                {"who": "That is no NHS number. Check it, or write a reference or a name."}
            ) from error
    if " " not in text and any(letter.isdigit() for letter in text):
        if len(text) > 60:
            raise ValidationError({"who": "Use 60 characters or fewer for a reference."})
        return Who(Subject.Kind.PATIENT, reference=text)
    return Who(Subject.Kind.PATIENT, name=text)


def gate_of(visit: Visit) -> dict[str, Any]:
    """What the list of visits says of one that has not begun."""
    found = visit.gate or {}
    return {"reasons": reasons_in_words(visit), "opened": found.get("opened", ""), "level": found.get("level", "")}


def asked_along(worker: Staff) -> list[Companion]:
    """Visits to which this worker is asked to come along, and has not answered."""
    open_ = Companion.objects.filter(asked=worker, accepted_at=None, declined_at=None, visit__started_at=None)
    return list(open_.exclude(visit__status="cancelled").select_related("visit__worker").order_by("pk"))


def not_felt(worker: Staff) -> list[Visit]:
    """Visits that this worker has ended within the week and not said how they felt, the last of them: one question at a time. Read from `ended_at` alone, so that it
    is the same after an end under duress (S9)."""
    rows = Visit.objects.filter(worker=worker, ended_at__gt=now() - FELT_WITHIN, felt=None)
    return list(rows.order_by("-ended_at")[:MOST_ASKED])


def colleagues_of(worker: Staff) -> Any:
    """Who may be asked to come along: those of the organisation who work alone too."""
    rows = Staff.objects.active().filter(organisation_id=worker.organisation_id, appointments__role=Role.WORKER)
    return rows.exclude(pk=worker.pk).distinct().order_by("name")


def companions_of(worker: Staff) -> QuerySet[Companion]:
    """Every visit to which this worker was asked to come along."""
    return Companion.objects.filter(asked=worker).select_related("visit__worker", "asked")
