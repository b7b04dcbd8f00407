"""Asking that a promise to a person hurt is not kept, and deciding that."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from alongside.cases.doing import do, form_page, posted
from alongside.cases.events import open_compartment
from alongside.cases.models import Compartment
from alongside.cases.owing import owed_by
from alongside.cases.sections import address, find_case
from alongside.cases.working import waiving
from alongside.cases.working.forms import WaiverDecisionForm, WaiverForm
from alongside.people.access import allow, require
from alongside.people.actions import actor_for


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def ask(request: HttpRequest, reference: str, owed: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/waive/CODE (why): that a promise to a person hurt is not kept."""
    case = find_case(request, reference, "cases.work")
    one = next((one for one in owed_by(case) if one.code == owed and one.to_the_hurt), None)
    if one is None:
        raise Http404
    form = WaiverForm(posted(request))

    def act() -> Any:
        return waiving.ask_waiver(case, owed, form.cleaned_data["why"], by=actor_for(request.user))

    sentences = [one.sentence, "The security director has to agree. Until then the case stays open."]
    more = {"sentences": sentences, "button_text": "Ask the security director"}
    return form_page(request, case, form, "A promise that is not kept", act, f"{address(case)}?done=asked", more=more)


@require_http_methods(["GET", "POST"])
@allow("cases.approve")
def decide(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """GET, POST /cases/to-approve/promises/ID (decision, answer): agreed, or declined."""
    waiver = get_object_or_404(waiving.waivers_asked_of(request.user), pk=waiver_id)
    require(request.user, "cases.approve", waiver.case)
    form, by = WaiverDecisionForm(posted(request)), actor_for(request.user)

    def act() -> Any:
        said = form.cleaned_data
        return waiving.decide_waiver(waiver, said["decision"] == "agree", said["answer"], by=by)

    def shown() -> HttpResponse:
        open_compartment(waiver.case, Compartment.NARRATIVE, by=by)
        context = {"waiver": waiver, "form": form, "settled": waiving.why_settled(waiver)}
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "cases/waiver.html", context, status=status)

    if request.method != "POST":
        return shown()
    return do(request, form, act, "/cases/to-approve?done=decided", shown)
