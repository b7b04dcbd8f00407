"""Beginnings of files as phones and browsers write them, and of files that must not be taken in."""

import struct


def _mp4(brand: bytes, *more: bytes) -> bytes:
    body = b"ftyp" + brand + struct.pack(">I", 512) + b"".join(more)
    return struct.pack(">I", len(body) + 4) + body + bytes(300)


WEBM = bytes.fromhex(
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff"
) + bytes(300)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010101004800480000") + bytes(range(256)) + b"\xff\xd9"

FILES = {
    "jpeg": (JPEG, "image/jpeg"),
    "jpeg of a camera": (bytes.fromhex("ffd8ffe1001845786966000049492a00") + bytes(300), "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(300), "image/png"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(300), "image/webp"),
    "heic of an iPhone": (_mp4(b"heic", b"mif1", b"heic"), "image/heic"),
    "recorder of Chromium": (WEBM, "audio/webm"),
    "recorder of Firefox": (b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(300), "audio/ogg"),
    "recorder of Safari": (_mp4(b"iso5", b"iso5", b"iso6", b"mp41"), "audio/mp4"),
    "voice memo": (_mp4(b"M4A ", b"M4A ", b"mp42", b"isom"), "audio/mp4"),
    "old Android": (_mp4(b"3gp4", b"isom", b"3gp4"), "audio/3gpp"),
    "mp3": (b"ID3\x04\0" + bytes(300), "audio/mpeg"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(300), "audio/wav"),
    "pdf": (b"%PDF-1.7\n" + bytes(300) + b"%%EOF", "application/pdf"),
}
"""Content, and what it is."""

REFUSED = {
    "program": b"MZ\x90\0\x03\0\0\0" + bytes(300),
    "program of Linux": b"\x7fELF\x02\x01\x01" + bytes(300),
    "drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "drawing with a declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "page": b"<!DOCTYPE html><html><script>1</script></html>",
    "page without a declaration": b"<html><script>1</script></html>",
    "archive": b"PK\x03\x04" + bytes(300),
    "film": bytes.fromhex("1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b6142878104") + bytes(300),
    "words": b"Good morning.",
    "zeros": bytes(300),
    "one byte": b"\xff",
}
