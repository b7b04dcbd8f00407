"""Files as a browser is given them: nothing runs, every look is written down, parts can be asked for."""

import base64
import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.files import FILES, JPEG, WEBM
from tests.world import World

from alongside.evidence import actions
from alongside.evidence.arriving import arrive
from alongside.evidence.models import StoredFile
from alongside.evidence.pieces import read_piece
from alongside.evidence.queries import Altered
from alongside.evidence.sending import send_file
from alongside.ledger.actions import SYSTEM
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db

Take = Callable[..., StoredFile]


@pytest.fixture
def take(world: World) -> Take:
    def receive(content: bytes = WEBM, name: str = "note.webm") -> StoredFile:
        upload = arrive(name, [content])
        purpose = "incident_attachment"
        return actions.receive(upload, organisation_id=world.organisation.pk, purpose=purpose, by=SYSTEM)

    return receive


@pytest.fixture
def ask(world: World) -> Callable[..., Any]:
    """What the operator is answered: `ask(file, "bytes=0-1")`."""

    def answer(file: StoredFile, part: str = "", **more: Any) -> Any:
        request = RequestFactory().get("/?why=police", headers={"Range": part} if part else {})
        request.user = world.operator.user
        return send_file(request, file, by=actor_for(world.operator.user), **more)

    return answer


def test_a_public_tool_finds_the_hash_that_is_shown(take: Take, ask: Any, tmp_path: Path) -> None:
    file = take(JPEG, "bite.jpg")
    kept = tmp_path / "bite.jpg"
    answer = ask(file, download=True)
    kept.write_bytes(answer.content)
    told = subprocess.run(["sha256sum", kept], check=True, capture_output=True, text=True).stdout.split()[0]
    assert told == file.sha256
    digest = base64.b64encode(hashlib.sha256(JPEG).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_nothing_in_it_can_run(take: Take, ask: Any) -> None:
    headers = ask(take()).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("what", "name", "expected"),
    [
        ("jpeg", "bite.jpg", 'inline; filename="bite.jpg"'),
        ("jpeg", "bite.exe", 'inline; filename="bite.exe.jpg"'),
        ("pdf", "letter.pdf", 'attachment; filename="letter.pdf"'),
        ("heic of an iPhone", "IMG_1.HEIC", 'attachment; filename="IMG_1.HEIC"'),
        ("jpeg", 'a"b\r\nX: y.jpg', 'inline; filename="a\\"bX: y.jpg"'),
    ],
)
def test_only_pictures_and_sound_are_shown_in_the_page(
    take: Take, ask: Any, what: str, name: str, expected: str
) -> None:
    content, media_type = FILES[what]
    answer = ask(take(content, name))
    assert (answer.headers["Content-Disposition"], answer.headers["Content-Type"]) == (expected, media_type)


def test_what_is_kept_is_never_shown_in_the_page(take: Take, ask: Any) -> None:
    assert ask(take(), download=True).headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=0-", 206, slice(0, None)),
        ("bytes=100-199", 206, slice(100, 200)),
        ("bytes=-20", 206, slice(-20, None)),
        ("bytes=-99999", 206, slice(0, None)),
        ("bytes=5-99999", 206, slice(5, None)),
        ("bytes=5-2", 200, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
        ("pages=1-2", 200, slice(0, None)),
        ("bytes=99999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(take: Take, ask: Any, asked: str, status: int, part: slice) -> None:
    answer = ask(take(), asked)
    assert (answer.status_code, answer.content) == (status, WEBM[part])
    if status == 206:
        begin, end, _ = part.indices(len(WEBM))
        assert answer.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(WEBM)}"
        assert answer.headers["Content-Type"] == "audio/webm"


def test_a_listening_is_one_line_in_the_ledger_however_many_parts_are_asked_for(
    take: Take, ask: Any, world: World
) -> None:
    file = take()
    for part in ("bytes=0-1", "bytes=0-", "bytes=100-"):
        ask(file, part)
    looks = Entry.objects.filter(verb="evidence.seen", subject_id=file.pk)
    assert [look.actor_id for look in looks] == [world.operator.user_id]


def test_a_later_look_is_written_down_again(take: Take, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    file = take()
    ask(file)
    from datetime import timedelta

    from alongside.evidence import queries

    moment = queries.now()
    monkeypatch.setattr(queries, "now", lambda: moment + timedelta(minutes=6))
    ask(file)
    assert Entry.objects.filter(verb="evidence.seen", subject_id=file.pk).count() == 2


def test_an_erased_file_is_gone_and_the_page_says_why(take: Take, ask: Any) -> None:
    file = take()
    actions.erase(file, "the visit ended safely", SYSTEM)
    file.refresh_from_db()
    answer = ask(file)
    assert answer.status_code == 410
    assert "the visit ended safely" in answer.content.decode()
    assert file.sha256 in answer.content.decode()
    assert not Entry.objects.filter(verb="evidence.seen").exists()


def test_an_altered_file_is_never_shown(take: Take, ask: Any) -> None:
    file = take()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format("UPDATE evidence_piece SET bytes = overlay(bytes placing 'x' from 9)"))
    answer = ask(file)
    assert answer.status_code == 500
    assert "no longer what was received" in answer.content.decode()
    assert not Entry.objects.filter(verb="evidence.seen").exists()


LARGE = WEBM + bytes(range(256)) * 40_000
"""Ten pieces: more than is held at once."""
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", slice(0, None)),
        ("bytes=0-1", slice(0, 2)),
        (f"bytes={MB - 1}-{MB}", slice(MB - 1, MB + 1)),
        (f"bytes={MB}-{2 * MB - 1}", slice(MB, 2 * MB)),
        (f"bytes={3 * MB + 5}-", slice(3 * MB + 5, None)),
        ("bytes=-20", slice(-20, None)),
    ],
)
def test_a_film_is_sent_piece_by_piece_from_wherever_it_is_asked_for(
    take: Take, ask: Any, asked: str, part: slice
) -> None:
    answer = ask(take(LARGE), asked)
    assert answer.streaming
    assert b"".join(answer) == LARGE[part]
    assert answer.headers["Content-Length"] == str(len(LARGE[part]))
    assert answer.status_code == (206 if asked else 200)


def test_nothing_of_a_film_is_read_that_is_not_asked_for(take: Take, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from alongside.evidence import queries

    file, read = take(LARGE), []
    monkeypatch.setattr(queries, "read_piece", lambda key, number: read.append(number) or read_piece(key, number))
    assert len(b"".join(ask(file, f"bytes={4 * MB}-{4 * MB + 9}"))) == 10
    assert set(read) == {5}


@pytest.mark.parametrize(
    ("tampering", "why"),
    [
        ("UPDATE evidence_piece SET bytes = overlay(bytes placing 'x' from 9) WHERE number = 5", "piece 5 of 10"),
        (
            "UPDATE evidence_piece SET bytes = bytes || 'x', sha256 = sha256(bytes || 'x') WHERE number = 5",
            "the digests of its pieces are others",
        ),
        ("DELETE FROM evidence_piece WHERE number = 10", "the digests of its pieces are others"),
    ],
)
def test_a_damaged_piece_of_a_film_never_leaves(
    take: Take, ask: Any, tampering: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = take(LARGE)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format(tampering))
    answer = ask(file, f"bytes={4 * MB}-")
    assert answer.status_code == 500
    assert why in caplog.text


def test_a_film_breaks_off_where_its_damaged_piece_begins(take: Take, ask: Any) -> None:
    file = take(LARGE)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format("UPDATE evidence_piece SET bytes = overlay(bytes placing 'x' from 9) WHERE number = 5"))
    answer = ask(file)
    got = []
    with pytest.raises(Altered):
        got += list(answer)
    assert got == []
    assert b"".join(ask(file, f"bytes=0-{4 * MB - 1}")) == LARGE[: 4 * MB]
