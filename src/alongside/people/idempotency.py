"""A POST that is sent twice is done once: to the API by its header, of a page by the key that its form carries."""

import hashlib
import json
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from alongside.ledger.clock import now
from alongside.people.middleware import problem
from alongside.people.models import IdempotentRequest, User

LONGEST_KEY = 255


class IdempotencyMiddleware:
    """Honours `Idempotency-Key` on every POST to the API (draft-ietf-httpapi-idempotency-key-header).

    1. The key is stored first, in the transaction that does the work: a second request with the same key waits for
       the first.
    2. Where it is known already, the stored answer is given; with another request behind it, 422.
    3. An answer of success is stored with the work, both or neither. After a refusal the key is free again: nothing
       was done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if not key or request.method != "POST" or not request.path.startswith("/api/"):
            return self.get_response(request)
        if not isinstance(request.user, User):
            return self.get_response(request)
        if len(key) > LONGEST_KEY:
            return problem(400, "Idempotency-Key too long", f"A key has at most {LONGEST_KEY} characters.")
        return self._once(request, request.user, key)

    def _once(self, request: HttpRequest, user: User, key: str) -> HttpResponse:
        digest = hashlib.sha256(request.get_full_path().encode() + b"\n" + _content_of(request)).digest()
        with transaction.atomic():
            kept, is_new = IdempotentRequest.objects.get_or_create(
                user=user,
                key=key,
                defaults={"path": request.path, "request_digest": digest, "created_at": now()},
            )
            if not is_new:
                return _stored_answer(kept, digest)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif response.status_code >= 400:
                kept.delete()
            else:
                kept.status = response.status_code
                kept.content_type = response.headers.get("Content-Type", "")
                kept.body = response.content
                kept.save(update_fields=["status", "content_type", "body"])
            return response


def is_first(request: HttpRequest, user: User, key: str) -> bool:
    """Whether the form of a page that carries this key is sent for the first time; within the transaction that does the work,
    so that the key is free again where nothing was done. Raises `SentBefore` where it was sent with other content.
    """
    digest = hashlib.sha256(_form_of(request)).digest()
    kept, is_new = IdempotentRequest.objects.get_or_create(
        user=user,
        key=f"page:{key}"[:LONGEST_KEY],
        defaults={"path": request.path, "request_digest": digest, "created_at": now()},
    )
    if not is_new and bytes(kept.request_digest) != digest:
        raise SentBefore
    return is_new


class SentBefore(Exception):
    """A form was sent before, with other content."""


def _form_of(request: HttpRequest) -> bytes:
    said = [(name, values) for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "seen_at")]
    files = [(name, [(one.name, one.size) for one in sent]) for name, sent in request.FILES.lists()]
    return json.dumps([request.path, sorted(said), sorted(files)]).encode()


def _content_of(request: HttpRequest) -> bytes:
    """What tells this request from another. A form with files is told by its words and the hashes of its files: a
    browser invents a new boundary each time it sends the same form, and the files need not be in memory.
    """
    if request.content_type != "multipart/form-data":
        try:
            return request.body
        except RequestDataTooBig:  # the view says so, or takes it without its body: a call for help is never refused
            return f"{request.META.get('CONTENT_LENGTH')} bytes".encode()
    files = [(field, [file.sha256 for file in sent]) for field, sent in request.FILES.lists()]  # type: ignore[attr-defined]
    return json.dumps([sorted(request.POST.lists()), sorted(files)]).encode()


def _stored_answer(kept: IdempotentRequest, digest: bytes) -> HttpResponse:
    if bytes(kept.request_digest) != digest:
        return problem(422, "Idempotency-Key used before", "This key was sent with another request.")
    return HttpResponse(
        bytes(kept.body),
        status=kept.status or 200,
        content_type=kept.content_type,
        headers={"Idempotent-Replayed": "true"},
    )
