"""Reading webhooks, from what the caller may see: those of organisations that they administer."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from alongside.incidents.models import Webhook, WebhookDelivery
from alongside.incidents.references import tidy
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role


def administered(user: Any) -> Organisation | None:
    """The first organisation that the caller administers."""
    allowed = organisations_where(user, Role.ADMINISTRATOR)
    return next((place.organisation for place in places_of(user) if place.organisation_id in allowed), None)


def webhooks_for(user: Any) -> QuerySet[Webhook]:
    """Webhooks that the caller may see and change."""
    return Webhook.objects.filter(organisation__in=organisations_where(user, Role.ADMINISTRATOR), removed_at=None)


def with_counts(hooks: QuerySet[Webhook]) -> QuerySet[Webhook]:
    """With how many deliveries wait, and how many were given up."""
    return hooks.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__status="queued")),
        given_up=Count("deliveries", filter=Q(deliveries__status="given_up")),
    )


def deliveries_of(hook: Webhook, *, status: str = "", event: str = "", search: str = "") -> QuerySet[WebhookDelivery]:
    """The log of a webhook, newest first; `search` is a reference or the id of a delivery."""
    found = WebhookDelivery.objects.filter(webhook=hook).order_by("-pk")
    if status in WebhookDelivery.Status.values:
        found = found.filter(status=status)
    if event:
        found = found.filter(event=event)
    if search.strip():
        try:
            found = found.filter(pk=UUID(search.strip()))
        except ValueError:
            found = found.filter(reference=tidy(search))
    return found


def deliveries_for(user: Any) -> QuerySet[WebhookDelivery]:
    """Deliveries of the caller's webhooks."""
    return WebhookDelivery.objects.filter(webhook__in=webhooks_for(user)).select_related("webhook")
