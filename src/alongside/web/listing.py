"""What lists have in common: what narrows them, and one page after the other."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

PAGE = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list. `newer` leads to its beginning, `older` to what follows; "" where there is nothing."""

    rows: list[Any]
    newer: str
    older: str


def page_of(
    found: QuerySet[Any], asked: Mapping[str, Any], kept: Mapping[str, str], *, size: int = PAGE, named: str = "before"
) -> Page:
    """The page of a list, newest first by its keys, that begins after the row `asked["before"]`; from the start where that
    is no key. `kept`: what narrows the list, so that it stays. `named`: where a second list stands on the same page.
    """
    before = key_of(asked.get(named, ""))
    some = list((found.filter(pk__lt=before) if before else found).order_by("-pk")[: size + 1])
    older = address(kept, **{named: str(some[size - 1].pk)}) if len(some) > size else ""
    return Page(some[:size], address(kept) if before else "", older)


def numbered_page(found: Sequence[Any] | QuerySet[Any], asked: Mapping[str, Any], kept: Mapping[str, str]) -> Page:
    """The page `asked["page"]` (from 1) of a list in any order, for lists that have an end in sight."""
    said = str(asked.get("page", ""))
    number = max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 6 else 1
    some = list(found[(number - 1) * PAGE : number * PAGE + 1])
    newer = address(kept, page=str(number - 1)) if number > 1 else ""
    return Page(some[:PAGE], newer, address(kept, page=str(number + 1)) if len(some) > PAGE else "")


def files_of(path: str, kept: Mapping[str, str]) -> list[dict[str, str]]:
    """Links to a list as a file, as it is narrowed; its exports stand at `path`/export.csv and .xlsx."""
    return [
        {"text": text, "href": f"{path}/export.{form}{address(kept)}"}
        for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
    ]


def address(kept: Mapping[str, str], **more: str) -> str:
    """The query of a list, with what narrows it."""
    return "?" + urlencode({name: value for name, value in {**kept, **more}.items() if value})


def asked_for(asked: Mapping[str, Any], **allowed: Container[str] | None) -> dict[str, str]:
    """What an address asks for, by name: "" where it says nothing that is `allowed` (None: any short text)."""
    said = {name: str(asked.get(name, "")).strip()[:LONGEST_SEARCH] for name in allowed}
    return {name: said[name] if among is None or said[name] in among else "" for name, among in allowed.items()}


def choice(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> dict[str, Any]:
    """A filter, as `list_bar` (web/components.html) draws it."""
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def key_of(text: str) -> UUID | None:
    """A key that stands in an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """A day that was typed or chosen, or None; one that nobody here can mean is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def within_days(first: str, last: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """From which moment, and until before which, days last where somebody is: `first` and `last` as they were typed."""
    begin, end = day_of(first), day_of(last)
    return (_midnight(begin, zone) if begin else None, _midnight(end + timedelta(days=1), zone) if end else None)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
