"""A statement as its form takes it: Criminal Justice Act 1967, section 9; Criminal Procedure Rules 2020, rule 16.2."""

from typing import Any

from alongside.cases.models import StatementVersion


def statement_data(version: StatementVersion) -> dict[str, Any]:
    """What the form of a witness statement is filled with."""
    return {
        "witness": version.witness,
        "age": "over 18" if version.age is None else str(version.age),
        "occupation": version.occupation,
        "words": version.words.replace("\r\n", "\n"),
        "exhibits": [],
        "reader": version.reader,
    }
