"""The gate on the worker's own pages: why a visit waits and what opens it, the checklist, going along, and how it felt."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.risk.assessments.actions import Assessing
from alongside.risk.assessments.items import ANSWERS, quick_items
from alongside.risk.assessments.queries import relevant, standing_of
from alongside.risk.checklists.lists import advice_for, items_of, newest
from alongside.risk.models import ChecklistVersion
from alongside.watch import actions as visits
from alongside.watch import engine
from alongside.watch.gating import actions
from alongside.watch.gating.reading import colleagues_of, companions_of, who_from, worker_of
from alongside.watch.gating.words import reasons_in_words
from alongside.watch.models import Visit
from alongside.watch.queries import visits_of


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def gate(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /my-safety/visits/ID/gate: what a visit waits for and what opens it. POST (do: who, assess, along, base, ask, out)."""
    worker = worker_of(request)
    visit = get_object_or_404(visits_of(worker).select_related("subject__organisation", "worker"), pk=id)
    errors: dict[str, str] = {}
    told = ""
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            _do(do, visit, worker, request)
            if do == "out":
                return redirect("/my-safety?done=start")
            return redirect(f"/my-safety/visits/{id}/gate?done={do}")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
        except engine.Refused as refused:
            told = refused.sentence
    visit = visits_of(worker).select_related("subject__organisation", "worker__organisation").get(pk=id)
    if visit.status not in actions.WAITS:
        return redirect("/my-safety")
    status = 422 if errors else 409 if told else 200
    return render(request, "watch/gating/gate.html", _shown(visit, worker, request, errors, told), status=status)


def _do(do: str, visit: Visit, worker: Staff, request: HttpRequest) -> None:
    by, said = actor_for(request.user), request.POST
    if do == "who":
        who = who_from(said.get("who", ""))
        if who is None:
            raise ValidationError({"who": "Write a reference, an NHS number or a name."})
        actions.name_subject(visit, who, by=by)
    elif do == "assess":
        answers = {item.key: said[f"a_{item.key}"] for item in quick_items() if said.get(f"a_{item.key}") in ANSWERS}
        found = Assessing(
            level=said.get("level", ""),
            answers=answers,
            way=said.get("way", ""),
            controls=said.get("controls", ""),
            quick=True,
        )
        actions.assess_now(visit, found, worker, by=by)
    elif do == "along":
        chosen = colleagues_of(worker).filter(pk=_key(said.get("companion", ""))).first()
        if chosen is None:
            raise ValidationError({"companion": "Choose who goes along."})
        actions.ask_along(visit, chosen, by=by)
    elif do == "base":
        actions.move_to_base(visit, said.get("where", ""), by=by)
    elif do == "ask":
        actions.ask_for_override(visit, by=by)
    elif do == "out":
        visits.start_visit(visit, by=by, out_already=True)
    else:
        raise ValidationError({"do": "Choose what you want to do."})


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


DONE = {
    "who": "It is saved whom you visit.",
    "assess": "Your assessment is saved.",
    "along": "They are asked. You are told what they say.",
    "base": "It is saved where you meet.",
    "ask": "Those who answer for you are asked. You are told what they say.",
}


def _shown(visit: Visit, worker: Staff, request: HttpRequest, errors: Mapping[str, str], told: str) -> dict[str, Any]:
    found = visit.gate or {}
    return {
        "visit": visit,
        "waits": visit.status == engine.VisitStatus.GATED,
        "found": found,
        "reasons": reasons_in_words(visit),
        "standing": [standing_of(one) for one in (relevant(visit.subject) if visit.subject else [])],
        "items": quick_items(),
        "answers": ANSWERS,
        "colleagues": list(colleagues_of(worker)),
        "companions": list(visit.companions.select_related("asked")),
        "entered": request.POST,
        "errors": errors,
        "news": told or DONE.get(request.GET.get("done", ""), ""),
        "told_kind": "error" if told else "success",
    }


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def along(request: HttpRequest, companion_id: UUID) -> HttpResponse:
    """GET /my-safety/along/ID: what somebody is asked to come along to. POST (answer: yes, no)."""
    worker = worker_of(request)
    asked = get_object_or_404(companions_of(worker), pk=companion_id)
    told = ""
    if request.method == "POST":
        by = actor_for(request.user)
        try:
            (actions.go_along if request.POST.get("answer") == "yes" else actions.not_along)(asked, by=by)
            return redirect("/my-safety")
        except engine.Refused as refused:
            told = refused.sentence
    return render(request, "watch/gating/along.html", {"asked": asked, "news": told}, status=409 if told else 200)


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def checklist(request: HttpRequest, id: UUID, phase: str) -> HttpResponse:
    """GET /my-safety/visits/ID/checklist/PHASE; POST keeps what was ticked, and says what the answers advise."""
    worker = worker_of(request)
    visit = get_object_or_404(visits_of(worker), pk=id)
    if phase not in ChecklistVersion.Phase.values:
        return redirect(f"/my-safety/visits/{id}/checklist/before")
    items, version = items_of(worker.organisation, phase), newest(worker.organisation, phase)
    ticked = visit.ticked.filter(phase=phase).order_by("-pk").first()
    answers = dict(ticked.answers) if ticked else {}
    if request.method == "POST":
        answers = {item["key"]: request.POST.get(item["key"], "") for item in items}
        actions.tick(visit, phase, version, items, answers, by=actor_for(request.user))
        return redirect(f"/my-safety/visits/{id}/checklist/{phase}?done=yes")
    shown = {
        "visit": visit,
        "phase": phase,
        "phases": ChecklistVersion.Phase.choices,
        "done_phases": set(visit.ticked.values_list("phase", flat=True)),
        "items": items,
        "answers": answers,
        "choices": ANSWERS,
        "advice": advice_for(items, answers),
        "ticked_at": ticked.at if ticked else None,
    }
    return render(request, "watch/gating/checklist.html", shown)


@require_POST
@allow("visits.own")
def felt(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/felt (felt, felt_words): how a visit that is over felt."""
    worker = worker_of(request)
    visit = get_object_or_404(visits_of(worker), pk=id)
    try:
        actions.say_felt(
            visit, request.POST.get("felt", ""), request.POST.get("felt_words", ""), by=actor_for(request.user)
        )
    except (ValidationError, engine.Refused):
        return redirect("/my-safety")
    return redirect("/my-safety?done=felt")
