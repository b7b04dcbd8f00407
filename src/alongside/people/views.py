"""Where somebody is signed in, signing those devices out, and when somebody signed in."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from alongside.people.access import SIGNED_IN, allow
from alongside.people.actions import actor_for, note_list_taken, sign_out_device, sign_out_others
from alongside.people.models import Session, SignIn, User
from alongside.people.queries import SIGN_IN_STATES, sessions_of, sign_ins_of, zone_of
from alongside.web.listing import address, asked_for, choice, numbered_page, page_of
from alongside.web.tables import csv_answer, xlsx_answer

DONE = {"one": "That device is signed out.", "others": "Your other devices are signed out."}
PAGE = "/accounts/signed-in/"
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
KEPT = {"yes": "Kept signed in", "no": "Until the browser closes"}


@require_GET
@allow(SIGNED_IN)
def signed_in(request: HttpRequest) -> HttpResponseBase:
    """GET /accounts/signed-in/?search=phone&kept=yes&page=2&format=csv: every device on which this person is signed in."""
    asked = asked_for(request.GET, search=None, kept=KEPT)
    found = sessions_of(request.user, **asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, "where-i-am-signed-in", form, _devices(found, zone_of(request.user)))
    page = numbered_page(found, request.GET, asked)
    shown = {
        "page": page,
        "this_one": request.session.session_key,
        "others": sessions_of(request.user).count() > 1,
        "narrowed": any(asked.values()),
        "search": asked["search"],
        "filters": [choice("kept", "Show", [("", "All of them"), *KEPT.items()], asked["kept"])],
        "exports": _offered(asked) if page.rows else [],
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "people/signed_in.html", shown)


@require_GET
@allow(SIGNED_IN)
def sign_ins(request: HttpRequest) -> HttpResponseBase:
    """GET /accounts/sign-ins/?state=refused&search=phone&first=2026-05-03&before=ID&format=csv: ninety days of them."""
    asked = asked_for(request.GET, search=None, state=SIGN_IN_STATES, first=None, last=None)
    zone = zone_of(request.user)
    found = sign_ins_of(request.user, **asked, zone=zone)
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, "when-i-signed-in", form, _times(found.order_by("-pk"), zone))
    page = page_of(found, request.GET, asked)
    shown = {
        "page": page,
        "narrowed": any(asked.values()),
        "search": asked["search"],
        "filters": [choice("state", "Show", [("", "All of them"), *SIGN_IN_STATES.items()], asked["state"])],
        "days": [
            {"name": "first", "label": "From", "value": asked["first"]},
            {"name": "last", "label": "Until", "value": asked["last"]},
        ],
        "exports": _offered(asked) if page.rows else [],
    }
    return render(request, "people/sign_ins.html", shown)


@require_POST
@allow(SIGNED_IN)
def sign_out_one(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """POST /accounts/signed-in/ID/sign-out/"""
    if not sign_out_device(_user(request), session_id, by=actor_for(request.user)):
        raise Http404
    return redirect(f"{PAGE}?done=one")


@require_POST
@allow(SIGNED_IN)
def sign_out_the_others(request: HttpRequest) -> HttpResponse:
    """POST /accounts/signed-in/others/sign-out/"""
    sign_out_others(_user(request), request.session.session_key, by=actor_for(request.user))
    return redirect(f"{PAGE}?done=others")


def _take_away(request: HttpRequest, name: str, form: str, rows: Iterator[list[Any]]) -> HttpResponseBase:
    note_list_taken(_user(request), name, form, by=actor_for(request.user))
    return FORMS[form](name, rows)


def _offered(asked: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": address(asked, format=form)} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))]


def _devices(found: Any, zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["Device", "Kept signed in", "Signed in", "Last used"]
    session: Session
    for session in found:
        begun = session.begun_at.astimezone(zone) if session.begun_at else None
        yield [session.device or "Not known", session.remembered, begun, session.used_at.astimezone(zone)]


def _times(found: Any, zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["When", "Device", "What came of it", "Signed out"]
    one: SignIn
    for one in found.iterator(500):
        state = "open" if one.is_open else "ended" if one.succeeded else "refused"  # type: ignore[attr-defined]
        ended = one.ended_at.astimezone(zone) if one.ended_at else None
        yield [one.at.astimezone(zone), one.device or "Not known", SIGN_IN_STATES[state], ended]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the view is for those who are signed in)
    return request.user
