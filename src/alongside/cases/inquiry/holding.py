"""The lock under which the investigation of a case changes, and its line in the file."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from alongside.cases.days import day_of_act
from alongside.cases.events import Overtaken, held, touch, write_event
from alongside.cases.models import AppliedPolicy, Case, Event, Interview, SceneNote, Statement, compartment_of
from alongside.cases.queries import standing_for
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in

Gathered = Interview | Statement | SceneNote | AppliedPolicy
One = TypeVar("One", Interview, Statement, SceneNote, AppliedPolicy)
OLDEST = timedelta(days=366 * 60)
FURTHEST = timedelta(days=366 * 10)


def running(case: Case) -> Case:
    """The case as it stands now, locked. Raises `Refused` where it has ended."""
    case = held(case)
    if case.status not in RUNNING:
        state = CASE.state(case.status)
        raise Refused(f"This cannot be done now: the case stands at “{state.label.lower()}”. Open it again first.")
    return case


def held_one(one: One, seen_at: datetime | None = None) -> tuple[Case, One]:
    """Something that was gathered as it stands now, and the running case that it is with, both locked. Raises `Refused`,
    `Overtaken`.
    """
    case = running(standing_for(one.case))
    fresh = type(one)._default_manager.select_for_update(of=("self",)).get(pk=one.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(Event.objects.filter(about_id=fresh.pk).order_by("-recorded_at", "-pk").first())
    return case, fresh


def held_statement(
    statement: Statement, seen_at: datetime | None = None, *, withdrawn: bool = False
) -> tuple[Case, Statement]:
    """A statement as it stands now, and the running case that it is with, both locked. Raises `Overtaken`, and `Refused` where
    it was withdrawn, or was not.
    """
    case, fresh = held_one(statement, seen_at)
    if (fresh.withdrawn_on is not None) is not withdrawn:
        raise Refused("This statement is not withdrawn." if withdrawn else "This statement was withdrawn.")
    return case, fresh


def write(case: Case, about: Interview | Statement, what: str, *lines: str, by: Actor) -> Event:
    """A line of the file about an interview or a statement, in the compartment of whoever spoke, and both changed."""
    return write_about(case, about, what, compartment_of(about.whose), *lines, by=by, after={"whose": about.whose})


def write_about(case: Case, about: Gathered, what: str, compartment: str, *lines: str, by: Actor, **more: Any) -> Event:
    """A line of the file about something that was gathered, and both changed."""
    touch(case)
    about.changed_at = now()
    about.save(update_fields=["changed_at"])
    text = "\n".join(filter(None, lines))
    name = about._meta.model_name or ""
    return write_event(case, what, by=by, compartment=compartment, text=text, about=(name, about.pk), **more)


def zone_of(case: Case) -> ZoneInfo:
    """Where the days of a case are counted."""
    return ZoneInfo(case.organisation.time_zone)


def today_of(case: Case) -> date:
    """The local day."""
    return today_in(case.organisation)


def past_day(case: Case, day: date, name: str) -> date:
    """A day on which something was taken or signed. ValidationError at the field `name`, as `days.day_of_act` has it."""
    return day_of_act(day, name, case.organisation, case.occurred_at)
