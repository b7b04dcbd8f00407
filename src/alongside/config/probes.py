"""Is a process of ours ready? Asked over HTTP."""

import asyncio
import http.client

from alongside.config.supervisor import Probe

ANSWERS_WITHIN = 5.0  # seconds


def answers_ready(host: str, port: int) -> Probe:
    """A probe that asks ``/readyz`` and passes on the reasons it gives."""

    async def probe() -> str | None:
        return await asyncio.to_thread(_ask, host, port)

    return probe


def _ask(host: str, port: int) -> str | None:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(500).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"it does not answer on port {port} ({error})"
    finally:
        connection.close()
    return None if answer.status == http.client.OK else f"it answers {answer.status} {said}"
