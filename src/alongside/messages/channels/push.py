"""Notifications in browsers through their push services (RFC 8030), encrypted for the one browser (RFC 8291) and signed with our
key (RFC 8292). `pywebpush` encrypts, `py_vapid` signs.

A push service takes no reference of ours and cannot be asked what it has. A message whose hand-over is in doubt is handed over
again; the browser shows it in the place of the first (`frontend/push_worker.js`: one notification for what it is about). That a service
took it (201) means "sent"; the browser itself says when it has shown it.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.utils.crypto import constant_time_compare, salted_hmac
from py_vapid import Vapid02
from pywebpush import WebPusher
from urllib3.exceptions import MaxRetryError, NewConnectionError

from alongside.messages.channels import (
    DeliveryError,
    Envelope,
    GoneError,
    HandedOver,
    LaterError,
    RefusedError,
    TemporaryError,
    UnclearError,
)
from alongside.messages.push import is_allowed, private_key

PROVIDER = "push"
SHOWN = "/messages/push"
"""Below it a browser says that it has shown a message, by the message's id (`messages.urls`)."""
CONNECT_SECONDS, READ_SECONDS = 3.05, 10.0
SIGNED_SECONDS = 12 * 3600
"""How long our signature is good for; a day at the most (RFC 8292 section 2)."""
MOST_READ = 2000
"""Bytes of an answer that are looked at."""
LONGEST_SUBJECT, LONGEST_BODY = 120, 700
"""Characters. All of it must fit into 4096 bytes, encrypted (RFC 8030 section 7.2)."""
KEPT_SECONDS = {"alarm": 600, "check_in": 900, "notice": 24 * 3600}
"""TTL by purpose: how long a push service keeps it for a browser that is off. An alarm that nobody has taken rings again."""
URGENCY = {"alarm": "high", "check_in": "high", "notice": "normal"}

log = logging.getLogger(__name__)


class PushChannel:
    """Sends notifications. `hosts` are the push services that may be called, `verify` the certificates that are trusted."""

    provider = PROVIDER

    def __init__(
        self,
        *,
        key: str,
        contact: str,
        hosts: Sequence[str],
        public_url: str,
        at_once: int = 8,
        verify: str | bool = True,
    ) -> None:
        self.at_once = at_once
        self._signer = Vapid02(private_key(key))
        self._contact, self._hosts, self._public_url, self._verify = contact, list(hosts), public_url, verify
        self._thread = threading.local()

    def deliver(self, envelope: Envelope) -> HandedOver:
        browser = envelope.browser
        if browser is None:
            raise RefusedError("Notifications were turned off in this browser.")
        if not is_allowed(browser["endpoint"], self._hosts):
            raise RefusedError("The push service of this browser is not one that may be called (ALONGSIDE_PUSH_HOSTS).")
        content = json.dumps(words_of(envelope, self._public_url), ensure_ascii=False).encode()
        keys = {"p256dh": browser["p256dh"], "auth": browser["auth"]}
        sealed = WebPusher({"endpoint": browser["endpoint"], "keys": keys}).encode(content)["body"]
        self._post(browser["endpoint"], sealed, self._headers(envelope, browser["endpoint"]))
        return HandedOver(PROVIDER, str(envelope.id))

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None

    def _headers(self, envelope: Envelope, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims = {
            "sub": self._contact,
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + SIGNED_SECONDS,
        }
        return self._signer.sign(claims) | {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS.get(envelope.purpose, KEPT_SECONDS["notice"])),
            "Urgency": URGENCY.get(envelope.purpose, "normal"),
        }

    def _post(self, endpoint: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Hands it over; follows no redirect, for that could lead anywhere. Raises DeliveryError."""
        try:
            with self._session().post(
                endpoint,
                data=content,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                verify=self._verify,
            ) as answer:
                if answer.status_code not in (200, 201, 202):
                    raise _explain(answer, urlsplit(endpoint).hostname or "")
        except (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
            raise TemporaryError(f"The push service cannot be reached: {type(error).__name__}") from error
        except requests.RequestException as error:
            raise _explain_silence(error) from error

    def _session(self) -> requests.Session:
        """A session of this thread's own: sessions are not made to be shared."""
        session = getattr(self._thread, "session", None)
        if session is None:
            session = self._thread.session = requests.Session()
        return session


def words_of(envelope: Envelope, public_url: str) -> dict[str, str]:
    """What the browser is told. The address that stands in the words is what a click opens; it is not shown.

    `receipt` lets the browser say that it has shown this message: only who could decrypt it knows it.
    """
    found = re.search(rf"[\s:]*({re.escape(public_url)}/\S*)", envelope.body)
    body = envelope.body[: found.start()] + envelope.body[found.end() :] if found else envelope.body
    kind, _, about = envelope.about.partition(":")
    code = re.search(r"\b[0-9]{6}\b", envelope.body) if kind == "code" else None
    if code:
        body = body.replace(code[0], "")
    return {
        "id": str(envelope.id),
        "subject": _cut(" ".join(envelope.subject.split()), LONGEST_SUBJECT),
        "body": _cut(" ".join(body.split()), LONGEST_BODY),
        "link": found[1].removeprefix(public_url).rstrip(".,") if found else "/",
        "about": about,
        "urgent": "yes" if envelope.purpose == "alarm" else "",
        "shown": f"{SHOWN}/{envelope.id}/shown",
        "receipt": receipt_of(envelope.id),
        "code": code[0] if code else "",
    }


def receipt_of(message_id: UUID) -> str:
    """What a browser shows to prove that it is the one to which this message was sent."""
    return salted_hmac("alongside.messages.push", str(message_id), algorithm="sha256").hexdigest()


def is_receipt(message_id: UUID, said: str) -> bool:
    """Whether this proves that the message was decrypted by the browser to which it was sent."""
    return constant_time_compare(receipt_of(message_id), said)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _explain(answer: requests.Response, service: str) -> DeliveryError:
    """What an answer means for the message. 404 and 410: the browser takes no more (RFC 8030 section 7.3). 401 and 403 are our own
    key, which people mend; 400 is not believed to be for good.
    """
    status, wait = answer.status_code, retry_after(answer.headers.get("Retry-After", ""))
    said = f"{service} answered {status}"
    if status in (404, 410):
        return GoneError("Notifications do not reach this browser any more.")
    if status == 413:
        return RefusedError(f"The push service refused it as too long: {said}")
    if status == 429:
        return LaterError(f"The push service asks to slow down: {said}", wait=wait)
    if status >= 500:
        return UnclearError(f"The push service failed: {said}", wait=wait)
    log.error("the push service does not take our message: %s %s", said, _start_of(answer))
    return TemporaryError(f"The push service does not take it: {said}", wait=wait)


def retry_after(text: str) -> float:
    """Seconds from now, of seconds or a date as RFC 9110 section 10.2.3 writes them; 0 where it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _explain_silence(error: requests.RequestException) -> DeliveryError:
    """No connection was made: it has nothing of ours. Otherwise it may have the message."""
    reason = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else None
    if isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError):
        return TemporaryError(f"The push service cannot be reached: {type(error).__name__}")
    return UnclearError(f"The push service gave no answer: {type(error).__name__}")


def _start_of(answer: requests.Response) -> Any:
    try:
        return answer.raw.read(MOST_READ, decode_content=True)
    except Exception as error:
        return type(error).__name__
