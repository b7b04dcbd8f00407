"""Lists that people take away as a file: each leaves an entry in the ledger, in every organisation that it is of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponseBase

from alongside.ledger.actions import Actor, Deed, record_many
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
NAMES = {"csv": "CSV", "xlsx": "Excel"}
VERB = "incident.exported"
MOST_ROWS = 50_000
"""Of a list that is put together while somebody waits."""


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


def offered(path: str, kept: Mapping[str, Any] | None = None) -> list[dict[str, str]]:
    """Links by which a list is taken away: the same address, narrowed in the same way, with `format`."""
    chosen = {name: value for name, value in (kept or {}).items() if value}
    return [
        {"text": text, "href": f"{path}?{urlencode({**chosen, 'format': form}, doseq=True)}"}
        for form, text in NAMES.items()
    ]


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.number += 1
            yield row
