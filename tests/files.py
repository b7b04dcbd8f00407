"""Files as phones and browsers make them, and files that must not be taken in."""

import struct
from pathlib import Path

MEDIA = Path(__file__).parent / "media"
"""Real ones, whole: of one colour, and silent."""


def media(name: str) -> bytes:
    return (MEDIA / name).read_bytes()


def _ftyp(brand: bytes, *more: bytes) -> bytes:
    body = b"ftyp" + brand + struct.pack(">I", 512) + b"".join(more)
    return struct.pack(">I", len(body) + 4) + body


WEBM = media("voice.webm")
JPEG = media("bite.jpg")

FILES = {
    "jpeg": (bytes.fromhex("ffd8ffe000104a46494600010101004800480000") + bytes(range(256)) + b"\xff\xd9", "image/jpeg"),
    "jpeg of a camera": (bytes.fromhex("ffd8ffe1001845786966000049492a00") + bytes(300), "image/jpeg"),
    "jpeg of a phone": (JPEG, "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(300), "image/png"),
    "webp": (media("bite.webp"), "image/webp"),
    "heic of an iPhone": (media("bite.heic"), "image/heic"),
    "recorder of Chromium": (WEBM, "audio/webm"),
    "recorder of Chromium, live": (media("voice_live.webm"), "audio/webm"),
    "recorder of Firefox": (media("voice.ogg"), "audio/ogg"),
    "recorder of Safari": (media("voice_fragmented.mp4"), "audio/mp4"),
    "voice memo": (media("voice.m4a"), "audio/mp4"),
    "old Android": (media("voice.3gp"), "audio/3gpp"),
    "recorder of a screen, sound alone": (media("voice.mka"), "audio/matroska"),
    "film of an iPhone": (media("film.mov"), "video/quicktime"),
    "film of an Android": (media("film.mp4"), "video/mp4"),
    "film made ready for the web": (media("film_front.mp4"), "video/mp4"),
    "film of Safari": (media("film_fragmented.mp4"), "video/mp4"),
    "film of an old Android": (media("film.3gp"), "video/3gpp"),
    "film of Chromium": (media("film.webm"), "video/webm"),
    "film without sound": (media("silent.webm"), "video/webm"),
    "film of a screen": (media("film.mkv"), "video/matroska"),
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
    "beginning of an MP4": _ftyp(b"isom", b"mp41") + bytes(300),
    "beginning of a HEIC": _ftyp(b"heic", b"mif1") + bytes(300),
    "AVIF": _ftyp(b"avif", b"mif1") + bytes(300),
    "MP4 cut off": media("film_front.mp4")[:900],
    "Ogg with an unknown stream": b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHea?" + bytes(300),
    "beginning of a film": bytes.fromhex("1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b6142878104")
    + bytes(300),
    "words": b"Good morning.",
    "zeros": bytes(300),
    "one byte": b"\xff",
}
