"""Where somebody is signed in, and signing those devices out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from alongside.people.access import SIGNED_IN, allow
from alongside.people.actions import actor_for, sign_out_device, sign_out_others
from alongside.people.models import User
from alongside.people.queries import sessions_of

DONE = {"one": "That device is signed out.", "others": "Your other devices are signed out."}
PAGE = "/accounts/signed-in/"


@require_GET
@allow(SIGNED_IN)
def signed_in(request: HttpRequest) -> HttpResponse:
    """GET /accounts/signed-in/: every device on which this person is signed in."""
    shown = {
        "sessions": sessions_of(request.user),
        "this_one": request.session.session_key,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "people/signed_in.html", shown)


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


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the view is for those who are signed in)
    return request.user
