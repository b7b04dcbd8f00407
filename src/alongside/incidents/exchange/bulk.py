"""Many rows of one table in one statement, for the roles that row-level security applies to: it allows no COPY to them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from alongside.ledger.keys import new_id_text

Row = dict[str, Any]


def insert(model: type[models.Model], rows: Sequence[Row], *, conflict: str = "") -> set[str]:
    """Inserts rows, each a mapping of columns as `new_row` or `row_of` make it, within the caller's transaction.

    Returns the keys, as text, of those that were inserted. `conflict` is an `ON CONFLICT` clause. The rows go as one JSON
    document, which PostgreSQL takes apart.
    """
    if not rows:
        return set()
    columns = _columns(model)
    table = model._meta.db_table
    document = json.dumps(rows, default=_plain, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 (names of our own model)
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) {conflict} RETURNING id::text",
            [document],
        )
        return {found[0] for found in cursor.fetchall()}


def new_row(model: type[models.Model], **values: Any) -> Row:
    """A row with a new key and the model's defaults; `values` by column. Much quicker than an object of the model."""
    return {**_defaults(model), "id": new_id_text(), **values}


def row_of(made: models.Model, **values: Any) -> Row:
    """The row of an object that is not saved yet; `values` by column stand instead of the object's."""
    row = {**made.__dict__, **values}
    del row["_state"]
    return row


@cache
def _columns(model: type[models.Model]) -> str:
    """The columns that are written: each is called as the attribute that holds it."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if any(field.column != field.attname for field in fields):
        raise TypeError(f"a column of {model.__name__} is called otherwise than its attribute")
    return ", ".join(f'"{field.column}"' for field in fields)


@cache
def _defaults(model: type[models.Model]) -> Mapping[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
    return {str(field.column): field.get_default() for field in fields}


def _plain(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    return str(value.isoformat()) if isinstance(value, datetime | date) else str(value)
