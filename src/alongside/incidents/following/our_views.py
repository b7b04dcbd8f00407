"""Our side: writing to the reporter, answers that wait, how well feedback works."""

from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.incidents.actions import open_compartment
from alongside.incidents.following import actions, taking_back
from alongside.incidents.following.forms import Answer, Tell
from alongside.incidents.following.measures import as_table, feedback_figures
from alongside.incidents.following.queries import story_of, waiting_answers
from alongside.incidents.following.views import reporter_page
from alongside.incidents.models import Compartment, Told
from alongside.incidents.queries import SECURITY
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.incidents.views import find_incident
from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.queries import organisations_where, places_of

PAGE = 25
ANSWERS = ["Report", "Wrote", "Place", "Team", "Without a name"]
PERIODS = {"30": "Last 30 days", "90": "Last 90 days", "365": "Last 12 months"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.triage")
def tell(request: HttpRequest, reference: str) -> HttpResponse:
    """GET and POST /incidents/REFERENCE/tell (kind, text): writes to the reporter."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    form = Tell(
        request.POST if request.method == "POST" else None, initial={"kind": request.GET.get("kind", "message")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell(incident, form.cleaned_data["kind"], form.cleaned_data["text"], by=actor_for(request.user))
            return redirect(f"/incidents/{incident.reference}?done=told#feedback")
        except ValidationError as error:
            form.add_error("text", error.messages)
    joined = list(incident.merged.order_by("pk").values_list("reference", flat=True))
    shown = {"form": form, "incident": incident, "joined": joined}
    return render(request, "incidents/following/tell.html", shown, status=422 if form.is_bound and form.errors else 200)


@require_POST
@allow("incidents.triage")
def put_away(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/answer-read: the reporter's answer needs no reply."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    actions.put_answer_away(incident, by=actor_for(request.user))
    return redirect(f"/incidents/{incident.reference}?done=put-away#feedback")


@never_cache
@require_safe
@allow("incidents.triage")
def as_reporter(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /incidents/REFERENCE/as-reporter: what the reporter sees. Their words are the narrative: the look is recorded."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    require(request.user, "incidents.read_narrative", incident)
    open_compartment(incident, Compartment.NARRATIVE, by=actor_for(request.user))
    return reporter_page(request, incident, story_of(incident), form=Answer(), looking=True)


@never_cache
@require_safe
@allow("incidents.triage")
def answers(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/answers?reference=ABCD&after=ID&format=csv: what reporters wrote and nobody has answered, the longest waiting first.

    Their words are the narrative of their incident; here only that they wrote, and when.
    """
    found = waiting_answers(request.user)
    reference = request.GET.get("reference", "").strip()[:20]
    if reference:
        found = found.filter(incident__reference__icontains=reference)
    narrowed = {"reference": reference}
    if (form := request.GET.get("format", "")) in FORMS:
        return take_away(
            "answers-of-reporters",
            form,
            chain([ANSWERS], map(_answer_row, found.select_related("incident__organisation")[:MOST_ROWS])),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in narrowed.items() if value}},
        )
    after = _key(request.GET.get("after", ""))
    if after:
        found = found.filter(pk__gt=after)
    listed = list(found[: PAGE + 1])
    kept = {name: value for name, value in narrowed.items() if value}
    shown = {
        "rows": listed[:PAGE],
        "more": "?" + urlencode({**kept, "after": str(listed[PAGE - 1].pk)}) if len(listed) > PAGE else "",
        "first": "?" + urlencode(kept) if after else "",
        "reference": reference,
        "exports": offered("/incidents/answers", narrowed) if request.user.has_perm("incidents.export") else [],
    }
    return render(request, "incidents/following/answers.html", shown)


def _answer_row(one: Told) -> list[Any]:
    zone = ZoneInfo(one.incident.organisation.time_zone)
    place, team = one.incident.place, one.incident.team
    return [
        one.incident.reference,
        one.at.astimezone(zone),
        place.name if place else "",
        team.name if team else "",
        one.incident.anonymous,
    ]


@require_POST
@allow("incidents.triage")
def agree_to_take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/agree-to-take-back: the report that is worked on is taken back, as its reporter asks."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    try:
        taking_back.agree_to_take_back(incident, by=actor_for(request.user))
    except ValidationError:
        return redirect(f"/incidents/{incident.reference}?done=not-wanted-back#feedback")
    return redirect(f"/incidents/{incident.reference}?done=taken-back#feedback")


@never_cache
@require_safe
@allow("incidents.measures")
def feedback_measures(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/feedback-measures?days=90&format=csv: how well reporters are told; as a page, CSV or Excel."""
    days = request.GET.get("days", "90")
    days = days if days in PERIODS else "90"
    organisations = organisations_where(request.user, *SECURITY)
    zone = next((place.organisation.time_zone for place in places_of(request.user)), "Europe/London")
    local = now().astimezone(ZoneInfo(zone))
    start = datetime.combine(local.date() - timedelta(days=int(days)), datetime.min.time(), local.tzinfo)
    whole, *months = feedback_figures(organisations, start, local, zone)
    form = request.GET.get("format", "")
    if form in FORMS:
        return take_away(
            f"feedback-{local:%Y-%m-%d}-{days}-days",
            form,
            as_table([whole, *months]),
            of=organisations,
            by=actor_for(request.user),
        )
    shown: dict[str, Any] = {
        "whole": whole,
        "months": months,
        "days": days,
        "start": start,
        "periods": [{"value": key, "text": text, "selected": key == days} for key, text in PERIODS.items()],
        "exports": [
            {"text": text, "href": f"?days={days}&format={form}"} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
    }
    return render(request, "incidents/following/measures.html", shown)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
