"""Of several senders one has the say; while all is well it pings, and while it is not it does not."""

import psycopg
import pytest
from django.db import connection

from alongside.config import watchdog
from alongside.config.watchdog import Watchdog

pytestmark = pytest.mark.django_db


@pytest.fixture
def pinged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(watchdog, "ping", found.append)
    return found


@pytest.fixture(autouse=True)
def _nobody_has_the_say_afterwards(db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def test_it_pings_once_a_minute_and_only_while_all_is_well(pinged: list[str]) -> None:
    reasons: list[str] = []
    told: list[str] = []
    moment = [0.0]
    dog = Watchdog(look=lambda: reasons, tell=told.append, clock=lambda: moment[0])
    for second in range(121):
        moment[0] = second
        dog.turn()
    assert len(pinged) == 3
    reasons.append("Nothing moves.")
    for second in range(121, 300):
        moment[0] = second
        dog.turn()
    assert len(pinged) == 3
    [words] = told
    assert words.endswith("Nothing moves.")
    reasons.clear()
    dog.turn()
    assert (len(told), len(pinged)) == (2, 4)


def test_another_sender_that_has_the_say_is_left_to_say_it(pinged: list[str]) -> None:
    told: list[str] = []
    moment = [0.0]
    dog = Watchdog(look=lambda: ["Nothing moves."], tell=told.append, clock=lambda: moment[0])
    where = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "user", "host", "port")
    }
    with psycopg.connect(**where, autocommit=True) as other:
        assert other.execute(watchdog.TRY_LOCK).fetchone() == (True,)
        for second in range(20):
            moment[0] = second
            dog.turn()
        assert not told
        assert not dog.has_say
        other.execute("SELECT pg_advisory_unlock_all()")
    moment[0] = 1000.0
    dog.turn()
    assert dog.has_say
    assert len(told) == 1, "the other is gone, and what stands is said again"
