"""The web process as an ASGI application."""

import os
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest

from alongside.config.bodies import limit_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")


class OneThreadHandler(ASGIHandler):
    """Answers a request in one thread, from the first middleware to the view.

    Django's own goes back to the event loop between middleware and view, although neither waits there: two more hand-overs
    between threads for each page. A view that is asynchronous still runs on the event loop.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> Any:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


django.setup(set_prefix=False)
application = limit_bodies(
    OneThreadHandler(),
    settings.LARGEST_REQUEST,
    at={path: largest + settings.MB for path, largest in settings.LARGER_AT.items()},
)
