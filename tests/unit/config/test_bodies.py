"""How much anybody may send at once."""

import asyncio
from typing import Any

import pytest

from alongside.config.bodies import limit_bodies

LARGEST = 100


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads what it is sent and says how much it was."""
    size = 0
    while True:
        message = await receive()
        size += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


def answer(chunks: list[int], announced: bytes | None = None) -> tuple[int, int]:
    """Status, and how many chunks were read, where chunks of these sizes are sent."""
    waiting, sent = list(chunks), []

    async def receive() -> Any:
        size = waiting.pop(0)
        return {"type": "http.request", "body": bytes(size), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-length", announced)] if announced is not None else []
    asyncio.run(limit_bodies(read_all, LARGEST)({"type": "http", "headers": headers}, receive, send))
    return sent[0]["status"], len(chunks) - len(waiting)


def test_what_is_small_enough_passes() -> None:
    assert answer([60, 40], b"100") == (200, 2)


def test_who_says_that_it_is_too_much_is_stopped_before_anything_is_read() -> None:
    assert answer([60, 60], b"120") == (413, 0)


@pytest.mark.parametrize("announced", [None, b"5", b"", b"many", b"-7", b"\xb2"])
def test_who_does_not_say_is_stopped_while_it_comes_in(announced: bytes | None) -> None:
    assert answer([60, 60, 60], announced) == (413, 2)


def test_a_person_is_answered_with_a_page_that_says_what_to_do() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read of what is announced as too much")

    headers = [(b"content-length", b"101"), (b"accept", b"text/html,application/xhtml+xml")]
    asyncio.run(limit_bodies(read_all, LARGEST)({"type": "http", "headers": headers}, receive, send))
    assert sent[0]["status"] == 413
    assert (b"content-type", b"text/html; charset=utf-8") in sent[0]["headers"]
    assert b"what you wrote is still there" in sent[1]["body"]
