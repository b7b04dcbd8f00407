"""What is recorded when cases are searched and taken away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from alongside.ledger.actions import Actor, Deed, record_many


@transaction.atomic
def record_export(counted: Mapping[Any, int], what: str, *, by: Actor) -> None:
    """A list was taken away: how many cases of which organisation. Nothing where the list was empty."""
    record_many(
        Deed("cases.exported", "organisation", organisation, organisation, by, {"list": what, "rows": number})
        for organisation, number in counted.items()
    )
