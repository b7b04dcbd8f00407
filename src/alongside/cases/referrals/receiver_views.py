"""What other bodies sent to the caller's role: the list, and a page for each. Nothing of the case itself is read here."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.codes import code_list
from alongside.cases.doing import do, once, posted, seen_at
from alongside.cases.fields import WhyForm
from alongside.cases.models import Referral
from alongside.cases.referrals import answering, queries, receiving, taking_over
from alongside.cases.referrals.advising import FOR_ADVICE
from alongside.cases.referrals.forms import WriteForm
from alongside.cases.referrals.presenters import copies, matter_shown, shown, table, unanswered
from alongside.cases.referrals.sender_views import question
from alongside.cases.tracks.referral import ACCEPTED, BY_RECEIVER, REFERRAL
from alongside.evidence.sending import send_file
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.listing import files_of, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

RECEIVE = "cases.receive"
LIST = "/cases/referrals"


@require_GET
@allow(RECEIVE)
def inbox(request: HttpRequest) -> HttpResponse:
    """GET /cases/referrals?q=…&purpose=…&status=…&page=2"""
    filters = queries.read_filters(request.GET.dict())
    page = numbered_page(queries.find_received(request.user, filters), request.GET, filters.query())
    context = {
        "filters": filters,
        "rows": [shown(one) for one in page.rows],
        "purposes": options([(one.code, one.label) for one in code_list("referral_purposes")], filters.purpose),
        "statuses": options(list(Referral.Status.choices), filters.status),
        "newer": page.newer,
        "older": page.older,
        "exports": files_of(LIST, filters.query()),
    }
    return render(request, "cases/referrals/inbox.html", context)


@require_GET
@allow(RECEIVE)
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/referrals/export.csv?…: the list with these filters, whole."""
    return _export(request, csv_answer)


@require_GET
@allow(RECEIVE)
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/referrals/export.xlsx?…: the same for Excel."""
    return _export(request, xlsx_answer)


@require_GET
@allow(RECEIVE)
def one(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET /cases/referrals/ID: what was sent. Reading it is recorded with both bodies."""
    return _page(request, find_received(request, referral_id))


@require_http_methods(["GET", "POST"])
@allow(RECEIVE)
def accept(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/accept"""
    return _answer(request, referral_id, "accept", WriteForm)


@require_http_methods(["GET", "POST"])
@allow(RECEIVE)
def refuse(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/refuse: with the reason; from then on it is closed."""
    return _answer(request, referral_id, "refuse", WhyForm)


@require_http_methods(["GET", "POST"])
@allow(RECEIVE)
def open_case(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/open: a case of one's own, of what was shared."""
    referral = find_received(request, referral_id)
    if not taking_over.may_open(referral):
        raise Http404
    sentences = [
        "A case of your own is opened of what was shared, and it is yours. Nothing else of theirs goes with it.",
        f"{referral.organisation.name} is told that there is one. It stays with you, also when they end the sharing.",
    ]

    def act() -> Any:
        return taking_over.open_own_case(referral, by=actor_for(request.user))

    return form_of(request, referral, Form(posted(request)), "Open a case of your own", "Open it", act, sentences)


@require_http_methods(["GET", "POST"])
@allow(RECEIVE)
def write(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/write?answers=ID: a question, or an answer to theirs."""
    referral = find_received(request, referral_id)
    answers = question(request, referral, by_receiver=False)
    if answers is not None:
        receiving.read(referral, by=actor_for(request.user))
    form = WriteForm(posted(request))

    def act() -> Any:
        text = form.cleaned_data["text"]
        return receiving.write_to_sender(referral, text, by=actor_for(request.user), answers=answers)

    heading = "Answer" if answers else f"Ask {referral.organisation.name}"
    return form_of(request, referral, form, heading, "Send", act, [answers.text] if answers else [])


@require_GET
@allow(RECEIVE)
def file(request: HttpRequest, referral_id: UUID, file_id: UUID) -> HttpResponseBase:
    """GET /cases/referrals/ID/files/FILE: a file that was sent with it. Both bodies have the look in their ledger."""
    referral = find_received(request, referral_id)
    found = queries.shared_file(referral, file_id)
    if found is None:
        raise Http404
    by = actor_for(request.user)
    return send_file(request, found, by=by, look=lambda said: receiving.read_file(referral, found, said, by=by))


def _answer(request: HttpRequest, referral_id: UUID, act: str, kind: type[Any]) -> HttpResponse:
    referral = find_received(request, referral_id)
    form = kind(posted(request))
    (name,) = form.fields
    if act == "accept":
        form.fields["text"].required = False
        form.fields["text"].label = "A word to them, if you like"
    move = REFERRAL.moves[act]
    sentences = []
    if act == "refuse":
        sentences = ["You and your colleagues read it no more once it is refused."]
    elif referral.purpose == "transfer":
        sentences = [
            "You take the case over: a case of your own is opened of what was shared, and it is yours.",
            f"{referral.organisation.name} can then close theirs. What you have taken over stays with you, also when they end the sharing.",
        ]

    def do_it() -> Any:
        by, seen = actor_for(request.user), seen_at(request)
        return answering.answer_referral(referral, act, form.cleaned_data[name], by=by, seen_at=seen)

    return form_of(request, referral, form, move.label, move.label, do_it, sentences)


def form_of(
    request: HttpRequest,
    referral: Referral,
    form: Any,
    heading: str,
    button: str,
    act: Callable[[], Any],
    sentences: list[str],
) -> HttpResponse:
    """One form about a referral, on a page of its own."""

    def again() -> HttpResponse:
        context = {
            "one": shown(referral),
            "form": form,
            "once": once(request, form),
            "heading": heading,
            "button_text": button,
            "sentences": sentences,
            "seen": referral.changed_at,
            "back": f"{LIST}/{referral.pk}",
        }
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "cases/referrals/received_form.html", context, status=status)

    if request.method != "POST":
        return again()
    return do(request, form, act, f"{LIST}/{referral.pk}?done=saved", again)


def _page(request: HttpRequest, referral: Referral) -> HttpResponse:
    open_now = queries.is_shown(referral)
    if open_now:
        receiving.read(referral, by=actor_for(request.user))
    messages = queries.messages_of(referral) if open_now else []
    context = {
        "one": shown(referral),
        "copies": copies(queries.snapshots_of(referral)) if open_now else [],
        "thread": messages,
        "unanswered": unanswered(messages, by_receiver=False),
        "moves": [one for one in REFERRAL.possible(referral.status) if one.act in BY_RECEIVER],
        "may_write": open_now,
        "matter": matter_shown(queries.matter_of(referral)) if open_now else None,
        "national": referral.purpose == "national" and open_now,
        "advises": referral.purpose == FOR_ADVICE and referral.status == ACCEPTED,
        "may_open": taking_over.may_open(referral),
        "our_case": taking_over.case_opened_of(referral),
        "own": f"{LIST}/{referral.pk}",
        "files": f"{LIST}/{referral.pk}/files",
        "by_us": True,
        "done": "Saved." if request.GET.get("done") == "saved" else "",
    }
    return render(request, "cases/referrals/received.html", context)


def find_received(request: HttpRequest, referral_id: UUID) -> Referral:
    """What was sent to the caller's role, or 404."""
    return get_object_or_404(queries.received_by(request.user), pk=referral_id)


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    found = list(queries.find_received(request.user, queries.read_filters(request.GET.dict())))
    counted: dict[Any, int] = {}
    made = answer("shared-with-us", table(found, queries.latest_numbers(found), counted))
    receiving.record_export(counted, by=actor_for(request.user))
    return made


def options(choices: list[tuple[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """Choices of a select, with any first."""
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", "Any"), *choices]]
