"""Files that are kept, and what is done to them behind the back of our code."""

from collections.abc import Callable

from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.files import WEBM

from alongside.evidence.models import StoredFile

LARGE = WEBM + bytes(range(256)) * 20_000
"""Five pieces."""
FLIP = "UPDATE evidence_piece SET bytes = set_bit(bytes, 4711, 1 - get_bit(bytes, 4711)) WHERE number = 4"
Take = Callable[..., StoredFile]


def tamper(statement: str) -> None:
    """Does behind the back of our code what the database would refuse."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format(statement))
    run("SET CONSTRAINTS ALL DEFERRED")
