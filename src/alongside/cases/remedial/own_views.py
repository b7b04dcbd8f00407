"""Actions for those who have them, or look at them again: signed in, or from a message without signing in.

They see the action and nothing else of its case.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases.models import RemedialAction
from alongside.cases.remedial import actions, queries
from alongside.cases.remedial.forms import AnswerForm, LookForm
from alongside.cases.remedial.presenters import action_shown
from alongside.cases.tracks.actions import OF_CHECKER
from alongside.evidence.media_types import accepted_for
from alongside.incidents.form_fields import put_errors
from alongside.ledger.actions import Actor
from alongside.machine import Refused
from alongside.people.access import ANYONE, SIGNED_IN, allow
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.models import Staff
from alongside.people.queries import link_of, place_in
from alongside.people.scope import entering_by
from alongside.web.listing import address, asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
NAMED = {"csv": "CSV", "xlsx": "Excel"}
SHOWN = {"all": "What has ended, too"}


@require_safe
@allow(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponseBase:
    """GET /actions?show=all&search=door&page=2&format=csv: what I am asked to change, or to look at again."""
    asked = asked_for(request.GET, search=None, show=SHOWN)
    found = queries.mine(request.user, ended=asked["show"] == "all", words=asked["search"])
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "actions", form, by=actor_for(request.user))  # type: ignore[arg-type]
        return FORMS[form]("actions", _rows(found))
    page = numbered_page(found, request.GET, asked)
    context = {
        "page": page,
        "rows": [action_shown(one) for one in page.rows],
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "What is to be changed", "value": asked["search"]},
        "filters": [choice("show", "Show", [("", "What waits for you"), *SHOWN.items()], asked["show"])],
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in NAMED.items()],
    }
    return render(request, "cases/remedial/mine.html", context)


def _rows(found: QuerySet[RemedialAction]) -> Iterator[list[Any]]:
    yield ["What is to be changed", "State", "By", "Late", "Organisation"]
    for one in map(action_shown, found.iterator(500)):
        yield [one.action.what, one.state.label, one.due, one.late, one.action.organisation.name]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(SIGNED_IN)
def own(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """GET and POST /actions/ID (act, text, until, file)"""
    action = get_object_or_404(queries.mine(request.user, ended=True), pk=action_id)
    place = place_in(request.user, action.organisation_id)
    return _answer(request, action, place, actor_for(request.user), f"/actions/{action.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def by_link(request: HttpRequest, action_key: str) -> HttpResponse:
    """GET and POST /actions/by-link/KEY: the same from a message, without an account."""
    with _entered(action_key) as entered:
        if entered is None:
            return render(request, "cases/remedial/ended.html", status=404)
        action, who = entered
        by = Actor("link", who.pk, who.name)
        return _answer(request, action, who, by, f"/actions/by-link/{action_key}", linked=True)


def _answer(
    request: HttpRequest, action: RemedialAction, who: Staff | None, by: Actor, home: str, *, linked: bool = False
) -> HttpResponse:
    form = _form(request, action, who)
    unkept = request.POST.get("text", "").strip() if form is None else ""
    if unkept and queries.was_said(action, unkept):
        return redirect(f"{home}?done=1")
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            _do(action, form, by, linked)
            return redirect(f"{home}?done=1")
        except ValidationError as error:
            put_errors(form, error)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    context = {
        "one": action_shown(action),
        "action": action,
        "body": action.organisation,
        "form": form,
        "home": home,
        "linked": linked,
        "looks": isinstance(form, LookForm),
        "accepted": accepted_for(actions.EVIDENCE),
        "done": "done" in request.GET,
        "unkept": unkept,
        "last": queries.last_step_of(action) if unkept else None,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, "cases/remedial/own.html", context, status=409 if unkept else 422 if wrong else 200)


def _do(action: RemedialAction, form: Any, by: Actor, linked: bool) -> None:
    said = form.cleaned_data
    if isinstance(form, LookForm):
        actions.look_again(action, said["act"], said["text"], by=by, by_link=linked)
        return
    actions.answer(action, said["act"], said["text"], until=said["until"], upload=said["file"], by=by, by_link=linked)


def _form(request: HttpRequest, action: RemedialAction, who: Staff | None) -> Any:
    """What this person is asked now; None where it is not up to them."""
    data = request.POST if request.method == "POST" else None
    asked = queries.acts_of(action, who)
    if not asked:
        return None
    if asked == OF_CHECKER:
        return LookForm(data)
    return AnswerForm(data, request.FILES if data is not None else None, acts=asked)


@contextmanager
def _entered(key: str) -> Iterator[tuple[RemedialAction, Staff] | None]:
    """The action that the link opens, and to whom it was sent; None where it opens nothing."""
    with entering_by(key):
        link = link_of(key, queries.LINK)
        yield queries.action_of_link(link) if link else None
