"""What a file is, by its content alone."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.files import FILES, REFUSED, media

from alongside.evidence.media_types import MediaType, accepted_for, media_type_of, purpose_of

ANY = purpose_of("incident_attachment").kinds
BUILT = [
    "film.mp4",
    "film.mov",
    "film_fragmented.mp4",
    "voice.m4a",
    "bite.heic",
    "film.webm",
    "voice_live.webm",
    "film.mkv",
    "voice.ogg",
]


def type_of(content: bytes, kinds: tuple[str, ...] = ANY) -> MediaType | None:
    return media_type_of(io.BytesIO(content), len(content), kinds)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FILES)
def test_what_phones_and_browsers_make_is_known(name: str) -> None:
    content, expected = FILES[name]
    found = type_of(content)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_run_or_is_unknown_is_none_of_them(name: str) -> None:
    assert type_of(REFUSED[name]) is None


@pytest.mark.parametrize("name", ["jpeg", *(name for name in FILES if name.startswith("film"))])
def test_a_picture_or_a_film_is_no_spoken_note(name: str) -> None:
    assert type_of(FILES[name][0], purpose_of("amber_note").kinds) is None


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(("recorder", "voice"))])
def test_what_recorders_make_is_a_spoken_note(name: str) -> None:
    assert type_of(FILES[name][0], purpose_of("amber_note").kinds) is not None


def test_a_recorder_that_says_of_nothing_how_long_it_is_is_understood() -> None:
    header = bytes.fromhex("1a45dfa3") + b"\x87" + bytes.fromhex("4282") + b"\x84webm"
    tracks = bytes.fromhex("1654ae6b") + b"\x85" + b"\xae\x83" + b"\x83\x81\x02"
    unknown = b"\x01" + b"\xff" * 7
    content = (
        header + bytes.fromhex("18538067") + unknown + bytes.fromhex("1f43b675") + unknown + b"\xe7\x81\x00" + tracks
    )
    found = type_of(content)
    assert found is not None
    assert found.name == "audio/webm"


@pytest.mark.parametrize("count", [1, 30_000])
def test_a_file_of_endless_parts_is_not_read_to_its_end(count: int) -> None:
    one = struct.pack(">I", 8) + b"free"
    found = type_of(one * count + media("film_front.mp4"))
    assert (found is None) is (count > 20_000)


def test_boxes_that_lie_about_their_size_are_refused() -> None:
    for size in (0, 1, 7, 2**31, 2**32 - 1):
        assert type_of(struct.pack(">I", size) + b"moov" + bytes(64)) is None


@pytest.mark.parametrize("name", BUILT)
@given(data=st.data())
def test_no_damage_makes_it_fall_over(name: str, data: st.DataObject) -> None:
    content = bytearray(media(name))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    type_of(bytes(content[:cut]))


def test_a_file_input_offers_what_is_taken_in() -> None:
    assert accepted_for("amber_note") == "audio/*"
    assert accepted_for("incident_attachment") == "image/*,audio/*,video/*,.pdf"
