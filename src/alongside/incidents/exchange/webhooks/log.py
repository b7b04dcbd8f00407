"""The log of a webhook: what was sent, what came of it, one delivery by itself."""

import json
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from alongside.incidents.exchange.webhooks import queries
from alongside.incidents.exchange.webhooks.events import EVENTS, TEST
from alongside.incidents.models import Webhook, WebhookDelivery
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.people.actions import actor_for
from alongside.web.listing import asked_for, choice, page_of

KINDS = {"queued": "calm", "delivered": "good", "given_up": "danger"}
TOLD = {**EVENTS, TEST: "Test"}
COLUMNS = ["Sent", "About", "Report", "State", "Attempts", "Last answer", "Ended", "Id"]
DONE = {"again": "It is sent again now, under the same id.", "changed": "The webhook is changed."}
PAUSED = "This webhook is not on: it is sent as soon as you let it go on."


def show(request: HttpRequest, hook: Webhook) -> HttpResponseBase:
    """GET /incidents/webhooks/ID?status=given_up&event=test&first=2026-05-03&search=7KQ2&before=ID&format=csv"""
    statuses = dict(WebhookDelivery.Status.choices)
    asked = asked_for(request.GET, status=statuses, event=TOLD, first=None, last=None, search=None)
    found = queries.deliveries_of(hook, **asked)
    if (form := request.GET.get("format", "")) in FORMS:
        zone = ZoneInfo(hook.organisation.time_zone)
        return take_away(
            "webhook-deliveries",
            form,
            chain([COLUMNS], (_row(one, zone) for one in found.order_by("-pk")[:MOST_ROWS])),
            of=[hook.organisation_id],
            by=actor_for(request.user),
            details={"webhook": str(hook.pk), "filters": {name: value for name, value in asked.items() if value}},
        )
    page = page_of(found, request.GET, asked)
    context = {
        "hook": hook,
        "called": TOLD,
        "kinds": KINDS,
        "page": page,
        "narrowed": any(asked.values()),
        "given_up": WebhookDelivery.objects.filter(webhook=hook, status="given_up").count(),
        "search": asked["search"],
        "filters": [
            choice("status", "Show", [("", "All of them"), *WebhookDelivery.Status.choices], asked["status"]),
            choice("event", "About", [("", "Everything"), *TOLD.items()], asked["event"]),
        ],
        "days": [
            {"name": "first", "label": "From", "value": asked["first"]},
            {"name": "last", "label": "Until", "value": asked["last"]},
        ],
        "exports": offered(f"/incidents/webhooks/{hook.pk}", asked) if page.rows else [],
        "done": _done(request, hook),
    }
    return render(request, "incidents/exchange/webhook.html", context)


def show_delivery(request: HttpRequest, delivery: WebhookDelivery) -> HttpResponse:
    """GET /incidents/webhooks/deliveries/ID: codes and times of one report, as they left."""
    context = {
        "delivery": delivery,
        "hook": delivery.webhook,
        "about": TOLD.get(delivery.event, delivery.event),
        "kind": KINDS[delivery.status],
        "tried": delivery.tried.order_by("-pk")[:100],
        "sent": json.dumps(json.loads(delivery.payload), indent=2, ensure_ascii=False),
        "done": _done(request, delivery.webhook),
    }
    return render(request, "incidents/exchange/webhook_delivery.html", context)


def _done(request: HttpRequest, hook: Webhook) -> str:
    done = request.GET.get("done", "")
    return PAUSED if done == "again" and not hook.active else DONE.get(done, "")


def _row(one: WebhookDelivery, zone: ZoneInfo) -> list[Any]:
    ended = one.ended_at.astimezone(zone) if one.ended_at else None
    return [
        one.made_at.astimezone(zone),
        TOLD.get(one.event, one.event),
        one.reference,
        one.get_status_display(),
        one.attempts,
        one.last_answer,
        ended,
        str(one.pk),
    ]
