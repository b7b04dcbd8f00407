"""The web process: pages and API, served by uvicorn."""

import os
import socket
import sys

import uvicorn
from django.urls import get_resolver

from alongside.config.collector import leave_code_alone
from alongside.config.environment import read
from alongside.config.ports import web_address
from alongside.config.ready import tell_ready

FINISH_WITHIN = 3  # seconds that open requests have when it is told to stop; a console's stream never ends by itself


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        get_resolver().url_patterns  # noqa: B018  loads every view
        leave_code_alone()
        tell_ready()


def run_web() -> None:
    """Serve ``alongside.config.asgi`` until SIGTERM, on the socket that the supervisor hands down, which several processes share,
    or else on ``ALONGSIDE_WEB_HOST`` and ``ALONGSIDE_WEB_PORT``.
    """
    address = web_address()
    config = uvicorn.Config(
        "alongside.config.asgi:application",
        host=address.host,
        port=address.port,
        lifespan="off",  # Django has none
        access_log=False,
        server_header=False,
        forwarded_allow_ips=read("ALONGSIDE_TRUSTED_PROXIES"),  # others are not believed about whom they speak for
        log_level="warning",
        timeout_graceful_shutdown=FINISH_WITHIN,
    )
    server = _Server(config)
    server.run(sockets=_handed_down())
    if not server.started:
        sys.exit(1)


def _handed_down() -> list[socket.socket] | None:
    descriptor = os.environ.pop("ALONGSIDE_WEB_FD", "")
    return [socket.socket(fileno=int(descriptor))] if descriptor else None
