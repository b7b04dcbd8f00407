"""The one clock of tests of the database: it begins at noon, so that an hour ago is today and no day is an hour too short.

What days, midnight and the changes of the clocks mean is asked by tests that say which moment they mean.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where the organisations of the tests are."""


_moment = datetime.now(LONDON)
AHEAD = datetime.combine(_moment.date(), time(12), LONDON) - _moment
"""How far noon of today was from the moment at which the tests began, ahead or back. It stays so for all of them."""


def moment_there() -> datetime:
    """The time now, as a phone or a person who lives by that clock has it; for where the database cannot be asked."""
    return datetime.now(UTC) + AHEAD


def set_ahead(execute: Callable[[str], Any], ahead: timedelta) -> None:
    """Sets the clock so far ahead of the machine's, or back; `execute` takes SQL, as the owner or in a test's transaction."""
    execute(
        "CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE"
        f" AS 'SELECT clock_timestamp() + interval ''{ahead.total_seconds()} seconds'''"
    )
