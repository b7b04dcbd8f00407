"""The lock under which what is kept of somebody hurt changes, and its line in the file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from alongside.cases.days import day_of_act
from alongside.cases.events import NOTHING, Overtaken, running_case, touch, write_event
from alongside.cases.models import Case, Compartment, Event, Victim
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.days import today_in


def held_victim(affected: Affected, seen_at: datetime | None = None) -> tuple[Case, Victim]:
    """What is kept of somebody, locked with their running case; made where nothing is kept yet. Raises `Refused`,
    `Overtaken` where it changed after `seen_at`.
    """
    case = running_case(affected.incident)
    victim, made = Victim.objects.select_for_update(of=("self",)).get_or_create(
        affected=affected, defaults={"organisation_id": affected.organisation_id, "changed_at": now()}
    )
    if seen_at is not None and victim.changed_at != seen_at and not (made and seen_at == NOTHING):
        found = Event.objects.filter(about_type="victim", about_id=affected.pk)
        raise Overtaken(found.order_by("-recorded_at", "-pk").first())
    return case, victim


def write(
    case: Case,
    affected: Affected,
    what: str,
    line: str,
    text: str = "",
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """A line of the file about somebody hurt, by number and without a name, and the case changed."""
    touch(case)
    return write_event(
        case,
        what,
        by=by,
        compartment=Compartment.PEOPLE,
        text="\n".join(filter(None, [f"Person {affected.number}, report {affected.incident.reference}", line, text])),
        before=before,
        after={"person": affected.number, **(after or {})},
        about=("victim", affected.pk),
    )


def today_of(affected: Affected) -> date:
    """The local day."""
    return today_in(affected.incident.organisation)


def past_day(affected: Affected, day: date, name: str) -> date:
    """A day on which something was said or done. ValidationError at the field `name`, as `days.day_of_act` has it."""
    return day_of_act(day, name, affected.incident.organisation, affected.incident.occurred_at)
