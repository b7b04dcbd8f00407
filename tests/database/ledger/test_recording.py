"""Deeds that one action records are written together, and never outlive what they record."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.ledger.actions import SYSTEM, record, recorded_together
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry, Pending

pytestmark = pytest.mark.django_db
HERE = new_id()


def note(verb: str) -> None:
    record(verb, "visit", None, organisation_id=HERE, actor=SYSTEM)


def fail_midway() -> None:
    with recorded_together():
        note("visit.opened")
        raise ZeroDivisionError


def test_the_deeds_of_one_action_are_written_with_one_question_at_its_end() -> None:
    with CaptureQueriesContext(connection) as asked, recorded_together():
        note("visit.opened")
        note("visit.read")
        assert not Entry.objects.exists(), "not before the end"
    assert sum("INSERT" in one["sql"] for one in asked.captured_queries) == 1
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == ["visit.opened", "visit.read"]
    assert Pending.objects.count() == 2, "both wait for their place in the chain"


def test_a_deed_of_a_part_that_was_taken_back_goes_with_it() -> None:
    with recorded_together():
        note("visit.opened")
        with transaction.atomic():
            note("visit.read")
            assert Entry.objects.filter(verb="visit.read").exists()
            transaction.set_rollback(True)
        note("visit.ended")
    assert set(Entry.objects.values_list("verb", flat=True)) == {"visit.opened", "visit.ended"}


def test_an_action_that_fails_records_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_midway()
    note("visit.read")
    assert list(Entry.objects.values_list("verb", flat=True)) == ["visit.read"]
