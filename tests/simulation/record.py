"""An observer of one worker's safety, who knows nothing of the engine.

It sees every deed, every answer and every ring, and works out alone, from `docs/states.md`, what was due: whom to ring
next and when, who owns the alarm, what the worker's screen may show. Nothing here asks the engine anything. What the
observer expected of a deed (`expected`) and what the system did (`written`) are compared in `promises`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alongside.watch import engine
from alongside.watch.engine import Outcome, Target
from tests.simulation.deeds import Deed
from tests.simulation.people import Arrangement
from tests.simulation.record_of_ringing import Expected, Ringing
from tests.simulation.record_of_visits import VisitRecord
from tests.simulation.watchroom import Message

GRAVITY = ("test", "device_lost", "not_home_safe", "overrun", "missed_check_in", "fall", "sos", "duress")
REOPENED_WITHIN = timedelta(hours=24)
OWNER_MUST_SAY = timedelta(seconds=120)


class Record(Ringing):
    """What the observer knows of the worker's visits and of the alarm that is open, or was closed last."""

    def __init__(self, arrangement: Arrangement, reach: Callable[[Any], frozenset[UUID]]) -> None:
        self.worker, self.plan, self.timing = arrangement.worker, arrangement.plan, arrangement.timing
        self.owner_clock = timedelta(seconds=arrangement.owner_clock_s)
        self.owner_asked = timedelta(seconds=arrangement.owner_asked_s)
        self.reach = reach
        self.expected = Expected()
        self.visits: list[VisitRecord] = []
        self.last_check_in: datetime | None = None
        self.last_heard: datetime | None = None
        self.phase = "none"
        """none, ringing, broadcast, taken or closed."""
        self.calls: list[tuple[str, datetime]] = []
        """Kind and time of each call of the open alarm, and the label of the latest press."""
        self.label: tuple[datetime | None, bool] = (None, False)
        self.owner: UUID | None = None
        self.closer: UUID | None = None
        self.outcome: Outcome | None = None
        self.checker: UUID | None = None
        self.step = 0
        self.due: datetime | None = None
        """When somebody must be rung next for the open alarm, whatever happens."""
        self.broadcasts_since: datetime | None = None
        self.again_at: datetime | None = None
        """When the people of the step are rung again within its time."""
        self.asks_at: datetime | None = None
        """When the owner is asked whether they still deal with it."""
        self.closed_at: datetime | None = None
        self.unaware: frozenset[Target] = frozenset()
        """Rung, and not told yet that somebody has it or that it is over."""
        self.first_valid_message = 0
        """Rings that were queued before this number are void: it was taken, handed over or closed since."""
        self._is_over_for_the_rung = False
        self.keys: set[tuple[UUID, str]] = set()
        others = tuple(
            frozenset(target for target in step.targets if target.staff_id != self.worker) for step in self.plan.steps
        )
        self._of_step = others
        self._people = tuple(frozenset[Target]().union(*others[:number]) for number in range(len(others) + 1))
        self._work_steps = sum(not any(target.kin for target in step.targets) for step in self.plan.steps)
        self._holds_somebody = tuple(map(bool, others))
        self._everybody = self._people[-1].union(t for t in self.plan.broadcast if t.staff_id != self.worker)

    @property
    def is_open(self) -> bool:
        return self.phase in ("ringing", "broadcast", "taken")

    @property
    def visit(self) -> VisitRecord | None:
        """The visit that the worker is on."""
        return next((visit for visit in self.visits if visit.is_on), None)

    @property
    def awaited(self) -> VisitRecord | None:
        """The ended visit after which the worker is asked whether they got home."""
        return next((visit for visit in self.visits if visit.home_by is not None), None)

    @property
    def next_due(self) -> datetime | None:
        """When the watch must look next."""
        first = self.due
        for other in (self.again_at, self.asks_at):
            if other is not None and (first is None or other < first):
                first = other
        for visit in self.visits:
            if visit.next_at is not None and (first is None or visit.next_at < first):
                first = visit.next_at
        return first

    def note(self, deed: Deed, now: datetime, next_message: int) -> None:
        """Writes down what was done and works out what must follow from it. Messages from `next_message` on are of now."""
        self.expected = Expected()
        getattr(self, deed.name)(now, *deed.args)
        if self._is_over_for_the_rung:
            self.first_valid_message, self._is_over_for_the_rung = next_message, False

    # --- visits ----------------------------------------------------------------------------------------

    def plans(self, now: datetime, planned_end: datetime | None) -> None:
        self.visits.append(VisitRecord(self.timing, end_by=planned_end))

    def is_gated(self, now: datetime, reasons: tuple[str, ...]) -> None:
        visit = self.visits[-1]
        visit.is_gated = visit.is_gated or visit.is_planned

    def opens_gate(self, now: datetime, by: UUID, how: engine.Opening, reason: str) -> None:
        visit = self.visits[-1]
        own_or_silent = how is engine.Opening.OVERRIDE and (by == self.worker or not reason)
        self.expected.refused = not visit.is_gated or own_or_silent
        visit.is_gated = visit.is_gated and own_or_silent

    def starts(
        self, now: datetime, received_at: datetime, planned_end: datetime | None, unanswered: tuple[str, ...] = ()
    ) -> None:
        visit = next((visit for visit in self.visits if visit.is_planned), None)
        if self.visit is not None or (visit is not None and visit.is_gated and not unanswered):
            self.expected.refused = True
            return
        if (earlier := self.awaited) is not None:
            earlier.is_home()
        if visit is None:
            visit = VisitRecord(self.timing)
            self.visits.append(visit)
        visit.starts(min(received_at, now), planned_end)

    def cancels(self, now: datetime) -> None:
        visit = self.visits[-1]
        if visit.is_planned:
            visit.is_planned, visit.is_cancelled, visit.is_gated = False, True, False
        else:
            self.expected.refused = True

    def is_heard(self, now: datetime, late: bool) -> None:
        if not late and (self.last_check_in is None or now > self.last_check_in):
            self.last_check_in = now
        self.is_seen(now)

    def is_seen(self, now: datetime) -> None:
        if self.last_heard is None or now > self.last_heard:
            self.last_heard = now

    def checks_in(self, now: datetime, received_at: datetime, late: bool) -> None:
        visit = self.visit
        if visit is not None and not late:
            visit.hears(min(received_at, now), now)
        elif visit is None and not late and (home := self.awaited) and home.waits_for_home:
            home.is_home()

    def extends(self, now: datetime, received_at: datetime, minutes: int) -> None:
        visit = self.visits[-1]
        self.expected.refused = not (visit.is_on and visit.extends(min(received_at, now), minutes))

    def drives(self, now: datetime, received_at: datetime, minutes: int) -> None:
        visit = self.visits[-1]
        self.expected.refused = not (visit.is_on and visit.drives(min(received_at, now), now, minutes))

    def says_home(self, now: datetime, received_at: datetime, under_duress: bool) -> None:
        visit = self.visits[-1]
        if visit.home_by is not None:
            visit.is_home()
            visit.in_alarm |= under_duress
        elif not under_duress:
            self.expected.refused = True
        if under_duress:
            self._call("duress", min(received_at, now), now, (None, False))

    def leaves_a_note(self, now: datetime) -> None:
        self.expected.refused = not self.visits[-1].is_on

    def ends(
        self, now: datetime, received_at: datetime, by: UUID, evidence: str, shift_ends: datetime | None = None
    ) -> None:
        if self.visits[-1].is_on and (by == self.worker or evidence.strip()):
            self.visits[-1].ends(min(received_at, now), shift_ends, by_worker=by == self.worker)
        else:
            self.expected.refused = True

    def ends_under_duress(self, now: datetime, received_at: datetime, shift_ends: datetime | None = None) -> None:
        visit = self.visits[-1]
        if visit.is_on:
            visit.ends(min(received_at, now), shift_ends, by_worker=True)
            visit.in_alarm = True
        self._call("duress", min(received_at, now), now, (None, False))

    # --- calls for help --------------------------------------------------------------------------------

    def presses(self, now: datetime, received_at: datetime, kind: str, pressed_at: datetime | None, late: bool) -> None:
        visit = self.visit
        if visit is not None and kind != "test":
            visit.is_in_alarm(shown=kind != "duress")
        elif visit is None and kind not in ("test", "duress") and (home := self.awaited) and not home.in_alarm:
            home.is_home()
        self._call(kind, min(received_at, now), now, (pressed_at, late))

    def _call(self, kind: str, at: datetime, now: datetime, label: tuple[datetime | None, bool] | None) -> None:
        """Somebody calls, or a clock does for them (without a label): it rings at once, and puts nothing off."""
        if label is not None or not self.is_open:
            self.label = label or (None, False)
        if not self.is_open:
            self.calls, self.owner, self.step, self.unaware = [(kind, at)], None, 0, frozenset()
            self._begins_to_ring(now)
            return
        was_panic = self._rings_all()
        self.calls.append((kind, at))
        due = self.due
        if self.phase == "broadcast":
            self._broadcast(now, now)
        elif self._rings_all() and not was_panic:
            self._ring_on(self._work_steps, now, now, not_later=due)
        elif self.phase == "taken":
            self.due, self.asks_at = min(due, now + OWNER_MUST_SAY), None
            self._ring_owner(now)
        elif not self._ring(self.step, self._people[self.step]):
            self._ring_on(self._after(self.step), now, now)

    # --- the clock -------------------------------------------------------------------------------------

    def looks(self, now: datetime, twice: bool) -> None:
        if self.is_open and self.due > now:
            self._asks_or_rings_again(now)
        elif self.is_open:
            if self.phase == "taken":
                self._owner_is_silent(self.due, now)
            elif self.phase == "broadcast":
                self._broadcast(self.broadcasts_since, now)
            else:
                self._ring_on(self._after(self.step), self.due, now)
        for visit in self.visits:
            if visit.next_at is not None and visit.next_at <= now:
                rings, alarm = visit.moves(self.last_check_in, self.last_heard, now)
                if alarm:
                    self._call(alarm, now, now, None)
                self.expected.worker_rings += rings

    # --- who deals with it -----------------------------------------------------------------------------

    def takes(self, now: datetime, by: UUID) -> None:
        if self.phase == "none":
            return
        if self.phase == "closed":
            self._refuse(self.closer)
        elif by == self.worker or (self.phase == "taken" and self.owner != by):
            self._refuse(self.owner)
        elif self.phase == "taken":
            self._winds_owner_clock(now)
        else:
            before = self.owner
            self.phase, self.owner = "taken", by
            self._winds_owner_clock(now)
            self._is_over_for_those_who_were_rung(by, before)

    def progresses(self, now: datetime, by: UUID) -> None:
        if self.is_open and by == self.owner:
            self.takes(now, by)

    def hands_over(self, now: datetime, by: UUID, to: UUID) -> None:
        if self.phase == "none":
            return
        if self.phase == "closed":
            self._refuse(self.closer)
        elif to == self.worker or self.owner is None or by != self.owner or to == by:
            self._refuse(self.owner)
        else:
            self.phase, self.owner = "taken", to
            self.due, self.asks_at, self.again_at = now + min(OWNER_MUST_SAY, self.owner_clock), None, None
            self._is_over_for_those_who_were_rung(by, None, but=to)
            self._ring_owner(now)

    def closes(self, now: datetime, by: UUID, outcome: Outcome, text: str) -> None:
        if self.phase == "none":
            return
        if self.phase == "closed":
            self._refuse(self.closer)
        elif by == self.worker or (outcome == "genuine" and not text.strip()):
            self._refuse(self.owner)
        else:
            before = self.owner
            self.phase, self.closer, self.outcome, self.checker, self.due = "closed", by, outcome, None, None
            self.again_at, self.asks_at, self.closed_at = None, None, now
            self._is_over_for_those_who_were_rung(by, before)
            for visit in self.visits:
                visit.goes_on(now)

    def reopens(self, now: datetime, by: UUID, text: str) -> None:
        if self.phase == "none":
            return
        in_time = self.phase == "closed" and now <= self.closed_at + REOPENED_WITHIN
        if not in_time or by == self.worker or not text.strip():
            self.expected.refused = True
            return
        if self.visit is not None:
            self.visit.is_in_alarm(shown=any(kind != "duress" for kind, _ in self.calls))
        self.owner, self.step, self.unaware = None, 0, frozenset()
        self._begins_to_ring(now)

    def finds_nobody(self, now: datetime, rounds_ago: int) -> None:
        """Of a ringing that is over: it changes nothing."""

    def checks(self, now: datetime, by: UUID) -> None:
        if self.phase == "none":
            return
        if self.phase != "closed" or self.outcome != "genuine" or by in (self.worker, self.closer) or self.checker:
            self.expected.refused = True
        else:
            self.checker = by

    def _refuse(self, owner: UUID | None) -> None:
        self.expected.refused, self.expected.owner_told = True, owner

    def _is_over_for_those_who_were_rung(self, by: UUID, before: UUID | None, but: UUID | None = None) -> None:
        """They are to be told, all but who did it; so is the owner before, and not who is rung instead. A next of kin who was
        called upon is told by what was sent to them (`watch.kin`, `tests/database/watch/test_kin.py`)."""
        if before is not None:
            self.unaware |= {Target(before)}
        told = self.unaware - {Target(by)} - ({Target(but)} if but else set())
        self.expected.told = frozenset(target for target in told if not target.kin)
        self.unaware = frozenset()
        self._is_over_for_the_rung = True

    # --- messages --------------------------------------------------------------------------------------

    def is_delivered(self, now: datetime, number: int) -> None:
        pass

    def can_be_reached(self, now: datetime, people: frozenset[UUID]) -> None:
        pass

    def is_void(self, message: Message) -> bool:
        """It rings for an alarm that somebody has, or that is over."""
        return message.number < self.first_valid_message or not self.is_open

    # --- the worker's screen ---------------------------------------------------------------------------

    def alarm_on_screen(self) -> tuple[str, datetime, UUID | None] | None:
        """The gravest call but duress, when the first of these came, and the owner."""
        if self.due is None:  # no alarm is open
            return None
        shown = [call for call in self.calls if call[0] != "duress"]
        if not shown:
            return None
        return max((kind for kind, _ in shown), key=GRAVITY.index), shown[0][1], self.owner
