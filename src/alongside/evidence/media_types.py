"""What a file is, found from its content, and whether it may be taken in. Pure: no database, no clock.

Neither the name of a file nor the type that a browser gives with it is looked at: both are the sender's word. Of what can hold
sound or film alike, the tracks are looked at (`boxes`, `ebml`, `ogg`); of everything else the beginning.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Literal

import puremagic

from alongside.evidence import ebml, ogg
from alongside.evidence.boxes import is_boxes, type_in_boxes
from alongside.evidence.walking import Malformed, NotThere, Walker

Kind = Literal["picture", "voice", "video", "document", "office"]
LIST = Path(__file__).with_name("media_types.toml")
HEAD_BYTES = 8192
"""How much of a file's beginning says what it is."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type that may be taken in. `shown`: a browser may show it in a page."""

    name: str
    kind: Kind
    extension: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a file is taken in: what it may be, and the name of the size limit (`note`, or "" for the kind's own)."""

    code: str
    kinds: tuple[Kind, ...]
    size: str


def media_type_of(content: IO[bytes], size: int, kinds: tuple[Kind, ...]) -> MediaType | None:
    """The type of a file of `size` bytes, or None where it is none of `kinds`.

    Raises NotThere where `content` is only its beginning, which does not say.
    """
    found = _types_in(content, size)
    fitting = [one for name, one in _types().items() if name in found and one.kind in kinds]
    return fitting[0] if fitting else None


def may_be_one_of(beginning: bytes, size: int, kinds: tuple[Kind, ...]) -> bool:
    """Whether a file of `size` bytes that begins so may be one of `kinds`: where its beginning does not say, the whole will."""
    try:
        return media_type_of(BytesIO(beginning), size, kinds) is not None
    except NotThere:
        return True


def _types_in(content: IO[bytes], size: int) -> set[str]:
    content.seek(0)
    head = content.read(HEAD_BYTES)
    walk = Walker(content, size)
    try:
        if is_boxes(head):
            return {type_in_boxes(walk)}
        if head.startswith(ebml.MAGIC):
            return {ebml.type_in_ebml(walk)}
        if head.startswith(ogg.MAGIC):
            return {ogg.type_in_ogg(walk)}
        found = puremagic.magic_string(head)
    except NotThere:
        raise
    except (Malformed, puremagic.PureError, ValueError):
        return set()
    surest = max(match.confidence for match in found)
    return {match.mime_type for match in found if match.confidence == surest}


def media_type_named(name: str) -> MediaType:
    """The type of that name. Raises KeyError where the list does not hold it."""
    return _types()[name]


def purpose_of(code: str) -> Purpose:
    """The purpose with that code. Raises KeyError where the list does not hold it."""
    told = _list()["purposes"][code]
    return Purpose(code, tuple(told["kinds"]), told.get("size", ""))


def accepted_for(code: str) -> str:
    """What a file input offers for a purpose (`accept`): `audio/*`, `image/*`, `video/*`, extensions of documents."""
    wanted = {"picture": ["image/*"], "voice": ["audio/*"], "video": ["video/*"]}
    documents = [one.extension for one in dict.fromkeys(_types().values()) if one.kind == "document"]
    return ",".join(text for kind in purpose_of(code).kinds for text in wanted.get(kind, documents))


@cache
def _types() -> dict[str, MediaType]:
    """Types by each of their names."""
    found: dict[str, MediaType] = {}
    for name, told in _list()["types"].items():
        media_type = MediaType(name, told["kind"], told["extension"], told.get("shown", False))
        found |= dict.fromkeys([name, *told.get("also", [])], media_type)
    return found


@cache
def _list() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text())
