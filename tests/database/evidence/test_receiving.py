"""Taking files in: stored once, whole, with the hash that they arrived with; refused in words otherwise."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.files import FILES, JPEG, REFUSED, WEBM
from tests.world import World

from alongside.evidence import actions
from alongside.evidence.arriving import ArrivedFile, arrive
from alongside.evidence.checking import verify
from alongside.evidence.models import PIECE_BYTES, Piece, StoredFile
from alongside.evidence.queries import Altered, Erased, open_file, read_file
from alongside.ledger.actions import SYSTEM
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

Take = Callable[..., StoredFile]
LARGE = JPEG + bytes(range(256)) * 3000


@pytest.fixture
def take(world: World) -> Take:
    """Takes in a file of the nurse's: `take(content, name)`."""

    def receive(
        content: bytes | ArrivedFile = JPEG, name: str = "bite.jpg", purpose: str = "incident_attachment"
    ) -> Any:
        upload = content if isinstance(content, ArrivedFile) else arrive(name, [content])
        by = actor_for(world.nurse.user)
        return actions.receive(upload, organisation_id=world.organisation.pk, purpose=purpose, by=by)

    return receive


def refusal(take: Take, *what: Any, **more: Any) -> tuple[str, str]:
    """Code and words of the refusal; asserts that nothing was stored."""
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        take(*what, **more)
    assert not StoredFile.objects.exists()
    assert not Piece.objects.exists()
    assert not Entry.objects.filter(verb__startswith="evidence.").exists()
    return refused.value.code, refused.value.message


def test_what_is_read_is_what_was_received(take: Take, world: World) -> None:
    file = take(LARGE)
    assert b"".join(open_file(file)) == LARGE
    assert (file.sha256, file.size_bytes) == (hashlib.sha256(LARGE).hexdigest(), len(LARGE))
    assert (file.name, file.media_type, file.received_name) == ("bite.jpg", "image/jpeg", "Nia Okoye")
    numbers = list(Piece.objects.filter(file=file).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, -(-len(LARGE) // PIECE_BYTES) + 1))


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extra=st.sampled_from([-1, 0, 1]), pieces=st.integers(1, 3))
def test_every_size_around_the_border_of_a_piece_is_kept_whole(take: Take, extra: int, pieces: int) -> None:
    content = JPEG[:200] + bytes(pieces * PIECE_BYTES + extra - 200)
    assert read_file(take(content)) == content


def test_the_ledger_says_who_brought_it_and_its_hash(take: Take, world: World) -> None:
    file = take()
    entry = Entry.objects.get(verb="evidence.received", subject_id=file.pk)
    assert (entry.actor_id, entry.organisation_id) == (world.nurse.user_id, world.organisation.pk)
    assert file.sha256 in entry.details


@pytest.mark.parametrize("name", FILES)
def test_what_phones_make_is_taken_in_under_its_own_type(take: Take, name: str) -> None:
    content, expected = FILES[name]
    assert take(content, "x.bin").media_type == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_disguise_does_not_help(take: Take, name: str) -> None:
    code, words = refusal(take, REFUSED[name], "holiday.jpg")
    assert code == "wrong_type"
    assert words.startswith("This file cannot be taken in. Choose a picture")


def test_a_picture_is_no_spoken_note(take: Take) -> None:
    assert refusal(take, JPEG, "note.webm", "amber_note") == (
        "wrong_type",
        "This file cannot be taken in. Choose a sound recording.",
    )


def test_an_empty_file_is_refused(take: Take) -> None:
    assert refusal(take, b"", "empty.jpg") == ("empty", "The file is empty. Choose another.")


def test_a_file_that_did_not_arrive_is_asked_for_again(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.receive(None, organisation_id=world.organisation.pk, purpose="amber_note", by=SYSTEM)
    assert refused.value.code == "missing"


def test_a_picture_is_refused_above_its_own_limit_and_a_recording_above_its_own(take: Take, settings: Any) -> None:
    settings.EVIDENCE_LARGEST = {"picture": 1024 * 1024, "voice": 2048 * 1024, "document": 1, "note": 1024 * 1024}
    too_large = bytes(1024 * 1024)
    assert refusal(take, JPEG + too_large) == ("too_large", "The file is too large. It can have 1 MB at the most.")
    assert refusal(take, WEBM + too_large, "n", "amber_note")[0] == "too_large"
    assert take(WEBM + too_large, "statement.webm").size_bytes == len(WEBM) + len(too_large)


def test_a_file_above_every_limit_is_refused_in_words(take: Take, settings: Any) -> None:
    settings.EVIDENCE_LARGEST = {"picture": 100, "voice": 200, "video": 100, "document": 100, "note": 100}
    assert refusal(take, JPEG)[0] == "too_large"


def test_bytes_that_change_between_arriving_and_storing_are_not_stored(take: Take) -> None:
    upload = arrive("bite.jpg", [JPEG])
    upload.file.seek(50)
    upload.file.write(b"changed")
    with pytest.raises(Altered), transaction.atomic():
        take(upload)
    assert not StoredFile.objects.exists()


def test_a_file_that_was_not_hashed_while_it_arrived_is_not_taken(take: Take, world: World) -> None:
    upload: Any = SimpleUploadedFile("a.jpg", JPEG)
    with pytest.raises(TypeError):
        actions.receive(upload, organisation_id=world.organisation.pk, purpose="incident_attachment", by=SYSTEM)


def test_the_outsider_does_not_see_it_and_cannot_plant_one(take: Take, world: World, app_role: Any) -> None:
    file = take()
    with app_role(), acting_as(world.outsider.user):
        assert not StoredFile.objects.exists()
        assert not Piece.objects.exists()
        with pytest.raises(Altered):
            read_file(file)
    with pytest.raises(Exception, match="row-level security"), app_role(), acting_as(world.outsider.user):
        take()


def test_the_web_takes_in_and_reads_under_its_own_role(take: Take, world: World, app_role: Any) -> None:
    with app_role(), acting_as(world.nurse.user):
        assert read_file(take(LARGE)) == LARGE


def test_an_erased_file_keeps_its_row_and_its_hash(take: Take, service_role: Any) -> None:
    file = take()
    with service_role():
        actions.erase(file, "the visit ended safely", SYSTEM)
        actions.erase(file, "again", SYSTEM)
    with pytest.raises(Erased):  # also for whoever found it before
        read_file(file)
    file.refresh_from_db()
    assert not Piece.objects.exists()
    assert (file.erased_because, file.erased_name) == ("the visit ended safely", "Alongside")
    assert file.sha256 == hashlib.sha256(JPEG).hexdigest()
    assert Entry.objects.filter(verb="evidence.erased", subject_id=file.pk).count() == 1
    with pytest.raises(Erased):
        read_file(file)


def test_the_check_of_all_files_finds_nothing_where_nothing_is_wrong(take: Take) -> None:
    erased = take()
    take(LARGE)
    actions.erase(erased, "its time is over", SYSTEM)
    verdict = verify()
    assert (verdict.files, verdict.erased, verdict.faults) == (2, 1, [])
