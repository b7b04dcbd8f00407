"""How alike two reports are, and why one would say so. Pure; the weights are a first setting and have no outside source."""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

MINUTES_NEAR = 90
MINUTES_LIKELY = 12 * 60
WORDS_SAME, WORDS_ALIKE = 0.6, 0.3
"""Similarity by trigrams (pg_trgm), 0 to 1."""
NAMES_ALIKE = 0.6


class Kind(StrEnum):
    """What is suggested."""

    DUPLICATE = "duplicate"
    SAME_EVENT = "same_event"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two reports have in common. What the caller may not read is left at nothing, and counts for nothing.

    `words`: similarity of the accounts, 0 to 1. `names`: the best similarity of two people's names in the same part.
    """

    minutes_apart: float
    same_place: bool = False
    same_site: bool = False
    same_kinds: bool = False
    same_reporter: bool = False
    same_affected: bool = False
    same_responsible: bool = False
    words: float = 0.0
    names: float = 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` orders suggestions, 0 to 100; `because` is what a person checks: "same ward", "20 minutes apart"."""

    score: int
    kind: Kind
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        """ "Same place, 20 minutes apart, similar words"."""
        return ", ".join(self.because).capitalize()


def compare(pair: Pair) -> Likeness:
    """What one would say of these two reports; `Kind.NOTHING` where nothing speaks for it.

    A duplicate is the same story from the same person or in the same words; everything else that was near in time and
    place, or about the same people, is at most the same event.
    """
    said: list[tuple[int, str]] = []
    if pair.same_place:
        said.append((25, "same place"))
    elif pair.same_site:
        said.append((10, "same site"))
    if pair.minutes_apart <= MINUTES_LIKELY:
        said.append((25 if pair.minutes_apart <= MINUTES_NEAR else 10, apart(pair.minutes_apart)))
    if pair.words >= WORDS_SAME:
        said.append((40, "nearly the same words"))
    elif pair.words >= WORDS_ALIKE:
        said.append((20, "similar words"))
    if pair.same_responsible:
        said.append((25, "same person responsible"))
    if pair.same_affected:
        said.append((20, "same person affected"))
    if pair.same_reporter:
        said.append((10, "same reporter"))
    if pair.names >= NAMES_ALIKE and not (pair.same_responsible or pair.same_affected):
        said.append((15, "similar name"))
    if pair.same_kinds:
        said.append((5, "same kind"))
    score = min(sum(weight for weight, _ in said), 100)
    return Likeness(score, _kind(pair, score), tuple(words for _, words in said))


def _kind(pair: Pair, score: int) -> Kind:
    near = pair.minutes_apart <= MINUTES_NEAR
    if pair.words >= WORDS_SAME and pair.minutes_apart <= MINUTES_LIKELY:
        return Kind.DUPLICATE
    if near and pair.same_reporter and (pair.same_place or pair.same_affected):
        return Kind.DUPLICATE
    people = pair.same_responsible or pair.same_affected or pair.names >= NAMES_ALIKE
    if near and (pair.same_place or people or (pair.same_site and pair.words >= WORDS_ALIKE)):
        return Kind.SAME_EVENT
    if pair.minutes_apart <= MINUTES_LIKELY and score >= 55:
        return Kind.SAME_EVENT
    return Kind.NOTHING


def apart(minutes: float) -> str:
    """ "20 minutes apart", "3 hours apart", "at the same time"."""
    whole = round(minutes)
    if whole < 2:
        return "at the same time"
    return f"{whole} minutes apart" if whole < 120 else f"{whole // 60} hours apart"


def name_likeness(one: str, other: str, *, at_least: float = 0.0) -> float:
    """How alike two names are, 0 to 1, whatever the order of their parts: "Velt, Arno" is "Arno Velt". Less than `at_least` is
    given as 0: that two names have little in common is known long before how much.
    """
    first, second = _tidied(one), _tidied(other)
    if not first or not second:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < at_least:  # neither is less than the ratio
        return 0.0
    alike = matcher.ratio()
    return alike if alike >= at_least else 0.0


@lru_cache(maxsize=4096)
def _tidied(name: str) -> str:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join(sorted("".join(letter if letter.isalnum() else " " for letter in plain).split()))
