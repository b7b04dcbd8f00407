"""The list of templates: every kind of document, and what is in force for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.documents import actions, queries
from alongside.documents.kinds import Kind, kinds
from alongside.documents.models import TemplateUse
from alongside.documents.views import KEEP, keeps_for
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import zone_of
from alongside.web.listing import address, asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
NAMED = {"csv": "CSV", "xlsx": "Excel"}
FROM = {"own": "Your own", "built_in": "Built in"}


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of document, and what was last put in force for it."""

    kind: Kind
    use: TemplateUse | None

    @property
    def number(self) -> int:
        """Of the organisation's own version that holds; 0 where the built-in template does."""
        return self.use.version.number if self.use and self.use.version else 0

    @property
    def words(self) -> str:
        """Which template holds."""
        return f"Your version {self.number}" if self.number else "Built in"

    def holds(self, words: str) -> bool:
        """Whether each of the words stands in what it is called and used for, or in the name of who put it in force."""
        text = f"{self.kind.group} {self.kind.label} {self.kind.what} {self.use.by if self.use else ''}".casefold()
        return all(word in text for word in words.casefold().split())


@require_GET
@allow(KEEP)
def templates(request: HttpRequest) -> HttpResponseBase:
    """GET /documents/templates?search=police&of=Letters&from=own&page=2&format=csv: which template is in force for what."""
    organisation = keeps_for(request)
    uses = queries.latest_uses(organisation)
    every = [Row(kind, uses.get(kind.code)) for kind in kinds()]
    groups = list(dict.fromkeys(row.kind.group for row in every))
    asked = asked_for(request.GET, **{"search": None, "of": groups, "from": FROM})
    found = [row for row in every if _fits(row, asked)]
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, organisation, form, found)
    page = numbered_page(found, request.GET, asked)
    context = {
        "page": page,
        "groups": [(group, [row for row in page.rows if row.kind.group == group]) for group in groups],
        "any": bool(every),
        "letterhead": queries.letterhead_of(organisation),
        "search": {"name": "search", "label": "Kind of document, or who put it in force", "value": asked["search"]},
        "filters": [
            choice("of", "Which", [("", "All"), *((group, group) for group in groups)], asked["of"]),
            choice("from", "In force", [("", "Any template"), *FROM.items()], asked["from"]),
        ],
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in NAMED.items() if found],
    }
    return render(request, "documents/templates.html", context)


def _fits(row: Row, asked: dict[str, str]) -> bool:
    of_origin = asked["from"] in ("", "own" if row.number else "built_in")
    return asked["of"] in ("", row.kind.group) and of_origin and row.holds(asked["search"])


def _take_away(request: HttpRequest, organisation: Organisation, form: str, found: list[Row]) -> HttpResponseBase:
    actions.note_templates_taken(organisation, len(found), by=actor_for(request.user))
    return FORMS[form]("templates", _table(found, zone_of(request.user)))


def _table(found: Iterable[Row], zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["Which", "Document", "Used for", "Template in force", "Since", "Put in force by", "Why"]
    for row in found:
        use = row.use
        since = [use.at.astimezone(zone), use.by, use.why] if use else [None, "", ""]
        yield [row.kind.group, row.kind.label, row.kind.what, row.words, *since]
