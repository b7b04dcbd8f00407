"""One deadline of one incident: when it is due, how it stands now, and how it ends. Pure: time comes in as an argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.incidents.deadlines.book import Kind, Rule, Setting, Span, Standing, Unit, setting_for
from alongside.incidents.deadlines.calendar import ONE_DAY, WorkingDays, add_months, add_working_days

# Warnings of what is counted in days come in the morning of their day, when somebody can act on them.
MORNING = time(9)
LONGEST_REASON = 2000


class Status(StrEnum):
    """How a clock stands. `done` and `waived` are the ends; nothing but an act reaches them."""

    NOT_YET = "not_yet"
    WARNING = "warning"
    DUE_TODAY = "due_today"
    LATE = "late"
    KEPT = "kept"
    DONE = "done"
    WAIVED = "waived"


class Refused(Exception):
    """The act is not allowed; nothing has changed.

    `code`: for programs: not_confirmed, not_in_force, unknown_act, already_ended, reason_needed, reason_too_long.
    `sentence`: for people.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Done:
    """The duty was done: which act, who did it (staff), when (aware)."""

    act: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Waived:
    """The duty fell away: because of what, who says so (staff), when (aware)."""

    because: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Superseded:
    """What a clock said before the time it counts from was corrected, and who corrected it, when and why."""

    counted_from: datetime
    due_on: date
    due_at: datetime
    replaced_at: datetime
    by: UUID
    because: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that runs, or ran. All times are aware and in UTC; `due_on` is a local date in `zone`.

    - `due`: the time given, from the rule or from `setting`, the organisation's own.
    - `due_at`: the moment until which it can be done in time. What is counted in days can be done until its local day
      `due_on` ends, so that `due_at` is the midnight after. What is due at once is due at the moment it is counted from.
    - `late_from`: it is late from here on: `due_at`, but for what is due at once some hours after (`Rule.late_after_hours`).
      None for what has to be kept (`Kind.KEEP`): that is never late.
    - `warn_at`: ascending, each before `due_at`.
    - `provisional`: bank holidays for a part of it are not published yet; `restart` it when they are.
    - `history`: what it said before each correction, oldest first.
    """

    rule: Rule
    counted_from: datetime
    zone: ZoneInfo
    due: Span
    due_on: date
    due_at: datetime
    late_from: datetime | None
    warn_at: tuple[datetime, ...]
    provisional: bool
    setting: Setting | None = None
    ending: Done | Waived | None = None
    history: tuple[Superseded, ...] = ()

    @property
    def is_timed(self) -> bool:
        """Is it due at a time of day, and not merely on a day?"""
        return self.due.unit in (Unit.AT_ONCE, Unit.HOURS)

    @property
    def basis(self) -> str:
        """What its length rests on, in words: the organisation's own setting where there is one, else the rule's."""
        return self.setting.basis if self.setting else self.rule.basis

    @property
    def ended_late(self) -> bool:
        """Was it done, but too late?"""
        return isinstance(self.ending, Done) and self.late_from is not None and self.ending.at >= self.late_from


def start(
    rule: Rule, counted_from: datetime, zone: ZoneInfo, calendar: WorkingDays, settings: Iterable[Setting] = ()
) -> Clock:
    """The clock of `rule` that is counted from `counted_from` (aware): the time of the fact `rule.counts_from`, which
    need not be the fact that started it. Of RID-15 it is the time of the incident, not that of the eighth day away.

    `settings`: the organisation's own times; the one in force on the local day of `counted_from` counts.

    What is due at once is due from its first minute (never "not yet", never warned of), and is called late after
    `rule.late_after_hours`, the project's own convention: the law says "without delay" and gives no number.

    Raises `Refused` (not_confirmed: nobody in the organisation has confirmed a rule that has no source; not_in_force:
    the rule is younger than the day), `NotAllowed` for a setting against the rule, ValueError for a naive time.
    """
    moment = _in_utc(counted_from)
    day = moment.astimezone(zone).date()
    if rule.in_force_from is not None and day < rule.in_force_from:
        raise Refused("not_in_force", f"“{rule.name}” applies only from {rule.in_force_from:%-d %B %Y} on.")
    setting = setting_for(rule, settings, day)
    if setting is None and rule.status is Standing.UNCONFIRMED:
        raise Refused("not_confirmed", f"Your organisation has not confirmed how long there is. {rule.ask}")
    due = setting.due if setting else rule.due

    late_from: datetime | None
    if due.unit is Unit.AT_ONCE:
        due_at, due_on = moment, day
        late_from = moment + timedelta(hours=rule.late_after_hours or 0)
    elif due.unit is Unit.HOURS:
        due_at = moment + timedelta(hours=-due.amount if rule.before else due.amount)
        due_on = due_at.astimezone(zone).date()
        late_from = due_at
    else:
        due_on = _count(day, due, calendar, back=rule.before, first_counts=rule.counts_first_day)
        late_from = due_at = _begin(due_on + ONE_DAY, zone)

    return Clock(
        rule,
        moment,
        zone,
        due,
        due_on,
        due_at,
        late_from=None if rule.kind is Kind.KEEP else late_from,
        warn_at=() if due.unit is Unit.AT_ONCE else _warnings(rule, moment, due_at, due_on, zone, calendar),
        provisional=due.unit is Unit.WORKING_DAYS and not calendar.covers(min(day, due_on), max(day, due_on)),
        setting=setting,
    )


def restart(
    clock: Clock,
    counted_from: datetime,
    calendar: WorkingDays,
    settings: Iterable[Setting] = (),
    *,
    because: str,
    by: UUID,
    at: datetime,
) -> Clock:
    """The clock counted anew, because the time of its fact was corrected or bank holidays were published.

    What it said before joins its history. Its end, where it has one, stays as it was: only whether that was in time is
    judged anew. Raises what `start` raises, and `Refused` (reason_needed, reason_too_long).
    """
    before = Superseded(clock.counted_from, clock.due_on, clock.due_at, _in_utc(at), by, _reason(because))
    anew = start(clock.rule, counted_from, clock.zone, calendar, settings)
    return replace(anew, ending=clock.ending, history=(*clock.history, before))


def finish(clock: Clock, act: str, *, by: UUID, at: datetime) -> Clock:
    """The clock ended by an act that its rule names (`hse_reported`). `Refused`: unknown_act, already_ended."""
    _refuse_ended(clock)
    if act not in clock.rule.ended_by:
        raise Refused("unknown_act", f"That does not end “{clock.rule.name}”.")
    return replace(clock, ending=Done(act, by, _in_utc(at)))


def waive(clock: Clock, because: str, *, by: UUID, at: datetime) -> Clock:
    """The clock ended because the duty fell away. `Refused`: reason_needed, reason_too_long, already_ended."""
    _refuse_ended(clock)
    return replace(clock, ending=Waived(_reason(because), by, _in_utc(at)))


def status(clock: Clock, now: datetime) -> Status:
    """How the clock stands at `now` (aware).

    What is due at once is `due_today` until it is late, over midnight too. What has to be kept is `due_today` on the last
    day it must be kept, and `kept` from then on: it may be reviewed, and is never late.
    """
    now = _in_utc(now)
    if clock.ending is not None:
        return Status.DONE if isinstance(clock.ending, Done) else Status.WAIVED
    if clock.late_from is not None and now >= clock.late_from:
        return Status.LATE
    if clock.late_from is None and now >= clock.due_at:
        return Status.KEPT
    if clock.due.unit is Unit.AT_ONCE:
        return Status.DUE_TODAY if now >= clock.due_at else Status.NOT_YET
    if now.astimezone(clock.zone).date() == clock.due_on:
        return Status.DUE_TODAY
    return Status.WARNING if clock.warn_at and now >= clock.warn_at[0] else Status.NOT_YET


def _count(day: date, span: Span, calendar: WorkingDays, *, back: bool = False, first_counts: bool = False) -> date:
    """The last day of a span counted in days or longer, from `day`, which is day one where `first_counts`."""
    amount = -span.amount if back else span.amount
    inward = ONE_DAY if back else -ONE_DAY
    if span.unit in (Unit.MONTHS, Unit.YEARS):
        found = add_months(day, amount * 12 if span.unit is Unit.YEARS else amount)
        return found + inward if first_counts else found
    if first_counts:
        day += inward
    if span.unit is Unit.WORKING_DAYS:
        return add_working_days(day, amount, calendar)
    return day + timedelta(days=amount)


def _warnings(
    rule: Rule, moment: datetime, due_at: datetime, due_on: date, zone: ZoneInfo, calendar: WorkingDays
) -> tuple[datetime, ...]:
    """The moments of warning that lie between the start and the due day, or the due time; others say nothing new.

    Of a clock that is counted back (`rule.before`) all warnings before the due day are kept.
    """
    day = moment.astimezone(zone).date()
    found: set[datetime] = set()
    for spans, from_day, from_moment, back in (
        (rule.warn_before, due_on, due_at, True),
        (rule.warn_after, day, moment, False),
    ):
        for span in spans:
            if span.unit is Unit.HOURS:
                warning = from_moment + timedelta(hours=-span.amount if back else span.amount)
                fits = warning < due_at
            else:
                on = _count(from_day, span, calendar, back=back)
                warning = datetime.combine(on, MORNING, zone).astimezone(UTC)
                fits = on < due_on
            if fits and (rule.before or warning > moment):
                found.add(warning)
    return tuple(sorted(found))


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a time without its zone says nothing")
    return moment.astimezone(UTC)


def _reason(because: str) -> str:
    because = because.replace("\x00", "").strip()
    if not any(sign.isalnum() for sign in because):
        raise Refused("reason_needed", "Say why.")
    if len(because) > LONGEST_REASON:
        raise Refused("reason_too_long", f"Say why in at most {LONGEST_REASON} characters.")
    return because


def _refuse_ended(clock: Clock) -> None:
    if clock.ending is not None:
        raise Refused("already_ended", f"“{clock.rule.name}” has ended already.")
