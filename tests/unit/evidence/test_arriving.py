"""Files while they come in."""

import hashlib
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from alongside.evidence.arriving import ArrivedFile, arrive

JPEG = b"\xff\xd8\xff" + bytes(200_000)
BOUNDARY = "BoUnDaRy"


def sent(body: bytes) -> Any:
    """What arrives of a form with that body."""
    return RequestFactory().generic("POST", "/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def form(content: bytes, name: str = "a.jpg") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    words = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"\r\n\r\nTwo dogs\r\n--{BOUNDARY}--\r\n'.encode()
    return head + content + words


def test_a_file_of_a_form_comes_with_the_hash_of_its_content() -> None:
    request = sent(form(JPEG))
    file = request.FILES["file"]
    assert isinstance(file, ArrivedFile)
    assert (file.sha256, file.size, file.name) == (hashlib.sha256(JPEG).hexdigest(), len(JPEG), "a.jpg")
    assert file.read() == JPEG
    assert request.POST["text"] == "Two dogs"


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_the_hash_does_not_depend_on_how_it_was_cut(chunks: list[bytes]) -> None:
    file = arrive("a.jpg", chunks)
    assert file.sha256 == hashlib.sha256(b"".join(chunks)).hexdigest()
    assert file.read() == b"".join(chunks)


@pytest.mark.parametrize("missing", [1, 30, 100, 150_000])
def test_a_file_that_is_cut_off_is_not_there(missing: int) -> None:
    whole = form(JPEG)
    end = whole.index(b"\r\n--" + BOUNDARY.encode() + b"\r\n", 100)
    assert "file" not in sent(whole[: end - missing]).FILES


def test_a_file_over_the_limit_is_not_kept_and_the_words_beside_it_are(settings: Any) -> None:
    settings.EVIDENCE_LARGEST = {"picture": len(JPEG) - 1}
    request = sent(form(JPEG))
    file = request.FILES["file"]
    assert file.too_large
    assert file.read() == b""
    assert request.POST["text"] == "Two dogs"


@given(st.text())
def test_any_name_can_be_kept_and_shown(name: str) -> None:
    kept = arrive(name, [b"x"]).name
    assert kept
    assert 0 < len(kept) <= 200
    assert kept.isprintable()
    assert "/" not in kept


def test_the_name_loses_its_folder_and_what_cannot_be_stored() -> None:
    assert arrive("C:\\Users\\nia\\bite\x00.jpg", [b"x"]).name == "bite.jpg"
    assert arrive("../../etc/passwd", [b"x"]).name == "passwd"


def test_a_file_that_was_not_hashed_is_not_an_arrived_one() -> None:
    assert not isinstance(UploadedFile(io.BytesIO(b"x"), "a.jpg"), ArrivedFile)
