"""The bytes of files, piece by piece, straight over the database's own wire: bytes are never written as text.

Every function works on the caller's connection and in the caller's scope.
"""

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import SEEK_CUR, SEEK_END, SEEK_SET, RawIOBase
from typing import Any
from uuid import UUID

import psycopg
from django.db import Error, connection, transaction

from alongside.ledger.keys import new_id

INSERT = """
    INSERT INTO evidence_piece (id, organisation_id, file_id, number, bytes, sha256) VALUES (%s, %s, %s, %s, %b, %b)
"""
READ = "SELECT bytes, sha256 FROM evidence_piece WHERE file_id = %s AND number = %s"
DIGESTS = "SELECT number, sha256 FROM evidence_piece WHERE file_id = %s ORDER BY number"


DAMAGED = ("58", "XX")
"""Classes of SQLSTATE by which PostgreSQL says that what lies on the disk cannot be read: an error of the system beneath it (58), and
what may never be (XX), as a page whose checksum is wrong (PostgreSQL documentation, appendix A).
"""


class Unreadable(Exception):
    """The database cannot read what it stored, because the disk or its own files are damaged."""


@dataclass(frozen=True, slots=True)
class StoredPiece:
    """The bytes of a piece as they lie in the database, and the digest that was taken when they arrived."""

    content: bytes
    sha256: bytes | None

    @property
    def is_sound(self) -> bool:
        """Whether the bytes are those that arrived; True where no digest was taken."""
        return self.sha256 is None or hashlib.sha256(self.content).digest() == self.sha256


def write_piece(organisation_id: UUID, file_id: UUID, number: int, content: bytes) -> bytes:
    """Stores a piece; returns its digest."""
    digest = hashlib.sha256(content).digest()
    _run(INSERT, [new_id(), organisation_id, file_id, number, content, digest])
    return digest


def read_piece(file_id: UUID, number: int) -> StoredPiece | None:
    """A piece, or None where the caller sees no such piece. Raises `Unreadable`."""
    rows = _read(READ, [file_id, number])
    return StoredPiece(bytes(rows[0][0]), bytes(rows[0][1]) if rows[0][1] is not None else None) if rows else None


def read_pieces(file_id: UUID, first: int = 1) -> Iterator[StoredPiece]:
    """The pieces from number `first` on, one in memory at a time, until one is missing. Raises `Unreadable`."""
    number = first
    while (found := read_piece(file_id, number)) is not None:
        yield found
        number += 1


class PieceReader(RawIOBase):
    """The bytes of a file of `size` bytes, read at any place with one piece in memory. Ends where a piece is missing."""

    def __init__(self, file_id: UUID, size: int, piece_bytes: int) -> None:
        super().__init__()
        self._file_id, self._size, self._piece_bytes = file_id, size, piece_bytes
        self._at, self._number, self._content = 0, 0, b""

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = offset + {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        """As many bytes as were asked for, as far as the file holds them."""
        wanted = self._size - self._at if size < 0 else min(size, self._size - self._at)
        found = bytearray()
        while len(found) < wanted and (part := self._part(wanted - len(found))):
            found += part
            self._at += len(part)
        return bytes(found)

    def _part(self, most: int) -> bytes:
        number, within = divmod(self._at, self._piece_bytes)
        if number + 1 != self._number:
            piece = read_piece(self._file_id, number + 1)
            self._number, self._content = number + 1, piece.content if piece else b""
        return self._content[within : within + most]


def digests_of(file_id: UUID) -> list[bytes]:
    """The digests of all pieces in their order; of one that is missing or has none, an empty one. Raises
    `Unreadable`.
    """
    found = {number: bytes(digest) if digest is not None else b"" for number, digest in _read(DIGESTS, [file_id])}
    return [found.get(number, b"") for number in range(1, max(found, default=0) + 1)]


def digest_of_digests(digests: list[bytes]) -> str:
    """What `StoredFile.pieces_sha256` holds."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _read(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """What the database finds. A page that it cannot read ends the statement and not the caller's transaction."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return _run(statement, parameters)
    except Error as error:
        cause = error.__cause__
        if isinstance(cause, psycopg.Error) and (cause.sqlstate or "").startswith(DAMAGED):
            raise Unreadable(cause.diag.message_primary or str(cause)) from error
        raise


def _run(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, binary=True)
        return cursor.fetchall() if cursor.description else []
