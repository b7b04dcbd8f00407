"""The web process as an ASGI application."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from alongside.config.bodies import limit_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
application = limit_bodies(
    get_asgi_application(),
    settings.LARGEST_REQUEST,
    at={path: largest + settings.MB for path, largest in settings.LARGER_AT.items()},
)
