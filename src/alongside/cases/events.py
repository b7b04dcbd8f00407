"""Writing the file of a case: every action leaves a line there and in the ledger."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.models import Case, Compartment, Event
from alongside.cases.queries import case_of
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.incidents.actions import SAME_LOOK
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.machine import Refused

LONGEST_TEXT = 20_000
LONGEST_WHY = 2_000
NOTHING = datetime.min.replace(tzinfo=UTC)
"""What somebody has seen at a place where nothing stood yet, as `seen_at`."""


class Overtaken(Exception):
    """Somebody changed the case after it was shown; `event` is the latest of what was done."""

    def __init__(self, event: Event | None) -> None:
        super().__init__("overtaken")
        self.event = event


def held(case: Case, seen_at: datetime | None = None) -> Case:
    """The case as it stands now, locked until the transaction ends. Raises `Overtaken` where it changed after `seen_at`."""
    fresh = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(fresh.events.order_by("-recorded_at", "-pk").first())
    return fresh


def running_case(incident: Incident) -> Case:
    """The running case of a report, locked. Raises `Refused` where it has none, or the case has ended."""
    found = case_of(incident)
    if found is None:
        raise Refused("The report belongs to no case.")
    case = held(found)
    if case_of(incident) != case:
        raise Overtaken(None)
    if case.status not in RUNNING:
        state = CASE.state(case.status)
        raise Refused(f"This cannot be done now: the case stands at “{state.label.lower()}”. Open it again first.")
    return case


def write_event(
    case: Case,
    what: str,
    *,
    by: Actor,
    compartment: str = Compartment.NARRATIVE,
    text: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    about: tuple[str, UUID] | None = None,
    at: datetime | None = None,
    replaces: Event | None = None,
) -> Event:
    """Writes a line of the file and its ledger entry, within the caller's action. `at` is when it happened."""
    moment = now()
    event = Event.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        at=at or moment,
        recorded_at=moment,
        what=what,
        compartment=compartment,
        text=text,
        before=dict(before or {}),
        after=dict(after or {}),
        about_type=about[0] if about else "",
        about_id=about[1] if about else None,
        replaces=replaces,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
    )
    record(
        f"case.{what}",
        "case",
        case.pk,
        organisation_id=case.organisation_id,
        actor=by,
        details={"event": str(event.pk), **dict(after or {})},
    )
    return event


def touch(case: Case, *columns: str) -> None:
    """Saves these columns of a held case, and that it changed."""
    case.changed_at = now()
    case.save(update_fields=[*columns, "changed_at"])


@transaction.atomic
def open_compartment(case: Case, compartment: str, *, by: Actor) -> None:
    """Records in the ledger that somebody looks into a compartment. The same person again within a quarter of an hour
    is the same look.
    """
    verb = f"case.{compartment}_read"
    seen = Entry.objects.filter(
        organisation_id=case.organisation_id,
        subject_type="case",
        subject_id=case.pk,
        verb=verb,
        actor_id=by.id,
        at__gt=now() - SAME_LOOK,
    )
    if not seen.exists():
        record(verb, "case", case.pk, organisation_id=case.organisation_id, actor=by)


def words(text: str, name: str, missing: str = "", *, longest: int = LONGEST_WHY) -> str:
    """What somebody wrote, tidied. ValidationError at the field `name` where it is too long, or is needed and missing."""
    kept = text.replace("\x00", "").strip()
    if missing and not any(sign.isalnum() for sign in kept):
        raise ValidationError({name: missing})
    if len(kept) > longest:
        raise ValidationError({name: f"Write at most {longest:,} characters."})
    return kept
