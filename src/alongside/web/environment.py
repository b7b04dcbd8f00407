"""The Jinja2 environment of every page."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from alongside.web.filters import FILTERS


def environment(**options: Any) -> Environment:
    """Builds the environment that the settings name for Django's Jinja2 back end.

    Every room's `jinja2/` folder comes first, then the NHS design system's own templates
    (`nhsuk/components/<name>/macro.jinja`), which need undefined values that may be chained.
    Adds the globals `static` and `url`, and the filters of `alongside.web.filters`.
    """
    rooms = options.pop("loader")
    options["undefined"] = ChainableUndefined
    made = Environment(
        loader=ChoiceLoader([rooms, PackageLoader("nhsuk_frontend_jinja")]),
        autoescape=options.pop("autoescape", True),
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.globals.update({"static": static, "url": _url, "pieces": pieces})
    made.filters.update(FILTERS)
    return made


def pieces(script: str) -> list[str]:
    """The shared pieces that a built script needs, so that a page can ask for them at once; none where nothing is built."""
    return list(_all_pieces().get(script, []))


@cache
def _all_pieces() -> dict[str, list[str]]:
    found = finders.find("build/pieces.json")
    return orjson.loads(Path(found).read_bytes()) if isinstance(found, str) else {}


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)
