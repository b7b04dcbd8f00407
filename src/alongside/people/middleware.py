"""Who is asking, and on whose behalf the database works while it is answered."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse

from alongside.people.actions import note_token_used
from alongside.people.queries import token_of
from alongside.people.scope import acting_as
from alongside.people.sessions import SessionStore

Answer = Callable[[HttpRequest], HttpResponse]


class BearerTokenMiddleware:
    """Signs in the owner of an `Authorization: Bearer` token, for the API alone (RFC 6750).

    A wrong token is answered 401 at once, also where a session cookie came with it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        request.by_token = False  # type: ignore[attr-defined]
        if request.path.startswith("/api/") and scheme.lower() == "bearer":
            known = token_of(token.strip())
            if known is None:
                return problem(401, "Sign-in needed", "This token is unknown or was revoked.")
            note_token_used(known, known.moment)  # type: ignore[attr-defined]
            request.user = known.user
            request.by_token = True  # type: ignore[attr-defined]
        return self.get_response(request)


class RenewedSessionMiddleware:
    """Lets a session last for as long as it is used, by whatever request: a page, or one that a page makes by itself.

    A session of which nothing was read (a bearer token came instead) was not used.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if isinstance(session, SessionStore) and session.accessed and session.is_due_for_renewal():
            session.modified = True
        return response


class ScopeMiddleware:
    """Lets the database show what the signed-in person's organisations hold, and nothing else (row-level security).

    No browser keeps a page of that: whoever sits at the same computer next does not find it by going back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with acting_as(None):
                return self.get_response(request)
        with acting_as(request.user):
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LARGEST_FORM = 64 * 1024


class StorableTextMiddleware:
    """Refuses forms and addresses with characters that PostgreSQL cannot hold: nobody types a NUL."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = [request.GET]
        if request.content_type in FORMS:
            if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_FORM:
                _ = request.body  # first, so that a view can still read it as it came
                said.append(request.POST)
            elif request.content_type == "multipart/form-data":
                said.append(request.POST)  # files are put away as they are read; only the words stay in memory
        if "\x00" in request.path or any("\x00" in text for one in said for texts in one.lists() for text in texts[1]):
            raise SuspiciousOperation("a NUL character in a form or an address")
        return self.get_response(request)


def problem(status: int, title: str, detail: str, **more: object) -> JsonResponse:
    """A problem document (RFC 9457)."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **more},
        status=status,
        content_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer"} if status == 401 else None,
    )
