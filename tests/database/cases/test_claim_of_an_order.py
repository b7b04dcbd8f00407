"""A compensation order of a court begins its claim with its figures: once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import today
from tests.offences import TOLD, Open

from alongside.cases.models import Case, Claim, CourtOrder
from alongside.cases.police import orders
from alongside.cases.redress.actions import begin_claim
from alongside.cases.redress.from_order import begin_claim_of_order
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.machine import Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


@pytest.fixture
def order(case: Case, offence: Open, move: Any, by: Actor) -> CourtOrder:
    """A court ordered that £250.50 be paid to the nurse."""
    track = offence("common_assault")
    for act, more in (("report", TOLD), ("investigate", {}), ("charge", {"charge": "Assault"}), ("convict", {})):
        track = move(track, act, **more)
    return orders.add_order(track, "compensation_order", "To the nurse.", today(), amount_pence=25_050, by=by)


def test_it_is_offered_with_its_figures_and_then_no_more(
    case: Case, order: CourtOrder, hurt: Affected, sign_in: SignIn
) -> None:
    lsms, there = sign_in("lsms"), f"/cases/{case.reference}/redress/claims/of-order/{order.pk}"
    assert there in lsms.get(f"/cases/{case.reference}/police").content.decode()
    page = lsms.get(there).content.decode()
    assert 'value="250.50"' in page
    assert "£250.50" in page
    said = {"what": "What a court ordered", "amount": "250.50", "whose": "staff", "affected": str(hurt.pk)}
    assert lsms.post(there, said | {"amount": ""}).status_code == 422
    assert lsms.post(there, said).status_code == 302
    claim = Claim.objects.get()
    assert (claim.order, claim.status, claim.awarded_pence) == (order, "awarded", 25_050)
    assert (claim.awarded_on, claim.affected) == (order.made_on, hurt)
    page = lsms.get(f"/cases/{case.reference}/police").content.decode()
    assert there not in page
    assert f"/cases/{case.reference}/redress/claims/{claim.pk}" in page
    answer = lsms.post(there, said)
    assert answer.status_code == 422
    assert "begun before" in answer.content.decode()
    assert Claim.objects.count() == 1


def test_the_database_keeps_one_claim_for_an_order(case: Case, order: CourtOrder, by: Actor) -> None:
    first = begin_claim_of_order(order, "staff", "What a court ordered", 25_050, by=by)
    other = begin_claim(case, "compensation_order", "staff", "The same", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=other.pk).update(order=first.order)


def test_only_an_order_to_pay_that_stands(case: Case, order: CourtOrder, by: Actor, sign_in: SignIn) -> None:
    other = orders.add_order(order.track, "restraining_order", "Not to come near.", today(), by=by)
    with pytest.raises(Refused, match="Only a compensation order"):
        begin_claim_of_order(other, "staff", "Something", 100, by=by)
    with pytest.raises(ValidationError, match="awarded"):
        begin_claim_of_order(order, "staff", "Something", None, by=by)
    orders.take_back_order(order, "Set aside.", by=by)
    with pytest.raises(Refused, match="counts no more"):
        begin_claim_of_order(order, "staff", "Something", 100, by=by)
    there = f"/cases/{case.reference}/redress/claims/of-order/{order.pk}"
    assert sign_in("lsms").get(there).status_code == 404


def test_a_claim_that_names_no_order_is_pointed_out(case: Case, order: CourtOrder, by: Actor, sign_in: SignIn) -> None:
    begin_claim(case, "compensation_order", "staff", "A broken watch", by=by)
    page = sign_in("lsms").get(f"/cases/{case.reference}/redress/claims/of-order/{order.pk}").content.decode()
    assert "A broken watch" in page
