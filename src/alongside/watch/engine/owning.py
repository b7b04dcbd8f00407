"""Who deals with an alarm: taking it, saying what is done, being asked, handing it over, and who is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import Announce, Effect, Ring, RingPurpose, StopRinging, Tell
from alongside.watch.engine.plan import Plan
from alongside.watch.engine.refusals import BrokenPromise, Refused
from alongside.watch.engine.ringing import person, ring_on, rung_so_far, with_person
from alongside.watch.engine.states import AlarmState, AlarmStatus

Decision = tuple[AlarmState, tuple[Effect, ...]]

ANSWER_S = 120
"""How long an owner has to say something after another press, or after being handed an alarm."""


def take(state: AlarmState, event: ev.Taken, plan: Plan, now: datetime) -> Decision:
    """The first who takes it owns it; the others are told who (S5)."""
    refuse_if_closed(state)
    refuse_worker(state, event.by)
    if state.status is AlarmStatus.TAKEN and state.owner != event.by:
        raise Refused("taken", "Somebody else has already taken this alarm.", state.owner)
    at = min(event.at, now)
    if state.status is AlarmStatus.TAKEN:
        return _wind_owner_clock(state, at), _not_asked_any_more(state)
    after = changed(
        state,
        status=AlarmStatus.TAKEN,
        owner=event.by,
        taken_at=at,
        step_until=None,
    )
    after = _wind_owner_clock(after, at)
    after, told = tell(after, plan, "taken", event.by, also=state.owner)
    return after, (StopRinging(), *told)


def progress(state: AlarmState, event: ev.Progressed, plan: Plan, now: datetime) -> Decision:
    """The owner's word winds the owner's clock; anybody else's is kept and moves nothing."""
    noted = (Announce("progress"),)
    if state.owner is None or event.by != state.owner or not state.is_open:
        return state, noted
    at = min(event.at, now)
    if state.status is AlarmStatus.TAKEN:
        return _wind_owner_clock(state, at), (*_not_asked_any_more(state), *noted)
    after, effects = take(state, ev.Taken(event.at, event.by), plan, now)
    return after, effects + noted


def _wind_owner_clock(state: AlarmState, at: datetime) -> AlarmState:
    ends = at + seconds(state.owner_clock_s)
    if not state.owner_asked_s:
        return changed(state, clock_at=ends)
    return changed(state, clock_at=ends - seconds(state.owner_asked_s), rings_on_at=ends)


def _not_asked_any_more(state: AlarmState) -> tuple[Effect, ...]:
    """What still asks an owner who has answered is taken back; nobody else is rung about an alarm that is taken."""
    return (StopRinging(),) if state.owner_asked_s and state.rings_on_at is None else ()


def ask_owner(state: AlarmState, plan: Plan, now: datetime) -> Decision:
    """The owner has said nothing for a while: they are asked whether they still deal with it. Without a word by the end of
    their clock it rings on."""
    asked_at, ends = state.clock_at, state.rings_on_at
    if asked_at is None or ends is None:
        raise BrokenPromise("S5", "an owner is asked, and no clock of theirs runs")
    asked = changed(state, round=state.round + 1, clock_at=ends, rings_on_at=None)
    if now >= ends:  # the watch stood still: there is nothing left to wait for
        return ring_on(asked, plan, ends, now)
    ring = Ring(asked.round, 0, person(state.owner), RingPurpose.OWNER_ASKED, state.kind, asked_at)
    return asked, (ring, Announce("owner_asked"))


def hand_over(state: AlarmState, event: ev.HandedOver, plan: Plan, now: datetime) -> Decision:
    """The new owner answers for it from now on, is rung, and has two minutes to say something; then it
    rings on. What was still to ring, the owner before among them, is taken back; where it was ringing (the owner
    had been silent), whoever was rung is told who has it now (S5)."""
    refuse_if_closed(state)
    refuse_worker(state, event.to)
    if state.owner is None or event.by != state.owner:
        raise Refused("not_owner", "Only the person who has taken this alarm can hand it over.", state.owner)
    if event.to == state.owner:
        raise Refused("same_person", "You already have this alarm.", state.owner)
    at = min(event.at, now)
    told: tuple[Effect, ...] = (Announce("handed_over"),)
    if state.status is not AlarmStatus.TAKEN:
        state, told = tell(state, plan, "handed_over", event.by, but=event.to)
    after = changed(
        state,
        status=AlarmStatus.TAKEN,
        owner=event.to,
        taken_at=at,
        clock_at=at + seconds(min(ANSWER_S, state.owner_clock_s)),
        rings_on_at=None,
        step_until=None,
        round=state.round + 1,
        repeat=0,
    )
    ring = Ring(after.round, 0, person(event.to), RingPurpose.HANDED_OVER, state.kind, at)
    return after, (StopRinging(), *told, ring)


def worker_heard(state: AlarmState, event: ev.WorkerHeard, plan: Plan, now: datetime) -> Decision:
    """Told to those who deal with it; nothing stops, nothing closes (S4)."""
    if not state.is_open:
        return state, ()
    return tell(state, plan, event.what, state.worker)


def tell(
    state: AlarmState, plan: Plan, what: str, by: UUID, *, also: UUID | None = None, but: UUID | None = None
) -> tuple[AlarmState, tuple[Effect, ...]]:
    """Tell everybody who has been rung, and the owner, but not who did it, nor `but`, who is rung instead; once it
    is taken, the owner alone is told what the worker does."""
    if state.status is AlarmStatus.TAKEN and also is None and what != "taken":
        targets = person(state.owner)
    else:
        targets = with_person(also, rung_so_far(state, plan))
    targets = tuple(target for target in targets if target.staff_id is None or target.staff_id not in (by, but))
    told = changed(state, told=state.told + 1)
    return told, (Tell(what, targets, told.round, told.told, by), Announce(what))


def refuse_if_closed(state: AlarmState) -> None:
    if state.status is AlarmStatus.CLOSED:
        raise Refused("closed", "This alarm has been closed.", state.closed_by)


def refuse_worker(state: AlarmState, who: UUID) -> None:
    if who == state.worker:
        raise Refused("own_alarm", "You cannot answer for or close an alarm about yourself.", state.owner)
