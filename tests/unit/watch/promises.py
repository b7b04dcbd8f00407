"""What must be true of every decision, each check named after its promise; `test_promises` makes the decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tests.unit.watch.stage import NINE, WORKER

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, VisitStatus

PEOPLE = tuple(UUID(int=100 + number) for number in range(4))


class PromisesOfADecision:
    """Checks of one event and what came of it."""

    now: datetime
    plan: engine.Plan
    visit: engine.VisitState | None
    alarms: dict[UUID, engine.AlarmState]
    keys: set[str]

    def s2_s10_device_times_and_late_frames_move_no_clock(
        self, before: engine.VisitState | None, event: engine.Event, after: engine.VisitState
    ) -> None:
        if isinstance(event, engine.CheckedIn) and (event.late or event.at <= before.heard_at):
            assert after == before
        if isinstance(event, engine.HelpAsked):
            elsewhere = replace(event, pressed_at=NINE - timedelta(days=9), late=not event.late)
            assert engine.decide_visit(before, elsewhere, self.now)[0] == after

    def s3_a_watch_that_stood_still_changes_nothing_but_the_lag(self) -> None:
        """Looking at every due moment and looking once, now, must come to the same state."""
        for state in (self.visit, *self.alarms.values()):
            diligent = state
            for _ in range(2000):
                if diligent.clock_at is None or diligent.clock_at > self.now:
                    break
                diligent, _ = engine.decide(diligent, engine.ClockDue(), self.plan, diligent.clock_at)
            late, _ = engine.decide(state, engine.ClockDue(), self.plan, self.now)
            while late.clock_at is not None and late.clock_at <= self.now:
                late, _ = engine.decide(late, engine.ClockDue(), self.plan, self.now)
            assert late == diligent

    def s4_a_check_in_closes_nothing(
        self, before: engine.VisitState | None, event: engine.Event, after: engine.VisitState
    ) -> None:
        if before is not None and before.status is VisitStatus.IN_ALARM and not isinstance(event, engine.AlarmClosed):
            assert after.status is VisitStatus.IN_ALARM

    def s9_only_what_is_no_duress_may_be_shown(
        self, before: engine.VisitState | None, event: engine.Event, after: engine.VisitState
    ) -> None:
        silent = self.is_silent(event)
        if before is not None and silent:
            assert after.alarm_known is before.alarm_known

    def s3_nothing_is_left_due(self) -> None:
        for state in (self.visit, *self.alarms.values()):
            assert state.clock_at is None or state.clock_at > self.now

    def s4_only_a_named_person_other_than_the_worker_ends_an_alarm(
        self, before: engine.AlarmState | None, event: engine.Event, after: engine.AlarmState
    ) -> None:
        if before is not None and before.is_open and not after.is_open:
            assert isinstance(event, engine.Closed)
            assert event.by in PEOPLE
            assert after.outcome is event.outcome

    def s4_the_worker_is_not_rung_as_a_responder(self, effect: engine.Ring | engine.Broadcast | engine.Tell) -> None:
        assert engine.Target(WORKER) not in effect.targets

    def s5_an_owner_changes_only_by_taking_or_handing_over(
        self, before: engine.AlarmState | None, event: engine.Event, after: engine.AlarmState
    ) -> None:
        if isinstance(event, engine.Taken):
            assert after.owner == event.by
        if isinstance(event, engine.Progressed) and event.by != before.owner:
            assert after == before
        if before is None or before.owner == after.owner or not before.is_open:
            return
        if isinstance(event, engine.Taken):
            assert before.status is not AlarmStatus.TAKEN
        else:
            assert isinstance(event, engine.HandedOver)
            assert (before.owner, after.owner) == (event.by, event.to)

    def s5_the_refused_are_told_who_has_it(
        self, before: engine.AlarmState | None, event: engine.Event, refused: engine.Refused
    ) -> None:
        assert refused.sentence.endswith(".")
        if isinstance(event, engine.Taken) and event.by != WORKER:
            assert refused.owner == (before.owner if before.is_open else before.closed_by)
            assert refused.owner is not None

    def s6_nothing_rings_twice(self, key: str) -> None:
        assert key not in self.keys
        self.keys.add(key)

    def s7_help_is_never_refused(self, event: engine.Event) -> None:
        assert not isinstance(event, engine.HelpAsked | engine.Raised | engine.Pressed)
        assert not self.is_silent(event)

    def is_silent(self, event: engine.Event) -> bool:
        """A call for help of which the worker's screen shows nothing."""
        if isinstance(event, engine.EndedUnderDuress):
            return True
        return getattr(event, "kind", None) is AlarmKind.DURESS or getattr(event, "under_duress", False)

    def s7_a_call_for_help_raises_an_alarm(self, event: engine.Event, effects: tuple[engine.Effect, ...]) -> None:
        if isinstance(event, engine.HelpAsked) or self.is_silent(event):
            kinds = [effect.kind for effect in effects if isinstance(effect, engine.RaiseAlarm)]
            assert kinds == [getattr(event, "kind", AlarmKind.DURESS)]

    def s7_a_press_rings_at_once_and_puts_nothing_off(
        self,
        before: engine.AlarmState | None,
        event: engine.Event,
        after: engine.AlarmState,
        effects: tuple[engine.Effect, ...],
    ) -> None:
        if not isinstance(event, engine.Pressed | engine.Raised):
            return
        (ring,) = (effect for effect in effects if isinstance(effect, engine.Ring | engine.Broadcast))
        assert ring.targets
        assert after.is_open
        by_a_clock = event.kind not in (AlarmKind.SOS, AlarmKind.FALL, AlarmKind.DURESS, AlarmKind.TEST)
        label = before if by_a_clock and before is not None and before.is_open else event
        assert (after.pressed_at, after.late) == (label.pressed_at, label.late)
        if before is not None and before.status in (AlarmStatus.RINGING, AlarmStatus.TAKEN):
            assert after.clock_at <= (before.rings_on_at or before.clock_at)

    def s9_a_duress_press_changes_nothing_on_the_worker_s_screen(
        self, before: engine.AlarmState | None, event: engine.Event, after: engine.AlarmState
    ) -> None:
        if isinstance(event, engine.Pressed | engine.Raised) and event.kind is AlarmKind.DURESS:
            shown = engine.alarm_shown_to_worker(before) if before else None
            assert engine.alarm_shown_to_worker(after) == shown

    def s9_duress_is_answered_like_safety(self, before: engine.VisitState | None, event: engine.Event) -> None:
        """In any status, what the worker is answered, shown and rung for is the same for both codes."""
        if isinstance(event, engine.HomeSafe):
            plain, silent = engine.HomeSafe(event.at), engine.HomeSafe(event.at, under_duress=True)
            assert self.seen_by_worker(before, plain) == self.seen_by_worker(before, silent)
            return
        if not isinstance(event, engine.Ended | engine.EndedUnderDuress) or getattr(event, "by", WORKER) != WORKER:
            return
        safe = self.seen_by_worker(before, engine.Ended(event.at, WORKER))
        duress = self.seen_by_worker(before, engine.EndedUnderDuress(event.at))
        assert safe == duress

    def seen_by_worker(self, visit: engine.VisitState, ending: engine.VisitEvent) -> list[object]:
        seen: list[object] = []
        later = self.now + timedelta(hours=3)
        afterwards = (
            engine.CheckedIn(self.now),
            engine.ClockDue(self.now),
            engine.Extended(self.now, 10),
            engine.NoteLeft(self.now),
            engine.Ended(self.now, WORKER),
            engine.DrivingBegun(self.now, 10),
            engine.ClockDue(later),
        )
        for event in (ending, *afterwards):
            try:
                visit, effects = engine.decide_visit(visit, event, later if event is afterwards[-1] else self.now)
            except engine.Refused as refused:
                seen.append((refused.code, refused.sentence))
            else:
                refusals = [(e.code, e.sentence) for e in effects if isinstance(e, engine.ShowRefused)]
                rings = [effect for effect in effects if isinstance(effect, engine.RingWorker)]
                seen.append(refusals[0] if refusals else rings)
            seen.append((engine.shown_to_worker(visit), visit.ended_at, visit.home_by, engine.extension_left(visit)))
        return seen
