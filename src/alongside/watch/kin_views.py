"""The worker's next of kin: who is told when nobody at work can be reached, and how much."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.watch.kin import forget_kin, kin_of, name_kin
from alongside.watch.models import NextOfKin
from alongside.watch.views import worker_of

DONE = {
    "named": "It is kept. We have sent them a text message, so that they know.",
    "forgotten": "Nobody is told any more.",
}


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def kin(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/kin; POST (name, number, tells) names them."""
    worker = worker_of(request)
    known = kin_of(worker)
    entered: dict[str, str] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        entered = {name: request.POST.get(name, "").strip()[:200] for name in ("name", "number", "tells")}
        try:
            name_kin(worker, entered["name"], entered["number"], entered["tells"], by=actor_for(request.user))
            return redirect("/my-safety/kin?done=named")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
    elif known:
        entered = {"name": known.name, "number": known.number, "tells": known.tells}
    shown: dict[str, Any] = {
        "kin": known,
        "entered": entered,
        "errors": errors,
        "choices": [
            {"value": value, "text": text, "checked": value == entered.get("tells")}
            for value, text in NextOfKin.Tells.choices
        ],
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/kin.html", shown, status=422 if errors else 200)


@require_POST
@allow("visits.own")
def forget(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/kin/forget"""
    forget_kin(worker_of(request), by=actor_for(request.user))
    return redirect("/my-safety/kin?done=forgotten")
