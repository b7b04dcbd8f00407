"""How a page finds the report that is being written: by the secret in its cookie, within the scope that it opens."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alongside.incidents.models import Draft
from alongside.incidents.reporting.actions import AlreadySent
from alongside.incidents.reporting.doors import ANYWHERE, PLACE, anywhere_secret
from alongside.incidents.reporting.queries import draft_of, organisations_of, place_of_link
from alongside.people.models import Organisation, Place
from alongside.people.queries import link_of
from alongside.people.scope import entering_by

COOKIE = "alongside_report"
WRITING_SECONDS = 24 * 3600
SENT_SECONDS = 30 * 60
"""How long the browser keeps the secret: while it is written, and while reference and code are shown."""
SECRET = re.compile(r"[A-Za-z0-9_-]{32,100}")
"""What a draft's secret looks like; a phone without signal makes its own."""

DraftView = Callable[..., HttpResponse]


def with_draft(view: DraftView) -> DraftView:
    """Gives a view the draft of the browser's cookie and its secret: `view(request, draft, secret, …)`.

    Without one that can be found, back to the start, which says so.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = secret_in(request)
        with entering_by(secret):
            draft = draft_of(secret) if secret else None
            if draft is None or is_of_another(draft, request.user):
                return redirect("/report?not=found")
            if draft.sent_as_id is not None and not getattr(view, "after_sending", False):
                return redirect("/report/sent")
            try:
                return view(request, draft, secret, *args, **kwargs)
            except AlreadySent:
                return redirect("/report/sent")

    return entered


def secret_in(request: HttpRequest) -> str:
    """The secret in the browser's cookie; empty where there is none that could be one."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if SECRET.fullmatch(kept) else ""


def is_of_another(draft: Draft, user: Any) -> bool:
    """Whether somebody else, signed in, began this draft in the same browser: a computer on a ward is shared."""
    return bool(user.is_authenticated and draft.user_id not in (None, user.pk))


def unsent_draft(request: HttpRequest) -> bool:
    """Whether this browser has a report that was begun, not by another account, and not sent."""
    secret = secret_in(request)
    with entering_by(secret):
        draft = draft_of(secret) if secret else None
        if draft is None or draft.sent_as_id is not None or not draft.answers:
            return False
        return draft.user_id in (None, getattr(request.user, "pk", None))


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
