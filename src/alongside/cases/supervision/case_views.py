"""Supervision on the page of a case: the notes on it, and one more."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import form_page, posted
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.supervision import actions, queries
from alongside.cases.supervision.forms import OnCaseForm
from alongside.machine import Refused
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.queries import place_in

SECTION = "supervision"


@require_GET
@allow("cases.see_supervision")
def supervision(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/supervision: what was said of this case, as far as the caller was there."""
    case = find_case(request, reference)
    notes = list(queries.notes_on(request.user, case))
    actions.read([one.supervision for one in notes], by=actor_for(request.user))
    context = {
        "notes": notes,
        "may_supervise": request.user.has_perm("cases.supervise", case) and case.owner is not None,
    }
    done = "Saved." if request.GET.get("done") == "saved" else ""
    return show_section(request, case, SECTION, "cases/supervision/of_case.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow("cases.supervise")
def supervise(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/supervise (supervision, held_on, next_on): a note on this case."""
    case = find_case(request, reference, "cases.supervise")
    form = OnCaseForm(posted(request))

    def act() -> None:
        said, supervisor = form.cleaned_data, place_in(request.user, case.organisation_id)
        if case.owner is None or supervisor is None:
            raise Refused("Nobody works this case. Give it to somebody first: supervision is of whoever works it.")
        actions.hold_supervision(
            supervisor,
            case.owner,
            said["held_on"] or today_in(case.organisation),
            on_cases=[(case, said["supervision"])],
            next_on=said["next_on"],
            by=actor_for(request.user),
        )

    who = f"{case.owner.name} and you" if case.owner else "Whoever works the case and you"
    more = {
        "sentences": [
            f"{who} read it. The file of the case says that you looked through it, and nothing of what was said."
        ]
    }
    there = f"{address(case, SECTION)}?done=saved"
    return form_page(request, case, form, "Supervision", act, there, section=SECTION, more=more)
