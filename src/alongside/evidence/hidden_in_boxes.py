"""What stands in MP4, QuickTime, 3GP and HEIC beside sound and picture, overwritten in its place. Pure.

Sources: ISO/IEC 14496-12 (boxes), QuickTime File Format (user data, metadata), ISO/IEC 23008-12 (items of HEIC).
"""

from collections.abc import Iterator

from alongside.evidence.boxes import PICTURE, SOUND, Box, boxes, handler_of, inside
from alongside.evidence.walking import Malformed, Walker

KEPT_OUTSIDE = frozenset(
    {
        b"ftyp",
        b"styp",
        b"moov",
        b"moof",
        b"mdat",
        b"mfra",
        b"sidx",
        b"ssix",
        b"free",
        b"skip",
        b"wide",
        b"meta",
        b"pnot",
    }
)
TOLD = frozenset({b"udta", b"meta", b"uuid", b"XMP_"})
"""What cameras write into: place, make, model, title, owner."""
PARTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts", b"dinf"})
TIMES = {b"mvhd": 1, b"tkhd": 1, b"mdhd": 1}
"""Boxes that begin with a version and when it was made."""
WORTH_A_PICTURE = frozenset({PICTURE, SOUND, b"pict", b"auxv", b"tmcd", b"text", b"sbtl", b"subt"})
DEEPEST = 10
MOST_SAMPLES = 200_000
NO_EXIF = bytes(4) + b"MM\x00*" + (8).to_bytes(4, "big") + bytes(6)
"""Exif as a HEIC has it, with nothing in it."""
PRIVATE_ITEMS = frozenset({b"Exif", b"mime", b"uri "})


def blank_in_boxes(content: bytearray, walk: Walker) -> None:
    """Film and sound: user data and metadata, when it was made, and tracks of measurements such as positions."""
    for box in boxes(walk, 0, walk.size):
        if box.kind not in KEPT_OUTSIDE or box.kind == b"meta":
            _free(content, box)
        elif box.kind in (b"moov", b"moof"):
            _blank_part(content, walk, box)


def blank_in_heic(content: bytearray, walk: Walker) -> None:
    """A picture: its items that describe it, and whatever stands beside the boxes of a picture."""
    for box in boxes(walk, 0, walk.size):
        if box.kind == b"meta":
            for start, end in _private_items(walk, Box(box.kind, box.start, box.body + 4, box.end)):
                content[start:end] = NO_EXIF[: end - start].ljust(end - start, b"\x00")
        elif box.kind not in KEPT_OUTSIDE:
            _free(content, box)
        elif box.kind == b"moov":
            _blank_part(content, walk, box)


def _blank_part(content: bytearray, walk: Walker, part: Box, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise Malformed("too many boxes within boxes")
    for box in boxes(walk, part.body, part.end):
        if box.kind in TOLD:
            _free(content, box)
        elif box.kind == b"trak" and handler_of(walk, box) not in WORTH_A_PICTURE:
            for start, end in _samples(walk, box):
                content[start:end] = bytes(end - start)
            _free(content, box)
        elif box.kind in TIMES:
            wide = 8 if walk.number(box.body, 1) == 1 else 4
            content[box.body + 4 : box.body + 4 + 2 * wide] = bytes(2 * wide)
        elif box.kind in PARTS:
            _blank_part(content, walk, box, depth + 1)


def _free(content: bytearray, box: Box) -> None:
    """Makes it a box of nothing, as long as it was."""
    content[box.start + 4 : box.start + 8] = b"free"
    content[box.body : box.end] = bytes(box.end - box.body)


def _samples(walk: Walker, trak: Box) -> Iterator[tuple[int, int]]:
    """Where the measurements of a track lie (ISO/IEC 14496-12, 8.7)."""
    for stbl in inside(walk, trak, b"mdia", b"minf", b"stbl"):
        tables = {box.kind: box for box in boxes(walk, stbl.body, stbl.end)}
        offsets = tables.get(b"stco") or tables.get(b"co64")
        if offsets is None or b"stsz" not in tables or b"stsc" not in tables:
            continue
        wide = 8 if offsets.kind == b"co64" else 4
        chunks = [walk.number(offsets.body + 8 + wide * n, wide) for n in range(_count(walk, offsets.body + 4))]
        same, sizes = walk.number(tables[b"stsz"].body + 4, 4), tables[b"stsz"].body + 12
        number = _count(walk, tables[b"stsz"].body + 8)
        runs = tables[b"stsc"].body
        starts = [
            (walk.number(runs + 8 + 12 * n, 4), walk.number(runs + 12 + 12 * n, 4))
            for n in range(_count(walk, runs + 4))
        ]
        sample = 0
        for position, at in enumerate(chunks, start=1):
            held = next((many for first, many in reversed(starts) if first <= position), 0)
            for _ in range(min(held, number - sample)):
                size = same or walk.number(sizes + 4 * sample, 4)
                if at + size > walk.size:
                    raise Malformed("a sample does not fit")
                yield at, at + size
                at += size
                sample += 1


def _count(walk: Walker, at: int) -> int:
    found = walk.number(at, 4)
    if found > MOST_SAMPLES:
        raise Malformed("too many samples")
    return found


def _private_items(walk: Walker, meta: Box) -> Iterator[tuple[int, int]]:
    """Where the items lie that describe a picture: Exif, XMP."""
    tables = {box.kind: box for box in boxes(walk, meta.body, meta.end)}
    if b"iinf" not in tables or b"iloc" not in tables:
        return
    private = _ids_of_private_items(walk, tables[b"iinf"])
    data = tables.get(b"idat")
    for number, method, extents in _places(walk, tables[b"iloc"]):
        for at, size in extents if number in private else ():
            start = at + (data.body if method == 1 and data else 0)
            if method > 1 or start + size > walk.size:
                raise Malformed("an item does not fit")
            yield start, start + size


def _ids_of_private_items(walk: Walker, iinf: Box) -> set[int]:
    version = walk.number(iinf.body, 1)
    found = set()
    for infe in boxes(walk, iinf.body + 4 + (2 if version == 0 else 4), iinf.end):
        if infe.kind != b"infe" or walk.number(infe.body, 1) < 2:
            continue
        wide = 2 if walk.number(infe.body, 1) == 2 else 4
        if walk.read(infe.body + 4 + wide + 2, 4) in PRIVATE_ITEMS:
            found.add(walk.number(infe.body + 4, wide))
    return found


def _places(walk: Walker, iloc: Box) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Of each item: its number, how its place is told, and its extents (ISO/IEC 14496-12, 8.11.3)."""
    version = walk.number(iloc.body, 1)
    sizes = walk.number(iloc.body + 4, 2)
    of_offset, of_length, of_base, of_index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    wide = 4 if version == 2 else 2
    at = iloc.body + 6
    count, at = walk.number(at, wide), at + wide
    for _ in range(count):
        walk.step()
        number, at = walk.number(at, wide), at + wide
        method = walk.number(at, 2) & 15 if version else 0
        at += 4 if version else 2
        base, at = _maybe(walk, at, of_base), at + of_base
        extents = []
        many, at = walk.number(at, 2), at + 2
        for _ in range(many):
            walk.step()
            at += of_index if version else 0
            offset, length = _maybe(walk, at, of_offset), _maybe(walk, at + of_offset, of_length)
            at += of_offset + of_length
            extents.append((base + offset, length))
        yield number, method, extents


def _maybe(walk: Walker, at: int, size: int) -> int:
    return walk.number(at, size) if size else 0
