"""A statement as its form takes it: Criminal Justice Act 1967, section 9; Criminal Procedure Rules 2020, rule 16.2."""

import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.days import day_in_words
from alongside.cases.exhibits.queries import exhibits_of
from alongside.cases.models import Case, Exhibit, Statement, StatementSignature, StatementVersion, compartment_of
from alongside.cases.producing.actions import produce_about
from alongside.cases.producing.kinds import WITNESS_STATEMENT
from alongside.documents.models import Produced
from alongside.ledger.actions import Actor
from alongside.machine import Refused


def statement_data(version: StatementVersion, exhibits: Iterable[Exhibit] = ()) -> dict[str, Any]:
    """What the form of a witness statement is filled with: of `exhibits`, those that its words name."""
    return {
        "witness": version.witness,
        "age": "over 18" if version.age is None else str(version.age),
        "occupation": version.occupation,
        "words": version.words.replace("\r\n", "\n"),
        "exhibits": [{"mark": one.mark, "what": one.what} for one in exhibits if _names(version.words, one.mark)],
        "occurrence": version.occurrence_number,
        "reader": version.reader,
        "signed": _signed(version),
    }


def produce_statement(case: Case, statement: Statement, *, by: Actor) -> Produced:
    """The latest version on its form, ready to be signed; what is signed on the screen already as PDF alone. Raises `Refused` where it is withdrawn, `Unproducible`."""
    if statement.withdrawn_on is not None:
        raise Refused("It was withdrawn. It is not produced before whoever made it stands by it again.")
    version = statement.versions.all()[0]
    return produce_about(
        case,
        WITNESS_STATEMENT,
        statement_data(version, exhibits_of(case).filter(struck_at=None)),
        f"Witness statement of {day_in_words(version.taken_on)}, version {version.number}",
        about=("statement", version.pk),
        to_edit=not _signed(version),
        needs=sorted({"cases.read_suspect", f"cases.read_{compartment_of(statement.whose)}"}),
        by=by,
    )


def _signed(version: StatementVersion) -> str:
    """What the form says of a signature on the screen; empty where it is signed by hand."""
    one = StatementSignature.objects.filter(version=version).exclude(name="").first()
    if one is None:
        return ""
    local = one.at.astimezone(ZoneInfo(version.organisation.time_zone))
    read = f" {one.reader}: {one.reader_declaration}" if one.reader else ""
    when = f"{local.day} {local:%B %Y, %H:%M}"
    return f"Signed on the screen by {one.name}, {when}.{read} SHA-256 of what was signed: {one.digest}"


def _names(words: str, mark: str) -> bool:
    return re.search(rf"(?<![\w/]){re.escape(mark)}(?![\w/])", words, re.IGNORECASE) is not None
