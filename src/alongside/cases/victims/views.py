"""The section “People hurt”."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.fields import WhyForm
from alongside.cases.models import Case
from alongside.cases.queries import incidents_of, people_hurt_in
from alongside.cases.rows import person_words
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import MERGED, RUNNING
from alongside.cases.victims import actions, queries
from alongside.cases.victims.forms import (
    AnswerForm,
    ContactForm,
    DisclosureForm,
    FeedbackForm,
    PromiseForm,
    ReporterForm,
    StatementForm,
    SupportForm,
    WishForm,
    today_as,
)
from alongside.cases.victims.holding import today_of
from alongside.cases.victims.showing import people_shown
from alongside.cases.victims.wishes import note_wish
from alongside.incidents.models import Affected
from alongside.incidents.references import tidy
from alongside.people.access import allow
from alongside.people.actions import actor_for

READ, WRITE = "cases.read_people", "cases.write_people"
SECTION = "people"


@require_GET
@allow(READ)
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/people: names are opened, and the look is recorded with the case and with each report."""
    case = find_case(request, reference, READ)
    context = {
        "people": people_shown(request.user, case),
        "reports": [(report, list(report.told.order_by("-pk"))) for report in incidents_of(case)],
        "may_write": request.user.has_perm(WRITE, case) and case.status in RUNNING,
        "may_tell": request.user.has_perm(WRITE, case) and case.status != MERGED,
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/victims/section.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def wish(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/wish: what they want of the police."""
    case, person = _find(request, reference, affected_id)
    form = WishForm(posted(request), initial=today_as(today_of(person)))

    def act() -> Any:
        said = form.cleaned_data
        return note_wish(person, said["wish"], said["said_on"], said["words"], by=actor_for(request.user))

    return _page(request, case, person, form, "What they want of the police", act)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def contact(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/contact: how they want to be reached."""
    case, person = _find(request, reference, affected_id)
    victim = queries.victims_of(case).get(person.pk)
    form = ContactForm(posted(request), victim=victim)

    def act() -> Any:
        return actions.agree_contact(person, form.said(), by=actor_for(request.user), seen_at=seen_at(request))

    changed_at = victim.changed_at if victim else None
    return _page(request, case, person, form, "How to reach them", act, changed_at=changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def promise(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/promise: by when we are in touch."""
    case, person = _find(request, reference, affected_id)
    victim = queries.victims_of(case).get(person.pk)
    task = victim.contact_task if victim and victim.contact_task and victim.contact_task.ended_at is None else None
    form = PromiseForm(posted(request), initial={"on": task.due_on if task else None})

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        return actions.promise_contact(person, said["on"], said["note"], by=by, seen_at=seen_at(request))

    changed_at = victim.changed_at if victim else None
    return _page(request, case, person, form, "When we are in touch", act, changed_at=changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def disclosure(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/disclosure: whether others may see what is kept of them."""
    case, person = _find(request, reference, affected_id)
    victim = queries.victims_of(case).get(person.pk)
    form = DisclosureForm(posted(request), initial=today_as(today_of(person)))

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        agrees = said["agrees"] == "yes"
        return actions.note_disclosure(person, agrees, said["on"], said["note"], by=by, seen_at=seen_at(request))

    changed_at = victim.changed_at if victim else None
    return _page(request, case, person, form, "Consent to disclosure", act, changed_at=changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def statement(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/statement: the Victim Personal Statement."""
    case, person = _find(request, reference, affected_id)
    victim = queries.victims_of(case).get(person.pk)
    initial: dict[str, Any] = dict(today_as(today_of(person)))
    if victim:
        initial |= {"statement": victim.statement, "reading": victim.statement_reading}
    form = StatementForm(posted(request), initial=initial)

    def act() -> Any:
        said = form.cleaned_data
        return actions.note_statement(
            person,
            said["statement"],
            said["on"],
            said["reading"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    changed_at = victim.changed_at if victim else None
    return _page(request, case, person, form, "Personal statement", act, changed_at=changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def support(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/support: what was offered."""
    case, person = _find(request, reference, affected_id)
    form = SupportForm(posted(request), initial=today_as(today_of(person)))

    def act() -> Any:
        said = form.cleaned_data
        return actions.offer_support(person, said["kind"], said["on"], said["note"], by=actor_for(request.user))

    return _page(request, case, person, form, "Support that was offered", act)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def support_answer(request: HttpRequest, reference: str, offer_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/support/ID: what they answered."""
    case = find_case(request, reference, WRITE)
    offer = get_object_or_404(queries.offers_of(case), pk=offer_id)
    initial: dict[str, Any] = {"answer": offer.answer, "note": offer.note, "on": today_of(offer.affected)}
    form = AnswerForm(posted(request), initial=initial)

    def act() -> Any:
        said = form.cleaned_data
        return actions.answer_support(
            offer, said["answer"], said["on"], said["note"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return _page(request, case, offer.affected, form, "What they answered", act, changed_at=offer.changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def support_take_back(request: HttpRequest, reference: str, offer_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/support/ID/take-back"""
    case = find_case(request, reference, WRITE)
    offer = get_object_or_404(queries.offers_of(case), pk=offer_id)
    form = WhyForm(posted(request))

    def act() -> None:
        actions.take_back_support(offer, form.cleaned_data["why"], by=actor_for(request.user))

    return _page(request, case, offer.affected, form, "Take an offer of support back", act, button="Take it back")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def feedback(request: HttpRequest, reference: str, affected_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/ID/told: they were told, or do not want to be."""
    case, person = _find(request, reference, affected_id)
    by = actor_for(request.user)
    form = FeedbackForm(posted(request), initial={"on": today_of(person), "teller": by.name})

    def act() -> Any:
        said = form.cleaned_data
        return actions.note_feedback(
            person,
            said["on"],
            said["teller"],
            said["text"],
            way=said["way"],
            refused=said["refused"] == "yes",
            by=by,
        )

    return _page(request, case, person, form, "What they were told", act)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def feedback_take_back(request: HttpRequest, reference: str, told_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/told/ID/take-back: they were not told after all."""
    case = find_case(request, reference, WRITE)
    told = get_object_or_404(queries.feedback_of(case), pk=told_id)
    form = WhyForm(posted(request))

    def act() -> None:
        actions.take_back_feedback(told, form.cleaned_data["why"], by=actor_for(request.user))

    return _page(request, case, told.affected, form, "They were not told after all", act, button="Take it back")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def reporter(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/people/reporter/REPORT: what the reporter may know."""
    case = find_case(request, reference, WRITE)
    incident = get_object_or_404(incidents_of(case), reference=tidy(report))
    form = ReporterForm(posted(request))

    def act() -> Any:
        said = form.cleaned_data
        return actions.tell_the_reporter(incident, said["kind"], said["text"], by=actor_for(request.user))

    return form_page(
        request,
        case,
        form,
        "Tell the reporter",
        act,
        f"{address(case, SECTION)}?done=saved#reporters",
        section=SECTION,
        more={
            "sentences": [
                f"They read it where they follow the report {incident.reference}, and get a notice where they want that."
            ],
            "button_text": "Tell them",
        },
    )


def _find(request: HttpRequest, reference: str, affected_id: UUID) -> tuple[Case, Affected]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(people_hurt_in(case), pk=affected_id)


def _page(
    request: HttpRequest,
    case: Case,
    person: Affected,
    form: Any,
    heading: str,
    act: Callable[[], Any],
    *,
    changed_at: datetime | None = None,
    button: str = "Save",
) -> HttpResponse:
    return form_page(
        request,
        case,
        form,
        heading,
        act,
        f"{address(case, SECTION)}?done=saved#p{person.pk}",
        section=SECTION,
        more={
            "seen": changed_at,
            "sentences": [f"{person_words(person)}, of the report {person.incident.reference}."],
            "button_text": button,
        },
    )
