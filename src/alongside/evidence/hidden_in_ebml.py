"""What stands in WebM and Matroska beside sound and picture, overwritten in its place (RFC 9559). Pure."""

from alongside.evidence.ebml import ATTACHMENTS, CHAPTERS, INFO, TAGS, Element, elements, segment
from alongside.evidence.walking import Malformed, Walker

VOID, CRC = 0xEC, 0xBF
DATE, TITLE, FILE_NAME, UUID = 0x4461, 0x7BA9, 0x7384, 0x73A4
TOLD = frozenset({TAGS, ATTACHMENTS, CHAPTERS})
TOLD_IN_INFO = frozenset({DATE, TITLE, FILE_NAME, UUID, CRC})


def blank_in_ebml(content: bytearray, walk: Walker) -> None:
    """Tags, attached files, chapters, when it was made and what it is called."""
    for one in segment(walk):
        if one.id in TOLD:
            _void(content, one)
        elif one.id == INFO:
            for told in elements(walk, one.body, one.end):
                if told.id in TOLD_IN_INFO:
                    _void(content, told)


def _void(content: bytearray, one: Element) -> None:
    """Makes it an element of nothing, as long as it was (RFC 8794, 11.3.2)."""
    length = one.end - one.start
    if length < 2:
        raise Malformed("an element is too short")
    size = bytes([0x80 | length - 2]) if length < 2 + 127 else b"\x01" + (length - 9).to_bytes(7, "big")
    head = bytes([VOID]) + size
    content[one.start : one.end] = head + bytes(length - len(head))
