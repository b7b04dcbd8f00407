"""What a file that was taken away holds."""

import csv
from io import StringIO
from typing import Any

from asgiref.sync import async_to_sync


def whole(answer: Any) -> bytes:
    """The body of an answer that is sent piece by piece."""

    async def read() -> bytes:
        return b"".join([piece async for piece in answer.streaming_content])

    return async_to_sync(read)()


def rows_of(answer: Any) -> list[list[str]]:
    """The rows of a CSV file, its headings first."""
    return list(csv.reader(StringIO(whole(answer).decode("utf-8-sig"))))
