"""The page on which the security specialist keeps what other systems call our codes."""

import csv
from io import StringIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents.local_codes.actions import (
    NewLocalCode,
    correct_local_code,
    keep_local_codes,
    remove_local_code,
    tidy,
)
from alongside.incidents.local_codes.meanings import LEAVE_OUT, Meanings
from alongside.incidents.local_codes.queries import history_of, local_codes_of, narrowed, organisation_of
from alongside.incidents.taking_away import FORMS, MOST_ROWS, NAMES, take_away
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.web.listing import choice

PAGE = 50
COLUMNS = ["system", "list", "code", "local"]
LARGEST_FILE = 1024 * 1024
SHOWN_PROBLEMS = 20
DONE = {"added": "Added.", "corrected": "Corrected.", "removed": "Removed."}
WORDS = {"added": "Added", "corrected": "Corrected", "removed": "Removed"}


@require_http_methods(["GET", "POST"])
@allow("incidents.local_codes")
def local_codes(request: HttpRequest) -> HttpResponse:
    """GET /incidents/local-codes?system=…&list=…&q=…&page=2; POST (system, meaning, local) adds one."""
    if request.method == "GET":
        return _show(request)
    said = _said(request)
    try:
        keep_local_codes(_organisation(request), [said], by=actor_for(request.user))
    except ValidationError as error:
        return _show(request, status=422, errors=_first(error), entered=request.POST)
    return redirect(f"/incidents/local-codes?{urlencode({'system': said.system.strip(), 'done': 'added'})}")


@require_http_methods(["GET", "POST"])
@allow("incidents.local_codes")
def local_code(request: HttpRequest, local_code: UUID) -> HttpResponse:
    """GET, POST /incidents/local-codes/ID (system, meaning, local, or do=remove): correct or remove one."""
    found = get_object_or_404(local_codes_of(request.user), pk=local_code)
    meanings = Meanings(found.organisation_id).choices()
    context: dict[str, Any] = {"one": found, "entered": _entered(found), "errors": {}, "meanings": meanings}
    if request.method == "GET":
        return render(request, "incidents/local_codes/one.html", context)
    by = actor_for(request.user)
    if request.POST.get("do") == "remove":
        remove_local_code(found, by=by)
        return redirect("/incidents/local-codes?done=removed")
    try:
        correct_local_code(found, _said(request), by=by)
    except ValidationError as error:
        context |= {"errors": _first(error), "entered": request.POST}
        return render(request, "incidents/local_codes/one.html", context, status=422)
    return redirect("/incidents/local-codes?done=corrected")


@require_GET
@allow("incidents.local_codes")
def export(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/local-codes/export?format=xlsx: the list as CSV, as the import reads it, or for Excel."""
    asked = _asked(request)
    found = narrowed(local_codes_of(request.user), **asked)
    return take_away(
        "local-codes",
        asked_form if (asked_form := request.GET.get("format", "")) in FORMS else "csv",
        [COLUMNS, *([one.system, one.list_name, one.code or LEAVE_OUT, one.local] for one in found[:MOST_ROWS])],
        of=[_organisation(request).pk],
        by=actor_for(request.user),
        details={"filters": asked},
    )


@require_POST
@allow("incidents.local_codes")
def read_in(request: HttpRequest) -> HttpResponse:
    """POST /incidents/local-codes/import (file): all of it or, where a line is wrong, nothing."""
    try:
        said = _read(request.FILES.get("file"), Meanings(_organisation(request).pk))
    except ValidationError as error:
        return _show(request, status=422, problems=error.messages)
    changed = keep_local_codes(_organisation(request), said, by=actor_for(request.user))
    return _show(request, done=f"{len(said)} lines read, {changed} of them new or corrected.")


def _show(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = _asked(request)
    everything = local_codes_of(request.user)
    found = narrowed(everything, **asked)
    number = int(page) if (page := request.GET.get("page", "1")).isascii() and page.isdigit() and len(page) < 5 else 1
    start = (max(number, 1) - 1) * PAGE
    page_of = list(found[start : start + PAGE + 1])
    meanings = Meanings(_organisation(request).pk)
    systems = list(everything.order_by("system").values_list("system", flat=True).distinct())
    context = {
        "rows": [
            (one, meanings.title(one.list_name), meanings.label(one.list_name, one.code)) for one in page_of[:PAGE]
        ],
        "filters": [
            choice("system", "System", [("", "Every system"), *((one, one) for one in systems)], asked["system"]),
            choice("list", "Our list", [("", "Every list"), *meanings.titles()], asked["list_name"]),
        ],
        "words": asked["words"],
        "is_narrowed": any(asked.values()),
        "exports": [
            {"text": text, "href": _address("/incidents/local-codes/export", asked, format=form)}
            for form, text in NAMES.items()
        ],
        "newer": _address("/incidents/local-codes", asked, page=number - 1) if number > 1 else "",
        "older": _address("/incidents/local-codes", asked, page=number + 1) if len(page_of) > PAGE else "",
        "meanings": meanings.choices(),
        "history": [_step(one, meanings) for one in history_of(request.user)],
        "entered": {"system": asked["system"]},
        "done": DONE.get(request.GET.get("done", ""), ""),
        **more,
    }
    return render(request, "incidents/local_codes/list.html", context, status=status)


def _read(file: Any, meanings: Meanings) -> list[NewLocalCode]:
    if file is None or not file.size:
        raise ValidationError("Choose a CSV file.")
    if file.size > LARGEST_FILE or getattr(file, "too_large", False):
        raise ValidationError("The file is too large. It can have 1 MB at the most.")
    file.seek(0)
    try:
        rows = csv.DictReader(StringIO(file.read().decode("utf-8-sig").replace("\0", "")), strict=True)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise ValidationError(f"The first line must name the columns {', '.join(COLUMNS)}.")
        lines = list(rows)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValidationError("This is not a CSV file in UTF-8. Save it as “CSV UTF-8” and choose it again.") from error
    said, problems = [], []
    for number, line in enumerate(lines, start=2):
        cells = [(line.get(column) or "").removeprefix("'") for column in COLUMNS]
        try:
            said.append(tidy(NewLocalCode(*cells), meanings))
        except ValidationError as error:
            problems.append(f"Line {number}: {' '.join(error.messages)}")
    if problems:
        more = len(problems) - SHOWN_PROBLEMS
        raise ValidationError(problems[:SHOWN_PROBLEMS] + ([f"And {more} more lines."] if more > 0 else []))
    return said


def _said(request: HttpRequest) -> NewLocalCode:
    list_name, _, code = request.POST.get("meaning", "").partition(":")
    return NewLocalCode(request.POST.get("system", ""), list_name, code, request.POST.get("local", ""))


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = request.GET
    return {
        "system": asked.get("system", "")[:60],
        "list_name": asked.get("list", "")[:40],
        "words": asked.get("q", "")[:80],
    }


def _address(path: str, asked: dict[str, str], **more: Any) -> str:
    said = {"system": asked["system"], "list": asked["list_name"], "q": asked["words"], **more}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}{query and '?'}{query}"


def _organisation(request: HttpRequest) -> Organisation:
    organisation = organisation_of(request.user)
    if organisation is None:
        raise PermissionDenied
    return organisation


def _entered(one: Any) -> dict[str, str]:
    return {"system": one.system, "meaning": f"{one.list_name}:{one.code or LEAVE_OUT}", "local": one.local}


def _step(one: dict[str, Any], meanings: Meanings) -> dict[str, Any]:
    verb = one["verb"].removeprefix("local_code.")
    code = meanings.label(one["list"], one["code"]) if meanings.has(one["list"]) else one["code"]
    return {
        "at": one["at"],
        "who": one["who"],
        "what": WORDS.get(verb, verb),
        "text": f"{one['system']}: {one['local']} = {code}",
    }


def _first(error: ValidationError) -> dict[str, str]:
    """What was wrong, by the field of the form."""
    fields = {"list_name": "meaning", "code": "meaning"}
    return {fields.get(name, name): texts[0] for name, texts in error.message_dict.items()}
