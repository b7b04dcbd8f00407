"""What the observer knows of one visit: when the worker was heard, what was agreed, and so what is due when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.watch.engine import VisitTiming

Rings = list[tuple[str, int]]


@dataclass(slots=True)
class VisitRecord:
    """One visit. `next_at`: when the watch must look at it next. `rung`: rings of the worker since the last word, of which
    the reminder is number -1."""

    timing: VisitTiming
    end_by: datetime | None = None
    is_planned: bool = True
    is_cancelled: bool = False
    heard_at: datetime | None = None
    due_at: datetime | None = None
    next_at: datetime | None = None
    rung: int | None = None
    in_alarm: bool = False
    shown_in_alarm: bool = False
    ended_at: datetime | None = None
    is_over: bool = False

    @property
    def is_on(self) -> bool:
        return self.heard_at is not None and self.ended_at is None

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.timing.check_in_interval_s)

    @property
    def alarm_at(self) -> datetime:
        return self.due_at + timedelta(seconds=self.timing.grace_s)

    @property
    def is_due_to_end(self) -> bool:
        """It is the agreed end that comes next, and no check-in."""
        return self.end_by is not None and self.end_by < self.heard_at + self.interval

    @property
    def on_screen(self) -> str:
        """What the worker's own screen may say: nothing of duress."""
        if self.is_cancelled:
            return "cancelled"
        if self.heard_at is None:
            return "planned"
        if self.ended_at is not None:
            return "ended"
        if self.in_alarm:
            return "in_alarm" if self.shown_in_alarm else "active"
        return "active" if self.rung is None else "due_soon" if self.rung < 0 else "overdue"

    def starts(self, at: datetime, planned_end: datetime | None) -> None:
        self.is_planned = False
        end = planned_end or self.end_by
        self._goes_on(at, at + self.interval if end is not None and end <= at else end)

    def hears(self, at: datetime, now: datetime) -> None:
        """A check-in that the server received at `at`; an older one than the last, which comes after it, is history."""
        if at <= self.heard_at <= now:
            return
        if self.in_alarm:
            self.heard_at = at
        else:
            self._goes_on(at, self._end_after_word(at))

    def extends(self, at: datetime, minutes: int) -> None:
        heard_at = max(at, self.heard_at)
        end_by = max(heard_at, self.end_by or heard_at) + timedelta(minutes=minutes)
        if self.in_alarm:
            self.heard_at, self.end_by = heard_at, end_by
        else:
            self._goes_on(heard_at, end_by)

    def is_in_alarm(self, *, shown: bool) -> None:
        self.in_alarm, self.next_at, self.rung = True, None, None
        self.shown_in_alarm |= shown

    def ends(self, at: datetime) -> None:
        self.ended_at, self.next_at, self.rung = at, None, None

    def goes_on(self, now: datetime) -> None:
        """The alarm that held it was closed: it goes on with a fresh clock, unless it was ended meanwhile."""
        if not self.in_alarm:
            return
        self.in_alarm = self.shown_in_alarm = False
        if self.ended_at is None:
            at = max(now, self.heard_at)
            self._goes_on(at, self._end_after_word(at))

    def moves(self, last_check_in: datetime | None, now: datetime) -> tuple[Rings, str | None]:
        """What has come due: the rings of the worker, and the kind of the alarm if their time is over."""
        if last_check_in is not None and last_check_in > self.heard_at:
            heard_at = min(last_check_in, now)
            self._goes_on(heard_at, self._end_after_word(heard_at))
        if now < self.next_at:
            return [], None
        if now < self.due_at:
            self.rung, self.next_at = -1, self.due_at
            return [("reminder", 0)], None
        every = timedelta(seconds=self.timing.worker_ring_s)
        number = (min(now, self.alarm_at) - self.due_at) // every
        rings = [("overdue", number)] if self.rung is None or number > self.rung else []
        self.rung = number
        if now < self.alarm_at:
            self.next_at = min(self.due_at + (number + 1) * every, self.alarm_at)
            return rings, None
        kind = "overrun" if self.is_due_to_end else "missed_check_in"
        self.is_in_alarm(shown=True)
        return rings, kind

    def _goes_on(self, at: datetime, end_by: datetime | None) -> None:
        self.heard_at, self.end_by, self.rung = at, end_by, None
        self.due_at = at + self.interval if end_by is None else min(at + self.interval, end_by)
        remind_at = self.due_at - timedelta(seconds=self.timing.reminder_s)
        self.next_at = max(remind_at, at + (self.due_at - at) / 2)

    def _end_after_word(self, at: datetime) -> datetime | None:
        """Who answers the reminder of the agreed end, or is heard after it, is still there and well: one interval more."""
        answered = self.rung is not None and self.is_due_to_end
        soon = at + timedelta(seconds=self.timing.reminder_s)
        if self.end_by is not None and (self.end_by <= at or (answered and self.end_by <= soon)):
            return at + self.interval
        return self.end_by
