"""Pages of webhooks."""

from contextlib import suppress
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents.exchange.webhooks import actions, log, queries
from alongside.incidents.exchange.webhooks.events import EVENTS
from alongside.incidents.models import Webhook
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.listing import asked_for, choice, numbered_page

STATES = {
    "on": "On",
    "paused": "Paused",
    "stopped": "Stopped by itself",
    "failing": "Something was not delivered",
}
COLUMNS = ["Webhook", "Address", "State", "Is told", "Registered by", "Registered", "Waiting", "Not delivered"]


@require_http_methods(["GET", "POST"])
@allow("incidents.webhooks")
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/webhooks?state=paused&search=risk&page=2&format=csv: those that are registered; POST registers one."""
    typed: dict[str, Any] = {"label": "", "url": "", "events": list(EVENTS)[:1]}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = _typed(request)
        organisation = queries.administered(request.user)
        if organisation is None:
            raise PermissionDenied
        try:
            return _show_secret(request, actions.register(organisation, **typed, by=actor_for(request.user)))
        except ValidationError as error:
            errors = error.message_dict
    asked = asked_for(request.GET, state=STATES, search=None)
    every = queries.webhooks_for(request.user)
    found = queries.narrowed(every, **asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return take_away(
            "webhooks",
            form,
            chain([COLUMNS], map(_row, found[:MOST_ROWS])),
            of=every.values_list("organisation", flat=True),
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in asked.items() if value}},
        )
    page = numbered_page(found, request.GET, asked)
    context = {
        **_form_context(typed, errors),
        "page": page,
        "any": bool(page.rows) or every.exists(),
        "search": asked["search"],
        "filters": [choice("state", "Show", [("", "All of them"), *STATES.items()], asked["state"])],
        "exports": offered("/incidents/webhooks", asked) if page.rows else [],
    }
    return render(request, "incidents/exchange/webhooks.html", context, status=422 if errors else 200)


@require_GET
@allow("incidents.webhooks")
def show_webhook(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """A webhook and the log of what was delivered, which is narrowed, turned over and taken away; see `log`."""
    return log.show(request, _hook(request, id))


@require_http_methods(["GET", "POST"])
@allow("incidents.webhooks")
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Corrects what a webhook is called, where it goes and what it is told."""
    hook = _hook(request, id)
    typed: dict[str, Any] = {"label": hook.label, "url": hook.url, "events": hook.events}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            actions.change(hook, **typed, by=actor_for(request.user))
            return redirect(f"{hook_address(hook)}?done=changed")
        except ValidationError as error:
            errors = error.message_dict
    context = {**_form_context(typed, errors), "hook": hook}
    return render(request, "incidents/exchange/webhook_change.html", context, status=422 if errors else 200)


@require_POST
@allow("incidents.webhooks")
def test(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sends a test."""
    with suppress(ValidationError):  # paused meanwhile: the page says so
        actions.send_test(_hook(request, id), by=actor_for(request.user))
    return redirect("webhook", id)


@require_POST
@allow("incidents.webhooks")
def switch(request: HttpRequest, id: UUID) -> HttpResponse:
    """Pauses a webhook or lets it go on."""
    actions.switch(_hook(request, id), active=request.POST.get("active") == "yes", by=actor_for(request.user))
    return redirect("webhook", id)


@require_POST
@allow("incidents.webhooks")
def secret(request: HttpRequest, id: UUID) -> HttpResponse:
    """Makes a new secret and shows it, once."""
    return _show_secret(request, actions.renew_secret(_hook(request, id), by=actor_for(request.user)), renewed=True)


@require_http_methods(["GET", "POST"])
@allow("incidents.webhooks")
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Asks, then removes a webhook."""
    hook = _hook(request, id)
    if request.method == "POST":
        actions.remove(hook, by=actor_for(request.user))
        return redirect("webhooks")
    return render(request, "incidents/exchange/webhook_remove.html", {"hook": hook})


@require_POST
@allow("incidents.webhooks")
def all_again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sends once more everything that was given up."""
    hook = _hook(request, id)
    actions.deliver_all_again(hook, by=actor_for(request.user))
    return redirect(f"{hook_address(hook)}?done=again")


@require_GET
@allow("incidents.webhooks")
def delivery(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was sent, and what came of each attempt."""
    return log.show_delivery(request, get_object_or_404(queries.deliveries_for(request.user), pk=id))


@require_POST
@allow("incidents.webhooks")
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sends once more, or at once what waits."""
    one = get_object_or_404(queries.deliveries_for(request.user), pk=id)
    actions.deliver_again(one, by=actor_for(request.user))
    return redirect(f"/incidents/webhooks/deliveries/{one.pk}?done=again")


def hook_address(hook: Webhook) -> str:
    """Where a webhook's page is."""
    return f"/incidents/webhooks/{hook.pk}"


def _hook(request: HttpRequest, id: UUID) -> Webhook:
    return get_object_or_404(queries.webhooks_for(request.user), pk=id)


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {
        "label": request.POST.get("label", ""),
        "url": request.POST.get("url", ""),
        "events": request.POST.getlist("events"),
    }


def _form_context(typed: dict[str, Any], errors: dict[str, list[str]]) -> dict[str, Any]:
    listed = [{"text": said[0], "href": f"#{name}"} for name, said in errors.items()]
    return {"typed": typed, "errors": errors, "error_list": listed, "events": EVENTS}


def _row(hook: Any) -> list[Any]:
    state = "on" if hook.active else "stopped" if hook.stopped_because else "paused"
    told = "; ".join(EVENTS.get(event, event) for event in hook.events)
    made = hook.made_at.astimezone(ZoneInfo(hook.organisation.time_zone))
    return [hook.label, hook.url, STATES[state], told, hook.made_by, made, hook.waiting, hook.given_up]


def _show_secret(request: HttpRequest, made: actions.NewSecret, *, renewed: bool = False) -> HttpResponse:
    shown = {"hook": made.webhook, "secret": made.secret, "renewed": renewed}
    answer = render(request, "incidents/exchange/webhook_secret.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer
