"""The one clock.

Every time that is recorded or compared comes from the database's `alongside_now()`, so that all processes, on
however many machines, agree. The function belongs to the owner role: the roles that production runs under cannot
replace it, and tests, which can, move time forward with it.
"""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The time now, UTC, to the microsecond. Inside a transaction it goes on moving (`clock_timestamp`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_now()")
        return cursor.fetchone()[0].astimezone(UTC)
