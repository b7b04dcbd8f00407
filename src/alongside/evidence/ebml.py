"""WebM and Matroska (RFC 8794, RFC 9559): what browsers and screen recorders write. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from alongside.evidence.walking import Malformed, Walker

MAGIC = b"\x1a\x45\xdf\xa3"
DOC_TYPE, SEGMENT, CLUSTER, INFO, TRACKS = 0x4282, 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B
TRACK_ENTRY, TRACK_TYPE = 0xAE, 0x83
SEEK_HEAD, CUES, CHAPTERS, TAGS, ATTACHMENTS = 0x114D9B74, 0x1C53BB6B, 0x1043A770, 0x1254C367, 0x1941A469
OF_SEGMENT = frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, CHAPTERS, TAGS, ATTACHMENTS})
"""What ends a cluster that does not say how long it is."""
VIDEO, SOUND = 1, 2


@dataclass(frozen=True, slots=True)
class Element:
    """An element lies from `start` to `end`, its content from `body`. A live recorder does not say the end of some:
    they end with what they lie in.
    """

    id: int
    start: int
    body: int
    end: int
    is_open: bool = False


def elements(walk: Walker, start: int, end: int) -> Iterator[Element]:
    """The elements between two places, in order; those of an open cluster stand beside it. Raises Malformed."""
    at = start
    while at < end:
        walk.step()
        number, after = _id(walk, at)
        size, body = _size(walk, after)
        if size is None and number in (SEGMENT, CLUSTER):
            yield Element(number, at, body, end, is_open=True)
            if number == SEGMENT:
                return
            at = body  # what lies in it comes next, until something of the segment follows
            continue
        if size is None or body + size > end:
            raise Malformed(f"an element at {at} does not fit")
        yield Element(number, at, body, body + size)
        at = body + size


def segment(walk: Walker) -> list[Element]:
    """What lies in the segment, in order."""
    for one in elements(walk, 0, walk.size):
        if one.id == SEGMENT:
            return list(elements(walk, one.body, one.end))
    return []


def type_in_ebml(walk: Walker) -> str:
    """The name of the media type; empty where it has neither sound nor picture."""
    header = next(elements(walk, 0, walk.size), None)
    if header is None:
        return ""
    kind = next(
        (
            walk.read(one.body, min(one.end - one.body, 20))
            for one in elements(walk, header.body, header.end)
            if one.id == DOC_TYPE
        ),
        b"",
    )
    name = {b"webm": "webm", b"matroska": "matroska"}.get(kind.rstrip(b"\x00"), "")
    held = _track_types(walk)
    if not name or not held & {VIDEO, SOUND}:
        return ""
    return f"{'video' if VIDEO in held else 'audio'}/{name}"


def _track_types(walk: Walker) -> set[int]:
    found = set()
    for one in _until_tracks(walk):
        for entry in elements(walk, one.body, one.end):
            if entry.id == TRACK_ENTRY:
                found |= {
                    walk.number(told.body, min(told.end - told.body, 8))
                    for told in elements(walk, entry.body, entry.end)
                    if told.id == TRACK_TYPE
                }
    return found


def _until_tracks(walk: Walker) -> Iterator[Element]:
    for whole in elements(walk, 0, walk.size):
        if whole.id == SEGMENT:
            for one in elements(walk, whole.body, whole.end):
                if one.id == TRACKS:
                    yield one
                    return


def _id(walk: Walker, at: int) -> tuple[int, int]:
    length = _length(walk.number(at, 1), 4)
    return walk.number(at, length), at + length


def _size(walk: Walker, at: int) -> tuple[int | None, int]:
    first = walk.number(at, 1)
    length = _length(first, 8)
    value = walk.number(at, length) & ((1 << 7 * length) - 1)
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _length(first: int, most: int) -> int:
    length = 9 - first.bit_length() if first else 9
    if length > most:
        raise Malformed("a number has too many bytes")
    return length
