"""Is a process of ours ready? Asked over HTTP."""

import asyncio
import http.client

from alongside.config.ports import Address
from alongside.config.supervisor import Probe

ANSWERS_WITHIN = 5.0  # seconds


def answers_ready(address: Address) -> Probe:
    """A probe that asks ``/readyz`` and passes on the reasons it gives."""

    async def probe() -> str | None:
        return await asyncio.to_thread(_ask, address)

    return probe


def _ask(address: Address) -> str | None:
    connection = http.client.HTTPConnection(address.near_host, address.port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(500).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"it does not answer on port {address.port} ({error})"
    finally:
        connection.close()
    return None if answer.status == http.client.OK else f"it answers {answer.status} {said}"
