"""The system as far as one worker is concerned: what is stored, and the transactions that change it.

It does with the engine's decisions what `watch.actions`, `watch.work` and `watch.decisions` do, on plain values: a
transaction is kept whole or not at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from alongside.watch import engine
from alongside.watch.engine import AlarmState, Target, VisitState, VisitStatus
from alongside.watch.engine.gate import WAITS
from tests.simulation.deeds import Deed
from tests.simulation.people import HOLDERS, KIN, PEOPLE, ROTAS, Arrangement

Decide = Callable[..., Any]
EVERYBODY = frozenset((*PEOPLE, KIN))
RUNNING = (VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE, VisitStatus.IN_ALARM)


@dataclass(slots=True, eq=False)
class Message:
    """A ring in the outbox, with everybody whom it goes to. It stays there until it is taken back."""

    number: int
    people: frozenset[UUID]


class Decision(NamedTuple):
    """What the engine made of one event: an event row, and the state beside it."""

    about: UUID
    before: VisitState | AlarmState | None
    event: Any
    effects: tuple[Any, ...]
    after: VisitState | AlarmState


@dataclass(slots=True)
class Written:
    """What one transaction wrote and answered. `said`: the words that a worker was refused with."""

    refused: engine.Refused | None = None
    said: str = ""
    rings: list[tuple[UUID, Any, frozenset[UUID]]] = field(default_factory=list)
    worker_rings: list[tuple[UUID, engine.RingWorker]] = field(default_factory=list)
    tells: list[tuple[UUID, engine.Tell]] = field(default_factory=list)
    stops: int = 0
    decisions: list[Decision] = field(default_factory=list)
    delivered: Message | None = None


def _rung(written: Written) -> list[frozenset[UUID]]:
    return [people for _, _, people in written.rings]


class Watchroom:
    """What is stored about one worker. `decide` is the engine's, or one that is broken on purpose."""

    def __init__(self, arrangement: Arrangement, decide: Decide = engine.decide) -> None:
        self.arrangement = arrangement
        self.worker, self.plan = arrangement.worker, arrangement.plan
        self.decide = decide
        self.visits: dict[UUID, VisitState] = {}
        self.alarms: dict[UUID, AlarmState] = {}
        self.latest: AlarmState | None = None
        self.wakes = False
        self.last_check_in: datetime | None = None
        self.last_heard: datetime | None = None
        self.reachable = EVERYBODY
        self.outbox: list[Message] = []
        self.fresh: list[Message] = []
        self.messages_made = 0
        self.written = Written()

    def do(self, deed: Deed, now: datetime) -> Written:
        """One transaction. When it is refused, nothing of it is kept but the answer."""
        before = self.stored()
        self.written = Written()
        try:
            getattr(self, deed.name)(now, *deed.args)
        except engine.Refused as refused:
            self.put_back(before)
            self.written = Written(refused=refused.with_traceback(None), said=refused.sentence)
        return self.written

    def commit(self) -> None:
        """The messages of the transaction are now in the outbox."""
        written = self.written
        if written.stops:
            self.outbox = []
        self.fresh = [
            Message(self.messages_made + number, people) for number, people in enumerate(_rung(written)) if people
        ]
        self.messages_made += len(written.rings)
        self.outbox += self.fresh

    def stored(self) -> tuple[Any, ...]:
        """All that a transaction can change. Nothing of it is changed in place: what changes is made anew."""
        return (
            self.visits,
            self.alarms,
            self.latest,
            self.wakes,
            self.last_check_in,
            self.last_heard,
            self.reachable,
        )

    def put_back(self, stored: tuple[Any, ...]) -> None:
        """As if the transaction had never been."""
        (
            self.visits,
            self.alarms,
            self.latest,
            self.wakes,
            self.last_check_in,
            self.last_heard,
            self.reachable,
        ) = stored

    @property
    def open_alarm(self) -> AlarmState | None:
        return self.latest if self.latest is not None and self.latest.is_open else None

    @property
    def running(self) -> VisitState | None:
        """The visit that the worker is on."""
        for visit in self.visits.values():
            if visit.ended_at is None and visit.status in RUNNING:
                return visit
        return None

    @property
    def awaited(self) -> VisitState | None:
        """The ended visit after which the worker is asked whether they got home."""
        return next((visit for visit in self.visits.values() if visit.home_by is not None), None)

    @property
    def newest(self) -> VisitState:
        return next(reversed(self.visits.values()))

    @property
    def next_clock(self) -> datetime | None:
        """When a watcher that reads the database finds something due."""
        first = None if self.latest is None else self.latest.clock_at
        for visit in self.visits.values():
            if visit.clock_at is not None and (first is None or visit.clock_at < first):
                first = visit.clock_at
        return first

    def reach(self, targets: Iterable[Target]) -> frozenset[UUID]:
        """The people behind the targets who have a number that works, never the worker."""
        found = set()
        for target in targets:
            if target.role:
                found.update(HOLDERS[target.role])
            elif target.rota_id:
                found.update(ROTAS[target.rota_id])
            else:
                found.add(KIN if target.kin else target.staff_id)
        return self.reachable & found

    # --- deeds ---------------------------------------------------------------------------------------

    def plans(self, now: datetime, planned_end: datetime | None) -> None:
        self._decide_visit(None, engine.Planned(now, self._new_id(), self.worker, planned_end), now)

    def is_gated(self, now: datetime, reasons: tuple[str, ...]) -> None:
        self._decide_visit(self.newest, engine.Gated(now, reasons), now)

    def opens_gate(self, now: datetime, by: UUID, how: engine.Opening, reason: str) -> None:
        self._decide_visit(self.newest, engine.GateOpened(now, by, how, reason), now)

    def starts(
        self, now: datetime, received_at: datetime, planned_end: datetime | None, unanswered: tuple[str, ...] = ()
    ) -> None:
        if self.running is not None:
            raise engine.Refused("another_running", "End your present visit before you start the next.")
        planned = next((visit for visit in self.visits.values() if visit.status in WAITS), None)
        identity = planned.id if planned else self._new_id()
        started = engine.Started(
            received_at, identity, self.worker, self.arrangement.timing, planned_end, unanswered=unanswered
        )
        if (earlier := self.awaited) is not None:
            self._decide_visit(earlier, engine.WentOn(now), now)
        self.wakes = False
        self._decide_visit(planned, started, now)

    def cancels(self, now: datetime) -> None:
        self._decide_visit(self.newest, engine.Cancelled(now, self.worker), now)

    def is_heard(self, now: datetime, late: bool) -> None:
        """The gateway: no decision, but the time of the last check-in."""
        if not late and (self.last_check_in is None or now > self.last_check_in):
            self.last_check_in = now
        self.is_seen(now)

    def is_seen(self, now: datetime) -> None:
        if self.last_heard is None or now > self.last_heard:
            self.last_heard = now

    def checks_in(self, now: datetime, received_at: datetime, late: bool) -> None:
        if visit := self.running:
            self._decide_visit(visit, engine.CheckedIn(received_at, "link", late), now)
        elif not late and (visit := self.awaited) and engine.home_is_awaited(visit):
            self._decide_visit(visit, engine.HomeSafe(received_at, "link"), now)

    def extends(self, now: datetime, received_at: datetime, minutes: int) -> None:
        self._decide_visit(self.newest, engine.Extended(received_at, minutes), now)

    def drives(self, now: datetime, received_at: datetime, minutes: int) -> None:
        self._decide_visit(self.newest, engine.DrivingBegun(received_at, minutes), now)

    def says_home(self, now: datetime, received_at: datetime, under_duress: bool) -> None:
        self._decide_visit(self.newest, engine.HomeSafe(received_at, "app", under_duress), now)

    def leaves_a_note(self, now: datetime) -> None:
        self._decide_visit(self.newest, engine.NoteLeft(now), now)

    def ends(
        self, now: datetime, received_at: datetime, by: UUID, evidence: str, shift_ends: datetime | None = None
    ) -> None:
        self._decide_visit(self.newest, engine.Ended(received_at, by, evidence, shift_ends), now)

    def ends_under_duress(self, now: datetime, received_at: datetime, shift_ends: datetime | None = None) -> None:
        self._decide_visit(self.newest, engine.EndedUnderDuress(received_at, shift_ends), now)

    def presses(
        self, now: datetime, received_at: datetime, kind: engine.AlarmKind, pressed_at: datetime | None, late: bool
    ) -> None:
        if visit := self.running or self.awaited:
            self._decide_visit(visit, engine.HelpAsked(received_at, kind, pressed_at, late), now)
        else:
            call = engine.RaiseAlarm(kind, self.worker, None, received_at, received_at, pressed_at, late)
            self._call_for_help(call, now)

    def looks(self, now: datetime, twice: bool) -> None:
        for _ in range(1 + twice):
            alarm = self.open_alarm
            if alarm is not None and alarm.clock_at is not None and alarm.clock_at <= now:
                self._decide_alarm(alarm, engine.ClockDue(), now)
            for visit in tuple(self.visits.values()):
                if visit.clock_at is not None and visit.clock_at <= now:
                    self._decide_visit(visit, engine.look_at(visit, self.last_check_in, self.last_heard), now)

    def takes(self, now: datetime, by: UUID) -> None:
        self._decide_latest(engine.Taken(now, by), now)

    def progresses(self, now: datetime, by: UUID) -> None:
        self._decide_latest(engine.Progressed(now, by, "On my way"), now)

    def hands_over(self, now: datetime, by: UUID, to: UUID) -> None:
        self._decide_latest(engine.HandedOver(now, by, to), now)

    def closes(self, now: datetime, by: UUID, outcome: engine.Outcome, text: str) -> None:
        self._decide_latest(engine.Closed(now, by, outcome, text), now)

    def reopens(self, now: datetime, by: UUID, text: str) -> None:
        visit = self.running
        self._decide_latest(engine.Reopened(now, by, text, visit.id if visit else None), now)

    def finds_nobody(self, now: datetime, rounds_ago: int) -> None:
        if self.latest is not None and self.latest.round > rounds_ago:
            gone = self.latest.round - rounds_ago
            self._decide_latest(engine.NobodyReachable(now, gone, self.latest.step), now)

    def checks(self, now: datetime, by: UUID) -> None:
        self._decide_latest(engine.Checked(now, by), now)

    def is_delivered(self, now: datetime, number: int) -> None:
        self.written.delivered = next((message for message in self.outbox if message.number == number), None)

    def can_be_reached(self, now: datetime, people: frozenset[UUID]) -> None:
        self.reachable = people

    # --- what a decision does ------------------------------------------------------------------------

    def _decide_visit(self, before: VisitState | None, event: Any, now: datetime) -> None:
        after, effects = self.decide(before, event, None, now)
        self.visits = {**self.visits, after.id: after}
        self.written.decisions.append(Decision(after.id, before, event, effects, after))
        for effect in effects:
            match effect:
                case engine.RingWorker():
                    self.written.worker_rings.append((after.id, effect))
                case engine.SetWake(on):
                    self.wakes = on
                case engine.RaiseAlarm():
                    self._call_for_help(effect, now)
                case engine.TellAlarm(what, at) if self.open_alarm:
                    self._decide_alarm(self.open_alarm, engine.WorkerHeard(at, what), now)
                case engine.ShowRefused(_, sentence):
                    self.written.said = sentence

    def _call_for_help(self, effect: engine.RaiseAlarm, now: datetime) -> None:
        arranged = self.arrangement
        event = engine.alarm_event_for(
            effect, self.latest, self._new_id(), arranged.owner_clock_s, arranged.owner_asked_s
        )
        self._decide_alarm(self.latest if isinstance(event, engine.Pressed) else None, event, now)

    def _decide_latest(self, event: Any, now: datetime) -> None:
        if self.latest is not None:
            self._decide_alarm(self.latest, event, now)

    def _decide_alarm(self, before: AlarmState | None, event: Any, now: datetime) -> None:
        after, effects = self.decide(before, event, self.plan, now)
        self.alarms, self.latest = {**self.alarms, after.id: after}, after
        self.written.decisions.append(Decision(after.id, before, event, effects, after))
        for effect in effects:
            match effect:
                case engine.Ring(round_, step):
                    people = self.reach(effect.targets)
                    self.written.rings.append((after.id, effect, people))
                    if not people:
                        self._decide_alarm(self.latest, engine.NobodyReachable(now, round_, step), now)
                case engine.Broadcast():
                    self.written.rings.append((after.id, effect, self.reach(effect.targets)))
                case engine.Tell():
                    self.written.tells.append((after.id, effect))
                case engine.StopRinging():
                    self.written.stops += 1
                case engine.TellVisitAlarmClosed(_, outcome, at):
                    for visit in tuple(self.visits.values()):
                        if visit.status is VisitStatus.IN_ALARM:
                            self._decide_visit(visit, engine.AlarmClosed(at, outcome), now)
                case engine.TellVisitAlarmReopened(key, known, at):
                    self._decide_visit(self.visits[key], engine.AlarmReopened(at, known), now)

    def _new_id(self) -> UUID:
        return UUID(int=self.worker.int + 1000 + len(self.visits) + 100 * len(self.alarms))
