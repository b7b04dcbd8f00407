"""The words and names of made-up incidents, by Zipf's law: some stand in half of all accounts and most in hardly any."""

import random
from collections.abc import Iterator
from itertools import accumulate

KNOWN = (
    "the and to was her patient he she staff nurse door ward said shouted him asked called when room then told "
    "security relative police wait waiting arm hit pushed threatened desk left doctor bed medicine refused "
    "spat kicked punched bruise corridor reception visitor angry drunk alcohol knife scissors chair threw "
    "table phone camera car park home visit dog street stairs lift window locked alone night morning team "
    "manager reported afraid crying calm moved restrained sedated bitten scratched racist slur abuse verbal "
    "aggressive confused dementia"
)
"""The commonest words, commonest first; the others are made of syllables."""
RARE_WORD, MIDDLE_WORD, COMMON_WORD = "machete", "scissors", "patient"
SENTENCES, RARE, NAMES = 60_000, 200_000, 200_000
SYLLABLES = [first + vowel for first in "bcdfghklmnprstvwz" for vowel in ("a", "e", "i", "o", "u", "ar", "en", "ol")]


def sentences() -> Iterator[str]:
    """Of 9 to 20 words each."""
    chance = _chance(1)
    words = [*KNOWN.split(), *_invented(20_000)]
    weights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    for _ in range(SENTENCES):
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(9, 20))).capitalize() + "."


def rare_words() -> list[str]:
    """Each stands in a handful of accounts."""
    return _invented(RARE)


def names() -> Iterator[str]:
    """First names and surnames as often as people bear them."""
    chance = _chance(2)
    first = [name.capitalize() for name in _invented(400)]
    last = [name.capitalize() for name in _invented(8_000)]
    first_weights = list(accumulate(1 / (rank + 5) for rank in range(len(first))))
    last_weights = list(accumulate(1 / (rank + 20) for rank in range(len(last))))
    given = chance.choices(first, cum_weights=first_weights, k=NAMES)
    for name, surname in zip(given, chance.choices(last, cum_weights=last_weights, k=NAMES), strict=True):
        yield f"{name} {surname}"


def _invented(number: int) -> list[str]:
    chance = _chance(number)
    made: dict[str, None] = {}
    while len(made) < number:
        made["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return list(made)


def _chance(number: int) -> random.Random:
    return random.Random(20260101 + number)  # noqa: S311 (the same words at every run)
