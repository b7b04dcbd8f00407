"""How an upload ends: cancelled, arrived whole, not finished in time; and what of it nobody can change."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db.utils import IntegrityError, ProgrammingError
from tests.database.evidence.sending import LARGE, MB, Sender
from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.world import World

from alongside.evidence.models import Piece, StoredFile, Upload
from alongside.evidence.pieces import write_piece
from alongside.evidence.queries import read_file
from alongside.evidence.uploading import finishing
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

Senders = Callable[..., Sender]


def test_a_cancelled_upload_is_gone_and_its_bytes_are_erased(sender: Senders, service_role: Any, later: Any) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    assert lsms.ask("DELETE", lsms.address).status_code == 204
    assert lsms.ask("HEAD", lsms.address).status_code == 410
    assert lsms.part(LARGE[MB : 2 * MB], MB).status_code == 410
    with service_role():
        assert finishing.erase_ended() == 1
    assert not Piece.objects.exists()
    later(days=8)
    with service_role():
        assert finishing.erase_ended() == 1
    assert not Upload.objects.exists()


def test_a_file_that_arrived_whole_is_evidence_and_cannot_be_taken_back(sender: Senders, finish: Any) -> None:
    lsms = sender()
    lsms.send()
    assert lsms.ask("DELETE", lsms.address).status_code == 410
    finish()
    answer = lsms.ask("DELETE", lsms.address)
    assert (answer.status_code, answer.content) == (410, b"This file has arrived and is kept.")
    assert lsms.client.get(lsms.address).json()["state"] == "kept"


def test_what_was_not_finished_is_kept_for_seven_days_and_then_erased(
    sender: Senders, world: World, service_role: Any, later: Any
) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    later(days=6.9)
    with service_role():
        assert finishing.expire_due() == 0
    lsms.client.force_login(world.lsms.user)
    assert lsms.part(LARGE[MB : 2 * MB], MB).status_code == 204  # and seven days more
    later(days=7.1)
    with service_role():
        assert finishing.expire_due() == 1
        finishing.erase_ended()
    lsms.client.force_login(world.lsms.user)
    answer = lsms.part(LARGE[2 * MB :], 2 * MB)
    assert (answer.status_code, answer.content) == (410, b"It was not finished in time, and erased.")
    assert not Piece.objects.exists()


def test_a_piece_that_was_damaged_while_it_waited_is_noticed(sender: Senders, finish: Any) -> None:
    sent = sender().send()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format("UPDATE evidence_piece SET bytes = overlay(bytes placing 'x' from 9) WHERE number = 3"))
    assert finish()
    upload = Upload.objects.get(pk=sent)
    assert (upload.state, StoredFile.objects.exists()) == ("damaged", False)
    assert "send it again" in upload.why


def test_what_was_kept_is_forgotten_as_an_upload_and_stays_as_a_file(
    sender: Senders, finish: Any, service_role: Any, later: Any
) -> None:
    sent = sender().send()
    finish()
    later(days=8)
    with service_role():
        assert finishing.erase_ended() == 1
    assert not Upload.objects.exists()
    assert read_file(StoredFile.objects.get(pk=sent)) == LARGE


def test_the_same_file_is_known_again_by_its_last_piece(sender: Senders) -> None:
    lsms = sender()
    lsms.begin(modified="1790000000000")
    lsms.part(LARGE[: 2 * MB], 0)
    query = f"/evidence/uploads?owner=incident&key={lsms.reference}"
    (listed,) = lsms.client.get(query, headers={"Accept": "application/json"}).json()["uploads"]
    assert (listed["modified_ms"], listed["received_bytes"]) == (1790000000000, 2 * MB)
    last = hashlib.sha256(LARGE[MB : 2 * MB]).hexdigest()
    assert listed["last_piece"] == {"begins": MB, "bytes": MB, "sha256": last}


# What the database refuses by itself


@pytest.mark.parametrize(
    ("number", "content"),
    [(1, bytes(MB)), (3, bytes(MB)), (2, bytes(100)), (2, bytes(MB + 1))],
    ids=["again", "gap", "short", "long"],
)
def test_no_piece_is_stored_twice_or_out_of_place(sender: Senders, number: int, content: bytes, world: World) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    with pytest.raises(IntegrityError, match="no more bytes"):
        write_piece(world.organisation.pk, lsms.id, number, content)


@pytest.mark.parametrize("count", ["received_bytes = 0", "size_bytes = 1", "piece_bytes = 5", "sender_id = id"])
def test_no_role_can_change_what_was_counted(
    sender: Senders, world: World, app_role: Any, service_role: Any, count: str
) -> None:
    sender().begin()
    with pytest.raises(ProgrammingError, match="permission denied"), app_role(), acting_as(world.lsms.user):
        run(f"UPDATE evidence_upload SET {count}")
    with pytest.raises(ProgrammingError, match="permission denied"), service_role():
        run(f"UPDATE evidence_upload SET {count}")


@pytest.mark.parametrize("state", ["arriving", "kept", "arrived"])
def test_an_upload_that_is_over_stays_over(sender: Senders, world: World, app_role: Any, state: str) -> None:
    lsms = sender()
    lsms.begin()
    lsms.ask("DELETE", lsms.address)
    with pytest.raises(IntegrityError, match="stays over"), app_role(), acting_as(world.lsms.user):
        run(f"UPDATE evidence_upload SET state = '{state}'")


def test_pieces_of_an_upload_that_goes_on_cannot_be_removed(sender: Senders, service_role: Any) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    with pytest.raises(IntegrityError, match="never removed"), service_role():
        run("DELETE FROM evidence_piece")
    lsms.part(LARGE[MB:], MB)
    with service_role():
        finishing.finish_due()
    with pytest.raises(IntegrityError, match="never removed"), service_role():
        run("DELETE FROM evidence_piece")
