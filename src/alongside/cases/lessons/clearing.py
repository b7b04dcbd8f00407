"""Whether words identify somebody: what a case knows of people, found again in a text however it is written there. Pure.

What is found is refused, not blacked out: whoever wrote it says it in other words. A person confirms besides, because no list
knows who "the night porter of that surgery" is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from alongside.people.nhs_number import is_nhs_number


class Sort(StrEnum):
    """What sort of thing is known; the words for it."""

    NAME = "a name"
    BODY = "where it happened"
    REFERENCE = "a reference"
    TELEPHONE = "a telephone number"
    EMAIL = "an e-mail address"
    POSTCODE = "a postcode"
    NHS_NUMBER = "an NHS number"


@dataclass(frozen=True, slots=True)
class Known:
    """Something that leads to somebody."""

    value: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class Found:
    """Where it stands in a text, as it stands there."""

    words: str
    sort: Sort
    start: int


NO_NAMES_WRITTEN = """
mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev pc dc ds sgt sergeant insp inspector constable
officer nurse sister matron manager security staff patient relative visitor the a an and of or in on at to by my we
us no not is it he she her him his they van von der den de del della di da la le el al bin ibn bint ben st unknown
unnamed known man woman male female boy girl person people somebody nobody anonymous mother father brother son
daughter wife husband partner witness as be do go if me so up am
"""
NO_NAMES = frozenset(NO_NAMES_WRITTEN.split())
"""Words that stand beside names and are none, or that nobody can do without."""
EVERYDAY_WRITTEN = """
will may mark bill grant page long young white black brown green grey stone hall field wood woods hope grace faith
joy rose june april august summer winter dawn art guy pat sue baker cook carter porter ward price cross day best
good small short little rich king bishop marsh ford lane street park banks bell ball case chase frank hill hunt law
major miles noble pope power rush sharp swift wise west north south east head hand love moon night pool read rivers
rock steel storm strong way wells quick still frost rain carer driver walker
"""
EVERYDAY = frozenset(EVERYDAY_WRITTEN.split())
"""Words that are names too: taken for one where they have a capital within a sentence."""
SEPARATORS = r"[\s./()\-\u2010-\u2015]*"
SHORTEST_REFERENCE = 4
SHORTEST_TELEPHONE = 7

TOKEN = re.compile(r"[^\W_]+")
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
LETTER = re.compile(r"[^\W_]|['\u2019\-\u2010]")
NO_ACCENTS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that are no letter with an accent, as people write them who have not got them."""
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
MOBILE = re.compile(r"(?<!\d)(?:\+44|0044|0)[\s()0-]*7(?:[\s-]*\d){9}(?!\d)")
OUR_REFERENCE = re.compile(r"\b[CR]-[0-9A-Z]{4}-?[0-9A-Z]{4}\b", re.IGNORECASE)


def identities_in(text: str, known: Iterable[Known]) -> list[Found]:
    """What of that stands in a text, in its order; and whatever has the form of an address, a mobile or an NHS number."""
    text = unicodedata.normalize("NFC", text)
    tokens = [(_folded(one.group()), one) for one in TOKEN.finditer(text)]
    found = [*_shapes(text)]
    for one in known:
        if one.sort == Sort.NAME:
            found += _names(text, tokens, one.value)
        elif one.sort == Sort.BODY:
            found += _phrases(text, tokens, one.value, Sort.BODY)
        else:
            found += (Found(hit.group(), one.sort, hit.start()) for hit in _pattern(one).finditer(text))
    kept: dict[tuple[int, str], Found] = {}
    for hit in sorted(found, key=lambda hit: (hit.start, -len(hit.words))):
        if not any(before.start <= hit.start < before.start + len(before.words) for before in kept.values()):
            kept[(hit.start, hit.words)] = hit
    return list(kept.values())


def known_telephones(written: str) -> list[Known]:
    """The numbers in what somebody wrote as their telephone: "07700 900123 (home), 01632 960001"."""
    runs = re.findall(r"\+?\d(?:[\s()-]*\d)+", written)
    return [Known(run, Sort.TELEPHONE) for run in runs if len(_digits(run)) >= SHORTEST_TELEPHONE]


def _shapes(text: str) -> Iterator[Found]:
    for sort, shape in (
        (Sort.EMAIL, EMAIL),
        (Sort.POSTCODE, POSTCODE),
        (Sort.TELEPHONE, MOBILE),
        (Sort.REFERENCE, OUR_REFERENCE),
    ):
        yield from (Found(hit.group(), sort, hit.start()) for hit in shape.finditer(text))
    for hit in TEN_DIGITS.finditer(text):
        if is_nhs_number(_digits(hit.group())):
            yield Found(hit.group(), Sort.NHS_NUMBER, hit.start())


def _names(text: str, tokens: list[tuple[str, re.Match[str]]], name: str) -> Iterator[Found]:
    """The whole name, and each of its parts by itself."""
    if len(TOKEN.findall(name)) > 1 and not set(_folded(name).split()) <= NO_NAMES:
        yield from _phrases(text, tokens, name, Sort.NAME)
    written = [*TOKEN.findall(name), *("".join(TOKEN.findall(word)) for word in BETWEEN.split(name))]
    if name != name.lower():  # "PC Odell of the night shift": small letters are no name beside capitals
        written = [part for part in written if part != part.lower()]
    parts = {_folded(part) for part in written}
    wanted = {part for part in parts if len(part) > 1 and part not in NO_NAMES and not part.isdigit()}
    for folded, hit in tokens:
        if folded in wanted and (folded not in EVERYDAY or _is_named(text, hit)):
            yield _whole_word(text, hit)


def _whole_word(text: str, hit: re.Match[str]) -> Found:
    """With what hangs on it: "O'Brien", "Nia's"."""
    start, end = hit.span()
    while start and LETTER.match(text[start - 1]):
        start -= 1
    while end < len(text) and LETTER.match(text[end]):
        end += 1
    return Found(text[start:end], Sort.NAME, start)


def _is_named(text: str, hit: re.Match[str]) -> bool:
    """Whether a word has a capital that no beginning of a sentence gave it."""
    before = text[: hit.start()].rstrip(" \t\"'\u201c\u2018(")
    return hit.group()[0].isupper() and bool(before) and before[-1] not in ".!?:;\n\u2022-"


def _phrases(text: str, tokens: list[tuple[str, re.Match[str]]], phrase: str, sort: Sort) -> Iterator[Found]:
    wanted = [_folded(part) for part in TOKEN.findall(unicodedata.normalize("NFC", phrase))]
    folded = [word for word, _ in tokens]
    for at in range(len(folded) - len(wanted) + 1) if wanted else ():
        if folded[at : at + len(wanted)] == wanted:
            start, end = tokens[at][1].start(), tokens[at + len(wanted) - 1][1].end()
            yield Found(text[start:end], sort, start)


def _pattern(known: Known) -> re.Pattern[str]:
    """Finds a number or an address, whatever stands between its signs."""
    if known.sort == Sort.EMAIL:
        return re.compile(rf"(?<![\w.+-]){re.escape(known.value.strip())}(?![\w-])", re.IGNORECASE)
    if known.sort == Sort.TELEPHONE:
        national = re.sub(r"^(?:00)?440?|^0", "", _digits(known.value))
        return re.compile(rf"(?<!\d)(?:\+?(?:00)?44)?{SEPARATORS}0?{SEPARATORS}{SEPARATORS.join(national)}(?!\d)")
    signs = [re.escape(sign) for sign in known.value if sign.isalnum()]
    if len(signs) < SHORTEST_REFERENCE:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![^\W_]){SEPARATORS.join(signs)}(?![^\W_])", re.IGNORECASE)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def _folded(text: str) -> str:
    """Without accents and capitals."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return bare.casefold().translate(NO_ACCENTS)
