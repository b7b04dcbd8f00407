"""What a phone keeps of the lone worker's page, so that it opens without a signal."""

from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.people.access import ANYONE, allow
from alongside.web.workers import service_worker


@require_GET
@allow(ANYONE)
def worker(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/worker.js: the script that opens the page without a signal; for `/my-safety` alone."""
    return service_worker("safety_worker.js", "/my-safety")


@require_GET
@allow(ANYONE)
def without_signal(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/without-signal: what every phone keeps, and is nobody's."""
    safety = SimpleNamespace(text_number=settings.TEXT_NUMBER, emergency_phone=settings.CENTRE_PHONE)
    return render(request, "watch/without_signal.html", {"safety": safety})
