"""The ledger's chain: what it proves, and what it notices."""

import pytest
from django.db import connection

from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry, Link, Pending
from alongside.ledger.sealing import seal_due, verify

pytestmark = pytest.mark.django_db

ONE, OTHER = new_id(), new_id()


@pytest.fixture
def three_sealed_entries():
    for number in range(3):
        record(
            "note.read", "visit", new_id(), organisation_id=ONE, actor=SYSTEM, details={"number": number, "naïve": "é"}
        )
    record("note.read", "visit", None, organisation_id=OTHER, actor=SYSTEM)
    assert seal_due() == 4
    return list(Entry.objects.filter(organisation_id=ONE).order_by("id"))


def tamper(statement, *parameters):
    """What a database superuser could do to the files."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET session_replication_role = origin")


def test_an_untouched_ledger_holds(three_sealed_entries):
    verdict = verify()
    assert (verdict.entries, verdict.waiting, verdict.faults) == (4, 0, [])


def test_each_organisation_has_a_chain_of_its_own(three_sealed_entries):
    assert list(Link.objects.filter(organisation_id=OTHER).values_list("position", flat=True)) == [1]


def test_sealing_again_links_nothing_twice(three_sealed_entries):
    assert seal_due() == 0
    assert Pending.objects.count() == 0


def test_a_changed_entry_is_named(three_sealed_entries):
    tamper("UPDATE ledger_entry SET actor_name = 'Somebody else' WHERE id = %s", three_sealed_entries[1].id)
    (fault,) = verify().faults
    assert fault.entry_id == three_sealed_entries[1].id
    assert "changed" in fault.reason


def test_a_removed_entry_is_noticed(three_sealed_entries):
    tamper("DELETE FROM ledger_link WHERE entry_id = %s", three_sealed_entries[1].id)
    tamper("DELETE FROM ledger_entry WHERE id = %s", three_sealed_entries[1].id)
    (fault,) = verify().faults
    assert fault.position == 3
    assert "missing" in fault.reason


def test_an_entry_kept_out_of_the_chain_is_noticed(three_sealed_entries):
    record("note.read", "visit", None, organisation_id=ONE, actor=SYSTEM)
    tamper("DELETE FROM ledger_pending")
    (fault,) = verify().faults
    assert "no chain" in fault.reason


def test_an_entry_that_waits_a_moment_is_no_fault(three_sealed_entries):
    record("note.read", "visit", None, organisation_id=ONE, actor=SYSTEM)
    verdict = verify()
    assert (verdict.waiting, verdict.faults) == (1, [])


def test_a_rewritten_chain_does_not_follow(three_sealed_entries):
    tamper("UPDATE ledger_link SET hash = sha256('x') WHERE position = 2")
    (fault,) = verify().faults
    assert fault.position == 2
