"""A claim that a court made by ordering compensation: begun with the figures of the order, once."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.events import running_case
from alongside.cases.models import Claim, CourtOrder
from alongside.cases.redress.actions import begin_claim, move_claim
from alongside.incidents.models import Affected, Responsible
from alongside.ledger.actions import Actor
from alongside.machine import Refused

KIND = "compensation_order"
"""A code of `sentences`, and of `claim_kinds`."""


@transaction.atomic
def begin_claim_of_order(
    order: CourtOrder,
    whose: str,
    what: str,
    awarded: int | None,
    due_on: date | None = None,
    *,
    affected: Affected | None = None,
    responsible: Responsible | None = None,
    reference: str = "",
    by: Actor,
) -> Claim:
    """Begins the claim and enters what the court awarded, in pence, on the day of the order. `Refused` where the order has its
    claim, or counts no more (the database refuses a second one too); ValidationError by field.
    """
    case = running_case(order.track.incident)
    order = CourtOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.kind != KIND:
        raise Refused("Only a compensation order begins a claim.")
    if order.taken_back_at is not None:
        raise Refused("The order counts no more.")
    if Claim.objects.filter(order=order).exists():
        raise Refused("The claim of this order was begun before.")
    if not awarded:
        raise ValidationError({"amount": "Write how much the court awarded."})
    claim = begin_claim(
        case, KIND, whose, what, affected=affected, responsible=responsible, reference=reference, order=order, by=by
    )
    given = {"on": order.made_on, "awarded": awarded, **({"due_on": due_on} if due_on else {})}
    return move_claim(claim, "award", given, by=by)
