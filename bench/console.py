"""A response centre's desk: signs in, listens, looks, takes and closes, over the product's own pages and API."""

import asyncio
import json
import re
import time
from typing import Any

import aiohttp

from bench.result import Failed

PATIENCE_S = 10.0


class Console:
    """The desk of one signed-in operator. Times are those of `time.perf_counter`."""

    def __init__(self, web: str, people: dict[str, Any]) -> None:
        self._web = web
        self._operator = people["operator"]
        self._by_token = {"Authorization": f"Bearer {people['token']}"}
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._heard: asyncio.Queue[tuple[float, str]] = asyncio.Queue()
        self._known: set[str] = set()
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Signs in by the page and begins to listen; returns when the line stands."""
        page = await self._get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if not token:
            raise Failed("the sign-in page has no form")
        form = {
            "csrfmiddlewaretoken": token.group(1),
            "login": self._operator["username"],
            "password": self._operator["password"],
        }
        async with self._session.post(f"{self._web}/accounts/login/", data=form, allow_redirects=False) as answer:
            if answer.status != 302:
                raise Failed(f"signing in was answered {answer.status}")
        connected = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(connected))
        await asyncio.wait_for(connected.wait(), PATIENCE_S)

    async def close(self) -> None:
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._session.close()

    async def hears_of_a_new_alarm(self) -> tuple[float, str]:
        """When the event came, and the alarm's id."""
        while True:
            at, alarm = await asyncio.wait_for(self._heard.get(), PATIENCE_S)
            if alarm and alarm not in self._known:
                self._known.add(alarm)
                return at, alarm

    async def sees(self, alarm: str, worker: str) -> float:
        """When the page's living part, fetched as the open page fetches it, shows this alarm of this worker."""
        until = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < until:
            page = await self._get("/response/live")
            if f'data-alarm="{alarm}"' in page and worker in page:
                return time.perf_counter()
        raise Failed("an alarm that was announced is not on the page")

    async def deals_with(self, alarm: str) -> None:
        """Takes the alarm and closes it."""
        for what, body in (("take", {}), ("close", {"outcome": "test", "text": "Benchmark"})):
            url = f"{self._web}/api/v1/alarms/{alarm}/{what}"
            async with self._session.post(url, json=body, headers=self._by_token) as answer:
                if answer.status != 200:
                    raise Failed(f"{what} was answered {answer.status}: {(await answer.text())[:200]}")

    async def _listen(self, connected: asyncio.Event) -> None:
        endless = aiohttp.ClientTimeout(total=None)
        async with self._session.get(f"{self._web}/api/v1/alarms/stream", timeout=endless) as stream:
            if stream.status != 200:
                raise Failed(f"the stream was answered {stream.status}")
            event = ""
            async for line in stream.content:
                connected.set()
                if line.startswith(b"event: "):
                    event = line[7:].strip().decode()
                elif line.startswith(b"data: ") and event == "alarm":
                    self._heard.put_nowait((time.perf_counter(), json.loads(line[6:])["id"] or ""))

    async def _get(self, path: str) -> str:
        async with self._session.get(f"{self._web}{path}") as answer:
            if answer.status != 200:
                raise Failed(f"{path} was answered {answer.status}")
            return await answer.text()
