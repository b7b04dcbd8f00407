"""The checklists of an organisation, and publishing a version."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import places_of
from alongside.people.roles import Role
from alongside.risk.assessments.queries import bodies_of
from alongside.risk.checklists.lists import items_of, newest, publish, versions_of, written
from alongside.risk.models import ChecklistVersion


@require_GET
@allow("risk.checklists")
def lists(request: HttpRequest) -> HttpResponse:
    """GET /risk/checklists: what is asked in each phase."""
    body = _body(request)
    rows = [(key, text, newest(body, key), items_of(body, key)) for key, text in ChecklistVersion.Phase.choices]
    return render(request, "risk/checklists.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@allow("risk.checklists")
def one(request: HttpRequest, phase: str) -> HttpResponse:
    """GET /risk/checklists/PHASE; POST (items) publishes a version."""
    body = _body(request)
    if phase not in ChecklistVersion.Phase.values:
        raise Http404
    entered, errors = written(items_of(body, phase)), {}
    if request.method == "POST":
        entered = request.POST.get("items", "")[:20000]
        try:
            publish(body, phase, entered, by=actor_for(request.user))
            return redirect(f"/risk/checklists/{phase}?done=yes")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
    shown = {
        "phase": phase,
        "name": dict(ChecklistVersion.Phase.choices)[phase],
        "entered": entered,
        "errors": errors,
        "versions": versions_of(body, phase),
        "done": "It is published. What was ticked before stays as it was asked." if request.GET.get("done") else "",
    }
    return render(request, "risk/checklist.html", shown, status=422 if errors else 200)


def _body(request: HttpRequest) -> Organisation:
    return next(one.organisation for one in places_of(request.user) if one.organisation_id in _mine(request))


def _mine(request: HttpRequest) -> list[UUID]:
    return bodies_of(request.user, Role.LSMS, Role.SECURITY_DIRECTOR)
