"""The server's clock alone decides, in UTC; nobody but the owner of the database could ever move it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.scenario import given, then

LONDON = ZoneInfo("Europe/London")
MOVES = (
    "CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'",
    "CREATE FUNCTION public.alongside_now(int) RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'",
    "ALTER FUNCTION alongside_now() RENAME TO another",
    "ALTER FUNCTION alongside_now() OWNER TO CURRENT_USER",
    "DROP FUNCTION alongside_now()",
    "CREATE SCHEMA mine",
    "SET ROLE alongside_owner",
    "SET SESSION AUTHORIZATION alongside_owner",
    "UPDATE pg_proc SET prosrc = 'SELECT clock_timestamp()' WHERE proname = 'alongside_now'",
)


@pytest.mark.parametrize("role", ["app", "service"])
@pytest.mark.parametrize("move", MOVES)
def test_the_roles_that_production_runs_under_cannot_move_it(installation, role, move):
    with installation.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(move)


@pytest.mark.parametrize("role", ["app", "service"])
def test_a_function_of_ones_own_by_that_name_is_never_taken_for_it(installation, role):
    with installation.connect(role) as connection:
        connection.execute(
            "CREATE FUNCTION pg_temp.alongside_now() RETURNS timestamptz LANGUAGE sql AS $$SELECT 'epoch'::timestamptz$$"
        )
        connection.execute("SET search_path = pg_temp, public")
        assert connection.execute("SELECT alongside_now() > clock_timestamp() - interval '1 day'").fetchone() == (True,)


@pytest.mark.parametrize("month", [3, 10], ids=["spring forward", "fall back"])
def test_a_check_in_is_due_at_its_hour_in_the_night_when_the_clocks_change(town, time, month):
    change = _last_sunday(month, after=time.now)
    time.jumps(to=change - timedelta(minutes=30))
    due = given.due_at(given.a_visit(town.nurse))

    time.moves(after=due, seconds=-30)
    then.was_texted(town.nurse, "Your check-in for")
    time.moves(after=due)
    then.was_texted(town.nurse, "Your check-in for", "Are you safe?")
    assert f"was due at {due.astimezone(LONDON):%H:%M}" in town.nurse.texts[-1]
    assert due - change < timedelta(minutes=31)


def test_a_clock_that_is_set_back_rings_nobody_early_nobody_twice_and_forgets_nothing(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=2, seconds=30)
    rung = ["Your check-in for", *["Are you safe?"] * 3]
    then.was_texted(town.nurse, *rung)

    time.jumps(minutes=-30)

    time.moves(after=due, minutes=2, seconds=45)
    then.was_texted(town.nurse, *rung)
    time.moves(after=due, minutes=10)
    then.has_an_open_alarm(town.nurse, kind="missed_check_in")
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 11)


def _last_sunday(month, *, after):
    """When the clocks next change in this month: one o'clock UTC on its last Sunday."""
    for year in (after.year, after.year + 1):
        last = datetime(year, month, 31, 1, tzinfo=UTC)
        change = last - timedelta(days=(last.weekday() + 1) % 7)
        if change - timedelta(hours=1) > after:
            return change
    raise AssertionError("unreachable")
