"""What every page does that changes a case: act and go on, or show the form again with what was wrong at its field."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime

from alongside.cases.events import NOTHING, Overtaken
from alongside.cases.models import Case
from alongside.cases.sections import address, show_section
from alongside.cases.tracks.machine import Refused
from alongside.incidents.form_fields import put_errors


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
        return show_section(
            request, case, section, template, context, status=422 if form.is_bound and form.errors else 200
        )

    if request.method != "POST":
        return shown()
    return do(request, form, act, there, shown)


def do(
    request: HttpRequest, form: Form, act: Callable[[], Any], there: str, again: Callable[[], HttpResponse]
) -> HttpResponse:
    """Does it and goes there; otherwise the page once more, with what was wrong at its field and what was typed."""
    if form.is_valid():
        try:
            act()
            return redirect(there)
        except ValidationError as error:
            put_errors(form, error)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        except Overtaken as overtaken:
            who = f" by {overtaken.event.actor_name}" if overtaken.event else ""
            form.add_error(None, f"The case was changed{who} meanwhile. Look at it again; what you wrote stands below.")
            answer = again()
            answer.status_code = 409
            return answer
    return again()


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
