"""What stands against destroying a file, and what the file is to those who decide about it."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from alongside.evidence.keeping.classes import class_of
from alongside.evidence.models import Keeping, StoredFile
from alongside.evidence.owners import stakes_of
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

CLOSED = "It belongs to something that is closed to you: somebody else has to decide about it."


def against(file: StoredFile) -> list[str]:
    """What stands against destroying it now, in sentences: what it belongs to still runs, or its time is not over."""
    keeping = Keeping.objects.get(file=file)
    found: list[str] = []
    if keeping.subject_id is not None:
        for stake in stakes_of(keeping.owner):
            try:
                found += stake.against(keeping.subject_id)
            except ObjectDoesNotExist:
                found.append(CLOSED)
    if keeping.due_on > now().date():
        found.append(f"{_kept(keeping)}.")
    return found


def about(user: Any, file: StoredFile) -> list[tuple[str, str]]:
    """What it is and how long it is kept, by label, as far as this person may know."""
    keeping = Keeping.objects.get(file=file)
    found: list[tuple[str, str]] = []
    if keeping.subject_id is not None:
        for stake in stakes_of(keeping.owner):
            try:
                found += stake.about(user, keeping.subject_id)
            except ObjectDoesNotExist:
                found.append(("Belongs to", CLOSED))
    return [*found, ("How long it is kept", f"{_kept(keeping)}, counted from {_day(keeping.starts_on)}")]


def refuse_unknown(user: Any, file: StoredFile) -> None:
    """Raises ValidationError where this person may not know what the file is: nobody confirms what they cannot see."""
    keeping = Keeping.objects.get(file=file)
    if keeping.subject_id is None:
        return
    for stake in stakes_of(keeping.owner):
        try:
            known = stake.knows(user, keeping.subject_id)
        except ObjectDoesNotExist:
            known = False
        if not known:
            raise ValidationError(CLOSED, code="closed")


def note(file: StoredFile, what: str, text: str, by: Actor) -> None:
    """Writes down where people look that its destruction was proposed, confirmed, declined or done, within the caller's transaction.

    Raises ValidationError where what it belongs to is closed to whoever decides.
    """
    keeping = Keeping.objects.get(file=file)
    if keeping.subject_id is not None:
        for stake in stakes_of(keeping.owner):
            try:
                stake.note(file, keeping.subject_id, what, text, by)
            except ObjectDoesNotExist as error:
                raise ValidationError(CLOSED, code="closed") from error


def _kept(keeping: Keeping) -> str:
    return f"It is kept as “{class_of(keeping.kept_as).label.lower()}” until {_day(keeping.due_on)}"


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
