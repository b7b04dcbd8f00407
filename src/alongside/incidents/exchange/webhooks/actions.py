"""Everything that an administrator does with webhooks."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from alongside.incidents.exchange.webhooks.events import EVENTS
from alongside.incidents.exchange.webhooks.outbox import tell_test
from alongside.incidents.models import Webhook, WebhookDelivery, WebhookSecret
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation
from alongside.web.addresses import NotAllowed, read_address

MOST = 20
LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook with a secret just made: shown once, and never readable again by the web."""

    webhook: Webhook
    secret: str


@transaction.atomic
def register(organisation: Organisation, label: str, url: str, events: Sequence[str], *, by: Actor) -> NewSecret:
    """Registers an address. Raises ValidationError by field."""
    label, url = label.strip(), url.strip()
    wrong = _wrong(label, url, events)
    if Webhook.objects.filter(organisation=organisation, removed_at=None).count() >= MOST:
        wrong["label"] = f"There are {MOST} webhooks already. Remove one first."
    if wrong:
        raise ValidationError(wrong)
    hook = Webhook.objects.create(
        organisation=organisation, label=label, url=url, events=list(events), made_at=now(), made_by=by.name
    )
    _record("webhook.registered", hook, by, url=url, events=list(events))
    return NewSecret(hook, _make_secret(hook))


@transaction.atomic
def change(hook: Webhook, label: str, url: str, events: Sequence[str], *, by: Actor) -> None:
    """Corrects a webhook: what waits goes to the new address, signed as before. Raises ValidationError by field."""
    label, url = label.strip(), url.strip()
    if wrong := _wrong(label, url, events):
        raise ValidationError(wrong)
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    before = {"label": hook.label, "url": hook.url, "events": hook.events}
    after = {"label": label, "url": url, "events": list(events)}
    if before != after:
        hook.label, hook.url, hook.events = label, url, list(events)
        hook.save(update_fields=["label", "url", "events"])
        _record("webhook.changed", hook, by, before=before, after=after)


@transaction.atomic
def renew_secret(hook: Webhook, *, by: Actor) -> NewSecret:
    """A new secret. The one before it signs as well for a day, so that the receiver has time to change."""
    _record("webhook.secret_renewed", hook, by)
    return NewSecret(hook, _make_secret(hook))


@transaction.atomic
def switch(hook: Webhook, *, active: bool, by: Actor) -> None:
    """Pauses a webhook, or lets it go on: what happened meanwhile to what was queued is then delivered."""
    if Webhook.objects.filter(pk=hook.pk, active=not active, removed_at=None).update(active=active, stopped_because=""):
        _record("webhook.resumed" if active else "webhook.paused", hook, by)


@transaction.atomic
def remove(hook: Webhook, *, by: Actor) -> None:
    """Ends a webhook for good; what was not delivered is not delivered any more."""
    moment = now()
    if Webhook.objects.filter(pk=hook.pk, removed_at=None).update(removed_at=moment, active=False):
        WebhookDelivery.objects.filter(webhook=hook, status="queued").update(
            status="given_up", ended_at=moment, last_answer="The webhook was removed"
        )
        _record("webhook.removed", hook, by)


@transaction.atomic
def send_test(hook: Webhook, *, by: Actor) -> WebhookDelivery:
    """Sends a message that says nothing. Raises ValidationError where the webhook is paused."""
    if not hook.active:
        raise ValidationError("This webhook is paused. Let it go on first.")
    _record("webhook.tested", hook, by)
    return tell_test(hook, now())


@transaction.atomic
def deliver_again(delivery: WebhookDelivery, *, by: Actor) -> None:
    """Sends once more what was delivered or given up, or at once what waits for its next attempt; under the same id, by which
    a receiver knows what it has already.
    """
    again = WebhookDelivery.objects.filter(pk=delivery.pk, webhook__removed_at=None)
    if _queue(again.exclude(status="queued")) or again.filter(status="queued").update(next_at=now()):
        _record("webhook.delivered_again", delivery.webhook, by, delivery=str(delivery.pk))


@transaction.atomic
def deliver_all_again(hook: Webhook, *, by: Actor) -> int:
    """Sends once more everything that was given up; returns how many."""
    number = _queue(WebhookDelivery.objects.filter(webhook=hook, webhook__removed_at=None, status="given_up"))
    if number:
        _record("webhook.delivered_again", hook, by, deliveries=number)
    return number


def _queue(deliveries: QuerySet[WebhookDelivery]) -> int:
    return deliveries.update(status="queued", attempts=0, next_at=now(), ended_at=None, leased_until=None)


def _wrong(label: str, url: str, events: Sequence[str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not label or len(label) > 80:
        wrong["label"] = "Write what stands at the other end, in at most 80 characters."
    try:
        if len(url) > LONGEST_URL:
            raise NotAllowed(f"An address has at most {LONGEST_URL} characters.")
        read_address(url, inside=settings.WEBHOOKS_INSIDE)
    except NotAllowed as error:
        wrong["url"] = str(error)
    if not events or any(event not in EVENTS for event in events):
        wrong["events"] = "Choose what it should be told."
    return wrong


def _make_secret(hook: Webhook) -> str:
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    WebhookSecret.objects.create(organisation_id=hook.organisation_id, webhook=hook, secret=secret, made_at=now())
    return secret


def _record(verb: str, hook: Webhook, by: Actor, **details: object) -> None:
    record(verb, "webhook", hook.pk, organisation_id=hook.organisation_id, actor=by, details=details)
