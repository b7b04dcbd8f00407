"""A ward, a link to report from it, and a report to work with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.world import World

from alongside.incidents.actions import Submitted, submit_report
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, open_place, open_site
from alongside.people.models import Place

ACCOUNT = "He shouted that the wait was a disgrace, then struck her with his fist."


@pytest.fixture
def ward(world: World) -> Place:
    return open_place(open_site(world.organisation, "Northbrook Hospital"), "Ward 7")


@pytest.fixture
def report(world: World, ward: Place) -> Callable[..., Submitted]:
    """Takes a report as the nurse made it, with what a test changes: `report(kinds=["theft"])`."""

    def take(**changes: Any) -> Submitted:
        said: dict[str, Any] = {
            "kinds": ["physical_assault"],
            "acts": ["hit"],
            "occurred_at": now() - timedelta(hours=1),
            "place": ward,
            "place_kind": "hospital",
            "team": world.team,
            "targets": ["me"],
            "affected": [
                NewAffected(
                    "staff", is_reporter=True, who=Who(staff=world.nurse), injury="minor", employment="employed"
                )
            ],
            "responsible": [NewResponsible("relative", who=Who(name="Arno Velt"))],
            "account": ACCOUNT,
            "reporter": Who(staff=world.nurse),
        }
        user: Any = world.nurse.user
        return submit_report(
            world.organisation, NewReport(**said | changes), by=actor_for(user), source="web", user_id=user.pk
        )

    return take


@pytest.fixture
def later(db: None) -> Callable[..., None]:
    """Moves the one clock forward, for this test: `later(days=3)`."""
    moved = timedelta(0)

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE"
                f" AS 'SELECT clock_timestamp() + interval ''{moved.total_seconds()} seconds'''"
            )

    return move
