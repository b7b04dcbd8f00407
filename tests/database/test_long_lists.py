"""A longer list asks no more of the database: what is slow with a hundred alarms shows with three."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.watch import actions
from alongside.watch.engine import AlarmKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/response/live?alarm={}", "/response?alarm={}", "/api/v1/alarms", "/api/v1/visits"]
)
def test_three_visits_with_alarms_are_shown_with_the_queries_of_one(address, world, sign_in):
    operator = sign_in("operator")
    address = address.format(_fall_into_trouble(world.nurse))
    operator.get(address)  # what is asked once, or recorded once, is done
    with_one = _queries(operator, address)
    for worker in (world.second_nurse, world.buddy):
        _fall_into_trouble(worker)
    operator.get(address)
    assert _queries(operator, address) == with_one


def _fall_into_trouble(worker):
    by = actor_for(worker.user)
    itinerary = actions.Itinerary(f"House of {worker.name}", now() + timedelta(hours=1))
    actions.plan_visit(worker, itinerary, by=by, start=True)
    return actions.ask_for_help(worker, actions.Press(AlarmKind.SOS, now()), by=by).pk


def _queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
