"""Coming back with reference and code: the cookie that keeps them for an hour, and how often somebody may try."""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from alongside.incidents.references import follow_secret, tidy

COOKIE, SALT, PATH = "alongside_follow", "alongside.report.follow", "/report"
OPEN_FOR = timedelta(hours=1)
"""Design decision: long enough to read and answer, short enough for a telephone that is handed on."""
TRIES, WITHIN_SECONDS = 20, 60
"""Wrong codes from one address in a minute. A hospital's people share one address; a code has 60 random bits."""
LONGEST = 40


def keep_open(response: HttpResponse, reference: str, code: str) -> None:
    """Lets this browser come back to this report for an hour."""
    response.set_signed_cookie(
        COOKIE,
        f"{tidy(reference)}:{tidy(code)}",
        salt=SALT,
        max_age=OPEN_FOR,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def close(response: HttpResponse) -> None:
    """Forgets the report on this browser."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def kept_open(request: HttpRequest, reference: str) -> str:
    """The secret of the report with this reference, where this browser opened it less than an hour ago; else empty."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=OPEN_FOR) or ""
    known, _, code = kept.partition(":")
    return follow_secret(known, code) if code and known == tidy(reference) else ""


def report_kept_open(request: HttpRequest) -> str:
    """The reference of the report that this browser has open, or nothing."""
    return (request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=OPEN_FOR) or "").partition(":")[0]


def tried_too_often(request: HttpRequest) -> bool:
    """Whether this address has had its wrong tries of this minute. No report is ever locked."""
    return int(cache.get(_counter(request), 0)) >= TRIES


def count_wrong_try(request: HttpRequest) -> None:
    """Remembers a wrong code."""
    counter = _counter(request)
    if not cache.add(counter, 1, WITHIN_SECONDS):
        with suppress(ValueError):  # the minute ended just now
            cache.incr(counter)


def _counter(request: HttpRequest) -> str:
    return f"report.follow:{request.META.get('REMOTE_ADDR', '')}"
