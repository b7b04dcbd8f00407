"""Ogg (RFC 3533): each stream in it begins with a page that says what it is. Pure."""

from alongside.evidence.walking import Malformed, Walker

MAGIC = b"OggS"
BEGINS = 0x02
HEADER = 27
SOUND = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
FILM = (b"\x80theora", b"BBCD\x00", b"OVP80")
BESIDE = (b"fishead\x00", b"CMML\x00", b"\x80kate\x00")
"""Streams that describe others."""


def type_in_ogg(walk: Walker) -> str:
    """The name of the media type; empty where a stream in it is none that is known."""
    at, found = 0, set()
    while at + HEADER <= walk.size:
        walk.step()
        if walk.read(at, 4) != MAGIC:
            raise Malformed("a page is missing")
        if not walk.number(at + 5, 1) & BEGINS:
            break  # every stream has begun (section 4)
        segments = walk.read(at + HEADER, walk.number(at + 26, 1))
        body = at + HEADER + len(segments)
        told = walk.read(body, min(8, sum(segments)))
        found.add(
            "sound"
            if told.startswith(SOUND)
            else "film"
            if told.startswith(FILM)
            else "beside"
            if told.startswith(BESIDE)
            else ""
        )
        at = body + sum(segments)
    if "" in found or not found & {"sound", "film"}:
        return ""
    return "video/ogg" if "film" in found else "audio/ogg"
