"""From a compensation order of a court to its claim."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from alongside.cases.doing import form_page, posted
from alongside.cases.events import open_compartment
from alongside.cases.police.orders import words_of
from alongside.cases.police.queries import orders_of
from alongside.cases.redress import queries
from alongside.cases.redress.forms import OrderClaimForm
from alongside.cases.redress.from_order import KIND, begin_claim_of_order
from alongside.cases.redress.money import write_pounds
from alongside.cases.redress.views import SECTION
from alongside.cases.sections import address, find_case
from alongside.people.access import allow, require
from alongside.people.actions import actor_for


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def begin(request: HttpRequest, reference: str, compensation_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/of-order/ID: the claim with the figures of the order."""
    case = find_case(request, reference, "cases.work")
    require(request.user, "cases.read_suspect", case)
    order = get_object_or_404(orders_of(case).filter(kind=KIND).select_related("track"), pk=compensation_id)
    open_compartment(case, "suspect", by=actor_for(request.user))
    hurt = list(order.track.victims.values_list("affected", flat=True))
    form = OrderClaimForm(
        posted(request),
        affected=queries.hurt_in(case),
        responsible=queries.responsible_in(case),
        initial={
            "what": "Compensation that a court ordered",
            "amount": order.amount_pence,
            "affected": str(hurt[0]) if len(hurt) == 1 else "",
            "responsible": str(order.track.responsible_id or ""),
        },
    )

    def act() -> None:
        said = form.cleaned_data
        begin_claim_of_order(
            order,
            said["whose"],
            said["what"],
            said["amount"],
            said["due_on"],
            affected=form.chosen_affected,
            responsible=form.chosen_responsible,
            reference=said["reference"],
            by=actor_for(request.user),
        )

    begun = queries.claim_of_order(order)
    sentences = [f"{words_of(order)}."]
    if begun is not None:
        sentences.append("The claim of this order was begun before. There is one for each order.")
    sentences += [
        f"There is a claim already for a compensation order, of {write_pounds(one.awarded_pence)}: {one.what}. If it is this one, go on with it."
        for one in queries.claims_of(case).filter(kind=KIND, order=None)
    ]
    there = f"{address(case, SECTION)}?done=saved"
    more = {"sentences": sentences, "button_text": "Begin the claim", "rows": 4}
    back = f"{address(case, 'police')}#t{order.track_id}"
    return form_page(
        request, case, form, "Claim what the court ordered", act, there, back=back, section=SECTION, more=more
    )
