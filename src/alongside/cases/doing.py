"""What every page does that changes a case: act and go on, or show the form again with what was wrong at its field."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime

from alongside.cases.events import NOTHING, Overtaken
from alongside.cases.models import Case
from alongside.cases.queries import standing_for
from alongside.cases.sections import address, show_section
from alongside.incidents.form_fields import put_errors
from alongside.ledger.keys import new_id
from alongside.machine import Refused
from alongside.people.idempotency import SentBefore, is_first
from alongside.people.models import User

OVERTAKEN, REPEATED = "overtaken", "repeated"
SENT_BEFORE = (
    "You saved this form before, with other words. Save it again to enter this as well, or change what stands there."
)


def form_page(
    request: HttpRequest,
    case: Case,
    form: Form,
    heading: str,
    act: Callable[[], Any],
    there: str,
    *,
    back: str = "",
    section: str = "",
    template: str = "cases/form.html",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about a case on a page of its own, within a section; `more` is what its template asks for besides."""

    def shown() -> HttpResponse:
        context = {"form": form, "heading": heading, "back": back or address(case, section), **(more or {})}
        context["once"] = once(request, form)
        if request.method == "POST" and "seen_at" in request.POST and not form.has_error(NON_FIELD_ERRORS, OVERTAKEN):
            context["seen"] = seen_at(request)
        return show_section(
            request, case, section, template, context, status=422 if form.is_bound and form.errors else 200
        )

    if request.method != "POST":
        return shown()
    return do(request, form, act, there, shown)


def section_form(
    request: HttpRequest,
    case: Case,
    section: str,
    form: Form,
    heading: str,
    act: Callable[[], Any],
    *,
    template: str = "cases/form.html",
    **more: Any,
) -> HttpResponse:
    """The same, of a section to which it leads back once it is saved."""
    there = f"{address(case, section)}?done=saved"
    return form_page(request, case, form, heading, act, there, section=section, template=template, more=more)


def ended_page(request: HttpRequest, case: Case) -> HttpResponse:
    """Instead of a form that a case which has ended, or is joined with another, does not take: where it is done."""
    stands = standing_for(case)
    context = {"stands": stands if stands.pk != case.pk else None, "back": address(case)}
    return show_section(request, case, "", "cases/ended.html", context, status=409)


def do(
    request: HttpRequest, form: Form, act: Callable[[], Any], there: str, again: Callable[[], HttpResponse]
) -> HttpResponse:
    """Does it and goes there; otherwise the page once more, with what was wrong at its field and what was typed. A form that
    carries a key (`once`) and is sent again, by a double click or after going back, is done once.
    """
    if form.is_valid():
        key = request.POST.get("once", "")
        try:
            with transaction.atomic():
                if not key or not isinstance(request.user, User) or is_first(request, request.user, key):
                    act()
            return redirect(there)
        except SentBefore:
            form.add_error(None, ValidationError(SENT_BEFORE, code=REPEATED))
        except ValidationError as error:
            put_errors(form, error)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        except Overtaken as overtaken:
            who = f" by {overtaken.event.actor_name}" if overtaken.event else ""
            said = f"The case was changed{who} meanwhile. Look at it again; what you wrote stands below."
            form.add_error(None, ValidationError(said, code=OVERTAKEN))
            answer = again()
            answer.status_code = 409
            return answer
    return again()


def once(request: HttpRequest, form: Form) -> str:
    """The key of a form, by which the same sent twice is done once. One that was refused keeps its key: nothing was done."""
    kept = request.POST.get("once", "")
    return kept if kept and not form.has_error(NON_FIELD_ERRORS, REPEATED) else str(new_id())


def posted(request: HttpRequest) -> Any:
    """What was sent, where something was."""
    return request.POST if request.method == "POST" else None


def seen_at(request: HttpRequest) -> datetime | None:
    """When what was shown had last changed, `NOTHING` where nothing stood there yet; None where the page did not say."""
    said = request.POST.get("seen_at", "")
    if said == "nothing":
        return NOTHING
    try:
        return parse_datetime(said)
    except ValueError:
        return None
