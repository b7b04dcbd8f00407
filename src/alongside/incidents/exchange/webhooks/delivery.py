"""What `alongside send` does with webhooks: hands them over, again and again for three days, under the same id.

Signed by the Standard Webhooks specification 1.0.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`. An answer
of 2xx is a delivery; a redirect is not followed; 410 stops the webhook. Pauses between attempts are those that the
specification recommends.
"""

import logging
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import urllib3
from django.conf import settings
from django.db import connection, transaction
from standardwebhooks import Webhook as Signer

from alongside.incidents.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret
from alongside.ledger.clock import now
from alongside.web.addresses import NotAllowed, Target, connection_to, read_address, resolve

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""After the first attempt, the second, …; after the last nothing more: about three days in all."""
AT_ONCE = 8
LEASE_S = 60
CONNECT_S, READ_S = 5.0, 10.0
BOTH_SIGN_FOR = timedelta(days=1)
"""So long does the secret before the newest one sign as well."""
GONE = 410

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: `status` is the HTTP status, 0 where there was no answer."""

    status: int
    words: str
    took_ms: int = 0

    @property
    def delivered(self) -> bool:
        return 200 <= self.status < 300


class Deliveries:
    """Hands over what is due; any number of processes may do so at once."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="send-webhook")

    def turn(self) -> bool:
        """Takes what is due, at most one for each webhook. Returns whether there may be more."""
        claimed = claim()
        signed = [(delivery, _secrets(delivery.webhook)) for delivery in claimed]
        ends = self._threads.map(lambda one: attempt(one[0], one[1], datetime.now(UTC)), signed)
        for delivery, ended in zip(claimed, ends, strict=True):
            finish(delivery, ended)
        return bool(claimed)


def claim() -> list[WebhookDelivery]:
    """What is due, for a while this process's. The time of a lease is the machine's, not the one clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE incidents_webhookdelivery SET attempts = attempts + 1,
                leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id IN (
                SELECT due.id FROM incidents_webhook w CROSS JOIN LATERAL (
                    SELECT id, next_at FROM incidents_webhookdelivery d
                    WHERE d.webhook_id = w.id AND d.status = 'queued' AND d.next_at <= (SELECT alongside_now())
                      AND (d.leased_until IS NULL OR d.leased_until < clock_timestamp())
                    ORDER BY d.next_at LIMIT 1 FOR UPDATE SKIP LOCKED
                ) AS due
                WHERE w.active AND w.removed_at IS NULL
                ORDER BY due.next_at LIMIT %s)
            RETURNING id
            """,
            [LEASE_S, AT_ONCE],
        )
        keys = [row[0] for row in cursor.fetchall()]
    return list(WebhookDelivery.objects.filter(pk__in=keys).select_related("webhook"))


def attempt(delivery: WebhookDelivery, secrets: list[str], moment: datetime) -> Ended:
    """One call to the receiver, in a thread; touches no database. `moment` is the machine's time: receivers compare
    it with theirs.
    """
    begun = monotonic()
    ended = _try(delivery, secrets, moment)
    return replace(ended, took_ms=round((monotonic() - begun) * 1000))


def _try(delivery: WebhookDelivery, secrets: list[str], moment: datetime) -> Ended:
    try:
        target = read_address(delivery.webhook.url, inside=settings.WEBHOOKS_INSIDE)
        address = resolve(target, inside=settings.WEBHOOKS_INSIDE)
        return _call(target, address, _headers(delivery, secrets, moment, target), delivery.payload)
    except NotAllowed as error:
        return Ended(0, str(error))
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
        return Ended(0, _reason(error))


@transaction.atomic
def finish(delivery: WebhookDelivery, ended: Ended) -> None:
    """Stores how an attempt ended, and when the next one is due."""
    delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.status != WebhookDelivery.Status.QUEUED:
        return
    moment = now()
    WebhookAttempt.objects.create(
        organisation_id=delivery.organisation_id,
        delivery=delivery,
        at=moment,
        status=ended.status,
        words=ended.words,
        took_ms=ended.took_ms,
    )
    delivery.last_answer, delivery.leased_until = ended.words, None
    if ended.delivered:
        delivery.status, delivery.ended_at = WebhookDelivery.Status.DELIVERED, moment
    elif ended.status == GONE or delivery.attempts > len(PAUSES):
        delivery.status, delivery.ended_at = WebhookDelivery.Status.GIVEN_UP, moment
    else:
        delivery.next_at = moment + PAUSES[delivery.attempts - 1] * random.uniform(1.0, 1.1)  # noqa: S311
    delivery.save(update_fields=["last_answer", "leased_until", "status", "ended_at", "next_at"])
    if ended.status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id).update(
            active=False, stopped_because="The receiver answered that it is gone (410)."
        )


def _call(target: Target, address: str, headers: dict[str, str], payload: str) -> Ended:
    timeout = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
    pool = connection_to(target, address, timeout)
    with closing(pool):
        answer = pool.urlopen(
            "POST", target.path, body=payload.encode(), headers=headers, redirect=False, preload_content=False
        )
        status = answer.status
        answer.close()
    if 300 <= status < 400:
        return Ended(
            status, f"Answered {status}, a redirect: redirects are not followed. Put in the address to which it leads."
        )
    return Ended(status, f"Answered {status}")


def _headers(delivery: WebhookDelivery, secrets: list[str], moment: datetime, target: Target) -> dict[str, str]:
    name = str(delivery.pk)
    signatures = " ".join(Signer(secret).sign(name, moment, delivery.payload) for secret in secrets)
    return {
        "Host": target.host_header,
        "Content-Type": "application/json",
        "User-Agent": "Alongside-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signatures,
    }


def _secrets(hook: Webhook) -> list[str]:
    """The newest secret, and the one before it for a day."""
    return list(_standing(hook, now()))


def _standing(hook: Webhook, moment: datetime) -> Iterator[str]:
    found = list(WebhookSecret.objects.filter(webhook=hook).order_by("-pk")[:2])
    for place, one in enumerate(found):
        if place == 0 or found[0].made_at + BOTH_SIGN_FOR > moment:
            yield one.secret


def _reason(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError | urllib3.exceptions.ReadTimeoutError):
        return "No answer in time"
    if isinstance(error, urllib3.exceptions.SSLError):
        return "The certificate of the address is not valid"
    return "No connection: the address cannot be found or refuses"
