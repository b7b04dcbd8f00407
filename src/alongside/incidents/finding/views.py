"""The list of incidents, taking it away, and saved views."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.incidents.finding import actions, exports, presenters, queries
from alongside.incidents.finding.filters import SORTS, Filters, read, read_pairs
from alongside.incidents.finding.forms import ViewForm
from alongside.incidents.models import SavedView
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of
from alongside.web.listing import asked_for, choice, numbered_page
from alongside.web.tables import streamed_answer

LIST = "/incidents"
SHOWN_VIEWS = 12
"""On the list itself; their page has all."""
SAVED = ["View", "What it shows", "Whose", "Shared", "Saved", "Address"]
DONE = {"saved": "Your view is saved.", "changed": "Your view is changed.", "removed": "Your view is removed."}


@require_GET
@allow("incidents.see")
def found(request: HttpRequest) -> HttpResponse:
    """GET /incidents?kind=…&q=…&after=…: a page of the list, and how to narrow it."""
    filters = read(request.GET)
    cursor = _cursor(request)
    page = queries.find(request.user, filters, cursor, with_excerpts=bool(filters.words))
    if filters.words:
        actions.record_search(request.user, page, by=actor_for(request.user))
    more = page.newer or page.older
    number, exact = queries.how_many(request.user, filters) if more else (len(page.incidents), True)
    names = queries.names_for(request.user, filters, page.incidents)
    context = {
        **filter_context(request, filters, LIST, names),
        "rows": presenters.rows(page, names),
        "number": presenters.number_in_words(number, exact, len(page.incidents), more),
        "sorts": [] if filters.words else [_sort(filters, name, text) for name, text in SORTS.items()],
        "newer": _leading(filters, page, back=True) if page.newer else "",
        "older": _leading(filters, page) if page.older else "",
        "views": _views(request.user, filters),
        "exports": [
            {"text": text, "href": presenters.address(f"/incidents/export.{form}", filters)}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
    }
    return render(request, "incidents/finding/list.html", context)


@require_GET
@allow("incidents.export")
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/export.csv?…: the list with these filters, whole."""
    return _export(request, "csv")


@require_GET
@allow("incidents.export")
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/export.xlsx?…: the same for Excel."""
    return _export(request, "xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.see")
def saved_views(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/views?…: a form that saves these filters, where there are any; and the views that one can use (`search`,
    `whose`, `order`, `page`, `format`). POST saves them.
    """
    filters = read(request.GET)
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            view = actions.save_view(
                request.user, said["name"], filters, shared=said["shared"], by=actor_for(request.user)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{LIST}?{view.query}")
    asked = asked_for(request.GET, search=None, whose=queries.WHOSE, order=queries.ORDERS)
    usable = queries.narrowed_views(request.user, search=asked["search"], whose=asked["whose"], sort=asked["order"])
    if (wanted := request.GET.get("format", "")) in FORMS:
        return take_away(
            "saved-views",
            wanted,
            chain([SAVED], (_saved_row(request, one) for one in usable[:MOST_ROWS])),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in asked.items() if value and name != "search"}},
        )
    page = numbered_page(usable, request.GET, asked)
    mine = {place.pk for place in places_of(request.user)}
    context = {
        "form": form,
        "chips": presenters.chips(filters, queries.names_for(request.user, filters), "/incidents/views"),
        "query": filters.query(),
        "page": page,
        "rows": [(one, one.owner_id in mine) for one in page.rows],
        "any": bool(page.rows) or queries.narrowed_views(request.user).exists(),
        "search": asked["search"],
        "filters": [
            choice("whose", "Show", [("", "All of them"), *queries.WHOSE.items()], asked["whose"]),
            choice("order", "Order", [("", "By name"), ("newest", "The newest first")], asked["order"]),
        ],
        "exports": offered("/incidents/views", asked) if page.rows else [],
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "incidents/finding/views.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.see")
def saved_view(request: HttpRequest, view: UUID) -> HttpResponse:
    """GET and POST /incidents/views/VIEW: one's own view gets another name, or is shared."""
    own = _own(request, view)
    form = ViewForm(request.POST or None, initial={"name": own.name, "shared": own.shared})
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            actions.change_view(own, said["name"], shared=said["shared"], by=actor_for(request.user))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("/incidents/views?done=changed")
    filters = read_pairs(parse_qsl(own.query))
    context = {
        "form": form,
        "view": own,
        "chips": presenters.chips(filters, queries.names_for(request.user, filters), LIST),
    }
    return render(request, "incidents/finding/view.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.see")
def remove_saved_view(request: HttpRequest, view: UUID) -> HttpResponse:
    """GET asks, POST /incidents/views/VIEW/remove does it."""
    own = _own(request, view)
    if request.method == "POST":
        actions.remove_view(own, by=actor_for(request.user))
        return redirect("/incidents/views?done=removed")
    return render(request, "incidents/finding/remove_view.html", {"view": own})


def filter_context(request: HttpRequest, filters: Filters, path: str, names: queries.Names) -> dict[str, Any]:
    """What `incidents/finding/_frame.html` needs: the same filters for the list, the map and the table of hours."""
    me = queries.view_owner(request.user)
    chosen_sites = filters.values("site")
    wards = {
        key: f"{names.sites.get(names.site_of[key], '')}: {name}" if len(chosen_sites) > 1 else name
        for key, name in names.places.items()
        if names.site_of[key] in chosen_sites
    }
    return {
        "path": path,
        "filters": filters,
        "searching": str(filters.words.said),
        "chips": presenters.chips(filters, names, path),
        "clear": path,
        "facets": presenters.facets(filters, path),
        "choices": [
            _choice("site", "Site", filters, names.sites, names),
            _choice("place", "Place", filters, wards, names),
            _choice("team", "Team", filters, names.teams, names),
            _choice("assigned", "Assigned to", filters, {str(me.pk): "Me"} if me else {}, names),
        ],
        "kept": [
            pair for pair in filters.pairs() if pair[0] not in ("q", "from", "to", "site", "place", "team", "assigned")
        ],
        "other_pages": [
            {"text": text, "href": presenters.address(href, filters), "current": href == path}
            for text, href in (("List", LIST), ("By place", "/incidents/map"), ("By hour", "/incidents/when"))
        ],
    }


def _choice(name: str, label: str, filters: Filters, options: dict[str, str], names: queries.Names) -> dict[str, Any]:
    """A `<select>`: what is chosen stays chosen. Several values come from links alone, and stay as they are."""
    chosen = filters.values(name)
    known = names.of(name)
    also = {key: known[key] for key in chosen if key in known and key not in options}
    return {
        "name": name,
        "label": label,
        "items": [(key, text, key in chosen[:1]) for key, text in (options | also).items()],
        "further": chosen[1:],
    }


def _cursor(request: HttpRequest) -> queries.Cursor | None:
    """Where the page begins: `after=KEY~ID` or `before=…`; from the start where it cannot be read."""
    for name in ("after", "before"):
        key, _, written = request.GET.get(name, "").rpartition("~")
        try:
            return queries.Cursor(UUID(written), _sort_key(request, key), back=name == "before")
        except ValueError:
            continue
    return None


def _sort_key(request: HttpRequest, key: str) -> str:
    sort = read(request.GET).sort
    if sort == "occurred":
        return datetime.fromisoformat(key).isoformat()
    if sort == "urgency" and not 0 <= int(key) <= 32767:
        raise ValueError(key)
    return key if sort == "urgency" else ""


def _leading(filters: Filters, page: queries.Found, *, back: bool = False) -> str:
    if not page.incidents:
        return presenters.address(LIST, filters)
    cursor = queries.cursor_at(page.incidents[0 if back else -1], filters)
    written = f"{cursor.key}~{cursor.id}" if cursor.key else str(cursor.id)
    return presenters.address(LIST, filters, **{"before" if back else "after": written})


def _sort(filters: Filters, name: str, text: str) -> dict[str, Any]:
    href = presenters.address(LIST, replace(filters, sort=name))
    return {"text": text, "href": href, "current": filters.sort == name}


def _views(user: Any, filters: Filters) -> list[dict[str, Any]]:
    mine = {place.pk for place in places_of(user)}
    here = filters.query()
    return [
        {
            "name": name,
            "href": f"{LIST}?{query}" if query else LIST,
            "current": query == here,
            "of": "" if owner in mine else owned_by,
        }
        for name, query, owner, owned_by in queries.views_for(user, SHOWN_VIEWS)
    ]


def _saved_row(request: HttpRequest, one: SavedView) -> list[Any]:
    filters = read_pairs(parse_qsl(one.query))
    chips = presenters.chips(filters, queries.names_for(request.user, filters), LIST)
    shown = "; ".join(f"{chip.heading}: {chip.text}" for chip in chips) or "All incidents"
    address = f"{settings.PUBLIC_URL}{LIST}?{one.query}"
    made = one.made_at.astimezone(ZoneInfo(queries.zone_of(request.user)))
    return [one.name, shown, one.owner.name, one.shared, made, address]


def _own(request: HttpRequest, id: UUID) -> SavedView:
    return get_object_or_404(queries.own_views(request.user), pk=id)


def _export(request: HttpRequest, form: str) -> HttpResponseBase:
    filters, user, by = read(request.GET), request.user, actor_for(request.user)
    actions.record_export(user, filters, form, by=by)
    rows = exports.rows(user, filters, by=by)
    return streamed_answer(f"incidents-{now():%Y-%m-%d}", form, rows, partial(exports.within, user))
