"""Which list counts, and publishing another."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation
from alongside.risk.models import ChecklistVersion
from alongside.risk.turns import one_at_a_time

Item = dict[str, str]
MOST_ITEMS = 30
LONGEST = 200


@cache
def shipped() -> dict[str, list[Item]]:
    """The lists that come with the product, by phase."""
    told = tomllib.loads(files("alongside.risk.checklists").joinpath("shipped.toml").read_text("utf-8"))
    return {phase: told[phase]["items"] for phase in ChecklistVersion.Phase.values}


def newest(organisation: Organisation, phase: str) -> ChecklistVersion | None:
    """The published version that counts; None where the shipped list does."""
    return versions_of(organisation, phase).first()


def versions_of(organisation: Organisation, phase: str) -> QuerySet[ChecklistVersion]:
    """Every published version, the newest first."""
    return ChecklistVersion.objects.filter(organisation=organisation, phase=phase).order_by("-number")


def items_of(organisation: Organisation, phase: str) -> list[Item]:
    """What is asked in a phase."""
    version = newest(organisation, phase)
    return list(version.items) if version else shipped()[phase]


@transaction.atomic
def publish(organisation: Organisation, phase: str, written: str, *, by: Actor) -> ChecklistVersion:
    """Publishes a version: one question a line, "Question? | yes | Advice" where an answer raises advice. Those before stay as they were.

    Raises ValidationError at `items`.
    """
    one_at_a_time("checklists", organisation)
    items = [_item(number, line) for number, line in enumerate(_lines(written), 1)]
    if not items or len(items) > MOST_ITEMS:
        raise ValidationError({"items": f"Write 1 to {MOST_ITEMS} questions, one a line."})
    before = newest(organisation, phase)
    made = ChecklistVersion.objects.create(
        organisation=organisation,
        phase=phase,
        number=before.number + 1 if before else 1,
        items=items,
        made_at=now(),
        made_by=by.name,
    )
    details: dict[str, Any] = {"phase": phase, "number": made.number}
    record("risk.checklist_published", "checklist", made.pk, organisation_id=organisation.pk, actor=by, details=details)
    return made


def written(items: Sequence[Item]) -> str:
    """A list as the form shows it."""
    return "\n".join(
        " | ".join([item["asks"], item["leave_if"], item["advice"]]) if item.get("leave_if") else item["asks"]
        for item in items
    )


def advice_for(items: Sequence[Item], answers: dict[str, str]) -> list[str]:
    """What the answers advise, in words."""
    return [item["advice"] for item in items if item.get("leave_if") and answers.get(item["key"]) == item["leave_if"]]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _item(number: int, line: str) -> Item:
    asks, *rest = (part.strip() for part in line.split("|"))
    if not asks or any(len(part) > LONGEST for part in (asks, *rest)):
        raise ValidationError({"items": f"Line {number}: use {LONGEST} characters or fewer."})
    if not rest:
        return {"key": f"q{number}", "asks": asks}
    if len(rest) != 2 or rest[0].lower() not in ("yes", "no") or not rest[1]:
        raise ValidationError({"items": f"Line {number}: write the question, then | yes or no |, then the advice."})
    return {"key": f"q{number}", "asks": asks, "leave_if": rest[0].lower(), "advice": rest[1]}
