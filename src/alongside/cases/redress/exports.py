"""The money of a case as a table to take away: losses, claims, and every payment. No names stand in it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from alongside.cases.codes import code_list
from alongside.cases.models import Claim, Loss
from alongside.cases.redress import queries
from alongside.cases.tracks.redress import CLAIM

HEADINGS = (
    *("Entry", "Kind", "What", "State", "To be paid to", "Reference", "Day"),
    *("Lost", "Claimed", "To be paid", "Has come", "Written off", "Still owed", "Next by"),
)


def table(losses: Iterable[Loss], claims: Iterable[Claim]) -> Iterator[list[Any]]:
    """Rows, the headings first; amounts are pounds as numbers, so that a sheet adds them up."""
    yield list(HEADINGS)
    for loss in losses:
        kind = code_list("loss_kinds").label(loss.kind)
        yield ["Loss", kind, loss.what, "", loss.get_whose_display(), "", "", _pounds(loss.pence), *[""] * 6]
    for one in claims:
        money, kind = queries.money_of(one), code_list("claim_kinds").label(one.kind)
        sums = [money.claimed, money.awarded, money.paid, money.written_off, money.outstanding]
        state, day = CLAIM.state(one.status).label, one.awarded_on or one.claimed_on or ""
        known = ["Claim", kind, one.what, state, one.get_whose_display(), one.reference, day, ""]
        yield [*known, *map(_pounds, sums), one.due_on if one.due_on and money.outstanding else ""]
        for payment in queries.payments_of(one):
            entry = "Entered wrongly" if payment.undoes_id else "Payment"
            known = [entry, kind, one.what, "", one.get_whose_display(), payment.reference, payment.on, "", "", ""]
            yield [*known, _pounds(payment.pence), "", "", ""]


def _pounds(pence: int | None) -> Any:
    return "" if pence is None else Decimal(pence).scaleb(-2)
