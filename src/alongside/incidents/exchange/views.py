"""Pages of imports: send a file, say what its columns mean, look at what would happen, import it."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents.exchange import actions, presenters, queries
from alongside.incidents.exchange.forms import FileForm
from alongside.incidents.models import ImportRun
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of
from alongside.web.listing import PAGE, address, asked_for, choice, key_of, page_of

COLUMNS = ["File", "What", "Sent by", "Sent", "Stands", "Rows", "Added", "Changed", "The same", "Wrong"]


@require_http_methods(["GET", "POST"])
@allow("incidents.exchange")
def imports(request: HttpRequest) -> HttpResponseBase:
    """Sends a file, and lists those that were sent (`name`, `of`, `status`, `before`, `format`)."""
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
    what = {kind: text for kind, text in ImportRun.What.choices if kind in dict(choices)}
    statuses = dict(ImportRun.Status.choices)
    narrowed = asked_for(request.GET, name=None, of=what, status=statuses)
    every = queries.imports_for(request.user)
    found = queries.narrowed(every, **narrowed)
    if (asked := request.GET.get("format", "")) in FORMS:
        return take_away(
            "imports",
            asked,
            chain([COLUMNS], map(_row, found.select_related("organisation").order_by("-pk")[:MOST_ROWS])),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in narrowed.items() if value}},
        )
    page = page_of(found, request.GET, narrowed)
    context = {
        "form": form,
        "choices": choices,
        "page": page,
        "any": bool(page.rows) or every.exists(),
        "kinds": presenters.KINDS,
        "name": narrowed["name"],
        "filters": [
            *([choice("of", "What", [("", "Everything"), *what.items()], narrowed["of"])] if len(what) > 1 else []),
            choice("status", "Stands", [("", "Any"), *statuses.items()], narrowed["status"]),
        ],
        "exports": offered("/incidents/import", narrowed) if page.rows else [],
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


@require_POST
@allow("incidents.exchange")
def forget_mapping(request: HttpRequest, id: UUID) -> HttpResponse:
    """Removes a saved mapping (`mapping`); it may be gone already."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    key = key_of(request.POST.get("mapping", ""))
    found = queries.saved_mappings(run).filter(pk=key).first() if key else None
    if found is not None:
        actions.remove_mapping(found, by=actor_for(request.user))
    return redirect("import-columns", run.pk)


@require_GET
@allow("incidents.exchange")
def show_import(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Where a run stands: progress, what would happen or has happened, and what becomes of each row (`kind`, `column`,
    `search`, `after`, `format`).
    """
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    if run.status == ImportRun.Status.ARRIVED and not run.erased_at:
        return redirect("import-columns", run.pk)
    if (form := request.GET.get("format", "")) in FORMS:
        narrowed = _narrowed(request, run)
        return take_away(
            "rows-of-an-import",
            form,
            _rows(run, narrowed),
            of=[run.organisation_id],
            by=actor_for(request.user),
            details={"import": str(run.pk), "filters": {name: value for name, value in narrowed.items() if value}},
        )
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
    """The wrong rows as CSV or, with `format=xlsx`, for Excel: with the reasons beside each, to be corrected and sent again."""
    run = get_object_or_404(queries.imports_for(request.user), pk=id)
    return take_away(
        "rows-to-correct",
        request.GET["format"] if request.GET.get("format") in FORMS else "csv",
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
    narrowed = _narrowed(request, run)
    after = request.GET.get("after", "")
    working = run.status in (ImportRun.Status.CHECKING, ImportRun.Status.IMPORTING)
    told = [] if working else list(queries.after_row(queries.told_rows(run, **narrowed), after)[: PAGE + 1])
    last = told[PAGE - 1] if len(told) > PAGE else None
    active = queries.active_staff(run) if run.what == ImportRun.What.STAFF else 0
    kinds = presenters.kinds_of(run)
    return {
        "run": run,
        "status_kind": presenters.KINDS[run.status],
        "working": working,
        "progress": presenters.progress(run, now()),
        "results": presenters.results(run),
        "is_written": presenters.is_written(run),
        "notes": presenters.notes(run),
        "rows": queries.with_references(run, told[:PAGE]),
        "became": dict(kinds),
        "narrowed": any(narrowed.values()),
        "search": narrowed["search"],
        "filters": [
            choice("kind", "Show", [("", "All of them"), *kinds], narrowed["kind"]),
            choice(
                "column", "Column", [("", "Every column"), *((one, one) for one in run.headings)], narrowed["column"]
            ),
        ],
        "exports": offered(f"/incidents/import/{run.pk}", narrowed) if told else [],
        "older": address(narrowed, after=f"{last.line}~{last.pk}") if last else "",
        "newest": address(narrowed) if after else "",
        "unmatched": sum(len(found) for found in run.unmatched.values()),
        "active": active,
        "asks_again": presenters.too_many_leave(run, active),
    }


def _narrowed(request: HttpRequest, run: ImportRun) -> dict[str, str]:
    return asked_for(request.GET, kind=presenters.BECAME[run.what], column=run.headings, search=None)


def _rows(run: ImportRun, narrowed: dict[str, str]) -> Iterator[list[Any]]:
    became = dict(presenters.kinds_of(run))
    yield [
        "Row",
        "What became of it" if presenters.is_written(run) else "What would become of it",
        "Why",
        *run.headings,
    ]
    for row in queries.told_rows(run, **narrowed).iterator(500):
        yield [row.line or "", became.get(row.kind, row.kind), queries.reasons(row), *row.cells]
