"""After a report has arrived: its reference and its code, until they are kept elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.incidents.references import code_from
from alongside.incidents.reporting.entering import forget_secret, secret_in
from alongside.incidents.reporting.queries import draft_of
from alongside.incidents.reporting.signposts import signposts_of
from alongside.people.access import ANYONE, allow
from alongside.people.scope import entering_by


@require_GET
@allow(ANYONE)
def sent(request: HttpRequest) -> HttpResponse:
    """GET /report/sent: reference and code, which are shown here alone."""
    return _sent(request, "incidents/reporting/sent.html")


@require_GET
@allow(ANYONE)
def sent_file(request: HttpRequest) -> HttpResponse:
    """GET /report/sent.txt: the same to be kept as a file."""
    response = _sent(request, "incidents/reporting/sent.txt")
    if response.status_code == 200:
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="my-report.txt"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def finish(request: HttpRequest) -> HttpResponse:
    """POST /report/finish: the code was kept elsewhere and goes from this screen."""
    return forget_secret(redirect("/report?done=kept" if request.method == "POST" else "/report"))


def _sent(request: HttpRequest, template: str) -> HttpResponse:
    secret = secret_in(request)
    with entering_by(secret):
        draft = draft_of(secret) if secret else None
        if draft is None or draft.sent_as is None:
            return redirect("/report/check" if draft else "/report")
        shown = {
            "body": draft.organisation,
            "incident": draft.sent_as,
            "code": code_from(secret),
            "signposts": signposts_of(draft.organisation_id, draft.sent_as.kinds),
        }
        response = render(request, template, shown)
    response.headers["Cache-Control"] = "no-store"
    return response
