"""The section “Review”: the review of the case, and what is to change because of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.codes import code_list
from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.fields import ReopenForm
from alongside.cases.lessons.queries import lessons_of
from alongside.cases.models import Case, Review, ReviewVersion
from alongside.cases.remedial.presenters import action_shown
from alongside.cases.remedial.queries import actions_of_case
from alongside.cases.review import actions, queries
from alongside.cases.review.forms import ReviewForm
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.lessons import LESSON
from alongside.cases.tracks.reviews import REVIEW
from alongside.people.access import allow
from alongside.people.actions import actor_for

SECTION = "review"
READ, WRITE = "cases.read_narrative", "cases.work"
NONE_YET: dict[str, Any] = {"review": None, "state": None, "version": None, "older": [], "factors": []}


@require_GET
@allow(READ)
def section(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/review"""
    case = find_case(request, reference, READ)
    may_work = request.user.has_perm(WRITE, case)
    context = {
        "reviews": [_shown(one) for one in queries.reviews_of(case)] or [NONE_YET],
        "lessons": [(one, LESSON.state(one.state)) for one in lessons_of(case)],
        "actions": [action_shown(one) for one in actions_of_case(case)],
        "may_write": may_work and case.status in RUNNING,
        "may_decide": may_work,
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/review/section.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/write (…, finish): the next version; with `finish` the last one."""
    case = find_case(request, reference, WRITE)
    of = _of(request, case)
    review = queries.review_of(case, of)
    before = queries.latest_version(review) if review else None
    names = ("held_on", "took_part", "happened", "factors", "why", "prevented")
    form = ReviewForm(posted(request), initial={name: getattr(before, name) for name in names} if before else {})

    def act() -> Review:
        return actions.write_review(
            case,
            form.cleaned_data,
            of=of,
            finish="finish" in request.POST,
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    more: dict[str, Any] = {"seen": review.changed_at if review else None}
    return form_page(
        request,
        case,
        form,
        "Review after the incident",
        act,
        f"{address(case, SECTION)}?done=1",
        section=SECTION,
        template="cases/review/write.html",
        more=more,
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/reopen (why)"""
    case = find_case(request, reference, WRITE)
    of = _of(request, case)
    review = queries.review_of(case, of)
    form = ReopenForm(posted(request))
    return form_page(
        request,
        case,
        form,
        "Open the review again",
        lambda: actions.reopen_review(
            case, form.cleaned_data["why"], of=of, by=actor_for(request.user), seen_at=seen_at(request)
        ),
        f"{address(case, SECTION)}?done=1",
        section=SECTION,
        more={"seen": review.changed_at if review else None},
    )


def _of(request: HttpRequest, case: Case) -> str:
    """The reference of the joined case whose review an address means; "" where it means none in particular."""
    of = request.GET.get("of", "")
    if of and queries.review_of(case, of) is None:
        raise Http404
    return of


def _shown(review: Review) -> dict[str, Any]:
    versions = list(queries.versions_of(review))
    return {
        "review": review,
        "state": REVIEW.state(review.state),
        "version": versions[0] if versions else None,
        "older": versions[1:],
        "factors": _labels(versions[0]) if versions else [],
    }


def _labels(version: ReviewVersion) -> list[str]:
    return [code_list("contributing_factors").label(one) for one in version.factors]
