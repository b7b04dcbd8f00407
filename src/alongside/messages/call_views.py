"""What the telephone provider asks and tells about a call. Stored first, then answered; who it is, its signature says."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alongside.messages import calls
from alongside.messages.actions import keep_callback
from alongside.messages.callbacks import Malformed, check_call, check_key
from alongside.messages.channels.voice import PROVIDER, is_signed
from alongside.messages.views import LARGEST_BODY
from alongside.people.access import MACHINE, allow
from alongside.people.middleware import problem

log = logging.getLogger(__name__)


@csrf_exempt
@allow(MACHINE)
@require_POST
def answer(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST /messages/voice/ID/answer: it was answered. What is to be said?"""

    def understand() -> str:
        told = check_call(request.POST, message_id)
        keep_callback(PROVIDER, "call", told)
        return calls.begin(calls.call_of(message_id), told["answered_by"])

    return _take(request, understand)


@csrf_exempt
@allow(MACHINE)
@require_POST
def heard(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST /messages/voice/ID/heard: a person is there, who pressed a key to hear what it is about."""
    return _take(request, lambda: calls.ring(calls.call_of(message_id)))


@csrf_exempt
@allow(MACHINE)
@require_POST
def key(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST /messages/voice/ID/key: a key was pressed."""

    def understand() -> str:
        told = check_key(request.POST, message_id)
        call = calls.call_of(message_id)
        if call is not None and calls.choice_of(call.choices, told["digits"]) is None:
            return calls.ring(call, wrong=True)
        keep_callback(PROVIDER, "key", told)
        return calls.wait(message_id, told["digits"], 1) if call is not None else calls.ring(None)

    return _take(request, understand)


@csrf_exempt
@allow(MACHINE)
@require_POST
def outcome(request: HttpRequest, message_id: UUID, digits: int, turn: int) -> HttpResponse:
    """POST /messages/voice/ID/outcome/KEY/TURN: whoever pressed the key still listens. What came of it?"""
    return _take(
        request, lambda: calls.outcome(message_id, check_call(request.POST, message_id)["sid"], str(digits), turn)
    )


@csrf_exempt
@allow(MACHINE)
@require_POST
def status(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """POST /messages/voice/ID/status: how the call goes."""

    def understand() -> str:
        keep_callback(PROVIDER, "call", check_call(request.POST, message_id))
        return ""

    return _take(request, understand)


def _take(request: HttpRequest, understand: Callable[[], str]) -> HttpResponse:
    """403 to whoever is not the provider, 400 to rubbish, else what is to be said next."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return problem(413, "Too large", "What is said about a call is a few hundred bytes.")
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    said = request.headers.get("X-Twilio-Signature", "")
    if not is_signed(settings.VOICE_TOKEN, settings.PUBLIC_URL + request.get_full_path(), fields, said):
        log.warning("something was said about a call without the provider's signature, and refused")
        return problem(403, "Not signed", "This does not carry the telephone provider's signature.")
    try:
        words = understand()
    except Malformed as error:
        log.warning("something malformed was said about a call: %s", error)
        return problem(400, "Not understood", str(error))
    return HttpResponse(words, content_type="text/xml; charset=utf-8")
