"""What a sender's chores do and say while the database is away."""

import logging
import threading

import pytest
from django.db import OperationalError

from alongside.messages import chores
from alongside.messages.chores import Chore, Outage


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    monkeypatch.setattr(chores.connection, "close", lambda: None)
    monkeypatch.setattr(chores, "outage", Outage())


def test_a_database_that_is_away_is_said_once_by_all_chores_and_once_that_it_is_back(caplog):
    caplog.set_level(logging.INFO)
    answers = iter([OperationalError("connection refused\nIs the server running?")] * 6 + [None] * 2)

    def work():
        answer = next(answers)
        if answer:
            raise answer
        return False

    both = [Chore(name, work) for name in ("one", "two")]
    for _ in range(4):
        assert [chore._do() for chore in both] == [False, False]
    assert [record.getMessage() for record in caplog.records] == [
        "The database is away; the chores wait for it: connection refused",
        "The database is back; the chores go on.",
    ]
    assert all(record.exc_info is None for record in caplog.records)


def test_a_fault_of_our_own_is_told_in_full(caplog):
    tried = threading.Event()

    def work():
        tried.set()
        raise ValueError("a fault")

    chore = Chore("one", work, every=60)
    chore.start()
    assert tried.wait(10)
    chore.stop()
    assert caplog.records[0].exc_info is not None
