"""The bytes of files, piece by piece, straight over the database's own wire: bytes are never written as text.

Every function works on the caller's connection and in the caller's scope.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from alongside.ledger.keys import new_id

INSERT = """
    INSERT INTO evidence_piece (id, organisation_id, file_id, number, bytes, sha256) VALUES (%s, %s, %s, %s, %b, %b)
"""
READ = "SELECT bytes, sha256 FROM evidence_piece WHERE file_id = %s AND number = %s"
DIGESTS = "SELECT number, sha256 FROM evidence_piece WHERE file_id = %s ORDER BY number"


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
    """A piece, or None where the caller sees no such piece."""
    rows = _run(READ, [file_id, number])
    return StoredPiece(bytes(rows[0][0]), bytes(rows[0][1]) if rows[0][1] is not None else None) if rows else None


def read_pieces(file_id: UUID, first: int = 1) -> Iterator[StoredPiece]:
    """The pieces from number `first` on, one in memory at a time, until one is missing."""
    number = first
    while (found := read_piece(file_id, number)) is not None:
        yield found
        number += 1


def digests_of(file_id: UUID) -> list[bytes]:
    """The digests of all pieces in their order; of one that is missing or has none, an empty one."""
    found = {number: bytes(digest) if digest is not None else b"" for number, digest in _run(DIGESTS, [file_id])}
    return [found.get(number, b"") for number in range(1, max(found, default=0) + 1)]


def digest_of_digests(digests: list[bytes]) -> str:
    """What `StoredFile.pieces_sha256` holds."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _run(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, binary=True)
        return cursor.fetchall() if cursor.description else []
