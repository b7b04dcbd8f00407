"""Where and when: incidents by place, on a plan of the sites and in a table, and by hour of the week."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import cos, radians, sqrt
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.incidents.finding import presenters, queries
from alongside.incidents.finding.actions import record_search
from alongside.incidents.finding.facets import WEEKDAYS
from alongside.incidents.finding.filters import Filters, hour_label, read
from alongside.incidents.finding.views import LIST, filter_context
from alongside.incidents.taking_away import FORMS, offered, take_away
from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.web.maps import background, with_map

A_YEAR = timedelta(days=365)
SHADES = 6
PLACES = ["Site", "Place", "Incidents", "Latitude", "Longitude"]
PLAN_WIDTH, PLAN_HEIGHT, MARGIN, LARGEST_DOT = 720, 420, 40, 28


@require_GET
@allow("incidents.see")
@with_map
def where(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/map?…&format=csv: how many happened at each site and place."""
    filters, assumed = _with_period(request)
    counts = queries.by_place(request.user, filters)
    sites = {site.pk: site for site in queries.sites_for(request.user)}
    places = {place.pk: place.name for place in queries.wards_of(request.user, list(sites))}
    by_site: dict[Any, dict[str, Any]] = {}
    for site, place, number in counts:
        row = by_site.setdefault(site, {"number": 0, "places": []})
        row["number"] += number
        if place:
            at = filters.without("site").without("place").having("site", str(site)).having("place", str(place))
            entry = {"name": places.get(place, "A place that is no longer listed"), "number": number}
            row["places"].append({**entry, "href": presenters.address(LIST, at)})
    most = max((row["number"] for row in by_site.values()), default=0)
    table = []
    for key, row in sorted(by_site.items(), key=lambda one: -one[1]["number"]):
        known = sites.get(key)
        at = filters.without("site").without("place").having("site", str(key)) if known else filters
        table.append(
            {
                "name": known.name if known else "Site not known",
                "href": presenters.address(LIST, at) if known else "",
                "number": row["number"],
                "bar": round(100 * row["number"] / most),
                "places": sorted(row["places"], key=lambda one: -one["number"]),
                "site": known,
            }
        )
    if (form := request.GET.get("format", "")) in FORMS:
        return _taken_away(request, "incidents-by-place", form, filters, [PLACES, *_place_rows(table)])
    context = {
        **filter_context(request, filters, "/incidents/map", queries.names_for(request.user, filters)),
        "exports": _offered(request, "/incidents/map", filters),
        "assumed": assumed,
        "table": table,
        "total": sum(row["number"] for row in table),
        "dots": dots(table),
        "plan": (PLAN_WIDTH, PLAN_HEIGHT),
        "map": background(),
    }
    return render(request, "incidents/finding/map.html", context)


@require_GET
@allow("incidents.see")
def when(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/when?…&format=csv: how many happened in each hour of the week."""
    filters, assumed = _with_period(request)
    counts = queries.by_hour(request.user, filters)
    most = max(counts.values(), default=0)
    anytime = filters.without("weekday").without("hour")
    rows: list[dict[str, Any]] = [
        {
            "hour": f"{hour:02d}:00",
            "label": hour_label(hour),
            "cells": [_cell(anytime, weekday, hour, counts.get((weekday, hour), 0), most) for weekday in range(1, 8)],
            "total": sum(counts.get((weekday, hour), 0) for weekday in range(1, 8)),
        }
        for hour in range(24)
    ]
    if (form := request.GET.get("format", "")) in FORMS:
        table = [[row["label"], *(cell["number"] for cell in row["cells"]), row["total"]] for row in rows]
        return _taken_away(request, "incidents-by-hour", form, filters, [["Hour", *WEEKDAYS, "All days"], *table])
    context = {
        **filter_context(request, filters, "/incidents/when", queries.names_for(request.user, filters)),
        "exports": _offered(request, "/incidents/when", filters),
        "assumed": assumed,
        "weekdays": WEEKDAYS,
        "hours": rows,
        "totals": [sum(counts.get((weekday, hour), 0) for hour in range(24)) for weekday in range(1, 8)],
        "total": sum(counts.values()),
        "shades": range(SHADES + 1),
        "zone": queries.zone_of(request.user),
    }
    return render(request, "incidents/finding/when.html", context)


def dots(table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sites with a position, as circles on a plan: north is up, areas are as the numbers are."""
    placed = [row for row in table if row["site"] is not None and row["site"].lat is not None]
    if not placed:
        return []
    middle = radians(sum(row["site"].lat for row in placed) / len(placed))
    points = [(row["site"].lon * cos(middle), -row["site"].lat) for row in placed]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    scale = min(
        (PLAN_WIDTH - 2 * MARGIN) / width if width else float("inf"),
        (PLAN_HEIGHT - 2 * MARGIN) / height if height else float("inf"),
    )
    scale = 0.0 if scale == float("inf") else scale
    most = max(row["number"] for row in placed)
    return [
        {
            **row,
            "x": round(PLAN_WIDTH / 2 + (x - left - width / 2) * scale, 1),
            "y": round(PLAN_HEIGHT / 2 + (y - top - height / 2) * scale, 1),
            "radius": round(max(4.0, LARGEST_DOT * sqrt(row["number"] / most)), 1),
        }
        for row, (x, y) in zip(placed, points, strict=True)
    ]


def _place_rows(table: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in table:
        site = row["site"]
        yield [row["name"], "", row["number"], site.lat if site else None, site.lon if site else None]
        for place in row["places"]:
            yield [row["name"], place["name"], place["number"], None, None]


def _offered(request: HttpRequest, path: str, filters: Filters) -> list[dict[str, str]]:
    may = request.user.has_perm("incidents.export")
    return offered(path, parse_qs(filters.query())) if may else []


def _taken_away(
    request: HttpRequest, name: str, form: str, filters: Filters, rows: list[list[Any]]
) -> HttpResponseBase:
    require(request.user, "incidents.export")
    return take_away(
        f"{name}-{now():%Y-%m-%d}",
        form,
        rows,
        of=[UUID(scope["organisation"]) for scope in queries.scopes_of(request.user)],
        by=actor_for(request.user),
        details={"filters": {name: said for name, said in parse_qs(filters.query()).items() if name != "q"}},
    )


def _cell(filters: Filters, weekday: int, hour: int, number: int, most: int) -> dict[str, Any]:
    at = filters.having("weekday", str(weekday)).having("hour", str(hour))
    return {
        "number": number,
        "shade": -(-SHADES * number // most) if number else 0,
        "href": presenters.address(LIST, at) if number else "",
        "label": f"{WEEKDAYS[weekday - 1]}, {hour_label(hour)}: {number} incident{'' if number == 1 else 's'}",
    }


def _with_period(request: HttpRequest) -> tuple[Filters, bool]:
    """The filters; the last twelve months where no period was chosen, which is said on the page. A search is recorded: that
    somebody of a name was somewhere, and when, is told by numbers too.
    """
    filters = read(request.GET)
    if filters.words:
        record_search(request.user, queries.Found([]), by=actor_for(request.user))
    if filters.first_day or filters.last_day or filters.words:
        return filters, False
    today = now().astimezone(ZoneInfo(queries.zone_of(request.user))).date()
    return replace(filters, first_day=today - A_YEAR), True
