"""Days off from the staff system: send a file, look at what would be taken over, say yes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
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
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import places_of

SALT = "alongside.absences"
GOOD_FOR = 3600
"""Seconds for which what was shown may be taken over."""


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
                return _plan_page(request, plan, form.named)
            except Unreadable as unreadable:
                form.add_error("file", str(unreadable))
            except ValidationError as error:
                put_errors(form, error)
    done = request.GET.get("taken", "")
    context = {"form": form, "taken": int(done) if done.isdigit() and len(done) < 7 else None}
    return render(request, "incidents/duties/absences.html", context, status=422 if form.errors else 200)


@require_POST
@allow("incidents.write_people")
def take_over(request: HttpRequest) -> HttpResponse:
    """POST /incidents/absences/take-over: writes what was shown; the page holds it, signed."""
    organisation = _organisation(request)
    try:
        said = signing.loads(request.POST.get("plan", ""), salt=_salt(request, organisation), max_age=GOOD_FOR)
        written = absence_file.take_over(organisation, said["rows"], said["named"], by=actor_for(request.user))
    except signing.BadSignature:
        form = AbsenceFile(initial={"order": "dmy", **queries.settings_of(organisation.pk).absence_columns})
        context = {"form": form, "stale": "That was looked at more than an hour ago. Send the file again."}
        return render(request, "incidents/duties/absences.html", context, status=409)
    except ValidationError as error:
        form = AbsenceFile(initial={"order": "dmy"})
        return render(request, "incidents/duties/absences.html", {"form": form, "stale": error.messages[0]}, status=409)
    return redirect(f"/incidents/absences?taken={written}")


def _plan_page(request: HttpRequest, plan: Plan, named: dict[str, str]) -> HttpResponse:
    rows = [
        {
            "one": one,
            "kind": Absence.Kind(one.kind).label,
            "first": long_day(one.first_day),
            "last": long_day(one.last_day),
        }
        for one in plan.found
        if one.what != "same"
    ]
    packed = {"rows": [one.packed() for one in plan.to_take_over], "named": named}
    context = {
        "plan": plan,
        "rows": rows[:200],
        "more": max(len(rows) - 200, 0),
        "same": len(plan.found) - len(rows),
        "signed": signing.dumps(packed, salt=_salt(request, _organisation(request)), compress=True),
    }
    return render(request, "incidents/duties/absences_plan.html", context)


def _salt(request: HttpRequest, organisation: Organisation) -> str:
    return f"{SALT}:{organisation.pk}:{request.user.pk}"


def _organisation(request: HttpRequest) -> Organisation:
    """The body for all of which the caller writes about people."""
    for place in places_of(request.user):
        if request.user.has_perm("incidents.write_people", DutySettings(organisation=place.organisation)):
            return place.organisation
    raise PermissionDenied
