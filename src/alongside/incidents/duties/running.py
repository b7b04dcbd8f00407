"""Between a row of `Duty` and the clock of `incidents.deadlines` that it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings as configuration

from alongside.incidents import deadlines
from alongside.incidents.deadlines import Clock, Done, Kind, Rule, Setting, Superseded, TrackedClock, Unit, Waived
from alongside.incidents.deadlines.book import setting_for
from alongside.incidents.models import Duty, DutyLength, DutySettings

NOBODY = UUID(int=0)
"""Rows keep the name of who ended a duty; the clock asks for a key that nothing reads."""
HOLIDAYS = {
    DutySettings.Country.ENGLAND: deadlines.ENGLAND_AND_WALES,
    DutySettings.Country.WALES: deadlines.ENGLAND_AND_WALES,
    DutySettings.Country.SCOTLAND: deadlines.SCOTLAND,
    DutySettings.Country.NORTHERN_IRELAND: deadlines.NORTHERN_IRELAND,
}


def calendar_of(settings: DutySettings) -> deadlines.WorkingDays:
    """The working days by which the organisation counts."""
    return deadlines.published(HOLIDAYS[DutySettings.Country(settings.country)])


def lengths_as_settings(lengths: Iterable[DutyLength]) -> tuple[Setting, ...]:
    """The organisation's own lengths for the engine; of one rule and day the newest counts."""
    newest = {(one.rule, one.in_force_from): one for one in sorted(lengths, key=lambda one: one.pk)}
    return tuple(
        Setting(one.rule, deadlines.Span(Unit(one.unit), one.amount), one.in_force_from, one.basis)
        for one in newest.values()
    )


def rule_of(duty: Duty, zone: ZoneInfo) -> Rule:
    """The rule as it stood when the duty began; as it stands now, where it began before the book knew it."""
    try:
        return deadlines.rule(duty.rule, duty.started_at.astimezone(zone).date())
    except KeyError:
        return next(one for one in reversed(deadlines.all_rules()) if one.id == duty.rule)


def clock_of(duty: Duty, zone: ZoneInfo, settings: Sequence[Setting] = (), *, replaced: int = 0) -> Clock:
    """The clock that a row stands for. `replaced`: how often it was counted anew, which is all that is kept of it."""
    rule = rule_of(duty, zone)
    setting = setting_for(rule, settings, duty.started_at.astimezone(zone).date())
    span = setting.due if setting else rule.due
    at_once = span.unit is Unit.AT_ONCE
    timed = at_once or span.unit is Unit.HOURS
    last = duty.due_at if timed else duty.due_at - timedelta(microseconds=1)
    late_from: datetime | None = duty.due_at + timedelta(hours=rule.late_after_hours or 0) if at_once else duty.due_at
    ending: Done | Waived | None = None
    if duty.ended_at is not None:
        ending = (
            Done(duty.why, NOBODY, duty.done_at or duty.ended_at)
            if duty.ending == Duty.Ending.DONE
            else Waived(duty.why or duty.get_ending_display(), NOBODY, duty.ended_at)
        )
    before = Superseded(
        duty.started_at, last.astimezone(zone).date(), duty.due_at, duty.started_at, NOBODY, "corrected"
    )
    return Clock(
        rule,
        duty.started_at,
        zone,
        span,
        last.astimezone(zone).date(),
        duty.due_at,
        None if rule.kind is Kind.KEEP else late_from,
        tuple(duty.warn_at),
        duty.provisional,
        setting,
        ending,
        (before,) * replaced,
    )


def tracked(duty: Duty, settings: Sequence[Setting] = (), *, replaced: int = 0) -> TrackedClock:
    """The clock as it leaves the system. Its id lives on when the duty is counted anew, or the next of its kind begins.

    What ended is news on the day on which that was entered, whenever the act was.
    """
    which = f":{duty.turn}" if duty.turn > 1 else ""
    lasting = uuid5(duty.incident_id or duty.organisation_id, f"{duty.affected_id or ''}:{duty.rule}{which}")
    clock = clock_of(duty, zone_of(duty), settings, replaced=replaced)
    if clock.ending is not None and duty.ended_at is not None:
        clock = replace(clock, ending=replace(clock.ending, at=duty.ended_at))
    if duty.incident is None:
        link = f"{configuration.PUBLIC_URL}/incidents/due?rule={duty.rule}"
        return TrackedClock(lasting, duty.organisation.code, link, clock)
    link = f"{configuration.PUBLIC_URL}/incidents/{duty.incident.reference}#clocks"
    return TrackedClock(lasting, duty.incident.reference, link, clock)


def zone_of(duty: Duty) -> ZoneInfo:
    """The time zone by which a deadline is counted."""
    return ZoneInfo(duty.organisation.time_zone)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a local day ends, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
