"""What no font of a document can show is written with its name, so that no text ever stops a document. Pure.

Which signs can be shown, only the typesetter knows, by trying: `Probe`. A sign is what people see as one: a letter with its marks, a
picture made of several characters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

PLAIN = frozenset(
    [*(chr(code) for code in range(0x20, 0x250) if not 0x7F <= code < 0xA0), *"\t\n–—‘’‚“”„†‡•…‰‹›€™−"],
)
"""Characters that the font of the text has: nobody has to try them."""
WORDS = re.compile(r"(\s+)")
JOINER = "\u200d"
MODIFIERS = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)
MARKS = ("Mn", "Mc", "Me")
SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
WITHOUT_NAME = {"Co": "PRIVATE USE CHARACTER", "Cc": "CONTROL CHARACTER"}
TRIES = 300
"""How often at the most something is tried for one document; what nobody came to is written with its name."""


class Probe:
    """Finds the signs that cannot be shown. `shows` says of several whether all of them can."""

    def __init__(self, shows: Callable[[Sequence[str]], bool]) -> None:
        self._shows = shows
        self._left = TRIES

    def unshowable(self, signs: Sequence[str]) -> set[str]:
        """Those that cannot; both halves are asked until each stands alone."""
        if not signs:
            return set()
        if self._left <= 0:
            return set(signs)
        self._left -= 1
        if self._shows(signs):
            return set()
        if len(signs) == 1:
            return set(signs)
        middle = len(signs) // 2
        return self.unshowable(signs[:middle]) | self.unshowable(signs[middle:])


def unusual(text: str) -> list[str]:
    """The signs of a text that may not be in its font, each once, in the order of their numbers."""
    words = {word for word in text.split() if not PLAIN.issuperset(word)}
    return sorted({sign for word in words for sign in signs_of(word) if not PLAIN.issuperset(sign)})


def signs_of(text: str) -> Iterator[str]:
    """A text taken apart into what people see as one sign."""
    found = ""
    for one in text:
        if found and _continues(found, one):
            found += one
            continue
        if found:
            yield found
        found = one
    if found:
        yield found


def written_with_names(text: str, unshowable: set[str]) -> str:
    """The text with the names of what cannot be shown in square brackets: "I will [HOCHO U+1F52A]"."""
    if PLAIN.issuperset(text):
        return text
    return "".join(word if PLAIN.issuperset(word) else _word_with_names(word, unshowable) for word in WORDS.split(text))


def names_of(sign: str) -> list[str]:
    """What a sign is made of, by name and number; what nobody sees of it has none."""
    seen = [one for one in sign if unicodedata.category(one) != "Cf" and ord(one) not in SELECTORS]
    return [f"{_name(one)} U+{ord(one):04X}" for one in seen]


def texts_of(told: dict[str, Any]) -> Iterator[str]:
    """Every text that a document shows: `told` is what `layout.typ` takes."""
    for name in ("body", "foot", "later"):
        yield from _texts(told[name])
    if told["letterhead"]:
        head = told["letterhead"]
        yield from (head["name"], *head["lines"], head["foot"])


def changed(told: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The same document with each of its texts changed."""
    head = told["letterhead"]
    if head:
        lines = [change(line) for line in head["lines"]]
        head = {**head, "name": change(head["name"]), "lines": lines, "foot": change(head["foot"])}
    parts = {name: _changed(told[name], change) for name in ("body", "foot", "later")}
    return {**told, **parts, "letterhead": head}


def _continues(found: str, one: str) -> bool:
    code = ord(one)
    if one == JOINER or found[-1] == JOINER or unicodedata.category(one) in MARKS or code in MODIFIERS or code in TAGS:
        return True
    return code in FLAG_LETTERS and len(found) == 1 and ord(found) in FLAG_LETTERS


def _word_with_names(word: str, unshowable: set[str]) -> str:
    parts = []
    for is_named, signs in groupby(signs_of(word), lambda sign: sign in unshowable):
        if is_named:
            named = [name for sign in signs for name in names_of(sign)]
            parts.append(f"[{', '.join(named)}]" if named else "")
        else:
            parts.append("".join(signs))
    return "".join(parts)


def _name(one: str) -> str:
    return unicodedata.name(one, "") or WITHOUT_NAME.get(unicodedata.category(one), "CHARACTER WITHOUT A NAME")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "text":
                yield one
            else:
                yield from _texts(one)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_changed(one, change) for one in value]
    if isinstance(value, dict):
        return {name: change(one) if name == "text" else _changed(one, change) for name, one in value.items()}
    return value
