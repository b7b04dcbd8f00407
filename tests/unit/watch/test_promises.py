"""The safety promises, checked after every step of a made-up world in which everything goes wrong that can.

One worker, their visit and their alarms, four people who answer, and a watch that looks when it likes. Events reach
the engine late, twice and out of order; the server's time only goes forward. Each check is named after its promise.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.unit.watch.promises import PEOPLE, PromisesOfADecision
from tests.unit.watch.stage import NINE, PLAN, WORKER

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome, VisitStatus

PRESSED = st.sampled_from((AlarmKind.SOS, AlarmKind.FALL, AlarmKind.DURESS))
ANYBODY = st.sampled_from((*PEOPLE, WORKER))
WAITS = st.one_of(st.just(0), st.integers(1, 60), st.integers(60, 900))
RECEIVED = (engine.CheckedIn, engine.Extended, engine.HelpAsked, engine.DrivingBegun, engine.HomeSafe)
OPEN = (AlarmStatus.RINGING, AlarmStatus.TAKEN, AlarmStatus.EXHAUSTED)


@st.composite
def plans(draw: st.DrawFn) -> engine.Plan:
    """Any plan of up to three steps, some with the worker in them by mistake, some with nobody at all."""
    targets = st.sampled_from((*(engine.Target(person) for person in (*PEOPLE, WORKER)), engine.Target(role="buddy")))
    step = st.builds(
        engine.Step, st.lists(targets, min_size=1, max_size=3, unique=True).map(tuple), st.sampled_from((30, 120, 600))
    )
    return engine.Plan(
        PLAN,
        1,
        tuple(draw(st.lists(step, max_size=3))),
        (engine.Target(role="operator"),),
        panic_to_all=draw(st.booleans()),
    )


timings = st.builds(
    engine.VisitTiming,
    st.sampled_from((300, 900, 3600)),
    st.sampled_from((0, 60, 300)),
    st.sampled_from((0, 300, 600)),
    extensions=st.sampled_from((None, None, 1)),
    driving_s=st.sampled_from((0, 1800)),
    home_safe_s=st.sampled_from((0, 900)),
    device_silence_s=st.sampled_from((0, 0, 900)),
)


class EverythingGoesWrong(PromisesOfADecision, RuleBasedStateMachine):
    """Does with effects what the actions do, and remembers everything that was rung."""

    @initialize(
        plan=plans(),
        timing=timings,
        end=st.none() | st.integers(1, 200),
        buddy=st.booleans(),
        asked=st.sampled_from((0, 120)),
    )
    def the_visit_starts(
        self, plan: engine.Plan, timing: engine.VisitTiming, end: int | None, buddy: bool, asked: int
    ) -> None:
        self.now = NINE
        self.asked_s = asked
        self.plan = plan
        self.buddy_reachable = buddy
        self.keys: set[str] = set()
        self.waiting: list[engine.Event] = []
        self.alarms: dict[UUID, engine.AlarmState] = {}
        self.history: dict[UUID, list[tuple[engine.Event, datetime]]] = {}
        self.visits_begun = 0
        self.start_visit(timing, end)

    def start_visit(self, timing: engine.VisitTiming, end: int | None) -> None:
        if self.visits_begun:
            self.to_visit(engine.WentOn(self.now))
        self.visit: engine.VisitState | None = None
        self.visits_begun += 1
        planned_end = self.now + timedelta(minutes=end) if end else None
        identity = UUID(int=10_000 + self.visits_begun)
        self.to_visit(engine.Started(self.now, identity, WORKER, timing, planned_end))

    # --- what the actions do -----------------------------------------------------------------------

    def to_visit(self, event: engine.VisitEvent) -> tuple[engine.Effect, ...]:
        before = self.visit
        try:
            after, effects = engine.decide_visit(before, event, self.now)
        except engine.Refused:
            self.s7_help_is_never_refused(event)
            self.s9_duress_is_answered_like_safety(before, event)
            return ()
        self.visit = after
        self.history.setdefault(after.id, []).append((event, self.now))
        self.s2_s10_device_times_and_late_frames_move_no_clock(before, event, after)
        self.s4_a_check_in_closes_nothing(before, event, after)
        self.s7_a_call_for_help_raises_an_alarm(event, effects)
        self.s9_only_what_is_no_duress_may_be_shown(before, event, after)
        self.s9_duress_is_answered_like_safety(before, event)
        for effect in effects:
            if isinstance(effect, engine.RingWorker):
                self.s6_nothing_rings_twice(f"{after.id}:{effect.key}")
            elif isinstance(effect, engine.RaiseAlarm):
                self.raise_alarm(effect)
            elif isinstance(effect, engine.TellAlarm) and self.open_alarm():
                self.to_alarm(self.open_alarm().id, engine.WorkerHeard(effect.at, effect.what))
        return effects

    def raise_alarm(self, effect: engine.RaiseAlarm) -> None:
        latest = self.open_alarm() or next(reversed(self.alarms.values()), None)
        fresh = UUID(int=1000 + len(self.alarms))
        event = engine.alarm_event_for(effect, latest, fresh, 600, self.asked_s)
        self.to_alarm(latest.id if isinstance(event, engine.Pressed) else fresh, event)

    def to_alarm(self, alarm: UUID, event: engine.AlarmEvent) -> tuple[engine.Effect, ...]:
        before = self.alarms.get(alarm)
        try:
            after, effects = engine.decide_alarm(before, event, self.plan, self.now)
        except engine.Refused as refused:
            self.s5_the_refused_are_told_who_has_it(before, event, refused)
            self.s7_help_is_never_refused(event)
            return ()
        self.alarms[alarm] = after
        self.history.setdefault(alarm, []).append((event, self.now))
        self.s4_only_a_named_person_other_than_the_worker_ends_an_alarm(before, event, after)
        self.s5_an_owner_changes_only_by_taking_or_handing_over(before, event, after)
        self.s7_a_press_rings_at_once_and_puts_nothing_off(before, event, after, effects)
        self.s9_a_duress_press_changes_nothing_on_the_worker_s_screen(before, event, after)
        for effect in effects:
            if isinstance(effect, engine.Ring | engine.Broadcast | engine.Tell):
                self.s6_nothing_rings_twice(f"{alarm}:{effect.key}")
                self.s4_the_worker_is_not_rung_as_a_responder(effect)
            if isinstance(effect, engine.Ring) and not self.reachable(effect.targets):
                self.to_alarm(alarm, engine.NobodyReachable(self.now, effect.round, effect.step))
            if isinstance(effect, engine.TellVisitAlarmClosed) and effect.visit == self.visit.id:
                self.to_visit(engine.AlarmClosed(effect.at, effect.outcome))
            if isinstance(effect, engine.TellVisitAlarmReopened):
                self.to_visit(engine.AlarmReopened(effect.at, effect.known))
        return effects

    def reachable(self, targets: tuple[engine.Target, ...]) -> bool:
        return any(target.role != "buddy" or self.buddy_reachable for target in targets)

    def on_it(self) -> UUID | None:
        """The visit that the worker is on."""
        return self.visit.id if self.visit and self.visit.ended_at is None else None

    def open_alarm(self) -> engine.AlarmState | None:
        return next((alarm for alarm in self.alarms.values() if alarm.is_open), None)

    # --- what happens ------------------------------------------------------------------------------

    @rule(wait=WAITS, heard=st.none() | st.integers(0, 900), seen=st.none() | st.integers(0, 900), twice=st.booleans())
    def the_watch_looks(self, wait: int, heard: int | None, seen: int | None, twice: bool) -> None:
        self.now += timedelta(seconds=wait)
        last, sign = (None if ago is None else self.now - timedelta(seconds=ago) for ago in (heard, seen))
        self.s3_a_watch_that_stood_still_changes_nothing_but_the_lag()
        self.to_visit(engine.look_at(self.visit, last, sign))
        for alarm in list(self.alarms):
            self.to_alarm(alarm, engine.ClockDue())
        self.s3_nothing_is_left_due()
        if twice:
            before = (self.visit, dict(self.alarms))
            assert self.to_visit(engine.look_at(self.visit, last, sign)) == ()
            assert all(self.to_alarm(alarm, engine.ClockDue()) == () for alarm in list(self.alarms))
            assert before == (self.visit, dict(self.alarms))

    @rule(looks=st.integers(1, 14), heard=st.booleans())
    def the_watch_keeps_up(self, looks: int, heard: bool) -> None:
        """Looks at each due moment, to the second; perhaps the worker checks in at the end."""
        for _ in range(looks):
            due = [state.clock_at for state in (self.visit, *self.alarms.values()) if state.clock_at is not None]
            self.now = max(self.now, min(due, default=self.now))
            self.to_visit(engine.ClockDue())
            for alarm in list(self.alarms):
                self.to_alarm(alarm, engine.ClockDue())
        if heard:
            self.to_visit(engine.CheckedIn(self.now))

    @rule(wait=WAITS, event=st.sampled_from(RECEIVED), data=st.data())
    def something_is_received(self, wait: int, event: type[engine.VisitEvent], data: st.DataObject) -> None:
        """At once, later, or more than once, and then in any order."""
        if event is engine.CheckedIn:
            received = engine.CheckedIn(self.now, "app", late=data.draw(st.booleans()))
        elif event is engine.Extended:
            received = engine.Extended(self.now, data.draw(st.integers(5, 120)))
        elif event is engine.DrivingBegun:
            received = engine.DrivingBegun(self.now, data.draw(st.integers(5, 30)))
        elif event is engine.HomeSafe:
            received = engine.HomeSafe(self.now, "app", under_duress=data.draw(st.booleans()))
        else:
            pressed_at = self.now - timedelta(hours=data.draw(st.integers(-48, 48)))
            received = engine.HelpAsked(self.now, data.draw(PRESSED), pressed_at, late=data.draw(st.booleans()))
        self.waiting.append(received)
        self.now += timedelta(seconds=wait)
        while self.waiting and data.draw(st.booleans()):
            event = data.draw(st.sampled_from(self.waiting))
            if data.draw(st.booleans()):
                self.waiting.remove(event)
            self.to_visit(event)

    @rule(how=st.sampled_from(("under duress", "safe", "by a colleague")), wait=WAITS, timing=timings)
    def the_visit_ends_and_perhaps_another_starts(self, how: str, wait: int, timing: engine.VisitTiming) -> None:
        endings = {
            "under duress": engine.EndedUnderDuress(self.now),
            "safe": engine.Ended(self.now, WORKER),
            "by a colleague": engine.Ended(self.now, PEOPLE[0], "Spoke to her"),
        }
        self.to_visit(endings[how])
        self.now += timedelta(seconds=wait)
        if wait % 4 and engine.shown_to_worker(self.visit) is VisitStatus.ENDED:
            self.start_visit(timing, wait // 60 or None)

    @rule(data=st.data(), person=ANYBODY, other=ANYBODY, wait=st.integers(0, 200))
    def somebody_deals_with_an_alarm(self, data: st.DataObject, person: UUID, other: UUID, wait: int) -> None:
        """Up to four at the same moment."""
        if not self.alarms:
            return
        alarm = data.draw(st.sampled_from(list(self.alarms)))
        outcome, text = data.draw(st.sampled_from(Outcome)), data.draw(st.sampled_from(("", "Found well")))
        acts = (
            engine.Taken(self.now, person),
            engine.Taken(self.now, other),
            engine.Progressed(self.now, person, text),
            engine.HandedOver(self.now, self.alarms[alarm].owner or person, other),
            engine.HandedOver(self.now, person, other),
            engine.Closed(self.now, person, outcome, text),
            engine.Checked(self.now, person),
        )
        if self.open_alarm() is None:
            acts = (*acts, engine.Reopened(self.now, person, text, self.on_it()))
        for act in data.draw(st.lists(st.sampled_from(acts), min_size=1, max_size=4)):
            self.to_alarm(alarm, act)
        self.now += timedelta(seconds=wait)

    # --- what must be true after every step --------------------------------------------------------

    @invariant()
    def s2_no_clock_waits_longer_than_the_interval_and_the_grace(self) -> None:
        visit = self.visit
        if visit is None or visit.clock_at is None:
            return
        assert visit.clock_at <= visit.alarm_at
        if visit.ended_at is not None:
            return
        timing = visit.timing
        limit = timedelta(seconds=max(timing.check_in_interval_s, timing.driving_s) + timing.grace_s)
        assert visit.clock_at <= visit.alarm_at <= visit.heard_at + limit
        assert visit.heard_at <= self.now

    @invariant()
    def s4_an_open_alarm_always_has_a_clock_and_a_visit_in_alarm_has_an_open_alarm(self) -> None:
        for alarm in self.alarms.values():
            assert alarm.is_open is (alarm.clock_at is not None)
            assert alarm.status in OPEN or (alarm.closed_by not in (None, WORKER) and alarm.outcome)
        if self.visit and self.visit.status is VisitStatus.IN_ALARM:
            assert self.visit.id in self.open_alarm().visits

    @invariant()
    def s4_an_alarm_that_nobody_touches_comes_to_a_broadcast(self) -> None:
        for alarm in self.alarms.values():
            if alarm.is_open:
                later = self.now + timedelta(hours=4)
                after, effects = engine.decide_alarm(alarm, engine.ClockDue(), self.plan, later)
                if after.status is AlarmStatus.RINGING:
                    after, effects = engine.decide_alarm(after, engine.ClockDue(), self.plan, later)
                (broadcast,) = (effect for effect in effects if isinstance(effect, engine.Broadcast))
                assert after.status is AlarmStatus.EXHAUSTED
                assert engine.Target(role="operator") in broadcast.targets
                assert after.clock_at <= later + timedelta(seconds=300)

    @invariant()
    def s5_there_is_exactly_one_owner_of_a_taken_alarm(self) -> None:
        for alarm in self.alarms.values():
            assert alarm.status is not AlarmStatus.TAKEN or alarm.owner in PEOPLE
            assert alarm.owner != WORKER
        assert sum(alarm.is_open for alarm in self.alarms.values()) <= 1

    @invariant()
    def s6_a_replay_ends_in_the_same_state_and_so_makes_the_same_keys(self) -> None:
        if self.visit:
            assert engine.replay(self.history[self.visit.id]) == self.visit
        for identity, alarm in self.alarms.items():
            assert engine.replay(self.history[identity], self.plan) == alarm

    @invariant()
    def s9_the_worker_s_screen_never_shows_duress(self) -> None:
        if self.visit and self.visit.under_duress:
            assert engine.shown_to_worker(self.visit) is VisitStatus.ENDED
        for alarm in self.alarms.values():
            assert alarm.shown_kind is not AlarmKind.DURESS

    @invariant()
    def states_can_be_written_down_and_read_again(self) -> None:
        for state in (*self.alarms.values(), *((self.visit,) if self.visit else ())):
            assert engine.from_dict(engine.to_dict(state)) == state


TestEverythingGoesWrong = EverythingGoesWrong.TestCase
TestEverythingGoesWrong.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
