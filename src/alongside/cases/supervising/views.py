"""Handing a caseload over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, posted
from alongside.cases.supervising import queries
from alongside.cases.supervising.actions import hand_over_caseload
from alongside.cases.supervising.forms import HandOverForm
from alongside.people.access import allow
from alongside.people.actions import actor_for


@require_GET
@allow("cases.supervise")
def from_whom(request: HttpRequest) -> HttpResponse:
    """GET /cases/hand-over: whose cases are handed over."""
    context = {
        "people": [(one, queries.caseload_of(request.user, one).count()) for one in queries.givers_for(request.user)],
        "done": "done" in request.GET,
    }
    return render(request, "cases/supervising/from_whom.html", context)


@require_http_methods(["GET", "POST"])
@allow("cases.supervise")
def to_whom(request: HttpRequest, giver_id: UUID) -> HttpResponse:
    """GET, POST /cases/hand-over/ID (taker, cases, tasks, why): their cases, to whom, and why."""
    # A form that is older than the last hand-over is shown again with what was typed, and is not an unknown page.
    found = queries.staff_supervised_by if request.method == "POST" else queries.givers_for
    giver = get_object_or_404(found(request.user), pk=giver_id)
    form = HandOverForm(
        posted(request), people=queries.takers_for(giver), caseload=queries.caseload_of(request.user, giver)
    )

    def shown() -> HttpResponse:
        status = 422 if form.is_bound and form.errors else 200
        return render(
            request,
            "cases/supervising/to_whom.html",
            {"giver": giver, "form": form, "tasks": queries.tasks_left_by(request.user, giver)},
            status=status,
        )

    if request.method != "POST":
        return shown()
    return do(
        request,
        form,
        lambda: hand_over_caseload(
            giver,
            form.chosen_taker,
            form.chosen_cases,
            form.cleaned_data["why"],
            by=actor_for(request.user),
            with_tasks=form.cleaned_data["tasks"],
        ),
        "/cases/hand-over?done=1",
        shown,
    )
