"""What in a lesson looks as if it led to somebody, whether or not the case knows of it: a title with a name, an address, a day, a
number. Pure. It is pointed out before a lesson is shared and not refused: whoever shares it decides.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum


class Looks(StrEnum):
    """What it looks like, in words."""

    TITLE = "a title with a name"
    ADDRESS = "an address"
    POSTCODE = "a postcode"
    DAY = "a day"
    NUMBER = "a number of ten digits, as NHS numbers have"
    TELEPHONE = "a telephone number"


MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
TENS = "twenty|thirty"
ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
ORDINAL = rf"(?:(?:(?:{TENS})[\s-])?(?:{ORDINALS}))"
STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|way|crescent|court|place|gardens|terrace|square|hill|grove|park|mews"
    "|walk|row|green|view|parade|rise|house"
)
TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Lord|Lady|Rev|PC|PCSO|DC|DS|Sgt|Sergeant|Inspector|Constable|Nurse"
    "|Sister|Matron|Midwife|Porter|Paramedic"
)
SHAPES: tuple[tuple[Looks, re.Pattern[str]], ...] = (
    (Looks.TITLE, re.compile(rf"\b(?:{TITLES})\.?\s+(?:[A-Z]\.?\s+)?[A-Z][\w'\u2019-]+")),
    (
        Looks.ADDRESS,
        re.compile(
            rf"\b(?i:flat\s+)?\d+[A-Za-z]?,?\s+(?:[A-Z][\w'\u2019-]+\s+){{1,3}}(?i:{STREETS})\b"
            rf"|\b(?i:flat)\s+\d+[A-Za-z]?\b"
        ),
    ),
    (Looks.POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)),
    (
        Looks.DAY,
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b"
            rf"|\b(?:{MONTHS})\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?|{ORDINAL})\b"
            rf"|\b{ORDINAL}\s+(?:of\s+)?(?:{MONTHS})\b"
            r"|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b",
            re.IGNORECASE,
        ),
    ),
    (Looks.NUMBER, re.compile(r"(?<![\d+])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")),
    (Looks.TELEPHONE, re.compile(r"(?<![\d\w])(?:\+44|0044|0)(?:[\s()-]*\d){9,10}(?!\d)")),
)


def looks_identifying(text: str) -> list[tuple[str, Looks]]:
    """The words that look so, each once, in their order, with what they look like."""
    text = unicodedata.normalize("NFC", text)
    found = sorted(_found(text), key=lambda one: (one[0], -one[1]))
    kept: dict[str, Looks] = {}
    end = 0
    for start, until, sort in found:
        if start >= end:
            kept.setdefault(" ".join(text[start:until].split()), sort)
            end = until
    return list(kept.items())


def _found(text: str) -> Iterator[tuple[int, int, Looks]]:
    for sort, shape in SHAPES:
        for hit in shape.finditer(text):
            yield hit.start(), hit.end(), sort
