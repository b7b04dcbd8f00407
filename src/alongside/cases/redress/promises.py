"""What a case owes of redress before it may be closed."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.codes import code_list
from alongside.cases.models import Case
from alongside.cases.redress import queries
from alongside.cases.redress.actions import is_own
from alongside.cases.redress.money import write_pounds
from alongside.cases.tracks.redress import CLAIM


def promises_of_redress(case: Case) -> Iterator[Owed]:
    """Every claim that somebody still has to act on, with what is still owed; who is to be told that theirs was written off."""
    for one in queries.open_claims(case):
        kind = code_list("claim_kinds").label(one.kind)
        state = CLAIM.state(one.status).label
        owed = queries.money_of(one).outstanding
        still = f", {write_pounds(owed)} is owed" if owed else ""
        said = f"A claim is open: {kind[:1].lower()}{kind[1:]}, {state[:1].lower()}{state[1:]}{still}."
        yield Owed(f"claim:{one.pk}", said, f"/cases/{case.reference}/redress/claims/{one.pk}")
    for one in queries.claims_of(case).filter(status="written_off", told_on=None):
        if is_own(one):
            lost = write_pounds(one.written_off_pence)
            said = f"Nobody has told the person to whom it was owed that {lost} was written off."
            yield Owed(f"written_off:{one.pk}", said, f"/cases/{case.reference}/redress/claims/{one.pk}")
