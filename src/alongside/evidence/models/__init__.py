"""Tables of files that may reach a court, by what they are about.

`files`     what a file is, and its bytes
`uploads`   files that are on their way, piece by piece
"""

from alongside.evidence.models.files import FIRST_PIECE_BYTES, PIECE_BYTES, Piece, StoredFile
from alongside.evidence.models.uploads import Upload

__all__ = ["FIRST_PIECE_BYTES", "PIECE_BYTES", "Piece", "StoredFile", "Upload"]
