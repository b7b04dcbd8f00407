"""Pieces of work that stand apart: where one fails, the next goes on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Piece:
    """How a piece of work went."""

    failed: bool = False


@contextmanager
def apart(what_failed: str) -> Iterator[Piece]:
    """A piece of work in a transaction of its own. Where it fails, all of it is undone and the failure is in the log with
    `what_failed`, and the caller goes on. Only a database that is away is the caller's as well: the error is raised.
    """
    piece = Piece()
    try:
        with transaction.atomic():
            yield piece
    except Exception:
        if not connection.is_usable():
            raise
        piece.failed = True
        log.exception(what_failed)
