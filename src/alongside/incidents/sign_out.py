"""Whoever signs out leaves no report in the browser: a computer on a ward is shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from alongside.incidents.following import entry
from alongside.incidents.reporting.entering import forget_secret


class ForgetReportsAtSignOut:
    """Middleware: neither a report that is being written, nor the code of one that was sent, nor one that is followed.

    What was begun while signed in is found again after the next sign-in (`reporting.queries.unsent_of`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            forget_secret(response)
            entry.close(response)
        return response
