"""The pages on which a marker is proposed and moved on, and on which it is said whether the person was told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.documents.sending import send_produced
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.risk.markers import actions, documents, telling
from alongside.risk.markers.factors import MARKS
from alongside.risk.markers.forms import (
    ActForm,
    LetterForm,
    NotToldForm,
    ProposeForm,
    ReportForm,
    ToldForm,
)
from alongside.risk.markers.origins import origin_of, reports
from alongside.risk.markers.pages import form_page, posted
from alongside.risk.markers.queries import panel_of
from alongside.risk.markers.settings import rules_of
from alongside.risk.markers.states import APPEAL_RESULTS, BY_ITSELF, MARKER
from alongside.risk.markers.views import HERE, find_marker
from alongside.risk.models import Marker
from alongside.risk.subjects import subject_for

FORM = "risk/markers/form.html"
ADVICE = {
    "warn": "It is shown at once to whoever is about to visit, and ends by itself. There is one interim warning at most.",
    "decide": "From now on it is shown to whoever is about to visit or treat, until it is reviewed.",
    "decline": "Nobody is shown it. That it was proposed stays here.",
    "renew": "Look first whether anything has happened since.",
    "remove": "It is shown to nobody any more. It stays here with what has happened.",
    "appeal": "It goes on while somebody else looks at it again. Whoever decided on it does not decide on the appeal.",
    "enter_in_error": "For a marker about the wrong person or place. Other systems are told that it was entered in error.",
}
NO_REPORT = "There is no such report, or you may not read it."


@require_http_methods(["GET", "POST"])
@allow("markers.propose")
def propose(request: HttpRequest, origin: str, key: str) -> HttpResponse:
    """GET, POST /risk/markers/propose/report/NB-7KQ2-9F3M: a proposal, begun from a report, a case or a sanction."""
    try:
        begun = origin_of(origin).begin(request.user, key)
    except LookupError as error:
        raise Http404 from error
    except ValidationError as error:
        return render(request, "risk/markers/no_report.html", {"sentence": error.messages[0]}, status=409)
    form = ProposeForm(posted(request), reports=begun.reports, who=begun.who)

    def act() -> Marker:
        said = form.cleaned_data
        who, met_with = form.who(), form.met_with()
        if met_with is not None:
            who = replace(who, about=subject_for(begun.organisation, met_with))
        return actions.propose(
            begun.organisation,
            who,
            incidents=[UUID(one) for one in said["reports"]],
            marks={name: int(said[name]) for name in MARKS},
            proposal=said["proposal"],
            medical_factors=said["medical_factors"],
            origin=begun.origin,
            by=actor_for(request.user),
        )

    def there(made: Marker | None) -> str:
        if made is not None and request.user.has_perm("markers.see", made):
            return f"{HERE}/{made.pk}?done=proposed"
        return f"{HERE}/proposed"

    context = {"begun": begun}
    return form_page(request, form, act, "risk/markers/propose.html", context, there)


@require_GET
@allow("markers.propose")
def proposed(request: HttpRequest) -> HttpResponse:
    """GET /risk/markers/proposed: for those who proposed one and do not see it any more."""
    return render(request, "risk/markers/proposed.html")


@require_http_methods(["GET", "POST"])
@allow("markers.see")
def act(request: HttpRequest, id: UUID, act: str) -> HttpResponse:
    """GET, POST /risk/markers/ID/act/ACT: one step of it, with what the step needs."""
    one = find_marker(request, id)
    if act not in MARKER.moves or act in BY_ITSELF:
        raise Http404
    hears = act in APPEAL_RESULTS
    require(request.user, "markers.hear_appeals" if hears else "markers.decide", one)
    usual = today_in(one.organisation) + timedelta(days=rules_of(one.organisation).usual_review_days)
    panel = panel_of(one.organisation_id, hears_appeals=hears)
    form = ActForm(posted(request), act, panel=panel, review_on=usual, advice=one.advice)

    def do() -> None:
        actions.move(one, act, form.given(), by=actor_for(request.user), seen=request.POST.get("seen", ""))

    said = {"heading": MARKER.moves[act].label, "advice": ADVICE.get(act, ""), "seen": one.state}
    return _form(request, one, form, do, **said)


@require_http_methods(["GET", "POST"])
@allow("markers.see")
def add_report(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET, POST /risk/markers/ID/report (report): one more report on which it rests."""
    one = find_marker(request, id)
    require(request.user, "markers.decide", one)
    form = ReportForm(posted(request))

    def do() -> None:
        try:
            found = reports().find(request.user, form.cleaned_data["report"])
        except LookupError as error:
            raise ValidationError({"report": NO_REPORT}) from error
        actions.add_ground(one, found.id, by=actor_for(request.user))

    return _form(request, one, form, do, heading="Add a report")


@require_http_methods(["GET", "POST"])
@allow("markers.see")
def told(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET, POST /risk/markers/ID/told (on, method): the person was told."""
    one = find_marker(request, id)
    require(request.user, "markers.decide", one)
    form = ToldForm(posted(request))

    def do() -> None:
        telling.note_told(one, form.cleaned_data["on"], form.cleaned_data["method"], by=actor_for(request.user))

    return _form(request, one, form, do, heading="They were told of the marker")


@require_http_methods(["GET", "POST"])
@allow("markers.see")
def not_told(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET, POST /risk/markers/ID/not-told (why_not, agreed_by, review_on): the person is not told, for a reason."""
    one = find_marker(request, id)
    require(request.user, "markers.decide", one)
    form = NotToldForm(posted(request))

    def do() -> None:
        said = form.cleaned_data
        telling.note_not_told(one, said["why_not"], said["agreed_by"], said["review_on"], by=actor_for(request.user))

    return _form(request, one, form, do, heading="They are not told for now")


@require_http_methods(["GET", "POST"])
@allow("markers.see")
def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET, POST /risk/markers/ID/letter: the letter to the person, as PDF and to be edited."""
    one = find_marker(request, id)
    require(request.user, "markers.decide", one)
    form = LetterForm(posted(request), initial=documents.begun(one))

    def do() -> None:
        documents.produce_letter(one, form.cleaned_data, by=actor_for(request.user))

    said = {"heading": "Letter to the person", "button_text": "Make the letter", "rows": 8, "done": "letter"}
    return _form(request, one, form, do, **said)


@require_GET
@allow("markers.see")
def document(request: HttpRequest, id: UUID, document_id: UUID, form: str) -> HttpResponseBase:
    """GET /risk/markers/ID/documents/ID/pdf, /docx: a letter as it was made; the look is in the ledger."""
    one = find_marker(request, id)
    made = get_object_or_404(documents.of_marker(one), pk=document_id)
    return send_produced(request, made, form, about=("marker", one.pk))


def _form(request: HttpRequest, one: Marker, form: Form, do: Callable[[], None], **said: Any) -> HttpResponse:
    context = {"marker": one, "state": MARKER.state(one.state), "back": f"{HERE}/{one.pk}", **said}
    return form_page(request, form, do, FORM, context, f"{HERE}/{one.pk}?done={said.get('done', 'saved')}")
