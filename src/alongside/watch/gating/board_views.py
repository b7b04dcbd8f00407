"""The board of those who answer for others: visits that wait, who felt threatened, and how assessments stand."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.queries import place_in
from alongside.risk.assessments.queries import STATES, narrowed, standing_of
from alongside.risk.assessments.views import about_words
from alongside.risk.models import Assessment, Level
from alongside.watch import engine
from alongside.watch.gating import actions
from alongside.watch.gating.reading import FELT_WITHIN
from alongside.watch.gating.words import reasons_in_words
from alongside.watch.models import Felt, Visit
from alongside.watch.queries import visits_for
from alongside.web.listing import address, asked_for, choice, page_of
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
SCOPES = dict(Assessment.Scope.choices)
LEVELS = dict(Level.choices)
MOST = 50


@require_GET
@allow("risk.answers_for")
def board(request: HttpRequest) -> HttpResponseBase:
    """GET /risk?search=velt&state=changed&scope=subject&level=high&before=ID&format=csv"""
    asked = asked_for(request.GET, search=None, state=STATES, scope=SCOPES, level=LEVELS)
    found = narrowed(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS and request.user.is_authenticated:
        note_list_taken(request.user, "risk", form, by=actor_for(request.user))
        return FORMS[form]("risk", _rows(found))
    page = page_of(found, request.GET, asked)
    shown = {
        "page": page,
        "rows": [(standing_of(one), about_words(one)) for one in page.rows],
        "waiting": [(visit, reasons_in_words(visit)) for visit in waiting_for(request.user)[:MOST]],
        "missing": list(missing_for(request.user)[:MOST]),
        "threatened": threatened_for(request.user)[:MOST],
        "may_publish": request.user.has_perm("risk.checklists"),
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name, number or place", "value": asked["search"]},
        "filters": [
            choice("state", "How it stands", [("", "Any"), *STATES.items()], asked["state"]),
            choice("scope", "About", [("", "Anything"), *SCOPES.items()], asked["scope"]),
            choice("level", "Risk", [("", "Any"), *LEVELS.items()], asked["level"]),
        ],
        "exports": [
            {"text": text, "href": "/risk" + address(asked, format=form)}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
    }
    return render(request, "watch/gating/board.html", shown)


@require_http_methods(["GET", "POST"])
@allow("risk.answers_for")
def waiting_visit(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /risk/visits/ID: a visit that has not begun, and why it waits; POST (reason) lets it begin."""
    visit = get_object_or_404(visits_for(request.user).select_related("worker", "subject"), pk=id)
    require(request.user, "risk.answers_for", visit)
    manager = place_in(request.user, visit.organisation_id)
    errors, told = {}, ""
    if request.method == "POST" and manager is not None:
        try:
            actions.override(visit, manager, request.POST.get("reason", ""), by=actor_for(request.user))
            return redirect(f"/risk/visits/{id}?done=yes")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
        except engine.Refused as refused:
            if refused.code == "reason_needed":
                errors = {"reason": refused.sentence}
            else:
                told = refused.sentence
    shown = {
        "visit": visit,
        "waits": visit.status == engine.VisitStatus.GATED,
        "own": manager is not None and manager.pk == visit.worker_id,
        "reasons": reasons_in_words(visit),
        "found": visit.gate or {},
        "assessment": visit.subject.assessments.order_by("-number").first() if visit.subject else None,
        "entered": request.POST,
        "errors": errors,
        "news": told or ("The visit may begin, and its worker is told." if request.GET.get("done") else ""),
        "told_kind": "error" if told else "success",
    }
    status = 422 if errors else 409 if told else 200
    return render(request, "watch/gating/visit.html", shown, status=status)


def waiting_for(user: Any) -> QuerySet[Visit]:
    """Visits that wait at the gate, which this person may see; those for which an override was asked first."""
    rows = visits_for(user).filter(status=engine.VisitStatus.GATED)
    return rows.select_related("worker", "subject").order_by("gate__override_asked_at", "planned_end")


def missing_for(user: Any) -> QuerySet[Visit]:
    """Visits that have not begun and concern somebody of whom there is no assessment."""
    rows = visits_for(user).filter(status=engine.VisitStatus.PLANNED, gate__reasons__contains=["missing"])
    return rows.filter(planned_end__gt=now()).select_related("worker").order_by("planned_end")


def threatened_for(user: Any) -> QuerySet[Felt]:
    """What was said within the week by workers who felt threatened."""
    rows = Felt.objects.filter(how=Felt.How.THREATENED, at__gt=now() - FELT_WITHIN, visit__in=visits_for(user))
    return rows.select_related("visit__worker").order_by("-pk")


def _rows(found: Iterable[Assessment]) -> Iterator[list[Any]]:
    yield ["About", "Kind", "Version", "Risk", "Made", "By", "Review", "Current", "Why not"]
    for one in found:
        stands = standing_of(one)
        why = [*stands.changed, *(["The review is overdue."] if stands.is_overdue else [])]
        yield [
            about_words(one),
            one.get_scope_display(),
            one.number,
            one.get_level_display(),
            one.made_at,
            one.made_by.name if one.made_by else "",
            one.review_on,
            stands.is_current,
            " ".join(why),
        ]
