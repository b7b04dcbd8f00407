"""The web process: pages and API, served by uvicorn."""

import uvicorn

from alongside.config.environment import read
from alongside.config.ports import web_address

FINISH_WITHIN = 3  # seconds that open requests have when it is told to stop; a console's stream never ends by itself


def run_web() -> None:
    """Serve ``alongside.config.asgi`` on ``ALONGSIDE_WEB_HOST`` and ``ALONGSIDE_WEB_PORT`` until SIGTERM."""
    address = web_address()
    uvicorn.run(
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
