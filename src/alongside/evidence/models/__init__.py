"""Tables of files that may reach a court, by what they are about.

`files`     what a file is, and its bytes
`keeping`   what becomes of a file later: checks, scans, holds, copies made of it, sharing, destruction
`uploads`   files that are on their way, piece by piece
"""

from alongside.evidence.models.files import FIRST_PIECE_BYTES, PIECE_BYTES, Piece, StoredFile
from alongside.evidence.models.keeping import (
    Derivation,
    Destruction,
    Disclosure,
    FileCheck,
    Hold,
    Keeping,
    is_held,
)
from alongside.evidence.models.uploads import Upload

__all__ = [
    "FIRST_PIECE_BYTES",
    "PIECE_BYTES",
    "Derivation",
    "Destruction",
    "Disclosure",
    "FileCheck",
    "Hold",
    "Keeping",
    "Piece",
    "StoredFile",
    "Upload",
    "is_held",
]
