"""A statement as its form takes it: Criminal Justice Act 1967, section 9; Criminal Procedure Rules 2020, rule 16.2."""

import re
from collections.abc import Iterable
from typing import Any

from alongside.cases.models import Exhibit, StatementVersion


def statement_data(version: StatementVersion, exhibits: Iterable[Exhibit] = ()) -> dict[str, Any]:
    """What the form of a witness statement is filled with: of `exhibits`, those that its words name."""
    return {
        "witness": version.witness,
        "age": "over 18" if version.age is None else str(version.age),
        "occupation": version.occupation,
        "words": version.words.replace("\r\n", "\n"),
        "exhibits": [{"mark": one.mark, "what": one.what} for one in exhibits if _names(version.words, one.mark)],
        "reader": version.reader,
    }


def _names(words: str, mark: str) -> bool:
    return re.search(rf"(?<![\w/]){re.escape(mark)}(?![\w/])", words, re.IGNORECASE) is not None
