"""Lists that people take away as a file: each leaves an entry in the ledger, in every organisation that it is of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponseBase

from alongside.ledger.actions import Actor, Deed, record_many
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
VERB = "incident.exported"


@transaction.atomic
def take_away(
    name: str,
    form: str,
    rows: Iterable[Sequence[Any]],
    *,
    of: Iterable[UUID],
    by: Actor,
    details: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """Rows, their headings first, as the file `name`.csv or `name`.xlsx. The ledger keeps who took which list away, how it
    was narrowed (`details`) and how many rows it had; `of`: the organisations whose rows may be in it.
    """
    counted = _Counted(rows)
    answer = FORMS[form](name, counted)
    said = {"list": name, "form": form, "rows": max(counted.number - 1, 0), **(details or {})}
    record_many([Deed(VERB, "organisation", one, one, by, said) for one in dict.fromkeys(of)])
    return answer


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.number += 1
            yield row
