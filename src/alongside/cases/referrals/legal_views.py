"""Legal advice: what the Legal Protection Unit does with what was sent to it."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, posted
from alongside.cases.finding.actions import record_export
from alongside.cases.lessons.forms import MoveForm
from alongside.cases.models import LegalLearning, Referral
from alongside.cases.referrals import advising, queries, receiving
from alongside.cases.referrals import learning as keeping
from alongside.cases.referrals.forms import AdviceForm, CostsForm, DecisionForm, LearningForm, OutcomeForm
from alongside.cases.referrals.receiver_views import find_received, form_of
from alongside.cases.referrals.sender_views import question
from alongside.cases.tracks.lessons import LESSON
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.listing import address, asked_for, choice, page_of
from alongside.web.tables import csv_answer, xlsx_answer

ADVISE = "cases.advise"
LEARNING = "/cases/referrals/learning"
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
NAMED = {"csv": "CSV", "xlsx": "Excel"}
ADVICE = (
    "Everybody reads it in the lessons library, without being told where it comes from. Leave out names, places, days and "
    "numbers: it cannot be shared while one stands in it that stands in what was shared with you."
)


@require_GET
@allow(ADVISE)
def learning(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/referrals/learning?search=tape&show=shared&before=ID&format=csv: what was learned, without names, the latest first."""
    asked = asked_for(request.GET, search=None, show=queries.LEARNED)
    found = queries.learning_for(request.user, words=asked["search"], which=asked["show"])
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, form, list(found.order_by("-pk")))
    page = page_of(found, request.GET, asked)
    context = {
        "page": page,
        "learned": page.rows,
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "A word in it", "value": asked["search"]},
        "filters": [choice("show", "Show", [("", "Everything"), *queries.LEARNED.items()], asked["show"])],
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in NAMED.items() if page.rows],
    }
    return render(request, "cases/referrals/learning.html", context)


def _take_away(request: HttpRequest, form: str, found: list[LegalLearning]) -> HttpResponseBase:
    record_export(Counter(one.organisation_id for one in found), "learning", by=actor_for(request.user))
    return FORMS[form]("learning", _learned(found))


def _learned(found: list[LegalLearning]) -> Iterator[list[Any]]:
    yield ["Learned on", "Lesson", "What was learned", "State", "Confirmed by"]
    for one in found:
        lesson = one.lesson
        state = LESSON.state(lesson.state).label if lesson else "In no library"
        yield [one.recorded_on, lesson.title if lesson else "", one.text, state, one.confirmed_by]


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def advise(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/advise?answers=ID"""
    referral = find_for_advice(request, referral_id)
    answers = question(request, referral, by_receiver=False)
    form = AdviceForm(posted(request))

    def act() -> Any:
        return advising.advise(referral, form.cleaned_data["text"], by=actor_for(request.user), answers=answers)

    return form_of(request, referral, form, "Advise", "Send", act, [answers.text] if answers else [])


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def decide(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/decide: whether to go on privately."""
    names = ("decision", "reasons", "refused_by", "refused_on", "waiver")
    return _of_matter(request, referral_id, DecisionForm, names, "Whether to go on privately", advising.decide)


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def costs(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/costs"""
    names = ("estimated_pence", "actual_pence")
    return _of_matter(request, referral_id, CostsForm, names, "What it costs", advising.note_costs)


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def outcome(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/outcome"""
    names = ("outcome", "outcome_words")
    return _of_matter(request, referral_id, OutcomeForm, names, "What came of it", advising.note_outcome)


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def keep_learning(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/learning: a lesson, which everybody reads."""
    referral = find_for_advice(request, referral_id)
    form = LearningForm(posted(request))

    def act() -> Any:
        said = dict(form.cleaned_data)
        return keeping.keep_learning(referral, said, said.pop("confirmed"), by=actor_for(request.user))

    return form_of(request, referral, form, "What others can learn", "Share it with every organisation", act, [ADVICE])


@require_http_methods(["GET", "POST"])
@allow(ADVISE)
def withdraw(request: HttpRequest, learning_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/learning/ID/withdraw (text): nobody else reads it any more."""
    learned = get_object_or_404(queries.learning_for(request.user), pk=learning_id, lesson__state="shared")
    move = LESSON.moves["withdraw"]
    form = MoveForm(posted(request), move=move, name=actor_for(request.user).name)

    def again() -> HttpResponse:
        status = 422 if form.is_bound and form.errors else 200
        context = {"form": form, "heading": move.label, "button_text": move.label, "back": LEARNING}
        return render(request, "cases/referrals/withdraw.html", context | {"learned": learned}, status=status)

    def act() -> Any:
        return keeping.withdraw_learning(learned, form.cleaned_data["text"], by=actor_for(request.user))

    return do(request, form, act, LEARNING, again) if request.method == "POST" else again()


def _of_matter(
    request: HttpRequest,
    referral_id: UUID,
    kind: type[Any],
    names: tuple[str, ...],
    heading: str,
    action: Callable[..., Any],
) -> HttpResponse:
    referral = find_for_advice(request, referral_id)
    matter = queries.matter_of(referral)
    known = zip(kind.base_fields, names, strict=False)
    initial = {field: getattr(matter, name) for field, name in known} if matter else {}
    form = kind(posted(request), initial=initial)

    def act() -> Any:
        return action(referral, **form.cleaned_data, by=actor_for(request.user))

    return form_of(request, referral, form, heading, "Save", act, [])


def find_for_advice(request: HttpRequest, referral_id: UUID) -> Referral:
    """A referral for legal advice that can still be read; the look is recorded: its forms show what was written."""
    referral = find_received(request, referral_id)
    if referral.purpose != advising.FOR_ADVICE or not queries.is_shown(referral):
        raise Http404
    receiving.read(referral, by=actor_for(request.user))
    return referral
