"""Pages of webhooks."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents.exchange.webhooks import actions, queries
from alongside.incidents.exchange.webhooks.events import EVENTS, TEST
from alongside.incidents.models import Webhook, WebhookDelivery
from alongside.people.access import allow
from alongside.people.actions import actor_for

PAGE = 25
KINDS = {"queued": "calm", "delivered": "good", "given_up": "danger"}


@require_http_methods(["GET", "POST"])
@allow("incidents.webhooks")
def webhooks(request: HttpRequest) -> HttpResponse:
    """Registers an address, and lists those that are registered."""
    typed: dict[str, Any] = {"label": "", "url": "", "events": list(EVENTS)[:1]}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = {
            "label": request.POST.get("label", ""),
            "url": request.POST.get("url", ""),
            "events": request.POST.getlist("events"),
        }
        organisation = queries.administered(request.user)
        if organisation is None:
            raise PermissionDenied
        try:
            made = actions.register(
                organisation,
                typed["label"],
                typed["url"],
                typed["events"],
                by=actor_for(request.user),
            )
            return _show_secret(request, made)
        except ValidationError as error:
            errors = error.message_dict
    context = {
        "hooks": queries.with_counts(queries.webhooks_for(request.user)),
        "typed": typed,
        "errors": errors,
        "error_list": [{"text": said[0], "href": f"#{name}"} for name, said in errors.items()],
        "events": EVENTS,
    }
    return render(request, "incidents/exchange/webhooks.html", context, status=422 if errors else 200)


@require_GET
@allow("incidents.webhooks")
def show_webhook(request: HttpRequest, id: UUID) -> HttpResponse:
    """A webhook and the log of what was delivered."""
    hook = _hook(request, id)
    asked = {name: request.GET.get(name, "") for name in ("status", "event", "search")}
    found = queries.deliveries_of(hook, **asked)
    before = request.GET.get("before", "")
    try:
        page = list((found.filter(pk__lt=UUID(before)) if before else found)[: PAGE + 1])
    except ValueError:
        page = list(found[: PAGE + 1])
    kept = "&".join(f"{name}={value}" for name, value in asked.items() if value and name != "search")
    context = {
        "hook": hook,
        "events": EVENTS,
        "deliveries": page[:PAGE],
        "kinds": KINDS,
        "search": asked["search"],
        "filters": [
            _filter("status", "Show", [("", "All of them"), *WebhookDelivery.Status.choices], asked["status"]),
            _filter("event", "About", [("", "Everything"), *EVENTS.items(), (TEST, "Tests")], asked["event"]),
        ],
        "newest": f"?{kept}" if before else "",
        "older": f"?{kept}&before={page[PAGE - 1].pk}" if len(page) > PAGE else "",
    }
    return render(request, "incidents/exchange/webhook.html", context)


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
    return _show_secret(request, actions.renew_secret(_hook(request, id), by=actor_for(request.user)))


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
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Queues once more what was given up."""
    delivery = get_object_or_404(queries.deliveries_for(request.user), pk=id)
    actions.deliver_again(delivery, by=actor_for(request.user))
    return redirect("webhook", delivery.webhook_id)


def _hook(request: HttpRequest, id: UUID) -> Webhook:
    return get_object_or_404(queries.webhooks_for(request.user), pk=id)


def _show_secret(request: HttpRequest, made: actions.NewSecret) -> HttpResponse:
    answer = render(request, "incidents/exchange/webhook_secret.html", {"hook": made.webhook, "secret": made.secret})
    answer["Cache-Control"] = "no-store"
    return answer


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}
