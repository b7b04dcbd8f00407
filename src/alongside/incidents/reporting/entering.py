"""How a page finds the report that is being written: by the secret in its cookie, within the scope that it opens."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from alongside.incidents.models import Draft
from alongside.incidents.reporting.actions import AlreadySent
from alongside.incidents.reporting.doors import ANYWHERE, PLACE, anywhere_secret
from alongside.incidents.reporting.queries import draft_of, organisations_of, place_of_link
from alongside.people.models import Organisation, Place
from alongside.people.queries import link_of
from alongside.people.scope import entering_by
from alongside.people.unsaved.answers import answer_nowhere, answer_signed_out

COOKIE = "alongside_report"
GONE = "incidents/reporting/gone.html"
WRITING_SECONDS = 24 * 3600
SENT_SECONDS = 30 * 60
"""How long the browser keeps the secret: while it is written, and while reference and code are shown."""
SECRET = re.compile(r"[A-Za-z0-9_-]{32,100}")
"""What a draft's secret looks like; a phone without signal makes its own."""

DraftView = Callable[..., HttpResponse]


def with_draft(view: DraftView) -> DraftView:
    """Gives a view the draft of the browser's cookie and its secret: `view(request, draft, secret, …)`.

    Without one that can be found, back to the start, which says so. A draft that was begun by somebody signed in is shown to
    nobody else: a computer on a ward is shared. Where nobody is signed in any more, they are asked to. No browser keeps such a
    page for its back button.
    """
    return _given_draft(view, after_sign_out=False)


def with_draft_after_sign_out(view: DraftView) -> DraftView:
    """The same for a view that deals by itself with a draft whose owner is not signed in any more."""
    return _given_draft(view, after_sign_out=True)


def _given_draft(view: DraftView, *, after_sign_out: bool) -> DraftView:
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = secret_in(request)
        with entering_by(secret):
            draft = draft_of(secret) if secret else None
            if draft is None or is_of_another(draft, request.user):
                return answer_nowhere(request, GONE) or redirect("/report?not=found")
            if draft.sent_as_id is not None:
                return redirect("/report/sent")
            if is_signed_out(draft, request.user) and not after_sign_out:
                return answer_signed_out(request) or ask_to_sign_in(
                    request.path if request.method == "GET" else "/report/check"
                )
            try:
                response = view(request, draft, secret, *args, **kwargs)
            except AlreadySent:
                response = redirect("/report/sent")
            response.headers["Cache-Control"] = "no-store"
            return response

    return entered


def ask_to_sign_in(then: str) -> HttpResponse:
    """To the sign-in page, and back to where the report goes on."""
    return redirect_to_login(then)


def secret_in(request: HttpRequest) -> str:
    """The secret in the browser's cookie; empty where there is none that could be one."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if SECRET.fullmatch(kept) else ""


def is_of_another(draft: Draft, user: Any) -> bool:
    """Whether somebody else, signed in, began this draft in the same browser: a computer on a ward is shared."""
    return bool(user.is_authenticated and draft.user_id not in (None, user.pk))


def is_signed_out(draft: Draft, user: Any) -> bool:
    """Whether whoever began this draft was signed in then, and nobody is now."""
    return draft.user_id is not None and not user.is_authenticated


def unsent_draft(request: HttpRequest) -> Draft | None:
    """The report that was begun in this browser and not sent: without an account, or with the one that is signed in."""
    secret = secret_in(request)
    with entering_by(secret):
        draft = draft_of(secret) if secret else None
    if draft is None or draft.sent_as_id is not None or not draft.answers:
        return None
    return draft if draft.user_id in (None, getattr(request.user, "pk", None)) else None


def owner_of(user: Any) -> str:
    """By what a phone knows whose report it keeps; empty where nobody is signed in. It tells nobody who that is."""
    return salted_hmac("alongside.report.owner", str(user.pk)).hexdigest()[:24] if user.is_authenticated else ""


def keep_secret(response: HttpResponse, secret: str, *, seconds: int = WRITING_SECONDS) -> HttpResponse:
    """Lets the browser keep the secret of a draft, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=seconds,
        path="/report",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def forget_secret(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path="/report", samesite="Lax")
    return response


class Entry:
    """Where somebody comes in: whose organisation, and which place, if a poster told it. `secret` opens it."""

    def __init__(self, organisation: Organisation, place: Place | None, secret: str) -> None:
        self.organisation = organisation
        self.place = place
        self.secret = secret


def entry_by_poster(key: str) -> Entry | None:
    """The way in by a poster or link; None where it is unknown, closed or over."""
    with entering_by(key):
        link = link_of(key, PLACE)
        place = place_of_link(link) if link else None
        return Entry(link.organisation, place, key) if link and place else None


def entry_by_code(code: str, user: Any) -> Entry | None:
    """The way in by an organisation's code: one's own, or one whose door is open to everybody."""
    own = next((one for one in organisations_of(user) if one.code == code), None)
    if own is not None:
        return Entry(own, None, "")
    secret = anywhere_secret(Organisation(code=code))
    with entering_by(secret):
        link = link_of(secret, ANYWHERE)
        return Entry(link.organisation, None, secret) if link else None
