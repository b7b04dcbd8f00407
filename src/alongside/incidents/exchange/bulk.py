"""Many rows of one table in one statement, for the roles that row-level security applies to: it allows no COPY to them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from alongside.ledger.keys import new_id

Row = dict[str, Any]


def insert(model: type[models.Model], rows: Sequence[Row], *, conflict: str = "") -> set[UUID]:
    """Inserts rows, each a mapping of columns as `new_row` or `row_of` make it, within the caller's transaction.

    Returns the keys of those that were inserted. `conflict` is an `ON CONFLICT` clause. The rows go as one JSON
    document, which PostgreSQL takes apart.
    """
    if not rows:
        return set()
    columns = ", ".join(f'"{column}"' for column, _ in _columns(model))
    table = model._meta.db_table
    document = json.dumps(rows, default=_plain, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 (names of our own model)
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) {conflict} RETURNING id",
            [document],
        )
        return {found[0] for found in cursor.fetchall()}


def new_row(model: type[models.Model], **values: Any) -> Row:
    """A row with a new key and the model's defaults; `values` by column. Much quicker than an object of the model."""
    return {**_defaults(model), "id": new_id(), **values}


def row_of(made: models.Model) -> Row:
    """The row of an object that is not saved yet."""
    return {column: getattr(made, name) for column, name in _columns(type(made))}


@cache
def _columns(model: type[models.Model]) -> Sequence[tuple[str, str]]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return [(str(field.column), field.attname) for field in fields]


@cache
def _defaults(model: type[models.Model]) -> Mapping[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
    return {str(field.column): field.get_default() for field in fields}


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
