"""People as somebody writes them: a line for each, by name, or by name and e-mail where two are called the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from alongside.people.models import Organisation, Staff

MOST_LINES = 60


def read_people(text: str, organisation: Organisation) -> tuple[tuple[UUID, ...], list[str]]:
    """The people whom the lines name, in their order, each once, and what could not be understood, in words."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        return (), [f"Name {MOST_LINES} people at the most."]
    found: dict[UUID, None] = {}
    wrong = []
    people = _known(organisation)
    for line in lines:
        keys = people.get(_plain(line), set())
        if len(keys) == 1:
            found[next(iter(keys))] = None
        elif keys:
            wrong.append(f"{len(keys)} people here are called “{line}”. Write the e-mail address behind the name.")
        else:
            wrong.append(f"Nobody who works here is called “{line}”.")
    return tuple(found), wrong


def write_people(keys: Iterable[UUID], organisation: Organisation) -> str:
    """The same people as lines, which `read_people` understands."""
    keys = list(keys)
    people = Staff.objects.in_bulk(keys)
    often = (
        Counter(Staff.objects.active().filter(organisation=organisation).values_list("name", flat=True)) if keys else {}
    )
    return "\n".join(_line(people[key], often) for key in keys if key in people)


def names_in_order(keys: Sequence[UUID]) -> list[str]:
    """The names of people, in their order."""
    names = dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [names.get(key, "Somebody") for key in keys]


def _line(one: Staff, often: Counter[str] | dict[str, int]) -> str:
    return f"{one.name} <{one.email}>" if often.get(one.name, 0) > 1 and one.email else one.name


def _known(organisation: Organisation) -> dict[str, set[UUID]]:
    known: dict[str, set[UUID]] = defaultdict(set)
    for one in Staff.objects.active().filter(organisation=organisation).select_related("user"):
        known[_plain(one.name)].add(one.pk)
        for email in {one.email, one.user.email if one.user else ""} - {""}:
            known[_plain(email)].add(one.pk)
            known[_plain(f"{one.name} <{email}>")].add(one.pk)
    return known


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
