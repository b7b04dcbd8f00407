"""Reading a file that a stranger made, a few bytes at a time and never more than a limit. Pure."""

from typing import IO

MOST_STEPS = 20_000
"""So many parts of one file are looked at; phones write some dozens, films of an hour some thousands."""


class Malformed(Exception):
    """The file is not built as its kind is, or of more parts than can be meant."""


class NotThere(Malformed):
    """What would say more is not there to be read, though the file holds it."""


class Walker:
    """Reads at places of a file of `size` bytes. `step` is to be called for each part that is looked at."""

    def __init__(self, file: IO[bytes], size: int, *, most: int = MOST_STEPS) -> None:
        self._file = file
        self.size = size
        self._left = most

    def step(self) -> None:
        """Raises Malformed where too many parts were looked at."""
        self._left -= 1
        if self._left < 0:
            raise Malformed("too many parts")

    def read(self, at: int, number: int) -> bytes:
        """Raises Malformed where the file ends before that, NotThere where less of it is there."""
        if at < 0 or at + number > self.size:
            raise Malformed("it ends too early")
        self._file.seek(at)
        found = self._file.read(number)
        if len(found) != number:
            raise NotThere("only its beginning is there")
        return found

    def number(self, at: int, size: int) -> int:
        """A big-endian whole number of `size` bytes."""
        return int.from_bytes(self.read(at, size), "big")
