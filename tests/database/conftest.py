"""A ward, a link to report from it, and a report to work with."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from tests.clock import set_ahead
from tests.reports import submitted
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.ledger.clock import now
from alongside.people.actions import open_place, open_site
from alongside.people.knocks import WINDOW
from alongside.people.models import Place


@pytest.fixture
def ward(world: World) -> Place:
    return open_place(open_site(world.organisation, "Northbrook Hospital"), "Ward 7")


@pytest.fixture
def report(world: World, ward: Place) -> Callable[..., Submitted]:
    """Takes a report as the nurse made it, with what a test changes: `report(kinds=["theft"])`."""

    return partial(submitted, world.nurse, ward)


@pytest.fixture
def later(db: None) -> Callable[..., None]:
    """Moves the one clock forward, for this test: `later(days=3)`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_now() - clock_timestamp()")
        ahead: timedelta = cursor.fetchone()[0]

    def move(**by: float) -> None:
        nonlocal ahead
        ahead += timedelta(**by)
        with connection.cursor() as cursor:
            set_ahead(cursor.execute, ahead)

    return move


@pytest.fixture
def within_a_window(later: Callable[..., None]) -> None:
    """Nothing that this test counts falls on both sides of a window's end (`people.knocks`)."""
    later(seconds=WINDOW.total_seconds() - now().timestamp() % WINDOW.total_seconds() + 1)
