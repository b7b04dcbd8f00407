"""Pages that open, join, split and part cases."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from alongside.cases.events import Overtaken
from alongside.cases.fields import WhyForm
from alongside.cases.models import Case
from alongside.cases.opening import actions
from alongside.cases.opening.forms import MergeForm, OpenForm, ReportForm, SplitForm
from alongside.cases.queries import case_of, cases_for, incidents_of, specialists_of
from alongside.cases.references import tidy
from alongside.cases.sections import address, find_case
from alongside.incidents import states
from alongside.incidents.form_fields import put_errors
from alongside.incidents.queries import incidents_for
from alongside.incidents.references import tidy as tidy_report
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.queries import place_in


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def open_case(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/case: opens a case of this report."""
    incident = get_object_or_404(incidents_for(request.user), reference=reference)
    require(request.user, "cases.work", incident)
    found = case_of(incident)
    if found is not None:
        seen = cases_for(request.user).filter(pk=found.pk).first()
        return render(request, "cases/opening/has_one.html", {"incident": incident, "case": seen}, status=409)
    me = place_in(request.user, incident.organisation_id)
    people = specialists_of(incident.organisation_id)
    form = OpenForm(
        request.POST if request.method == "POST" else None, people=people, initial={"owner": str(me.pk) if me else ""}
    )

    def act() -> Case:
        said = form.cleaned_data
        return actions.open_case(
            [incident],
            title=said["title"],
            owner=form.chosen_owner,
            priority=said["priority"],
            by=actor_for(request.user),
        )

    return _form_page(request, form, "cases/opening/open.html", act, {"incident": incident})


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def add_report(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/reports/add: one more report of the same matter."""
    case = find_case(request, reference, "cases.work")
    form = ReportForm(request.POST if request.method == "POST" else None)

    def act() -> Case:
        written = tidy_report(form.cleaned_data["incident"])[:16]
        incident = incidents_for(request.user).filter(reference=written).first()
        if incident is None:
            raise ValidationError({"incident": "There is no report with this number that you may see."})
        require(request.user, "cases.work", incident)
        return actions.add_reports(case, [incident], by=actor_for(request.user))

    return _form_page(request, form, "cases/opening/form.html", act, _page(case, "Add a report", "Add it"))


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/join: this case and another are one."""
    case = find_case(request, reference, "cases.work")
    form = MergeForm(request.POST if request.method == "POST" else None)

    def act() -> Case:
        written = tidy(form.cleaned_data["other"])[:16]
        into = cases_for(request.user).filter(reference=written).first()
        if into is None:
            raise ValidationError({"other": "There is no case with this number that you may see."})
        require(request.user, "cases.work", into)
        return actions.merge_case(case, into, form.cleaned_data["why"], by=actor_for(request.user))

    return _form_page(request, form, "cases/opening/form.html", act, _page(case, "Join with another case", "Join"))


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/split: some reports of it become a case of their own."""
    case = find_case(request, reference, "cases.work")
    form = SplitForm(request.POST if request.method == "POST" else None, reports=incidents_of(case))

    def act() -> Case:
        return actions.split_case(
            case,
            form.leaving,
            form.cleaned_data["why"],
            title=form.cleaned_data["title"],
            by=actor_for(request.user),
        )

    return _form_page(request, form, "cases/opening/form.html", act, _page(case, "Split the case", "Split"))


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def part(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/part: a joined case stands by itself again."""
    case = find_case(request, reference, "cases.work")
    form = WhyForm(request.POST if request.method == "POST" else None)

    def act() -> Case:
        return actions.part_case(case, form.cleaned_data["why"], by=actor_for(request.user))

    return _form_page(
        request, form, "cases/opening/form.html", act, _page(case, "Part it from the other case", "Part it")
    )


def _form_page(
    request: HttpRequest, form: Form, template: str, act: Callable[[], Case], context: dict[str, Any]
) -> HttpResponse:
    """Shows a form, or does what it asks and goes to the case; what was refused stands at its field."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(f"{address(act())}?done=saved")
            except ValidationError as error:
                put_errors(form, error)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
            except states.Refused as refused:
                form.add_error("incident" if "incident" in form.fields else None, refused.sentence)
            except Overtaken:
                status = 409
                form.add_error(None, "Somebody changed the case meanwhile. Look at it again.")
    return render(request, template, {"form": form, **context}, status=status)


def _page(case: Case, heading: str, button: str) -> dict[str, Any]:
    return {"case": case, "heading": heading, "button": button}
