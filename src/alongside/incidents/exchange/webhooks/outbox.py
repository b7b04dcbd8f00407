"""Puts what happened into the outbox of webhooks, in the transaction in which it happens."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from alongside.incidents.exchange.webhooks.events import TEST, event_of
from alongside.incidents.models import Change, Incident, Webhook, WebhookDelivery

ASKED = """
    SELECT id FROM incidents_webhook
    WHERE organisation_id = %s AND active AND removed_at IS NULL AND %s = ANY (events)
"""


def tell_other_systems(sender: Any, *, incident: Incident, change: Change, **_: Any) -> None:
    """Receives `occasions.changed`: queues the change for every webhook of the organisation that asked for it. Codes and
    times, no names, no words. Most organisations have none, and pay for no savepoint.
    """
    event, at = event_of(change.what, change.after), change.at
    if event is None:
        return
    wanted = _who_asked_for(event, incident.organisation_id)
    if not wanted:
        return
    hooks = Webhook.objects.filter(pk__in=wanted)
    with transaction.atomic():
        payload = _payload(event, at, _facts(incident))
        WebhookDelivery.objects.bulk_create([_delivery(hook, event, payload, at, incident) for hook in hooks])


def _who_asked_for(event: str, organisation: UUID) -> list[UUID]:
    """In plain SQL: every change of a report asks it."""
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [organisation, event])
        return [key for (key,) in cursor.fetchall()]


def tell_test(hook: Webhook, at: datetime) -> WebhookDelivery:
    """Queues a message that says nothing, for somebody who tries whether it arrives."""
    return WebhookDelivery.objects.create(**_fields(hook, TEST, _payload(TEST, at, {"text": "It arrives."}), at, None))


def _facts(incident: Incident) -> dict[str, Any]:
    return {
        "id": str(incident.pk),
        "reference": incident.reference,
        "external_reference": incident.external_reference or None,
        "status": incident.status,
        "kinds": list(incident.kinds),
        "definition": incident.definition,
        "occurred_at": _written(incident.occurred_at),
        "reported_at": _written(incident.reported_at),
        "link": f"{settings.PUBLIC_URL}/incidents/{incident.reference}",
    }


def _payload(event: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": event, "timestamp": _written(at), "data": data}, separators=(",", ":"))


def _delivery(hook: Webhook, event: str, payload: str, at: datetime, incident: Incident | None) -> WebhookDelivery:
    return WebhookDelivery(**_fields(hook, event, payload, at, incident))


def _fields(hook: Webhook, event: str, payload: str, at: datetime, incident: Incident | None) -> dict[str, Any]:
    return {
        "organisation_id": hook.organisation_id,
        "webhook": hook,
        "event": event,
        "incident": incident,
        "reference": incident.reference if incident else "",
        "payload": payload,
        "made_at": at,
        "next_at": at,
    }


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
