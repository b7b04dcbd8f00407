"""A calm page with one question, for who was hurt; and what the security specialist sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.incidents.models import Affected, WellbeingCheck
from alongside.incidents.views import find_incident
from alongside.incidents.wellbeing import actions
from alongside.incidents.wellbeing.forms import HowAreYou, WhereToGetHelp
from alongside.incidents.wellbeing.queries import (
    CHECK,
    OFFER,
    affected_of_link,
    check_of_link,
    open_checks,
    support_text,
)
from alongside.ledger.actions import Actor
from alongside.people.access import ANYONE, allow, require
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import link_of, places_of
from alongside.people.scope import entering_by


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def how_are_you(request: HttpRequest, care_key: str) -> HttpResponse:
    """GET and POST /wellbeing/KEY: the question, or the offer of support, of a link that was sent."""
    with _entered(care_key) as entered:
        if entered is None:
            return render(request, "incidents/wellbeing/ended.html", status=404)
        affected, check, by = entered
        form = HowAreYou(request.POST if request.method == "POST" else None)
        if request.method == "POST" and check is not None and check.answered_at is None and form.is_valid():
            said = form.cleaned_data
            try:
                actions.answer_check(check, said["answer"], text=said["text"], consent=said["consent"], by=by)
                return redirect("how_are_you", care_key=care_key)
            except ValidationError as error:
                form.add_error(None, error)
        return _page(request, care_key, affected, check, form, status=422 if form.is_bound and form.errors else 200)


@never_cache
@require_POST
@allow(ANYONE)
def stop(request: HttpRequest, care_key: str) -> HttpResponse:
    """POST /wellbeing/KEY/stop: no more questions."""
    with _entered(care_key) as entered:
        if entered is None:
            return render(request, "incidents/wellbeing/ended.html", status=404)
        actions.stop_care(entered[0], by=entered[2])
        return redirect(f"/wellbeing/{care_key}?stopped=1")


@require_POST
@allow("incidents.triage")
def care(request: HttpRequest, reference: str, affected: UUID) -> HttpResponse:
    """POST /incidents/REFERENCE/support/ID (what: begin or stop): support for somebody affected."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    person = incident.affected.filter(pk=affected).first()
    if person is None:
        raise Http404
    by = actor_for(request.user)
    if request.POST.get("what") == "begin":
        done = "cared-for" if actions.begin_care(person, by=by) else "nobody-asked"
    else:
        actions.stop_care(person, by=by)
        done = "asked-no-more"
    return redirect(f"/incidents/{incident.reference}?done={done}#support")


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.triage")
def where_to_get_help(request: HttpRequest) -> HttpResponse:
    """GET and POST /incidents/support: the organisation's own words on where to get help."""
    organisation = _organisation(request)
    form = WhereToGetHelp(request.POST or None, initial={"text": support_text(organisation.pk)})
    if request.method == "POST" and form.is_valid():
        actions.write_support_text(organisation, form.cleaned_data["text"], by=actor_for(request.user))
        return redirect("/incidents/support?done=1")
    return render(
        request,
        "incidents/wellbeing/support_text.html",
        {"form": form, "saved": "done" in request.GET},
        status=422 if form.errors else 200,
    )


@contextmanager
def _entered(care_key: str) -> Iterator[tuple[Affected, WellbeingCheck | None, Actor] | None]:
    """Whom the link is about, the question where it has one, and in whose name they answer."""
    with entering_by(care_key):
        link = link_of(care_key, OFFER, CHECK)
        affected = affected_of_link(link) if link else None
        if link is None or affected is None:
            yield None
        else:
            yield affected, check_of_link(link), Actor("link", link.pk, "Person affected")


def _page(
    request: HttpRequest,
    care_key: str,
    affected: Affected,
    check: WellbeingCheck | None,
    form: HowAreYou,
    *,
    status: int,
) -> HttpResponse:
    to_come = list(open_checks(affected).order_by("due_at"))
    shown: dict[str, Any] = {
        "key": care_key,
        "check": check,
        "form": form,
        "body": affected.incident.organisation,
        "support": support_text(affected.organisation_id),
        "to_come": to_come,
        "at_work": affected.kind in ("staff", "contractor"),
        "stopped": "stopped" in request.GET and not to_come and not form.is_bound,
    }
    return render(request, "incidents/wellbeing/how_are_you.html", shown, status=status)


def _organisation(request: HttpRequest) -> Organisation:
    """The first organisation in which the user may write it."""
    for place in places_of(request.user):
        if request.user.has_perm("incidents.triage", place):
            return place.organisation
    raise Http404
