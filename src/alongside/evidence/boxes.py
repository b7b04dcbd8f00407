"""Files made of boxes: MP4, QuickTime, 3GP and HEIC (ISO/IEC 14496-12, ISO/IEC 23008-12; QuickTime File Format). Pure.

What such a file is, its tracks say: the same box at the beginning stands before a spoken note and before a film.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alongside.evidence.walking import Malformed, Walker

FIRST = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"})
"""What can stand first in one."""
STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Brands of pictures."""
SOUND, PICTURE = b"soun", b"vide"
"""Handlers of tracks."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box lies from `start` to `end`, its content from `body`."""

    kind: bytes
    start: int
    body: int
    end: int


def is_boxes(head: bytes) -> bool:
    """Whether a file that begins so may be made of boxes."""
    return head[4:8] in FIRST


def boxes(walk: Walker, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, in order. Raises Malformed where one does not fit."""
    at = start
    while at < end:
        walk.step()
        size, kind, body = walk.number(at, 4), walk.read(at + 4, 4), at + 8
        if size == 1:
            size, body = walk.number(at + 8, 8), at + 16
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end:
            raise Malformed(f"a box at {at} does not fit")
        yield Box(kind, at, body, at + size)
        at += size


def inside(walk: Walker, box: Box, *path: bytes) -> Iterator[Box]:
    """The boxes at the end of a path of kinds: `inside(walk, moov, b"trak", b"mdia")`."""
    for one in boxes(walk, box.body, box.end):
        if one.kind == path[0]:
            if len(path) == 1:
                yield one
            else:
                yield from inside(walk, one, *path[1:])


def brands(walk: Walker) -> Sequence[bytes]:
    """What the file calls itself, its own brand first; empty for old QuickTime."""
    first = next(boxes(walk, 0, walk.size), None)
    if first is None or first.kind != b"ftyp" or first.end - first.body < 4:
        return []
    told = walk.read(first.body, min(first.end - first.body, 400))
    return [told[:4], *(told[at : at + 4] for at in range(8, len(told) - 3, 4))]


def handlers(walk: Walker) -> set[bytes]:
    """What the tracks hold: `soun`, `vide`, `pict`, `meta`, `text`, …"""
    whole = Box(b"", 0, 0, walk.size)
    return {handler_of(walk, trak) for trak in inside(walk, whole, b"moov", b"trak")}


def handler_of(walk: Walker, trak: Box) -> bytes:
    """What a track holds; empty where it does not say."""
    for hdlr in inside(walk, trak, b"mdia", b"hdlr"):
        return walk.read(hdlr.body + 8, 4)
    return b""


def is_still(walk: Walker) -> bool:
    """Whether it is a picture: its own brand says so, it has picture items, and no film lies in it."""
    named = brands(walk)
    whole = Box(b"", 0, 0, walk.size)
    return (
        bool(named) and named[0] in STILL and bool(list(inside(walk, whole, b"meta"))) and PICTURE not in handlers(walk)
    )


def type_in_boxes(walk: Walker) -> str:
    """The name of the media type; empty where it is none that a phone or a recorder makes."""
    if is_still(walk):
        return "image/heic"
    held, named = handlers(walk), brands(walk)
    own = named[0] if named else b"qt  "
    if PICTURE in held:
        return "video/quicktime" if own == b"qt  " else "video/3gpp" if own[:2] == b"3g" else "video/mp4"
    if SOUND in held:
        return "audio/3gpp" if own[:2] == b"3g" else "audio/mp4"
    return ""
