"""What tells who made a picture, a film or a recording goes; what can be seen and heard stays to the bit."""

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.files import FILES, media

from alongside.evidence.hidden_details import can_be_cleaned, without_details
from alongside.evidence.walking import Malformed

TELLING = [b"Apple", b"Nia", b"SERIAL77", b"+51.5074", b"Elm Street", b"iPhone"]
CLEANED = {
    "bite.jpg": "image/jpeg",
    "bite.png": "image/png",
    "text.png": "image/png",
    "bite.webp": "image/webp",
    "lossless.webp": "image/webp",
    "bite.heic": "image/heic",
    "film.mov": "video/quicktime",
    "film.mp4": "video/mp4",
    "film_front.mp4": "video/mp4",
    "film_fragmented.mp4": "video/mp4",
    "film.3gp": "video/3gpp",
    "film.webm": "video/webm",
    "film.mkv": "video/matroska",
    "voice.m4a": "audio/mp4",
    "voice.webm": "audio/webm",
    "voice_live.webm": "audio/webm",
}


def told(content: bytes) -> list[bytes]:
    return [words for words in TELLING if words in content]


@pytest.mark.parametrize("name", CLEANED)
def test_nothing_in_it_tells_who_made_it(name: str) -> None:
    assert told(without_details(media(name), CLEANED[name])) == []


def test_the_samples_do_tell_it_before() -> None:
    telling = {name for name in CLEANED if told(media(name))}
    assert telling >= {
        "bite.jpg",
        "bite.png",
        "bite.webp",
        "bite.heic",
        "film.mov",
        "film.webm",
        "voice.m4a",
        "voice.webm",
    }


@pytest.mark.parametrize("name", [name for name in CLEANED if not CLEANED[name].startswith("image/") or "heic" in name])
def test_every_place_in_a_film_stays_where_it_was(name: str) -> None:
    before, after = media(name), without_details(media(name), CLEANED[name])
    assert len(before) == len(after)


@pytest.mark.parametrize("name", CLEANED)
def test_cleaned_again_it_is_the_same(name: str) -> None:
    once = without_details(media(name), CLEANED[name])
    assert without_details(once, CLEANED[name]) == once


def scan_of(jpeg: bytes) -> bytes:
    return jpeg[jpeg.index(b"\xff\xda") : jpeg.index(b"\xff\xd9", jpeg.index(b"\xff\xda")) + 2]


def test_a_picture_keeps_its_dots_and_its_way_up() -> None:
    before, after = media("bite.jpg"), without_details(media("bite.jpg"), "image/jpeg")
    assert scan_of(after) == scan_of(before)
    assert b"Exif\x00\x00MM\x00*" in after
    assert struct.unpack_from(">H", after, after.index(b"\x01\x12\x00\x03") + 8)[0] == 6


def test_what_stands_after_the_end_of_a_picture_goes() -> None:
    for name in ("bite.jpg", "bite.png"):
        after = without_details(media(name) + media("film.mov"), CLEANED[name])
        assert told(after) == []
        assert len(after) < len(media(name))


def test_a_png_keeps_its_dots() -> None:
    after = without_details(media("bite.png"), "image/png")
    dots = after[after.index(b"IDAT") + 4 :]
    assert zlib.decompressobj().decompress(dots)
    assert media("bite.png")[media("bite.png").index(b"IDAT") :][:40] in after


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def test_a_track_of_positions_goes_with_what_it_points_to() -> None:
    positions = b"+51.5074 Elm Street"
    mdat = box(b"mdat", b"sound", positions)
    at = mdat.index(positions)
    table = box(
        b"stbl",
        box(b"stsz", bytes(4), struct.pack(">III", 0, 1, len(positions))),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
        box(b"stco", bytes(4), struct.pack(">II", 1, at)),
    )

    def trak(handler: bytes, *more: bytes) -> bytes:
        return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", *more)))

    film = mdat + box(b"moov", trak(b"soun"), trak(b"meta", table))
    after = without_details(film, "video/mp4")
    assert told(after) == []
    assert b"sound" in after
    assert len(after) == len(film)


@pytest.mark.parametrize("name", ["pdf", "mp3", "wav"])
def test_what_cannot_be_cleaned_is_said_to_be_so_and_stays(name: str) -> None:
    content, media_type = FILES[name]
    assert not can_be_cleaned(media_type)
    assert without_details(content, media_type) == content


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", FILES["jpeg"][0], media("bite.jpg")[:200]])
def test_a_damaged_picture_is_not_said_to_be_clean(content: bytes) -> None:
    with pytest.raises(Malformed):
        without_details(content, "image/jpeg")


@pytest.mark.parametrize("name", CLEANED)
@given(data=st.data())
def test_no_damage_makes_it_fall_over(name: str, data: st.DataObject) -> None:
    content = bytearray(media(name))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Malformed):
        without_details(bytes(content[: data.draw(st.integers(0, len(content)))]), CLEANED[name])


def test_boxes_within_boxes_without_end_are_refused() -> None:
    nested = b""
    for _ in range(3000):
        nested = box(b"stbl", nested)
    with pytest.raises(Malformed):
        without_details(box(b"moov", nested), "video/mp4")
