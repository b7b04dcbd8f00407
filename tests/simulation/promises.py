"""The promises of the safety design, as far as the engine keeps them, checked after every step.

Each function is named after its promise, reads what the observer wrote down (`record`) and what the system did
(`written`, `room`), and fails with words. S12, that evidence is written once and its hashes can be checked, is no matter of
the engine: `tests/database/evidence`, `tests/fault/test_kill_upload.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.watch import engine
from alongside.watch.engine import AlarmStatus, Target
from tests.simulation.deeds import Deed
from tests.simulation.record import Record
from tests.simulation.watchroom import Watchroom, Written

CALLS = ("presses", "ends_under_duress")
ANSWERS = ("takes", "hands_over", "closes", "progresses")


@dataclass(slots=True)
class Step:
    """One step: what was done when, and what the system made of it. `next_clock`: when the watch would look next, by what
    is stored; `next_due`: when it must, by what the observer knows."""

    deed: Deed
    now: datetime
    written: Written
    room: Watchroom
    record: Record
    next_clock: datetime | None
    next_due: datetime | None


def s1_a_decision_that_was_lost_leaves_nothing_behind(lost: Written, again: Written) -> None:
    """That nothing is acknowledged before it is committed is the gateway's and the actions' part (`tests/fault`,
    `tests/database/devices`). The engine's part: a decision that died before its commit is made again word for word."""
    assert lost.decisions == again.decisions, "the decision that was made again is not the one that was lost"
    assert (lost.rings, lost.worker_rings, lost.said) == (again.rings, again.worker_rings, again.said)


def s2_the_clock_of_a_visit_runs_from_what_the_server_received(step: Step) -> None:
    """The worker is reminded, rung and alarmed about when the observer's own calendar says so, and never else: it
    counts from the times at which the server received what the worker said, whatever the device or the watch did."""
    rung = [(str(effect.purpose), effect.round) for _, effect in step.written.worker_rings]
    assert rung == step.record.expected.worker_rings, (
        f"the worker was rung {rung}, not {step.record.expected.worker_rings}"
    )


def s2_a_check_in_is_put_off_no_further_than_was_agreed(step: Step) -> None:
    """An extension, or a drive, beyond what the organisation allows is refused; a check-in never is."""
    if step.deed.name in ("extends", "drives"):
        refused = step.written.refused
        assert (refused is not None) is step.record.expected.refused, f"answered {refused or 'yes'}"
    if step.deed.name == "checks_in":
        assert step.written.refused is None, "a check-in was refused"


def s3_nothing_is_left_due_once_the_watch_has_looked(step: Step) -> None:
    """How long a due thing lay there is measured by the watch itself (`tests/scenario/test_watch_stopped.py`). The
    engine's part: one look, however late, does everything that was due."""
    if step.deed.name == "looks":
        due = step.next_due
        assert due is None or due > step.now, f"{due} was due and is left undone"
        clock = step.next_clock
        assert clock is None or clock > step.now, f"the clock still stands at {clock}: the watch would look for ever"


def s3_what_is_due_is_found_in_time(step: Step) -> None:
    """The clock that is stored, by which the watch finds what is due, is never later than what is due."""
    due, clock = step.next_due, step.next_clock
    assert due is None or (clock is not None and clock <= due), f"due at {due}, but the watch would look at {clock}"


def s3_a_check_in_that_is_waited_for_wakes_the_watch(step: Step) -> None:
    """Most check-ins cost their row and nothing more. One that ends a ringing, or that an alarm's people want to hear of, is
    handed to the watch at once."""
    visit, home = step.record.visit, step.record.awaited
    waited_for = visit is not None and (visit.rung is not None or visit.in_alarm)
    if waited_for or (visit is None and home is not None and home.waits_for_home):
        assert step.room.wakes, "the worker is waited for, and a check-in would lie there"


def s4_who_is_rung_is_whom_the_plan_says(step: Step) -> None:
    """Step by step, each with everybody before it; then everybody, again and again, until it is taken or closed."""
    expected = step.record.expected.rings
    rung = [(getattr(effect, "step", None), frozenset(effect.targets)) for _, effect, _ in step.written.rings]
    assert rung == expected, f"rung {_named(rung)}, not {_named(expected)}"


def s4_an_alarm_ends_only_by_a_named_person_other_than_the_worker(step: Step) -> None:
    """What the desks show as open is what nobody has closed; a check-in, an end, a time or a take closes nothing."""
    alarm, record = step.room.latest, step.record
    if alarm is None:
        assert record.phase == "none", "an alarm was asked for and there is none"
        return
    assert alarm.is_open is record.is_open, f"the alarm is {alarm.status} and should be {record.phase}"
    if not alarm.is_open:
        assert alarm.closed_by == record.closer != record.worker, "somebody else than who closed it is named"
        assert alarm.outcome == record.outcome, "it has another outcome than was given"
        assert alarm.checked_by == record.checker, "the second check is by nobody who made it"


def s4_a_visit_in_alarm_is_held_open(step: Step) -> None:
    """A visit with an alarm stays in alarm until the alarm is closed, and goes on or is over then."""
    for visit, known in zip(step.room.visits.values(), step.record.visits, strict=True):
        assert (visit.status is engine.VisitStatus.IN_ALARM) is known.in_alarm, f"the visit is {visit.status}"
        over = known.ended_at is not None and not known.in_alarm
        assert (visit.status is engine.VisitStatus.ENDED) is (over and not known.has_lapsed), f"it is {visit.status}"
        assert (visit.status is engine.VisitStatus.LAPSED) is known.has_lapsed, f"the visit is {visit.status}"


def s4_the_worker_is_never_rung_as_who_helps(step: Step) -> None:
    for _, effect, people in step.written.rings:
        assert step.record.worker not in people, "the worker was rung about themselves"
        assert Target(step.record.worker) not in effect.targets, "the worker was to be rung about themselves"


def s4_nothing_rings_once_it_is_taken_handed_over_or_closed(step: Step) -> None:
    """A ring that was queued before is taken back: nobody is called to what somebody has, or what is over."""
    message = step.written.delivered
    assert message is None or not step.record.is_void(message), "a ring of before was delivered all the same"


def s5_one_person_owns_it_and_it_is_who_took_it_first(step: Step) -> None:
    """The desks show the owner whom the observer saw take it, or be handed it; and nobody else's words change that."""
    alarm, record = step.room.open_alarm, step.record
    if alarm is not None:
        assert alarm.owner == record.owner, "the desks show another owner than who took it"
        assert (alarm.status is AlarmStatus.TAKEN) is (record.phase == "taken"), f"{alarm.status}, not {record.phase}"


def s5_the_others_are_told_who_has_it(step: Step) -> None:
    """Whoever comes second is refused and told the owner; whoever was rung hears who took it, or that it is over."""
    refused, expected = step.written.refused, step.record.expected
    assert (refused is not None) is expected.refused, f"answered {refused}" if refused else "it was not refused"
    if refused is not None and step.deed.name in ANSWERS:
        assert refused.owner == expected.owner_told, "the refused was told another owner"
    if expected.told:
        told = {target for _, tell in step.written.tells for target in tell.targets}
        assert expected.told <= told, f"not told: {_named([(None, expected.told - told)])}"


def s6_no_key_is_used_twice(step: Step) -> None:
    """That a message goes out at least once and never twice is the outbox's part (`tests/fault`, `tests/database/messages`).
    The engine's part: each ring has a key of its own, for a second with the same key would never be sent. That voicemail
    takes no alarm is decided by what counts as a reply (`tests/database/messages`): nothing but `Taken` takes it here."""
    written, keys = step.written, step.record.keys
    if not (written.rings or written.tells or written.worker_rings):
        return
    outgoing = [(about, effect.key) for about, effect, _ in written.rings]
    outgoing += [(about, effect.key) for about, effect in (*written.tells, *written.worker_rings)]
    for key in outgoing:
        assert key not in keys, f"the key {key[1]} was used before, so this would never be sent"
        keys.add(key)


def s6_a_replay_ends_in_what_is_stored(room: Watchroom, events: dict[UUID, list[tuple[Any, datetime]]]) -> None:
    """Every visit and every alarm, decided again from the events that are stored of it, comes to the same state."""
    for key, stored in (*room.visits.items(), *room.alarms.items()):
        plan = room.plan if key in room.alarms else None
        state = None
        for event, at in events[key]:
            state, _ = room.decide(state, event, plan, at)
        assert state == stored, f"replayed it is {state}, stored {stored}"


def s7_a_call_for_help_always_gets_through(step: Step) -> None:
    """In whatever state: never refused, also when it is a clock that calls; an alarm is open afterwards, and somebody is to
    be rung in the same transaction."""
    calls = step.deed.name in CALLS or (step.deed.name == "says_home" and step.deed.args[1])
    if calls or step.deed.name == "looks":
        assert step.written.refused is None, f"a call for help was refused: {step.written.refused}"
    if calls:
        assert step.room.open_alarm is not None, "a call for help opened no alarm"
        assert any(effect.targets for _, effect, _ in step.written.rings), "a call for help rang nobody"


def s8_who_cannot_be_reached_is_not_waited_for(step: Step) -> None:
    """That nobody starts without a plan that works is decided before the engine is asked (`watch.plans.gap_in`;
    `tests/database/watch/test_visits_api.py`, `tests/scenario/test_no_plan.py`). The engine's part: a plan that has ceased to
    work since rings on at once, until somebody is reached or everybody has been tried."""
    if step.written.rings:
        _, last, people = step.written.rings[-1]
        assert people or isinstance(last, engine.Broadcast), "it waits for people who cannot be reached"


def s9_the_worker_s_screen_says_nothing_of_duress(step: Step) -> None:
    """Status of every visit, and kind, time and owner of the alarm: as if the duress had never been."""
    for visit, known in zip(step.room.visits.values(), step.record.visits, strict=True):
        assert engine.shown_to_worker(visit) == known.on_screen, f"the screen says {engine.shown_to_worker(visit)}"
    shown = engine.alarm_shown_to_worker(step.room.latest) if step.room.latest else None
    seen = shown and (str(shown.kind), shown.since, shown.owner)
    assert seen == step.record.alarm_on_screen(), f"the screen shows {seen}, not {step.record.alarm_on_screen()}"


def s9_duress_is_answered_in_the_words_of_safety(before: Any, step: Step) -> None:
    """Whatever state the visit was in, the duress PIN is answered word for word as the plain one would have been."""
    plain, safe = "", engine.Ended(step.now, step.record.worker)
    if step.deed.name == "says_home":
        safe = engine.HomeSafe(step.now)
    try:
        step.room.decide(before, safe, None, step.now)
    except engine.Refused as refused:
        plain = refused.sentence
    assert step.written.said == plain, f"the duress PIN was answered {step.written.said!r}, the plain one {plain!r}"


def s10_late_frames_tell_history(step: Step) -> None:
    """A late check-in moves no clock (the observer's calendar does not know it: S2 and S3 find it when it does); a late
    press is an alarm, and as long as it is open it says when it was last pressed."""
    if step.deed.name == "checks_in" and step.deed.args[1]:
        assert _nothing_came_of_it(step.written), "a late check-in did something"
    alarm = step.room.open_alarm
    if alarm is not None:
        assert (alarm.pressed_at, alarm.late) == step.record.label, "the alarm does not say when it was pressed"


def s11_a_note_decides_nothing(step: Step) -> None:
    """Who may see positions and notes, and that every look is in the ledger, is the part of queries and actions
    (`tests/database/response`, `tests/database/people/test_who_looked.py`). The engine's part: a note changes nothing."""
    if step.deed.name == "leaves_a_note":
        assert _nothing_came_of_it(step.written), "an amber note did something"


AFTER_EVERY_STEP = (
    s7_a_call_for_help_always_gets_through,
    s2_a_check_in_is_put_off_no_further_than_was_agreed,
    s10_late_frames_tell_history,
    s11_a_note_decides_nothing,
    s4_an_alarm_ends_only_by_a_named_person_other_than_the_worker,
    s4_the_worker_is_never_rung_as_who_helps,
    s4_a_visit_in_alarm_is_held_open,
    s4_nothing_rings_once_it_is_taken_handed_over_or_closed,
    s5_the_others_are_told_who_has_it,
    s5_one_person_owns_it_and_it_is_who_took_it_first,
    s8_who_cannot_be_reached_is_not_waited_for,
    s4_who_is_rung_is_whom_the_plan_says,
    s2_the_clock_of_a_visit_runs_from_what_the_server_received,
    s3_nothing_is_left_due_once_the_watch_has_looked,
    s3_what_is_due_is_found_in_time,
    s3_a_check_in_that_is_waited_for_wakes_the_watch,
    s6_no_key_is_used_twice,
    s9_the_worker_s_screen_says_nothing_of_duress,
)


def _nothing_came_of_it(written: Written) -> bool:
    return all(one.before == one.after and one.effects == () for one in written.decisions)


def _named(rings: list[tuple[int | None, frozenset[Target]]]) -> str:
    def name(target: Target) -> str:
        if target.staff_id is None:
            return target.role or ("the next of kin" if target.kin else f"rota {target.rota_id.int}")
        return f"person {target.staff_id.int}"

    return (
        "; ".join(
            f"{'everybody' if step is None else f'step {step}'}: {', '.join(sorted(map(name, targets)))}"
            for step, targets in rings
        )
        or "nobody"
    )
