"""Who looked: entries of the ledger as a list that is narrowed, turned over and taken away in the same way in every room."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alongside.ledger.models import Entry
from alongside.web.listing import address, asked_for, choice, page_of, within_days

Labels = Mapping[str, str]
"""What somebody saw, in words, by the verb of the entry."""
More = Callable[[Sequence[Entry]], Mapping[Any, str]]
"""What is said of entries besides, by their keys: which document, and for what it was taken away."""
SOME = 500


def looks_shown(
    entries: QuerySet[Entry], said: Mapping[str, Any], labels: Labels, zone: ZoneInfo, more: More | None = None
) -> dict[str, Any]:
    """What `people/_looks.html` shows of them, as an address (`said`: search, what, first, last, before) asks for them."""
    asked = _asked(said, labels)
    page = page_of(_narrowed(entries, asked, labels, zone), said, asked)
    formats = (("csv", "CSV"), ("xlsx", "Excel"))
    return {
        "page": page,
        "labels": labels,
        "more": more(page.rows) if more else {},
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name", "value": asked["search"]},
        "filters": [choice("what", "What they saw", [("", "Everything"), *_kinds(labels)], asked["what"])],
        "days": [
            {"name": "first", "label": "From", "value": asked["first"]},
            {"name": "last", "label": "Until", "value": asked["last"]},
        ],
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in formats] if page.rows else [],
    }


def looks_rows(
    entries: QuerySet[Entry], said: Mapping[str, Any], labels: Labels, zone: ZoneInfo, more: More | None = None
) -> Iterator[list[Any]]:
    """The same list whole, for a file: its headings first."""
    yield ["When", "Who", "What they saw", *(["Which, and why"] if more else [])]
    found = _narrowed(entries, _asked(said, labels), labels, zone).order_by("-pk").iterator(SOME)
    while some := list(islice(found, SOME)):
        besides = more(some) if more else {}
        for entry in some:
            row = [entry.at.astimezone(zone), entry.actor_name, labels[entry.verb]]
            yield [*row, besides.get(entry.pk, "")] if more else row


def _asked(said: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    return asked_for(said, search=None, what=dict(_kinds(labels)), first=None, last=None)


def _kinds(labels: Labels) -> list[tuple[str, str]]:
    """Each kind of look once, by the first verb that is called so."""
    first = {words: verb for verb, words in reversed(list(labels.items()))}
    return [(verb, words) for verb, words in labels.items() if first[words] == verb]


def _narrowed(entries: QuerySet[Entry], asked: Mapping[str, str], labels: Labels, zone: ZoneInfo) -> QuerySet[Entry]:
    verbs = [verb for verb, words in labels.items() if not asked["what"] or words == labels[asked["what"]]]
    first, last = within_days(asked["first"], asked["last"], zone)
    fits = Q(verb__in=verbs)
    if asked["search"]:
        fits &= Q(actor_name__unaccent__icontains=asked["search"])
    if first:
        fits &= Q(at__gte=first)
    if last:
        fits &= Q(at__lt=last)
    return entries.filter(fits)
