"""The web process: pages and API, served by uvicorn."""

import os

import uvicorn

from alongside.config import ports

FINISH_WITHIN = 3  # seconds that open requests have when it is told to stop; a console's stream never ends by itself


def run_web() -> None:
    """Serve ``alongside.config.asgi`` on ``ALONGSIDE_HOST`` and ``ALONGSIDE_WEB_PORT`` until SIGTERM."""
    uvicorn.run(
        "alongside.config.asgi:application",
        host=ports.host(),
        port=int(os.environ.get("ALONGSIDE_WEB_PORT", ports.WEB)),
        lifespan="off",  # Django has none
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=FINISH_WITHIN,
    )
