"""What the list, its filters and its rows say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from markupsafe import Markup, escape

from alongside.incidents.codes import code_list
from alongside.incidents.finding import queries
from alongside.incidents.finding.facets import FACETS, IS, OBJECTS, Facet
from alongside.incidents.finding.filters import Filters, own_label
from alongside.incidents.models import Incident
from alongside.incidents.triage.panels import STATUS_KINDS

HEADINGS = {facet.name: facet.heading for facet in FACETS} | {
    "q": "Words",
    "site": "Site",
    "place": "Place",
    "team": "Team",
    "assigned": "Assigned to",
    "weekday": "Day of the week",
    "hour": "Hour",
    "from": "From",
    "to": "Until",
}
PARTS = {
    "reference": "The reference matches",
    "narrative": "In what happened",
    "people": "In people affected and witnesses",
    "suspect": "In who did it",
}

FACET = "incidents/finding/_facet.html"
FURTHER = "\ue000"
"""Stands for the address of the list with one more filter to come: a character that nobody types."""


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in the list: codes in words, and what a search found in it."""

    incident: Incident
    what: str
    where: str
    who: str
    harm: str
    urgent: list[str]
    status_kind: str
    excerpts: list[tuple[str, Markup]]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen; `href` leads to the list without it."""

    heading: str
    text: str
    href: str


def rows(found: queries.Found, names: queries.Names) -> list[Row]:
    """The incidents of a page, in words."""
    return [_row(incident, found.excerpts.get(incident.pk, []), names) for incident in found.incidents]


def marked(text: str) -> Markup:
    """An excerpt with what matched in `<mark>`."""
    safe = str(escape(text))
    return Markup(safe.replace(queries.START, "<mark>").replace(queries.STOP, "</mark>"))  # noqa: S704 (escaped before)


def chips(filters: Filters, names: queries.Names, path: str) -> list[Chip]:
    """What is chosen, each to be taken away."""
    made = []
    for name, value in filters.pairs():
        if name == "sort":
            continue
        text = value
        if name in OBJECTS:
            text = names.of(name).get(value, "not one of yours")
        elif name not in ("q", "from", "to"):
            text = own_label(name, value) or value
        elif name == "q":
            text = f"“{value}”"
        else:
            day = date.fromisoformat(value)
            text = f"{day.day} {day:%B %Y}"
        made.append(Chip(HEADINGS[name], text, address(path, filters.without(name, value))))
    return made


def facets(filters: Filters, path: str) -> list[Markup]:
    """Each filter with a link for each of its values."""
    here = address(path, filters)
    further = escape(f"{here}{'&' if '?' in here else '?'}")
    return [
        _facet(facet, filters, path)
        if filters.values(facet.name)
        else Markup(_untouched_facet(facet).replace(FURTHER, further))  # noqa: S704 (both are escaped)
        for facet in FACETS
    ]


@cache
def _untouched_facet(facet: Facet) -> str:
    """A filter of which nothing is chosen looks the same for everybody, but for the address to which it adds."""
    links = [{"text": text, "href": f"{FURTHER}{facet.name}={value}"} for value, text in facet.options()]
    return render_to_string(FACET, {"heading": facet.heading, "chosen": 0, "links": links})


def _facet(facet: Facet, filters: Filters, path: str) -> Markup:
    chosen = filters.values(facet.name)
    links = []
    for value, text in facet.options():
        if value in chosen:
            there = filters.without(facet.name, value)
        else:
            there = (filters.without(facet.name) if facet.how == IS else filters).having(facet.name, value)
        links.append({"text": text, "href": address(path, there), "chosen": value in chosen})
    shown = {"heading": facet.heading, "chosen": len(chosen), "links": links}
    return Markup(render_to_string(FACET, shown))  # noqa: S704 (what a template makes)


def address(path: str, filters: Filters, **more: Any) -> str:
    """The address of a list with these filters."""
    query = filters.query(**more)
    return f"{path}?{query}" if query else path


def number_in_words(number: int, exact: bool, shown: int, more: bool) -> str:
    """ "12 incidents", "about 12,000 incidents", "more than 25 incidents"."""
    if not more:
        number, exact = shown, True
    if exact:
        return f"{number:,} incident{'' if number == 1 else 's'}" if number else "No incidents"
    rounded = int(float(f"{number:.2g}"))
    return f"About {rounded:,} incidents" if rounded > shown else f"More than {shown:,} incidents"


def labels(name: str, codes: Iterable[str]) -> str:
    """Codes of a list in words, with commas."""
    known = code_list(name)
    return ", ".join(known.label(code) for code in codes)


def _row(incident: Incident, excerpts: list[queries.Excerpt], names: queries.Names) -> Row:
    called = [names.places.get(str(incident.place_id)) or incident.place_said, names.sites.get(str(incident.site_id))]
    where = ", ".join(filter(None, called))
    return Row(
        incident=incident,
        what=labels("kinds", incident.kinds),
        where=where or _kind_of_place(incident.place_kind),
        who=names.people.get(str(incident.assigned_to_id), ""),
        harm=_harm(incident),
        urgent=[code_list("urgencies").label(code) for code in incident.urgent_because],
        status_kind=STATUS_KINDS[incident.status],
        excerpts=[(PARTS[one.part], marked(one.text)) for one in excerpts],
    )


def _kind_of_place(code: str) -> str:
    return "Place not known" if code == "unknown" else labels("place_kinds", [code])


def _harm(incident: Incident) -> str:
    said = []
    for name, word in (("harm_physical", "physical"), ("harm_psychological", "psychological")):
        code = getattr(incident, name)
        if code not in ("unknown", "none"):
            said.append(f"{code_list(name).label(code).lower()} {word} harm")
    return " and ".join(said).capitalize()
