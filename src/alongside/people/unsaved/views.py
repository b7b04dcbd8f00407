"""POST /accounts/unsaved/: the sign-in of whoever typed what could not be saved; then it is sent."""

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from alongside.people.access import ANYONE, allow
from alongside.people.unsaved.answers import answer_kept, offer_again
from alongside.people.unsaved.forms import UnsavedForm

NOT_YOURS = "Somebody else typed this. It was not sent, and you are not signed in."


class SignInAndSave(LoginView):
    """Signs in whoever typed it, and nobody else: another person's right password opens nothing here."""

    def form_valid(self, form: Any) -> HttpResponse:
        unsaved: UnsavedForm = self.kwargs["unsaved"]
        if not unsaved.is_of(form.user):
            form.add_error(None, NOT_YOURS)
            return self.form_invalid(form)
        answer = super().form_valid(form)
        signed_in = self.request.user.is_authenticated and unsaved.is_of(self.request.user)
        return offer_again(self.request, unsaved, status=200, at_once=True) if signed_in else answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return answer_kept(self.request, self.kwargs["unsaved"], form)


@require_POST
@allow(ANYONE)
def save_again(request: HttpRequest) -> HttpResponseBase:
    """POST (kept, login, password): signs in and offers it. POST (kept, sign_out): lets another person sign in."""
    unsaved = UnsavedForm.opened(request.POST.get("kept", ""))
    if unsaved is None:
        return render(request, "400.html", status=400)
    if "sign_out" in request.POST and not unsaved.is_of(request.user):
        logout(request)
    if request.user.is_authenticated or "login" not in request.POST:
        return answer_kept(request, unsaved)
    return SignInAndSave.as_view()(request, unsaved=unsaved)
