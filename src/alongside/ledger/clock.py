"""The one clock.

Every time that is recorded or compared comes from the database's `alongside_now()`, so that all processes, on
however many machines, agree. The function belongs to the owner role: the roles that production runs under cannot
replace it, and tests, which can, move time forward with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """What is done within happens at one moment: the clock is asked once. For an action that waits for nobody."""
    token = _moment.set(now())
    try:
        yield
    finally:
        _moment.reset(token)


def now() -> datetime:
    """The time now, UTC, to the microsecond. Inside a transaction it goes on moving (`clock_timestamp`), unless what is done
    happens at `one_moment`.
    """
    if (moment := _moment.get()) is not None:
        return moment
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_now()")
        return cursor.fetchone()[0].astimezone(UTC)
