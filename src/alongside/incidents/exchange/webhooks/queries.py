"""Reading webhooks, from what the caller may see: those of organisations that they administer."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from alongside.incidents.models import Webhook, WebhookDelivery
from alongside.incidents.references import MISREAD, tidy
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role
from alongside.web.listing import key_of, within_days


def administered(user: Any) -> Organisation | None:
    """The first organisation that the caller administers."""
    allowed = organisations_where(user, Role.ADMINISTRATOR)
    return next((place.organisation for place in places_of(user) if place.organisation_id in allowed), None)


def webhooks_for(user: Any) -> QuerySet[Webhook]:
    """Webhooks that the caller may see and change."""
    allowed = organisations_where(user, Role.ADMINISTRATOR)
    return Webhook.objects.filter(organisation__in=allowed, removed_at=None).select_related("organisation")


STATES = {
    "on": Q(active=True),
    "paused": Q(active=False, stopped_because=""),
    "stopped": Q(active=False) & ~Q(stopped_because=""),
    "failing": Q(given_up__gt=0),
}


def narrowed(hooks: QuerySet[Webhook], *, state: str = "", search: str = "") -> QuerySet[Webhook]:
    """Webhooks with how many deliveries wait and how many were given up: those in one of `STATES`, those whose name or
    address holds `search`.
    """
    found = hooks.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__status="queued")),
        given_up=Count("deliveries", filter=Q(deliveries__status="given_up")),
    )
    if state in STATES:
        found = found.filter(STATES[state])
    if search:
        found = found.filter(Q(label__icontains=search) | Q(url__icontains=search))
    return found.order_by("label", "pk")


def deliveries_of(
    hook: Webhook, *, status: str = "", event: str = "", search: str = "", first: str = "", last: str = ""
) -> QuerySet[WebhookDelivery]:
    """The log of a webhook; `search` is (a part of) a reference or the id of a delivery, `first` and `last` are days there."""
    found = WebhookDelivery.objects.filter(webhook=hook)
    if status:
        found = found.filter(status=status)
    if event:
        found = found.filter(event=event)
    if key := key_of(search):
        found = found.filter(pk=key)
    elif search:
        found = found.filter(Q(reference__contains=search.upper().translate(MISREAD)) | Q(reference=tidy(search)))
    begin, end = within_days(first, last, ZoneInfo(hook.organisation.time_zone))
    if begin:
        found = found.filter(made_at__gte=begin)
    return found.filter(made_at__lt=end) if end else found


def deliveries_for(user: Any) -> QuerySet[WebhookDelivery]:
    """Deliveries of the caller's webhooks."""
    return WebhookDelivery.objects.filter(webhook__in=webhooks_for(user)).select_related("webhook__organisation")
