"""What somebody typed to search. Pure."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from alongside.incidents.references import tidy

LONGEST = 200
SHORTEST_BEGINNING = 3
REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True, slots=True)
class Words:
    """`said` as it was typed, without spaces at the ends. `whole` is for `websearch_to_tsquery`; `beginning` is the last word,
    of which more letters may follow, or nothing. `reference` is what it is if it is meant as a reference.
    """

    said: str = ""
    whole: str = ""
    beginning: str = ""
    reference: str = ""

    def __bool__(self) -> bool:
        return bool(self.said)


def parse(typed: str) -> Words:
    """Reads a search: words that must all be there, "words in quotes" next to each other, -not, or.

    The last word may be the beginning of one, unless it stands in quotes, is excluded, is an alternative, or is shorter
    than three letters.
    """
    said = " ".join(normalize("NFC", typed.replace("\x00", " ")).split())[:LONGEST].strip()
    whole, beginning = said, ""
    head, _, last = said.rpartition(" ")
    alone = head.count('"') % 2 == 0 and not re.search(r"(^|\s)or$", head, re.IGNORECASE)
    if alone and len(last) >= SHORTEST_BEGINNING and last.isalpha() and last.lower() != "or":
        whole, beginning = head, last
    reference = tidy(said)
    return Words(said, whole, beginning, reference if REFERENCE.fullmatch(reference) and len(said) <= 12 else "")
