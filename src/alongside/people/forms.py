"""The form of the sign-in page."""

from typing import Any

from allauth.account.forms import LoginForm
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SignInForm(LoginForm):
    """Asks as well whether this phone is to stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = "Keep me signed in on this phone"
        self.fields["remember"].help_text = "Only if nobody else uses it. You can sign it out from another device."

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Signs in; allauth itself knows only one length of a session."""
        response = super().login(request, redirect_url)
        if self.cleaned_data["remember"]:
            request.session.set_expiry(settings.SESSION_REMEMBERED_AGE)
        return response
