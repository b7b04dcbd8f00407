"""The list of what waits on the security director or the chief executive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.cases.finding.actions import record_export
from alongside.cases.redress.money import write_pounds
from alongside.cases.redress.queries import money_of, write_offs_waiting_on
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.queries import letters_waiting_on, waiting_on
from alongside.cases.working.waiving import waivers_waiting_on
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import zone_of
from alongside.web.listing import address, asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

ASKED = {
    "opinion_recorded": "To be approved",
    "extension_asked": "Extension to be approved",
    "under_appeal": "Appeal to be heard",
}
ALL = {
    **ASKED,
    "letter": "Letter to be approved",
    "write_off": "Money to be written off",
    "waiver": "Promise not to be kept",
}
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that waits: what is asked (of `ALL`), of what, where it is decided, in which case, who wants it and since when."""

    asked: str
    what: str
    href: str
    case: str
    organisation_id: UUID
    who: str
    at: datetime

    @property
    def label(self) -> str:
        """What is asked, in words."""
        return ALL[self.asked]

    def holds(self, words: str) -> bool:
        """Whether this is in it: in what is asked, the number of the case, or a name."""
        return words.casefold() in f"{self.label} {self.what} {self.case} {self.who}".casefold()


@require_GET
@allow("cases.approve")
def to_approve(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/to-approve?search=C-7KQ2&of=letter&page=2&format=csv: what waits on the caller, for longest first."""
    asked = asked_for(request.GET, search=None, of=ALL)
    waiting = sorted(_waiting(request.user), key=lambda row: (row.at, row.href))
    found = [row for row in waiting if asked["of"] in ("", row.asked) and row.holds(asked["search"])]
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, form, found)
    page = numbered_page(found, request.GET, asked)
    formats = (("csv", "CSV"), ("xlsx", "Excel"))
    context = {
        "page": page,
        "any": bool(waiting),
        "search": {"name": "search", "label": "Case, sanction or person", "value": asked["search"]},
        "filters": [choice("of", "What is asked", [("", "Everything"), *ALL.items()], asked["of"])],
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in formats] if found else [],
        "done": "Your decision is kept." if request.GET.get("done") == "decided" else "",
    }
    return render(request, "cases/sanctions/to_approve.html", context)


def _waiting(user: Any) -> Iterator[Row]:
    for waiting in waiting_on(user):
        one = waiting.sanction
        yield Row(
            one.status,
            kind_of(one.kind).label,
            f"/cases/to-approve/{one.pk}",
            one.case.reference,
            one.organisation_id,
            f"proposed by {one.proposed_by}",
            one.proposed_at,
        )
    for letter in letters_waiting_on(user):
        sanction, to = letter.sanction, letter.get_addressee_display()
        yield Row(
            "letter",
            f"{kind_of(sanction.kind).label}: letter, {to[:1].lower()}{to[1:]}",
            f"/cases/to-approve/letters/{letter.pk}",
            sanction.case.reference,
            sanction.organisation_id,
            f"written by {letter.written_by}",
            letter.written_at,
        )
    for claim in write_offs_waiting_on(user):
        yield Row(
            "write_off",
            f"{write_pounds(money_of(claim).outstanding)}: {claim.what}",
            f"/cases/{claim.case.reference}/redress/claims/{claim.pk}",
            claim.case.reference,
            claim.organisation_id,
            "",
            claim.changed_at,
        )
    for waiver in waivers_waiting_on(user):
        yield Row(
            "waiver",
            waiver.sentence,
            f"/cases/to-approve/promises/{waiver.pk}",
            waiver.case.reference,
            waiver.organisation_id,
            f"asked by {waiver.asked_by}",
            waiver.asked_at,
        )


def _take_away(request: HttpRequest, form: str, found: list[Row]) -> HttpResponseBase:
    counted: dict[UUID, int] = {}
    for row in found:
        counted[row.organisation_id] = counted.get(row.organisation_id, 0) + 1
    record_export(counted, "to-approve", by=actor_for(request.user))
    return FORMS[form]("to-approve", _rows(found, zone_of(request.user)))


def _rows(found: Iterable[Row], zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["Case", "Asked", "What", "By", "Since"]
    for row in found:
        yield [row.case, row.label, row.what, row.who, row.at.astimezone(zone)]
