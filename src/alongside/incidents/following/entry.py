"""Coming back with reference and code: the cookie that keeps them for an hour, and how often somebody may try."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alongside.incidents.references import follow_secret, tidy
from alongside.people.knocks import Answer, knock, network_of

COOKIE, SALT, PATH = "alongside_follow", "alongside.report.follow", "/report"
OPEN_FOR = timedelta(hours=1)
"""Design decision: long enough to read and answer, short enough for a telephone that is handed on."""
DOOR, TRIES = "report.follow", 100
"""Wrong codes from one network in ten minutes. A hospital's people share one address; a code has 60 random bits."""
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


def may_try(request: HttpRequest) -> Answer:
    """Whether this network has wrong tries left, whichever process counted them, and when it has again. No report is ever locked."""
    return knock(DOOR, network_of(request), most=TRIES - 1, weight=0)


def count_wrong_try(request: HttpRequest) -> None:
    """Remembers a wrong code."""
    knock(DOOR, network_of(request), most=TRIES)
