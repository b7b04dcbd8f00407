"""Pages of imports: send a file, say what its columns mean, look at what would happen, import it."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents.exchange import actions, presenters, queries
from alongside.incidents.exchange.forms import FileForm
from alongside.incidents.models import ImportedRow, ImportRun
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of

PAGE = 25
COLUMNS = ["File", "What", "Sent by", "Sent", "Stands", "Rows", "Added", "Changed", "The same", "Wrong"]


@require_http_methods(["GET", "POST"])
@allow("incidents.exchange")
def imports(request: HttpRequest) -> HttpResponseBase:
    """Sends a file, and lists those that were sent (`name`, `format`)."""
    choices = queries.may_import(request.user)
    first = {"what": choices[0][0]} if len(choices) == 1 else {}
    form = FileForm(request.POST or None, request.FILES or None, choices=choices, initial=first)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES, choices=choices)
        if form.is_valid():
            what = form.cleaned_data["what"]
            organisation = queries.organisation_to_import_to(request.user, what)
            try:
                run = actions.receive_file(
                    organisation,  # type: ignore[arg-type]
                    what,
                    form.cleaned_data["file"],
                    by=actor_for(request.user),
                )
                return redirect("import-columns", run.pk)
            except ValidationError as error:
                form.add_error(None if not hasattr(error, "error_dict") else "file", error.messages[0])
    rows = queries.imports_for(request.user)
    name = request.GET.get("name", "").strip()[:100]
    if name:
        rows = rows.filter(name__icontains=name)
    if (asked := request.GET.get("format", "")) in FORMS:
        return take_away(
            "imports",
            asked,
            chain([COLUMNS], map(_row, rows.select_related("organisation").order_by("-pk")[:MOST_ROWS])),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {"name": name} if name else {}},
        )
    kept = {"name": name} if name else {}
    before = request.GET.get("before", "")
    page = list(_before(rows, before).order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "choices": choices,
        "runs": page[:PAGE],
        "kinds": presenters.KINDS,
        "name": name,
        "exports": offered("/incidents/import", kept) if page else [],
        "older": "?" + urlencode({**kept, "before": str(page[PAGE - 1].pk)}) if len(page) > PAGE else "",
        "newest": "?" + urlencode(kept) if before else "",
    }
    return render(request, "incidents/exchange/imports.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("incidents.exchange")
def columns(request: HttpRequest, id: UUID) -> HttpResponse:
    """Says what each column means; `?saved=` puts a saved mapping in."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    if run.erased_at:
        return redirect("import", run.pk)
    chosen: dict[str, Any] = dict(run.mapping)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        numbers = range(len(run.headings))
        chosen = {
            "columns": {str(at): request.POST[f"column-{at}"] for at in numbers if request.POST.get(f"column-{at}")},
            "order": request.POST.get("order", ""),
            "arrive_as": request.POST.get("arrive_as", ""),
            "whole_list": request.POST.get("whole_list", "whole") == "whole",
        }
        try:
            actions.choose_columns(run, chosen, save_as=request.POST.get("save_as", ""), by=actor_for(request.user))
            return redirect("import", run.pk)
        except ValidationError as error:
            errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    saved = {str(one.pk): one for one in queries.saved_mappings(run)}
    if request.GET.get("saved") in saved:
        one = saved[request.GET["saved"]]
        chosen |= {"columns": actions.apply_saved(run, one), "order": one.order}
    context = {
        "run": run,
        "columns": presenters.columns_of(run, chosen.get("columns", {}), errors),
        "needed": presenters.needed(run),
        "saved": [{"value": key, "text": one.name} for key, one in saved.items()],
        "chosen": chosen,
        "errors": [
            {"text": text, "href": f"#{name}" if name else "#maincontent"}
            for name, said in errors.items()
            for text in said
        ],
    }
    return render(request, "incidents/exchange/columns.html", context, status=422 if errors else 200)


@require_GET
@allow("incidents.exchange")
def show_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """Where a run stands: progress, what would happen or has happened, and the rows with something to say."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    if run.status == ImportRun.Status.ARRIVED and not run.erased_at:
        return redirect("import-columns", run.pk)
    return render(request, "incidents/exchange/import.html", _context(request, run))


@require_http_methods(["GET", "POST"])
@allow("incidents.exchange")
def words(request: HttpRequest, id: UUID) -> HttpResponse:
    """Says what the file's own words mean."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    if request.method == "POST":
        matched = {}
        for name, code in request.POST.items():
            list_name, bar, word = name.partition("|")
            if bar:
                matched[list_name, word] = str(code)
        try:
            actions.match_words(run, matched, by=actor_for(request.user))
        except ValidationError as error:
            return _refused(request, run, error)
        return redirect("import", run.pk)
    context = {"run": run, "lists": presenters.unmatched_words(run)}
    return render(request, "incidents/exchange/words.html", context)


@require_POST
@allow("incidents.exchange")
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begins the import."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    agreed = request.POST.get("leavers_agreed", "")
    try:
        actions.start_import(run, leavers_agreed=int(agreed) if agreed.isdigit() else 0, by=actor_for(request.user))
    except ValidationError as error:
        return _refused(request, run, error)
    return redirect("import", run.pk)


@require_POST
@allow("incidents.exchange")
def stop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops the checking or importing after its present batch."""
    actions.stop_import(get_object_or_404(queries.imports_for(request.user), pk=id), by=actor_for(request.user))
    return redirect("import", id)


@require_http_methods(["GET", "POST"])
@allow("incidents.exchange")
def discard(request: HttpRequest, id: UUID) -> HttpResponse:
    """Asks, then erases the file."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    if request.method == "POST":
        try:
            actions.discard(run, by=actor_for(request.user))
        except ValidationError as error:
            return _refused(request, run, error)
        return redirect("import", run.pk)
    return render(request, "incidents/exchange/discard.html", {"run": run})


@require_GET
@allow("incidents.exchange")
def rows_to_correct(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The wrong rows as CSV, with the reasons beside each, to be corrected and sent again."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    return take_away(
        "rows-to-correct",
        "csv",
        queries.rows_to_correct(run),
        of=[run.organisation_id],
        by=actor_for(request.user),
        details={"import": str(run.pk)},
    )


def _row(run: ImportRun) -> list[Any]:
    erased = run.erased_at and run.status != ImportRun.Status.DONE
    return [
        run.name,
        run.get_what_display(),
        run.made_name,
        run.made_at.astimezone(ZoneInfo(run.organisation.time_zone)),
        "Erased" if erased else run.get_status_display(),
        run.rows_total,
        run.rows_added,
        run.rows_changed,
        run.rows_same,
        run.rows_wrong,
    ]


def _refused(request: HttpRequest, run: ImportRun, error: ValidationError) -> HttpResponse:
    run.refresh_from_db()
    context = _context(request, run) | {"refused": error.messages[0]}
    return render(request, "incidents/exchange/import.html", context, status=409)


def _context(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    kind, column = request.GET.get("kind", ""), request.GET.get("column", "")
    after = request.GET.get("after", "")
    told = list(
        queries.told_rows(run, kind, column, int(after) if after.isdigit() and len(after) < 9 else 0)[: PAGE + 1]
    )
    active = queries.active_staff(run) if run.what == ImportRun.What.STAFF else 0
    kept = f"kind={kind}&column={column}&" if kind or column else ""
    return {
        "run": run,
        "status_kind": presenters.KINDS[run.status],
        "working": run.status in (ImportRun.Status.CHECKING, ImportRun.Status.IMPORTING),
        "progress": presenters.progress(run, now()),
        "results": presenters.results(run),
        "notes": presenters.notes(run),
        "rows": told[:PAGE],
        "filters": [
            _filter("kind", "Show", [("", "All of them"), *ImportedRow.Kind.choices], kind),
            _filter("column", "Column", [("", "Every column"), *((one, one) for one in run.headings)], column),
        ],
        "older": f"?{kept}after={told[PAGE - 1].line}" if len(told) > PAGE else "",
        "newest": f"?{kept}" if after else "",
        "unmatched": sum(len(found) for found in run.unmatched.values()),
        "active": active,
        "asks_again": presenters.too_many_leave(run, active),
    }


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _before(rows: Any, cursor: str) -> Any:
    try:
        return rows.filter(pk__lt=UUID(cursor)) if cursor else rows
    except ValueError:
        return rows
