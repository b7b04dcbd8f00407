"""Days off from the staff system: send a file, look at what would be taken over, say yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.incidents.duties import absence_file, queries
from alongside.incidents.duties.absence_file import FIELDS, Plan
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.exchange.dates import Order
from alongside.incidents.exchange.reading import Unreadable
from alongside.incidents.form_fields import Radios, in_plain_words, put_errors
from alongside.incidents.models import Absence, DutySettings
from alongside.people.access import allow
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.models import Organisation, User
from alongside.people.queries import places_of
from alongside.web.listing import numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

SALT = "alongside.absences"
GOOD_FOR = 3600
"""Seconds for which what was shown may be taken over."""
STALE = "That was looked at more than an hour ago. Send the file again."
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}


class AbsenceFile(forms.Form):
    """The file, and what its columns are called."""

    file = forms.FileField(
        label="File",
        help_text="CSV or Excel (.xlsx). The file is read and not kept.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file. If you chose one, it did not arrive whole: send it again."},
    )
    order = Radios([("dmy", "Day first: 27/3/2026"), ("mdy", "Month first: 3/27/2026")], label="How are dates written?")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, _) in FIELDS.items():
            self.fields[name] = forms.CharField(label=f"“{label}” is called", max_length=200, required=False)
        in_plain_words(self)

    @property
    def named(self) -> dict[str, str]:
        """What the columns are called, where somebody said so."""
        return {name: self.cleaned_data[name].strip() for name in FIELDS if self.cleaned_data[name].strip()}


@require_http_methods(["GET", "POST"])
@allow("incidents.write_people")
def absences(request: HttpRequest) -> HttpResponse:
    """GET, POST /incidents/absences: a file is looked at; nothing is written."""
    organisation = _organisation(request)
    saved = queries.settings_of(organisation.pk).absence_columns
    form = AbsenceFile(initial={"order": "dmy", **saved})
    if request.method == "POST":
        form = AbsenceFile(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                if getattr(file, "too_large", False):
                    raise Unreadable("The file is too large. Send it in parts.")
                plan = absence_file.plan_file(organisation, file.file, form.named, Order(form.cleaned_data["order"]))
                return _plan_page(request, _shown(plan, form.named))
            except Unreadable as unreadable:
                form.add_error("file", str(unreadable))
            except ValidationError as error:
                put_errors(form, error)
    done = request.GET.get("taken", "")
    context = {"form": form, "taken": int(done) if done.isdigit() and len(done) < 7 else None}
    return render(request, "incidents/duties/absences.html", context, status=422 if form.errors else 200)


@require_POST
@allow("incidents.write_people")
def look(request: HttpRequest) -> HttpResponseBase:
    """POST /incidents/absences/look?page=2&format=csv (plan): another page of what was shown, or all of it as a file; nothing is
    written.
    """
    try:
        shown = _loaded(request)
    except signing.BadSignature:
        return _again(request, STALE)
    form = request.GET.get("format", "")
    if form in FORMS and isinstance(request.user, User):
        note_list_taken(request.user, "days-off-that-fit", form, by=actor_for(request.user))
        return FORMS[form]("days-off-that-fit", _table(shown))
    return _plan_page(request, shown)


@require_POST
@allow("incidents.write_people")
def take_over(request: HttpRequest) -> HttpResponse:
    """POST /incidents/absences/take-over: writes what was shown; the page holds it, signed."""
    organisation = _organisation(request)
    try:
        said = _loaded(request)
        written = absence_file.take_over(organisation, said["rows"], said["named"], by=actor_for(request.user))
    except signing.BadSignature:
        return _again(request, STALE)
    except ValidationError as error:
        return _again(request, error.messages[0])
    return redirect(f"/incidents/absences?taken={written}")


def _shown(plan: Plan, named: dict[str, str]) -> dict[str, Any]:
    """What is looked at, as it travels in the page: `rows` are taken over, `lines` stand beside them (line, report, what)."""
    found = plan.to_take_over
    return {
        "rows": [one.packed() for one in found],
        "lines": [[one.line, one.report, one.what] for one in found],
        "named": named,
        "of": plan.rows,
        "nobody": plan.nobody,
        "same": len(plan.found) - len(found),
        "wrong": plan.wrong,
        "more_wrong": plan.more_wrong,
    }


def _plan_page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    page = numbered_page(list(zip(shown["lines"], shown["rows"], strict=True)), request.GET, {})
    rows = [
        {
            "line": line,
            "report": report,
            "what": what,
            "kind": Absence.Kind(kind).label,
            "first": long_day(date.fromisoformat(first)),
            "last": long_day(date.fromisoformat(last)) if last else "",
        }
        for (line, report, what), (_, kind, first, last, _) in page.rows
    ]
    context = {
        "shown": shown,
        "rows": rows,
        "page": page,
        "signed": signing.dumps(shown, salt=_salt(request, _organisation(request)), compress=True),
    }
    return render(request, "incidents/duties/absences_plan.html", context)


def _table(shown: dict[str, Any]) -> Iterator[list[Any]]:
    yield ["Row", "Report", "Kind", "First day", "Last day", "Taken over before"]
    for (line, report, what), (_, kind, first, last, _) in zip(shown["lines"], shown["rows"], strict=True):
        days = (date.fromisoformat(first), date.fromisoformat(last) if last else "")
        yield [line, report, Absence.Kind(kind).label, *days, what == "changed"]


def _loaded(request: HttpRequest) -> dict[str, Any]:
    """What was shown, as the page holds it. Raises BadSignature: it is not ours, or was shown too long ago."""
    salt = _salt(request, _organisation(request))
    found: dict[str, Any] = signing.loads(request.POST.get("plan", ""), salt=salt, max_age=GOOD_FOR)
    if "lines" not in found:
        raise signing.BadSignature("It was shown before what stands beside its rows was kept.")
    return found


def _again(request: HttpRequest, why: str) -> HttpResponse:
    columns = queries.settings_of(_organisation(request).pk).absence_columns
    context = {"form": AbsenceFile(initial={"order": "dmy", **columns}), "stale": why}
    return render(request, "incidents/duties/absences.html", context, status=409)


def _salt(request: HttpRequest, organisation: Organisation) -> str:
    return f"{SALT}:{organisation.pk}:{request.user.pk}"


def _organisation(request: HttpRequest) -> Organisation:
    """The body for all of which the caller writes about people."""
    for place in places_of(request.user):
        if request.user.has_perm("incidents.write_people", DutySettings(organisation=place.organisation)):
            return place.organisation
    raise PermissionDenied
