"""What the observer knows of one visit: when the worker was heard, what was agreed, and so what is due when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.watch.engine import VisitTiming

Rings = list[tuple[str, int]]
LONGEST_SHIFT = timedelta(hours=16)


@dataclass(slots=True)
class VisitRecord:
    """One visit. `schedule_at`: when its check-in, its end or the way home needs the watch next. `rung`: rings of the worker
    since the last word, of which the reminder is number -1."""

    timing: VisitTiming
    end_by: datetime | None = None
    is_planned: bool = True
    is_gated: bool = False
    is_cancelled: bool = False
    started_at: datetime | None = None
    heard_at: datetime | None = None
    due_at: datetime | None = None
    schedule_at: datetime | None = None
    rung: int | None = None
    in_alarm: bool = False
    shown_in_alarm: bool = False
    ended_at: datetime | None = None
    home_by: datetime | None = None
    driving_since: datetime | None = None
    extensions: int = 0
    extended: timedelta = timedelta(0)
    sign_at: datetime | None = None
    """When the worker or their device was last heard in any way."""
    asked_about_device: bool = False

    @property
    def is_on(self) -> bool:
        return self.heard_at is not None and self.ended_at is None

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.timing.check_in_interval_s)

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.timing.grace_s)

    @property
    def alarm_at(self) -> datetime:
        return self.due_at + self.grace

    @property
    def next_at(self) -> datetime | None:
        """When the watch must look at it next."""
        if self.schedule_at is None or not self.timing.device_silence_s or not self.is_on:
            return self.schedule_at
        return min(self.schedule_at, self.silence_ends if self.asked_about_device else self.silence_asked_at)

    @property
    def silence_asked_at(self) -> datetime:
        return self.sign_at + timedelta(seconds=self.timing.device_silence_s)

    @property
    def silence_ends(self) -> datetime:
        return self.silence_asked_at + self.grace

    @property
    def is_due_to_end(self) -> bool:
        """It is the agreed end that comes next, and no check-in."""
        return self.end_by is not None and self.end_by == self.due_at < self.heard_at + self.interval

    @property
    def waits_for_home(self) -> bool:
        """The worker was reminded, or rung, or people are, because they have not said that they are home."""
        return self.home_by is not None and (self.rung is not None or self.schedule_at is None)

    @property
    def has_lapsed(self) -> bool:
        return self.home_by is not None and not self.in_alarm and self.rung is not None and self.rung >= 0

    @property
    def on_screen(self) -> str:
        """What the worker's own screen may say: nothing of duress."""
        if self.is_cancelled:
            return "cancelled"
        if self.heard_at is None:
            return "gated" if self.is_gated else "planned"
        if self.ended_at is not None:
            return "ended"
        if self.in_alarm:
            return "in_alarm" if self.shown_in_alarm else "active"
        return "active" if self.rung is None else "due_soon" if self.rung < 0 else "overdue"

    def starts(self, at: datetime, planned_end: datetime | None) -> None:
        self.is_planned, self.is_gated, self.started_at = False, False, at
        end = planned_end or self.end_by
        self._goes_on(at, at + self.interval if end is not None and end <= at else end)

    # --- the worker's words ------------------------------------------------------------------------------

    def hears(self, at: datetime, now: datetime) -> None:
        """A check-in that the server received at `at`; an older one than the last, which comes after it, is history."""
        if at <= self.heard_at <= now:
            return
        if self.in_alarm:
            self.heard_at = at
        else:
            self._goes_on(at, self._end_after_word(at))

    def extends(self, at: datetime, minutes: int) -> bool:
        """Whether it may be extended so."""
        longer, limit, most = timedelta(minutes=minutes), self.timing.extensions, self.timing.extended_s
        if limit is not None and self.extensions >= limit:
            return False
        if most is not None and self.extended + longer > timedelta(seconds=most):
            return False
        self.extensions, self.extended = self.extensions + 1, self.extended + longer
        heard_at = max(at, self.heard_at)
        end_by = max(heard_at, self.end_by or heard_at) + longer
        if self.in_alarm:
            self.heard_at, self.end_by = heard_at, end_by
        else:
            self._goes_on(heard_at, end_by)
        return True

    def drives(self, at: datetime, now: datetime, minutes: int) -> bool:
        """Whether the check-in may be put off so: never past the longest drive, counted from when the drive began."""
        longest = timedelta(seconds=self.timing.driving_s)
        if not timedelta(minutes=5) <= timedelta(minutes=minutes) <= longest:
            return False
        if at < self.heard_at <= now:
            return True
        if self.in_alarm:
            self.heard_at = at
            return True
        since = self.driving_since or at
        until = min(at + timedelta(minutes=minutes), since + longest)
        if until <= at:
            return False
        self._goes_on(at, self.end_by, until)
        self.driving_since = since
        return True

    def ends(self, at: datetime, shift_ends: datetime | None, *, by_worker: bool) -> None:
        self.ended_at, self.schedule_at, self.rung = at, None, None
        if by_worker and self.timing.home_safe_s:
            shift = min(max(at, shift_ends or at), at + LONGEST_SHIFT)
            self.home_by = self.due_at = shift + timedelta(seconds=self.timing.home_safe_s)
            self.schedule_at = self._reminder(at)

    def is_home(self) -> None:
        """The worker said so, has begun another visit, or called for help: the question is over."""
        self.home_by, self.schedule_at, self.rung = None, None, None

    # --- alarms ------------------------------------------------------------------------------------------

    def is_in_alarm(self, *, shown: bool) -> None:
        self.in_alarm, self.schedule_at, self.rung = True, None, None
        self.shown_in_alarm |= shown

    def goes_on(self, now: datetime) -> None:
        """The alarm that held it was closed: it goes on with a fresh clock, unless it was ended meanwhile."""
        if not self.in_alarm:
            return
        self.in_alarm = self.shown_in_alarm = False
        if self.ended_at is None:
            at = max(now, self.heard_at)
            self._goes_on(at, self._end_after_word(at))
        elif self.schedule_at is None:
            self.home_by = None

    # --- what comes due ----------------------------------------------------------------------------------

    def moves(
        self, last_check_in: datetime | None, last_heard: datetime | None, now: datetime
    ) -> tuple[Rings, str | None]:
        """What has come due: the rings of the worker, and the kind of the alarm if their time is over."""
        if self.home_by is not None:
            return self._moves_by_schedule(now, ("home_reminder", "not_home"))
        if last_check_in is not None and last_check_in > self.heard_at:
            heard_at = min(last_check_in, now)
            self._goes_on(heard_at, self._end_after_word(heard_at))
        if not self.timing.device_silence_s:
            return self._moves_by_schedule(now) if now >= self.schedule_at else ([], None)
        if last_heard is not None and last_heard > self.sign_at:
            self.sign_at, self.asked_about_device = min(last_heard, now), False
        rings, until = [], min(now, self.silence_ends)
        if self.schedule_at <= until:
            rings, alarm = self._moves_by_schedule(until)
            if alarm:
                return rings, alarm
        if self.silence_ends <= now:
            self.is_in_alarm(shown=True)
            return rings, "device_lost"
        if self.silence_asked_at <= now and not self.asked_about_device:
            self.asked_about_device = True
            rings = [*rings, ("device_silent", int((self.silence_asked_at - self.started_at).total_seconds()))]
        return rings, None

    def _moves_by_schedule(
        self, now: datetime, purposes: tuple[str, str] = ("reminder", "overdue")
    ) -> tuple[Rings, str | None]:
        if now < self.due_at:
            self.rung, self.schedule_at = -1, self.due_at
            return [(purposes[0], 0)], None
        every = timedelta(seconds=self.timing.worker_ring_s)
        number = (min(now, self.alarm_at) - self.due_at) // every
        rings = [(purposes[1], number)] if self.rung is None or number > self.rung else []
        self.rung = number
        if now < self.alarm_at:
            self.schedule_at = min(self.due_at + (number + 1) * every, self.alarm_at)
            return rings, None
        kind = "not_home_safe" if self.home_by else "overrun" if self.is_due_to_end else "missed_check_in"
        self.is_in_alarm(shown=True)
        return rings, kind

    def _goes_on(self, at: datetime, end_by: datetime | None, driving_until: datetime | None = None) -> None:
        self.heard_at, self.end_by, self.rung, self.driving_since = at, end_by, None, None
        self.due_at = at + self.interval if end_by is None else min(at + self.interval, end_by)
        if driving_until is not None:
            self.due_at = max(self.due_at, driving_until)
        self.schedule_at = self._reminder(at)
        self.sign_at, self.asked_about_device = max(at, self.sign_at or at), False

    def _reminder(self, since: datetime) -> datetime:
        return max(self.due_at - timedelta(seconds=self.timing.reminder_s), since + (self.due_at - since) / 2)

    def _end_after_word(self, at: datetime) -> datetime | None:
        """Who answers the reminder of the agreed end, or is heard after it, is still there and well: one interval more."""
        answered = self.rung is not None and self.is_due_to_end
        soon = at + timedelta(seconds=self.timing.reminder_s)
        if self.end_by is not None and (self.end_by <= at or (answered and self.end_by <= soon)):
            return at + self.interval
        return self.end_by
