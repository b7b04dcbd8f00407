"""Where GOV.UK Notify delivers receipts and received text messages. Stored first, then acknowledged."""

import hmac
import json
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alongside.messages.actions import keep_callback
from alongside.messages.callbacks import Malformed, check_receipt, check_reply
from alongside.messages.channels.notify import PROVIDER
from alongside.people.access import MACHINE, allow
from alongside.people.middleware import problem

LARGEST_BODY = 64 * 1024

log = logging.getLogger(__name__)


@csrf_exempt
@allow(MACHINE)
@require_POST
def notify_receipt(request: HttpRequest) -> HttpResponse:
    """A delivery receipt."""
    return _take(request, "receipt", check_receipt)


@csrf_exempt
@allow(MACHINE)
@require_POST
def notify_reply(request: HttpRequest) -> HttpResponse:
    """A text message that somebody sent to our number."""
    return _take(request, "reply", check_reply)


def _take(request: HttpRequest, kind: str, check: Callable[[Any], dict[str, Any]]) -> HttpResponse:
    """Answers 401 or 403 to a stranger, 400 to rubbish, and 200 to what is stored, whoever it is about.

    Notify tries again after a 5xx or no answer, and only then (docs: "Retry callbacks").
    """
    refusal = _stranger(request)
    if refusal is not None:
        log.warning("a %s callback without the right token was refused", kind)
        return refusal
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
            return problem(413, "Too large", "A callback is a few hundred bytes.")
        content = check(json.loads(request.body))
    except (ValueError, RecursionError) as error:
        log.warning("a malformed %s callback was refused: %s", kind, error)
        detail = str(error) if isinstance(error, Malformed) else "The body is not JSON."
        return problem(400, "Not understood", detail)
    keep_callback(PROVIDER, kind, content)
    return HttpResponse(status=200)


def _stranger(request: HttpRequest) -> HttpResponse | None:
    """A refusal where the bearer token is missing or wrong, or where none was ever set."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return problem(401, "Token needed", "Callbacks carry the bearer token that was agreed with GOV.UK Notify.")
    expected = settings.NOTIFY_CALLBACK_TOKEN
    if not expected or not hmac.compare_digest(token.strip().encode(), expected.encode()):
        return problem(403, "Wrong token", "This is not the token that was agreed with GOV.UK Notify.")
    return None
