"""Telephone calls through an API compatible with Twilio's (version 2010-04-01).

A call is placed by one request that names our addresses for it (`messages.calls`): the provider asks there what to say once
somebody answers (`/answer`), brings the keys that are pressed (`/key`) and tells how the call went (`/status`).

**Never twice for one key.** The API takes no reference of ours with a call, and does not recognise a request that is
repeated. So where nobody knows whether a call was placed:

1. Our addresses carry the message's id. Whatever the provider says about the call first (`initiated`, within a second or
   two) moves the message on to sent before it is tried again (`actions.record_receipt`).
2. Otherwise the provider is asked for its latest calls from our number to this one (`find`). One that is no older than the
   message, and that no other message is known to have made, is this message's: it is adopted.
3. While the provider cannot be asked, nobody is rung.

What is left: the list of calls may lack one that was placed in the last moment; and where two messages to one number are in
doubt at the same time, both may adopt the one call that rang. The person was rung then, and the other ways follow.

Sources: www.twilio.com/docs/voice/api/call-resource, /docs/voice/answering-machine-detection, /docs/usage/security.
"""

import base64
import hashlib
import hmac
import logging
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
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

PROVIDER = "voice"
CONNECT_SECONDS, READ_SECONDS = 3.05, 10.0
CLOCKS_DIFFER = timedelta(seconds=30)
"""How far the provider's clock may be from ours."""
LOOKED_AT = 50
"""The newest calls to a number that are looked at."""
DEFAULT_PORTS = {"https": 443, "http": 80}

OUTCOMES = {
    "queued": Outcome.SENT,
    "initiated": Outcome.SENT,
    "ringing": Outcome.SENT,
    "in-progress": Outcome.SENT,
    "completed": Outcome.FAILED,
    "busy": Outcome.FAILED,
    "no-answer": Outcome.FAILED,
    "canceled": Outcome.FAILED,
    "failed": Outcome.FAILED,
}
"""What the states of a call mean to us. A call that ended is no answer by itself: only a key is (S6)."""

log = logging.getLogger(__name__)


class VoiceChannel:
    """Rings people. `answers` is the address below which the provider asks about the call of a message, by its id."""

    provider = PROVIDER

    def __init__(
        self, *, url: str, account: str, token: str, caller: str, answers: str, ring_seconds: int = 30, at_once: int = 8
    ) -> None:
        self.at_once = at_once
        self._calls = f"{url.rstrip('/')}/2010-04-01/Accounts/{account}/Calls.json"
        self._who = (account, token)
        self._caller, self._answers, self._ring_seconds = caller, answers.rstrip("/"), ring_seconds
        self._thread = threading.local()

    def deliver(self, envelope: Envelope) -> HandedOver:
        about = f"{self._answers}/{envelope.id}"
        answer = self._ask(
            "POST",
            {
                "To": envelope.address,
                "From": self._caller,
                "Url": f"{about}/answer",
                "Method": "POST",
                "FallbackUrl": f"{about}/answer",
                "FallbackMethod": "POST",
                "StatusCallback": f"{about}/status",
                "StatusCallbackMethod": "POST",
                "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
                "MachineDetection": "Enable",
                "Timeout": str(self._ring_seconds),
            },
        )
        return _as_handed_over(answer)

    def find(self, envelope: Envelope) -> HandedOver | None:
        """The call of this message among the latest to its number; None where it was not placed."""
        answer = self._ask("GET", {"To": envelope.address, "From": self._caller, "PageSize": str(LOOKED_AT)})
        calls = answer.get("calls")
        if not isinstance(calls, list):
            raise UnclearError("The telephone provider answered a question with something else")
        since = datetime.now(UTC) - timedelta(seconds=envelope.age) - CLOCKS_DIFFER
        ours = [
            call
            for call in calls
            if isinstance(call, dict)
            and call.get("sid") not in envelope.taken
            and str(call.get("direction", "outbound-api")).startswith("outbound")
            and _made_since(call, since)
        ]
        return _as_handed_over(ours[-1]) if ours else None

    def _ask(self, method: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Puts one request; its answer. Raises DeliveryError."""
        sent_as = {"params": fields} if method == "GET" else {"data": fields}
        try:
            answer = self._session().request(
                method,
                self._calls,
                auth=self._who,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                **sent_as,  # type: ignore[arg-type]
            )
        except (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
            raise TemporaryError(f"The telephone provider cannot be reached: {_kind(error)}") from error
        except requests.RequestException as error:
            raise _explain_silence(error) from error
        if answer.status_code not in (200, 201):
            raise _explain(answer)
        said = _json(answer)
        if said is None:
            raise UnclearError("The telephone provider answered with something that is not JSON")
        return said

    def _session(self) -> requests.Session:
        """A session of this thread's own: sessions are not made to be shared."""
        session = getattr(self._thread, "session", None)
        if session is None:
            session = self._thread.session = requests.Session()
        return session


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """What `X-Twilio-Signature` must be: HMAC-SHA1, in base64, of the address and then every field of the form, by name,
    each name directly followed by its value (www.twilio.com/docs/usage/security, "Validating requests").
    """
    said = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), said.encode("utf-8", "replace"), hashlib.sha1).digest()).decode()


def is_signed(token: str, url: str, fields: Iterable[tuple[str, str]], said: str) -> bool:
    """Whether the provider signed this request. It may have signed the address with its usual port or without."""
    fields, right = list(fields), False
    for address in _with_and_without_port(url):
        right |= hmac.compare_digest(signature(token, address, fields).encode(), said.encode("utf-8", "replace"))
    return bool(token) and right


def _with_and_without_port(url: str) -> set[str]:
    parts = urlsplit(url)
    usual = DEFAULT_PORTS.get(parts.scheme)
    if usual is None or parts.port not in (None, usual):
        return {url}
    host = parts.netloc.removesuffix(f":{usual}")
    return {urlunsplit(parts._replace(netloc=netloc)) for netloc in (host, f"{host}:{usual}")}


def _as_handed_over(call: Mapping[str, Any]) -> HandedOver:
    sid, status = call.get("sid"), call.get("status")
    if not isinstance(sid, str) or not sid:
        raise UnclearError("The telephone provider answered without an id")
    outcome = OUTCOMES.get(str(status), Outcome.SENT)
    return HandedOver(PROVIDER, sid, outcome, f"The call: {status}" if outcome is Outcome.FAILED else "")


def _made_since(call: Mapping[str, Any], since: datetime) -> bool:
    """Whether the call was made since then; one that waits has no time yet, or one that cannot be read."""
    try:
        made = parsedate_to_datetime(str(call.get("date_created")))
    except ValueError:
        return True
    return (made if made.tzinfo else made.replace(tzinfo=UTC)) >= since


def _explain(answer: requests.Response) -> DeliveryError:
    """What a refusal means for the message. Only one in the provider's own format is believed to be for good; 401, 403 and
    404 are our own account or address, which people mend: the message waits.
    """
    said = _json(answer) or {}
    status, words = answer.status_code, str(said.get("message") or "no reason given")
    if status == 429:
        return BusyError(f"The telephone provider asks to slow down: {words}")
    if status >= 500:
        return UnclearError(f"The telephone provider failed: {status} {words}")
    if status == 400 and said.get("code"):
        return RefusedError(f"The telephone provider refused it: {words}")
    log.error("the telephone provider does not let us in: %s %s", status, words)
    return TemporaryError(f"The telephone provider does not let us in: {status} {words}")


def _explain_silence(error: requests.RequestException) -> DeliveryError:
    """No connection was made: it has nothing of ours. Otherwise it may have the call."""
    reason = error.args[0] if isinstance(error, requests.ConnectionError) and error.args else None
    if isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError):
        return TemporaryError(f"The telephone provider cannot be reached: {_kind(error)}")
    return UnclearError(f"The telephone provider gave no answer: {_kind(error)}")


def _kind(error: Exception) -> str:
    return type(error).__name__


def _json(answer: requests.Response) -> Mapping[str, Any] | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
