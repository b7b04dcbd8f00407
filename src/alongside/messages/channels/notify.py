"""Text messages and e-mail by GOV.UK Notify, with its own client.

Each channel needs one template in Notify whose text is a placeholder: body `((body))`, and for e-mail also the
subject `((subject))`. The message's id goes along as the `reference`; by it Notify is asked what it already has, and
names the message in its receipts. Source: docs.notifications.service.gov.uk, Python client.
"""

import logging
import threading
from abc import ABC, abstractmethod
from typing import Any

import requests
from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from alongside.messages.channels import (
    BusyError,
    DeliveryError,
    Envelope,
    HandedOver,
    Outcome,
    RefusedError,
    TemporaryError,
    UnclearError,
)

PROVIDER = "notify"
CONNECT_SECONDS, READ_SECONDS = 3.05, 10.0

log = logging.getLogger(__name__)

OUTCOMES = {
    "created": Outcome.SENT,
    "sending": Outcome.SENT,
    "pending": Outcome.SENT,
    "sent": Outcome.SENT,
    "delivered": Outcome.DELIVERED,
    "permanent-failure": Outcome.FAILED,
    "temporary-failure": Outcome.FAILED,
    "technical-failure": Outcome.FAILED,
    "failed": Outcome.FAILED,
}
"""What Notify's statuses mean to us (docs: "Status - email", "Status - text message")."""


class NotifyChannel(ABC):
    """What text message and e-mail have in common."""

    provider = PROVIDER

    def __init__(self, *, url: str, key: str, template: str, at_once: int = 64) -> None:
        self.at_once = at_once
        self._url, self._key, self._template = url, key, template
        self._thread = threading.local()

    def deliver(self, envelope: Envelope) -> HandedOver:
        try:
            answer = self._send(envelope)
            return HandedOver(PROVIDER, answer["id"])
        except APIError as error:
            raise explain(error) from error
        except (KeyError, TypeError) as error:
            raise UnclearError("GOV.UK Notify answered without an id") from error

    def find(self, envelope: Envelope) -> HandedOver | None:
        """Looks the reference up (`GET /v2/notifications?reference=`). Notify keeps it for 7 days."""
        try:
            found = self._client().get_all_notifications(reference=str(envelope.id))["notifications"]
            if not found:
                return None
            first = found[-1]
            outcome = OUTCOMES.get(first["status"], Outcome.SENT)
            reason = f"GOV.UK Notify: {first['status']}" if outcome is Outcome.FAILED else ""
            return HandedOver(PROVIDER, first["id"], outcome, reason)
        except APIError as error:
            raise explain(error) from error
        except (KeyError, TypeError) as error:
            raise UnclearError("GOV.UK Notify answered a question with something else") from error

    @abstractmethod
    def _send(self, envelope: Envelope) -> Any:
        """Hands it to Notify; its answer. Raises APIError."""

    def _client(self) -> NotificationsAPIClient:
        """A client of this thread's own: Notify's client is not made to be shared."""
        client = getattr(self._thread, "client", None)
        if client is None:
            client = NotificationsAPIClient(self._key, base_url=self._url, timeout=(CONNECT_SECONDS, READ_SECONDS))
            _read_environment_once(client.request_session, self._url)
            self._thread.client = client
        return client


class NotifySmsChannel(NotifyChannel):
    """Text messages."""

    def _send(self, envelope: Envelope) -> Any:
        return self._client().send_sms_notification(
            phone_number=envelope.address,
            template_id=self._template,
            personalisation={"subject": envelope.subject, "body": envelope.body},
            reference=str(envelope.id),
        )


class NotifyEmailChannel(NotifyChannel):
    """E-mail."""

    def _send(self, envelope: Envelope) -> Any:
        return self._client().send_email_notification(
            email_address=envelope.address,
            template_id=self._template,
            personalisation={"subject": envelope.subject, "body": envelope.body},
            reference=str(envelope.id),
        )


def explain(error: APIError) -> DeliveryError:
    """What an error of Notify's client means for the message.

    A 400 is final only where Notify itself says so in its own format: in an outage, what stands in front of Notify
    has answered 400 and 404 to good requests. 403 is a wrong key or a wrong clock of ours, which people mend: the
    message waits. After a 5xx or no answer the message may be with Notify all the same.
    """
    if isinstance(error, InvalidResponse):
        return UnclearError("GOV.UK Notify answered with something that is not JSON")
    if not isinstance(error, HTTPError) or error.response is None:
        return _explain_silence(error)
    status, said = error.status_code, _said(error)
    if status == 429:
        return BusyError(f"GOV.UK Notify asks to slow down: {said}")
    if status >= 500:
        return UnclearError(f"GOV.UK Notify failed: {status} {said}")
    if status == 400 and _kind(error) in ("ValidationError", "BadRequestError", "InvalidPhoneError"):
        return RefusedError(f"GOV.UK Notify refused it: {said}")
    log.error("GOV.UK Notify does not let us in: %s %s", status, said)
    return TemporaryError(f"GOV.UK Notify does not let us in: {status} {said}")


def _explain_silence(error: APIError) -> DeliveryError:
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return TemporaryError(f"GOV.UK Notify cannot be reached: {type(cause).__name__}")
    reason = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    if isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError):
        return TemporaryError("GOV.UK Notify cannot be reached")
    return UnclearError(f"GOV.UK Notify gave no answer: {type(cause).__name__}")


def _read_environment_once(session: requests.Session, url: str) -> None:
    """Takes proxies and certificates from the environment now, not with every message, which costs as much as sending."""
    found = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify, session.cert = found["proxies"], found["verify"], found["cert"]
    session.trust_env = False


def _errors(error: APIError) -> list[dict[str, Any]]:
    if error.response is None:
        return []
    try:
        errors = error.response.json()["errors"] if error.response is not None else []
        return [entry for entry in errors if isinstance(entry, dict)]
    except (ValueError, KeyError, TypeError):
        return []


def _kind(error: APIError) -> str:
    errors = _errors(error)
    return str(errors[0].get("error", "")) if errors else ""


def _said(error: APIError) -> str:
    return "; ".join(str(entry.get("message", "")) for entry in _errors(error)) or "no reason given"
