"""Handing a caseload over: the cases change hands together, and both people are told."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.models import Case
from alongside.cases.supervising.queries import are_closed_to
from alongside.cases.working.actions import hand_over
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.models import Appointment, Staff
from alongside.people.roles import Role


@transaction.atomic
def hand_over_caseload(
    giver: Staff, taker: Staff, keys: Collection[UUID], why: str, *, by: Actor, with_tasks: bool = True
) -> int:
    """Gives these running cases of `giver` to `taker`, with what `giver` has to do there unless `with_tasks` is false; all or none, and tells both. Returns how many changed hands.
    ValidationError by field: also where a case is no longer the giver's, or is closed to whoever is to have it.
    """
    if taker.pk == giver.pk or taker.organisation_id != giver.organisation_id or not taker.active:
        raise ValidationError({"taker": "Choose another security specialist who works here."})
    if not Appointment.objects.filter(staff=taker, role=Role.LSMS).exists():
        raise ValidationError({"taker": "Choose a security specialist."})
    if not keys:
        raise ValidationError({"cases": "Choose at least one case."})
    chosen = Case.objects.filter(pk__in=keys, owner=giver)
    locked = set(chosen.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if locked != set(keys):
        raise ValidationError({"cases": "Somebody changed who works these cases meanwhile. Choose again."})
    if closed := are_closed_to(taker, chosen):
        said = ", ".join(one.reference for one in closed)
        raise ValidationError({"cases": f"Closed to {taker.name}: {said}. Give these to somebody else."})
    number = hand_over(chosen, taker, why, by=by, with_tasks=with_tasks)
    if number != len(locked):
        raise ValidationError({"cases": "Some of these cases have ended meanwhile. Choose again."})
    key = f"{new_id()}:{now():%Y-%m-%d}"
    for staff, template in ((giver, "handed_over"), (taker, "taken_over")):
        send_notice(
            staff,
            f"cases/messages/{template}",
            key=f"hand_over:{key}:{template}",
            about=("staff", staff.pk),
            path="/cases?status=running&owner=me",
            context={"number": number, "one": number == 1, "by": by.name},
        )
    return number
