"""Taking out of a file what tells who made it: where, when and with which device, names, titles. Pure.

Picture and sound stay as they are, to the bit. What can be cut out without moving the rest is cut out; in the others it is
overwritten with nothing, so that every place in the file stays where it was.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from alongside.evidence.hidden_in_boxes import blank_in_boxes, blank_in_heic
from alongside.evidence.hidden_in_ebml import blank_in_ebml
from alongside.evidence.walking import Malformed, Walker

ORIENTATION = 0x0112
SCAN, END, COMMENT, APP0, APP1, APP15 = 0xDA, 0xD9, 0xFE, 0xE0, 0xE1, 0xEF
KEPT_APP = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Segments of a JPEG that say how its colours are meant; all other application segments go."""
KEPT_CHUNKS = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"acTL",
        b"fcTL",
    }
    | {b"fdAT", b"cICP"}
)
"""Chunks of a PNG without which it looks otherwise."""
KEPT_IN_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
EXIF_FLAG, XMP_FLAG = 0x08, 0x04


def can_be_cleaned(media_type: str) -> bool:
    """Whether what tells who made it can be taken out of files of this type."""
    return media_type in CLEANERS


def without_details(content: bytes, media_type: str) -> bytes:
    """The file without what tells who made it; as it is where the type cannot be cleaned. Raises Malformed."""
    clean = CLEANERS.get(media_type)
    return clean(content) if clean else content


def _clean_jpeg(content: bytes) -> bytes:
    """ITU-T T.81 annex B. The way up is kept (Exif 2.3, tag 0x0112); what stands after the end of the picture goes."""
    if content[:2] != b"\xff\xd8":
        raise Malformed("no JPEG")
    kept = [content[:2]]
    turned = 1
    at = 2
    while True:
        at, marker = _marker(content, at)
        if marker == END:
            return b"".join([kept[0], _upright(turned), *kept[1:], b"\xff\xd9"])
        if at + 2 > len(content):
            raise Malformed("it ends too early")
        end = at + int.from_bytes(content[at : at + 2], "big")
        segment = content[at + 2 : end]
        if marker == APP1 and segment.startswith(b"Exif\x00\x00") and turned == 1:
            turned = _orientation(segment[6:])
        is_app = APP0 <= marker <= APP15
        if marker != COMMENT and (not is_app or segment.startswith(KEPT_APP.get(marker, b"\x00never"))):
            kept.append(content[at - 2 : end])
        at = end
        if marker == SCAN:
            after = _end_of_scan(content, at)
            kept.append(content[at:after])
            at = after


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The place behind the marker at `at`, which may have fill bytes before it, and what it is."""
    if at >= len(content) or content[at] != 0xFF:
        raise Malformed("a marker is missing")
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at >= len(content) or content[at] in (0x00, 0x01) or 0xD0 <= content[at] <= 0xD8:
        raise Malformed("a marker is missing")
    return at + 1, content[at]


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is none of the scan itself."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Malformed("it ends too early")
        if content[at + 1] == 0x00 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int:
    """Which way up the picture is, 1 to 8; 1 where nothing can be read."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return 1
    at = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if at + 2 > len(tiff):
        return 1
    for number in range(min(struct.unpack_from(f"{order}H", tiff, at)[0], 200)):
        entry = at + 2 + 12 * number
        if entry + 10 > len(tiff):
            return 1
        if struct.unpack_from(f"{order}H", tiff, entry)[0] == ORIENTATION:
            turned = struct.unpack_from(f"{order}H", tiff, entry + 8)[0]
            return turned if 1 <= turned <= 8 else 1
    return 1


def _upright(turned: int) -> bytes:
    """A segment that says which way up it is, and nothing else."""
    if turned == 1:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    tiff = b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\x00\x00" + tiff


def _clean_png(content: bytes) -> bytes:
    """ISO/IEC 15948. What stands after the end of the picture goes."""
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise Malformed("no PNG")
    kept = [content[:8]]
    at = 8
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(content):
            raise Malformed("a chunk does not fit")
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise Malformed("a chunk is damaged")
        if kind in KEPT_CHUNKS:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise Malformed("it ends too early")


def _clean_webp(content: bytes) -> bytes:
    """RFC 9649. What stands after the end of the picture goes."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise Malformed("no WebP")
    whole = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    kept = [_without_flags(kind, chunk) for kind, chunk in _chunks(content, 12, whole) if kind in KEPT_IN_WEBP]
    body = b"".join([b"WEBP", *kept])
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunks(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        after = at + 8 + size + size % 2
        if at + 8 + size > end:
            raise Malformed("a chunk does not fit")
        yield content[at : at + 4], content[at:after]
        at = after


def _without_flags(kind: bytes, chunk: bytes) -> bytes:
    if kind != b"VP8X" or len(chunk) < 9:
        return chunk
    return chunk[:8] + bytes([chunk[8] & ~(EXIF_FLAG | XMP_FLAG)]) + chunk[9:]


def _blanked(blank: Callable[[bytearray, Walker], None]) -> Callable[[bytes], bytes]:
    def clean(content: bytes) -> bytes:
        changed = bytearray(content)
        blank(changed, Walker(io.BytesIO(content), len(content)))
        return bytes(changed)

    return clean


CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _clean_jpeg,
    "image/png": _clean_png,
    "image/webp": _clean_webp,
    "image/heic": _blanked(blank_in_heic),
    **dict.fromkeys(
        ("audio/mp4", "audio/3gpp", "video/mp4", "video/3gpp", "video/quicktime"), _blanked(blank_in_boxes)
    ),
    **dict.fromkeys(("audio/webm", "video/webm", "audio/matroska", "video/matroska"), _blanked(blank_in_ebml)),
}
