"""The start page, and what machines ask: alive, able, measured."""

import hmac
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.http import require_GET

from alongside.config.measures import reasons_not_ready, warnings, write_measures
from alongside.config.pages import ENTRIES
from alongside.people.access import MACHINE, SIGNED_IN, allow
from alongside.people.middleware import problem
from alongside.people.scope import service_connection


@require_GET
@allow(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """GET /: one card for each thing that this person does here."""
    user = request.user
    cards = [{"heading": entry.text, "href": entry.href, "text": entry.card} for entry in ENTRIES if entry.is_for(user)]
    return render(request, "web/home.html", {"cards": cards, "name": getattr(user, "name", "").split(" ")[0]})


@require_GET
@allow(MACHINE)
def healthz(request: HttpRequest) -> HttpResponse:
    """GET /healthz: this process answers."""
    return JsonResponse({"alive": True})


@require_GET
@allow(MACHINE)
def readyz(request: HttpRequest) -> HttpResponse:
    """GET /readyz: 200 where the promises can be kept, else 503 with the reasons. `warnings`: what somebody has to look at."""
    reasons = reasons_not_ready()
    told = {"ready": not reasons, "reasons": reasons, "warnings": warnings() if not reasons else []}
    return JsonResponse(told, status=503 if reasons else 200)


@require_GET
@allow(MACHINE)
def metrics(request: HttpRequest) -> HttpResponse:
    """GET /metrics: in the text format of Prometheus. Times for anyone, counts for whoever has the token (S9)."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    trusted = bool(settings.METRICS_TOKEN) and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    with service_connection() as connection:
        text = write_measures(connection, with_counts=trusted)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is answered where a request could not be read; where more was typed than a form takes, how much it takes (413)."""
    if not isinstance(exception, RequestDataTooBig):
        return defaults.bad_request(request, exception)
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    if request.path.startswith("/api/"):
        return problem(413, "Too large", f"At most {limit} MB of text can be sent at once.")
    return render(request, "413.html", {"limit": limit}, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """What is answered where our own code failed: 503, try again, where only the database is away (S1).

    Whoever called for help must be able to tell "not stored, try again" from a fault that comes every time.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    title, detail = (
        ("The database is away", "Nothing was stored. Try again.")
        if away
        else ("Our fault", "This was not done. It has been logged.")
    )
    if request.path.startswith("/api/"):
        answer: HttpResponse = problem(503 if away else 500, title, detail)
    else:
        answer = defaults.server_error(request)
    if away:
        answer.status_code = 503
        answer.headers["Retry-After"] = "1"
    return answer
