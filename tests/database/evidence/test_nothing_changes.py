"""What the database itself refuses, whatever our code asks for."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from tests.files import JPEG
from tests.world import World

from alongside.evidence import actions
from alongside.evidence.arriving import arrive
from alongside.evidence.checking import verify
from alongside.evidence.models import Piece, StoredFile
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE evidence_storedfile SET sha256 = repeat('0', 64)",
    "UPDATE evidence_storedfile SET name = 'other.jpg'",
    "DELETE FROM evidence_storedfile",
    "TRUNCATE evidence_storedfile CASCADE",
    "UPDATE evidence_piece SET bytes = 'x'",
    "TRUNCATE evidence_piece",
]
ERASING = [
    "DELETE FROM evidence_piece",
    "UPDATE evidence_storedfile SET erased_at = now(), erased_because = 'x', erased_kind = 'x', erased_name = 'x'",
]
TAMPER = "ALTER TABLE evidence_piece DISABLE TRIGGER USER; {}; ALTER TABLE evidence_piece ENABLE TRIGGER USER"


@pytest.fixture
def file(world: World) -> StoredFile:
    upload = arrive("bite.jpg", [JPEG])
    made = actions.receive(upload, organisation_id=world.organisation.pk, purpose="incident_attachment", by=SYSTEM)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES + ERASING)
def test_the_web_can_change_nothing(file: StoredFile, world: World, app_role: Any, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), app_role(), acting_as(world.nurse.user):
        run(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_service_can_change_nothing(file: StoredFile, service_role: Any, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), service_role():
        run(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_even_the_owner_is_refused(file: StoredFile, statement: str) -> None:
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        run(statement)


def test_bytes_of_a_file_that_is_not_marked_as_erased_stay(file: StoredFile, service_role: Any) -> None:
    with pytest.raises(IntegrityError, match="never removed"), service_role():
        run("DELETE FROM evidence_piece")


def test_a_file_is_erased_once_and_for_ever(file: StoredFile, service_role: Any) -> None:
    actions.erase(file, "its time is over", SYSTEM)
    for undo in (
        "erased_at = NULL, erased_because = '', erased_kind = '', erased_name = ''",
        "erased_because = 'other'",
    ):
        with pytest.raises(IntegrityError, match="never changed"), service_role():
            run(f"UPDATE evidence_storedfile SET {undo}")


@pytest.mark.parametrize("erased", [False, True])
def test_nothing_is_added_to_a_file_later(file: StoredFile, erased: bool) -> None:
    if erased:
        actions.erase(file, "its time is over", SYSTEM)
    with pytest.raises(IntegrityError, match="no more bytes"), transaction.atomic():
        Piece.objects.create(organisation_id=file.organisation_id, file=file, number=9, bytes=b"x")


def test_a_file_is_stored_whole_or_not_at_all(file: StoredFile) -> None:
    def store_without_pieces() -> None:
        StoredFile.objects.create(
            organisation_id=file.organisation_id,
            sha256="0" * 64,
            size_bytes=5,
            media_type="image/jpeg",
            name="a.jpg",
            purpose="incident_attachment",
            received_at=now(),
            received_kind="system",
            received_name="Alongside",
        )
        run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="whole or not at all"), transaction.atomic():
        store_without_pieces()


@pytest.mark.parametrize(
    ("tampering", "why"),
    [
        ("UPDATE evidence_piece SET bytes = overlay(bytes placing 'x' from 9)", "its hash is another"),
        ("DELETE FROM evidence_piece", "it has 0 bytes instead of 1017"),
    ],
)
def test_who_gets_round_all_that_is_found_by_the_check(file: StoredFile, tampering: str, why: str) -> None:
    run(TAMPER.format(tampering))
    faults = verify().faults
    assert [(fault.file.pk, fault.why) for fault in faults] == [(file.pk, why)]
