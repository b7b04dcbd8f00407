"""Files as they arrive: hashed chunk by chunk, before anything else is done with them.

`ArrivingFileHandler` is Django's upload handler for every form (`FILE_UPLOAD_HANDLERS`). A file waits in memory or in a
temporary file without a name, which the operating system removes whatever becomes of the process. One that is larger than any
file may be is not kept: its form still reaches the view, so that what was typed is not lost.
"""

import hashlib
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LONGEST_NAME = 200
IN_MEMORY = 1024 * 1024


class ArrivedFile(UploadedFile):
    """A file that has arrived whole. `sha256` was taken while it came in, in hexadecimal.

    `too_large`: it was larger than any file may be, and nothing of it was kept.
    """

    def __init__(self, content: IO[bytes], name: str, size: int, sha256: str, *, too_large: bool = False) -> None:
        super().__init__(content, storable_name(name), "application/octet-stream", size)
        self.sha256 = sha256
        self.too_large = too_large


class ArrivingFileHandler(FileUploadHandler):
    """Receives each file of a form as an `ArrivedFile`. One that is cut off is not handed on at all."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._receiver = _Receiver(largest_file(self.request.path if self.request else ""))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._receiver.take(raw_data)

    def file_complete(self, file_size: int) -> ArrivedFile:
        return self._receiver.finish(self.file_name or "")

    def upload_interrupted(self) -> None:
        self._receiver.content.close()


def arrive(name: str, chunks: Iterable[bytes], *, path: str = "") -> ArrivedFile:
    """A file that comes from elsewhere than a form, received in the same way as if it had been sent to `path`."""
    receiver = _Receiver(largest_file(path))
    for chunk in chunks:
        receiver.take(chunk)
    return receiver.finish(name)


def largest_file(path: str = "") -> int:
    """How many bytes the largest file of any kind may have; more where a larger one may be sent to `path`."""
    return max(*settings.EVIDENCE_LARGEST.values(), settings.LARGER_AT.get(path, 0))


class _Receiver:
    """Hashes and keeps what comes in, up to `largest` bytes."""

    def __init__(self, largest: int) -> None:
        self.content: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed with the request)
        self.largest = largest
        self.size = 0
        self.hash = hashlib.sha256()

    def take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.hash.update(chunk)
        if self.size <= self.largest:
            self.content.write(chunk)

    def finish(self, name: str) -> ArrivedFile:
        too_large = self.size > self.largest
        if too_large:
            self.content.truncate(0)
        self.content.seek(0)
        return ArrivedFile(self.content, name, self.size, self.hash.hexdigest(), too_large=too_large)


def storable_name(name: str) -> str:
    """The name as it can be kept and shown: printable characters, the last part of a path, never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character for character in last if character.isprintable()).strip()
    return printable[:LONGEST_NAME] if printable.strip(".") else "file"
