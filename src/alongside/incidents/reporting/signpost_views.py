"""Whom else to tell of fraud, terrorism and attacks on computers: written by those who answer for security."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.incidents.reporting.signposts import kinds_with_signposts, signposts_of, write_signpost
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import places_of


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.triage")
def signposts(request: HttpRequest) -> HttpResponse:
    """GET and POST /incidents/signposts (kind, whom, phone, link): whom else to tell, a form for each kind."""
    organisation = _organisation(request)
    wrong: dict[str, str] = {}
    kind = request.POST.get("kind", "")
    typed = {name: request.POST.get(name, "") for name in ("whom", "phone", "link")}
    if request.method == "POST":
        try:
            write_signpost(organisation, kind, by=actor_for(request.user), **typed)
            return redirect("/incidents/signposts?done=1")
        except ValidationError as error:
            wrong = {name: texts[0] for name, texts in error.message_dict.items()}
    shown: dict[str, Any] = {
        "signposts": signposts_of(organisation.pk, [code.code for code in kinds_with_signposts()]),
        "kind": kind,
        "typed": typed,
        "wrong": wrong,
        "saved": "done" in request.GET,
    }
    return render(request, "incidents/reporting/signposts.html", shown, status=422 if wrong else 200)


def _organisation(request: HttpRequest) -> Organisation:
    """The first organisation in which the user may write it."""
    for place in places_of(request.user):
        if request.user.has_perm("incidents.triage", place):
            return place.organisation
    raise Http404
