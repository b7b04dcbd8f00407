"""The one clock: it is the database's, it goes on, and stands still only for what happens at one moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.ledger.clock import now, one_moment

pytestmark = pytest.mark.django_db


def test_it_goes_on_within_a_transaction() -> None:
    assert now() < now()


def test_what_happens_at_one_moment_asks_it_once() -> None:
    with CaptureQueriesContext(connection) as asked, one_moment():
        assert now() == now() == now()
    assert len(asked) == 1


def test_it_goes_on_afterwards_even_where_the_action_fails() -> None:
    def fail() -> None:
        with one_moment():
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert now() < now()
