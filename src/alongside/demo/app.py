"""What the simulated people's app does: calls of the API with somebody's token."""

import asyncio
from typing import Any
from uuid import uuid4

import aiohttp

PATIENCE_S = (0.5, 1.0, 2.0, 5.0)


class Declined(Exception):
    """The system answered that this cannot be done (a problem document, RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('detail', '')}")
        self.status = status
        self.code = problem.get("code", "")


class App:
    """The API at `url`, for the owner of `token`. While the system is away, a call waits for it to come back; a POST
    keeps its Idempotency-Key, so that it is done once.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: str) -> Any:
        """The JSON of the answer. Raises Declined."""
        return await self._call("GET", path, self._headers, params=query)

    async def post(self, path: str, **fields: Any) -> Any:
        """The JSON of the answer, None where there is none. Raises Declined."""
        return await self._call("POST", path, self._headers | {"Idempotency-Key": str(uuid4())}, json=fields)

    async def _call(self, method: str, path: str, headers: dict[str, str], **more: Any) -> Any:
        failures = 0
        while True:
            try:
                async with self._session.request(method, self._url + path, headers=headers, **more) as answer:
                    read = await answer.json(content_type=None)
                    if answer.status < 400:
                        return read
                    if answer.status < 500 and answer.status != 429:
                        raise Declined(answer.status, read if isinstance(read, dict) else {})
            except (aiohttp.ClientError, TimeoutError, ValueError):
                pass  # away, or the answer was cut off
            await asyncio.sleep(PATIENCE_S[min(failures, len(PATIENCE_S) - 1)])
            failures += 1
