"""Scripts that a browser keeps and runs without a page (service workers), as they are served to it."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse


def service_worker(script: str, scope: str) -> HttpResponse:
    """The built script of this name, allowed for the pages below `scope` and always asked for anew; 404 where it is not built."""
    found = finders.find(f"build/{script}")
    if not isinstance(found, str):
        return HttpResponse(status=404)
    return HttpResponse(
        Path(found).read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": scope, "Cache-Control": "no-cache"},
    )
