"""Many rows of one table in one statement, for the roles that row-level security applies to: it allows no COPY to them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


def insert(rows: Sequence[models.Model], *, conflict: str = "") -> set[UUID]:
    """Inserts rows of one model, within the caller's transaction; returns the keys of those that were inserted.

    `conflict` is an `ON CONFLICT` clause. The rows go as one JSON document, which PostgreSQL takes apart.
    """
    if not rows:
        return set()
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    named = [(field.column, field.attname) for field in fields]
    document = json.dumps(
        [{column: getattr(row, name) for column, name in named} for row in rows], default=_plain, ensure_ascii=False
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 (names of our own model)
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) {conflict} RETURNING id",
            [document],
        )
        return {found[0] for found in cursor.fetchall()}


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
