"""A report of the nurse's, and senders of files to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.database.evidence.sending import Sender
from tests.world import World

from alongside.incidents.actions import submit_report
from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewAffected, NewReport, Who
from alongside.ledger.clock import now
from alongside.people.actions import actor_for


@pytest.fixture
def incident(world: World) -> Incident:
    user: Any = world.nurse.user
    said = NewReport(
        kinds=["physical_assault"],
        occurred_at=now() - timedelta(hours=1),
        team=world.team,
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=world.nurse), injury="minor")],
        account="He struck her.",
        reporter=Who(staff=world.nurse),
    )
    return submit_report(world.organisation, said, by=actor_for(user), source="web", user_id=user.pk).incident


@pytest.fixture
def sender(sign_in: Callable[[str], Any], incident: Incident) -> Callable[..., Sender]:
    """`sender("lsms")`: somebody who sends a file to the report."""
    return lambda who="lsms": Sender(sign_in(who), incident.reference)


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
