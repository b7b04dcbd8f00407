"""What is answered to a form that could not be saved. No page of these is stored by a browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure as plain_failure

from alongside.people.forms import SignInForm
from alongside.people.unsaved.forms import HIDDEN, UnsavedForm, is_from_here, is_own_form

SAVE_AGAIN = "/accounts/unsaved/"


def answer_signed_out(request: HttpRequest) -> HttpResponse | None:
    """401 with what was typed and a sign-in that saves it; None where no page of ours sent a form. Where they signed out on purpose,
    in another tab, what was typed stays closed until they sign in.
    """
    if not is_own_form(request):
        return None
    unsaved = UnsavedForm.of(request)
    form = SignInForm(request=request) if unsaved.has_an_author else None
    shown = "closed" if HIDDEN in request.POST and form else "signed_out"
    return _page(request, shown, unsaved, 401, form=form)


def answer_nowhere(request: HttpRequest, template: str) -> HttpResponse | None:
    """404 with what was typed, where that to which it belongs is found no more; None where nothing was, or it was not theirs."""
    if not is_own_form(request):
        return None
    unsaved = UnsavedForm.of(request)
    if not (unsaved.words or unsaved.answers) or not _may_see(unsaved, request.user):
        return None
    answer = render(request, template, {"unsaved": unsaved}, status=404)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django calls (`CSRF_FAILURE_VIEW`): the page was open since before somebody signed in or out here.

    Nothing is saved without the press of whoever typed it; only the page that offers it is shown.
    """
    if request.path == SAVE_AGAIN and is_from_here(request):
        kept = UnsavedForm.opened(request.POST.get("kept", ""))
        return answer_kept(request, kept) if kept else plain_failure(request, reason)
    if not is_own_form(request):
        return plain_failure(request, reason)
    unsaved = UnsavedForm.of(request)
    if request.user.is_authenticated:
        return offer_again(request, unsaved) if _may_see(unsaved, request.user) else say_another(request, unsaved)
    if unsaved.has_an_author or not _is_for_anyone(request):
        return answer_signed_out(request) or plain_failure(request, reason)
    return offer_again(request, unsaved)


def answer_kept(request: HttpRequest, unsaved: UnsavedForm, form: SignInForm | None = None) -> HttpResponse:
    """Where it stands with a form that was kept: to be saved, closed until its person signs in, or somebody else's."""
    if not request.user.is_authenticated:
        return _page(request, "closed", unsaved, 401, form=form or SignInForm(request=request))
    return offer_again(request, unsaved) if unsaved.is_of(request.user) else say_another(request, unsaved)


def offer_again(
    request: HttpRequest, unsaved: UnsavedForm, *, status: int = 403, at_once: bool = False
) -> HttpResponse:
    """The same fields for the same address, with a fresh token. `at_once`: a script presses the button."""
    return _page(request, "again", unsaved, status, at_once=at_once and unsaved.is_whole)


def say_another(request: HttpRequest, unsaved: UnsavedForm) -> HttpResponse:
    """403: somebody else is signed in, and is shown nothing of it."""
    return _page(request, "another", unsaved, 403)


def _may_see(unsaved: UnsavedForm, user: Any) -> bool:
    return not unsaved.has_an_author or unsaved.is_of(user)


def _is_for_anyone(request: HttpRequest) -> bool:
    from alongside.people.access import ANYONE

    match = request.resolver_match
    return match is not None and getattr(match.func, "access", None) == ANYONE


def _page(request: HttpRequest, name: str, unsaved: UnsavedForm, status: int, **shown: Any) -> HttpResponse:
    answer = render(request, f"people/unsaved/{name}.html", {"unsaved": unsaved, **shown}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
