"""Deadlines as a calendar (iCalendar, RFC 5545) that people subscribe to in the calendar they already have.

A calendar is copied to telephones and other companies' servers, so that it says nothing but the number of the case and
the plain name of the duty: no person, no place, no story. Whoever may see more follows the link.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Alarm, Calendar, Event
from icalendar.enums import CLASS, STATUS, TRANSP

from alongside.incidents.deadlines.calendar import ONE_DAY
from alongside.incidents.deadlines.tracked import TrackedClock

PRODUCT = "-//Alongside//Deadlines//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day in a calendar that no rule counts. `what` is plain: it names nobody and tells no story."""

    id: str
    reference: str
    what: str
    on: date
    link: str


def feed(tracked: Iterable[TrackedClock], days: Iterable[Dated] = (), *, id: UUID, name: str, now: datetime) -> bytes:
    """The running clocks among `tracked` as an iCalendar file, the earliest due first; those that ended are left out. `days` follow.

    `id`: of the calendar, stable for one subscriber. `name`: as it is called in the list of calendars. `now` (aware)
    stamps the events. An event keeps its UID for as long as its clock lives and counts each correction as a new
    SEQUENCE. Warnings that are still to come are alarms. A provisional due date is TENTATIVE.
    """
    calendar = Calendar.new(
        prodid=PRODUCT, name=_one_line(name), uid=id, method="PUBLISH", calscale="GREGORIAN", refresh_interval=REFRESH
    )
    # Likewise required (RFC 7986, 5.7) and left out.
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    running = (one for one in tracked if one.clock.ending is None)
    for one in sorted(running, key=lambda one: (one.clock.due_at, one.reference, one.id)):
        calendar.add_component(_event(one, now.astimezone(UTC)))
    for day in sorted(days, key=lambda one: (one.on, one.reference, one.id)):
        calendar.add_component(_day(day, now.astimezone(UTC)))
    return calendar.to_ical()


def _day(one: Dated, now: datetime) -> Event:
    return Event.new(
        uid=one.id,
        stamp=now,
        summary=_one_line(f"{one.reference}: {one.what}"),
        description=f"{one.what}. Case {one.reference}.\n{one.link}",
        start=one.on,
        end=one.on + ONE_DAY,
        url=one.link,
        classification=CLASS.PRIVATE,
        status=STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )


def _event(one: TrackedClock, now: datetime) -> Event:
    clock = one.clock
    summary = _one_line(f"{one.reference}: {clock.rule.name}")
    said = [f"{clock.rule.name}. Case {one.reference}."]
    if clock.provisional:
        summary += " (provisional)"
        said.append("Provisional: the bank holidays of that year are not published yet.")
    said.append(one.link)
    event = Event.new(
        uid=one.id,
        stamp=now,
        sequence=len(clock.history),
        summary=summary,
        description="\n".join(said),
        start=clock.due_at if clock.is_timed else clock.due_on,
        # A moment has no end of its own; a day ends where the next begins.
        end=None if clock.is_timed else clock.due_on + ONE_DAY,
        url=one.link,
        classification=CLASS.PRIVATE,
        status=STATUS.TENTATIVE if clock.provisional else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
    )
    for warning in clock.warn_at:
        if warning > now:
            alarm = Alarm.new_display(description=summary, trigger=warning)
            # Without it, readers take the time for a duration (RFC 5545, 3.8.6.3); the library leaves it out.
            alarm["TRIGGER"].params["VALUE"] = "DATE-TIME"
            event.add_component(alarm)
    return event


def _one_line(text: str) -> str:
    """A text on one line, without signs that nobody sees."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
