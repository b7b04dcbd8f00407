"""What lies behind a map: nothing, or what the installation's own choice of a tile server draws (`ALONGSIDE_MAP_TILES`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from alongside.web.contentpolicy import policy

View = TypeVar("View", bound=Callable[..., Any])


def background() -> dict[str, str]:
    """For `web/map.html`: where tiles or a style come from, and whose they are."""
    return {"tiles": settings.MAP_TILES, "attribution": settings.MAP_ATTRIBUTION}


def with_map(view: View) -> View:
    """Lets this page, and no other, fetch from the hosts of the map's background. Without any the policy stays as it is."""

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> Any:
        response = view(*args, **kwargs)
        if hosts := map_hosts():
            response.headers["Content-Security-Policy"] = policy(*hosts)
        return response

    return shown  # type: ignore[return-value]


def map_hosts() -> list[str]:
    """The origins of the map's background: that of the tiles or the style, and those that a style names besides."""
    named = [settings.MAP_TILES, *settings.MAP_HOSTS]
    return list(dict.fromkeys(filter(None, map(_origin, named))))


def _origin(address: str) -> str:
    """ "https://tiles.example.org:8443"; nothing where it is no address of a web server."""
    parts = urlsplit(address.strip())
    plain = parts.netloc and all(letter.isalnum() or letter in ".-:[]" for letter in parts.netloc)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") and plain else ""
