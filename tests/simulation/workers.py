"""What a lone worker does next: mostly what was agreed, sometimes nothing, sometimes everything at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from alongside.watch.engine import AlarmKind, Opening
from tests.simulation import deeds
from tests.simulation.deeds import Deed
from tests.simulation.people import PEOPLE
from tests.simulation.story import Story

Plan = Iterator[tuple[int, Deed]]
"""Deeds, and in how many seconds each reaches the system."""


def acts(random: Random, story: Story, now: datetime) -> Plan:
    """What the worker does now."""
    record = story.record
    if not record.visits or (record.visit is None and random.random() < 0.25):
        yield from _begins(random, now)
    elif record.visits[-1].is_planned:
        yield from _goes_or_is_held_back(random, story, now)
    elif record.visit is not None:
        yield from random.choices(_ON_A_VISIT, _HOW_OFTEN)[0](random, story, now)
    else:
        yield from random.choice(_BETWEEN_VISITS)(random, story, now)


def waits(random: Random, story: Story) -> int:
    """Seconds until the worker does something again: now and then longer than was agreed."""
    interval = story.arrangement.timing.check_in_interval_s
    if story.record.visit is None:
        return random.randint(60, 1200)
    return int(interval * (random.uniform(0.1, 1.0) if random.random() < 0.8 else random.uniform(1.0, 2.5)))


def _begins(random: Random, now: datetime) -> Plan:
    end = now + timedelta(minutes=random.choice((-5, 10, 30, 60, 90, 240))) if random.random() < 0.6 else None
    yield 0, deeds.plans(end) if end and random.random() < 0.4 else deeds.starts(now, end)


def _goes_or_is_held_back(random: Random, story: Story, now: datetime) -> Plan:
    """Starts, or cancels; or the gate is closed, and opened by somebody who may or may not, or passed by whoever is out already."""
    if random.random() < 0.1:
        yield 0, deeds.cancels()
        return
    if random.random() < 0.3:
        yield 0, deeds.is_gated((random.choice(("missing", "high")),))
    if random.random() < 0.4:
        by = random.choice((story.record.worker, *PEOPLE))
        yield 0, deeds.opens_gate(by, random.choice(list(Opening)), random.choice(("", "We spoke")))
    yield _delay(random), deeds.starts(now, None, ("missing",) if random.random() < 0.3 else ())
    if random.random() < 0.1:
        yield 0, deeds.is_gated(("changed",))


def _is_heard(random: Random, story: Story, now: datetime) -> Plan:
    yield 0, deeds.is_heard(False)


def _checks_in(random: Random, story: Story, now: datetime) -> Plan:
    yield _delay(random), deeds.checks_in(now, False)
    if random.random() < 0.1:
        yield _delay(random), deeds.checks_in(now, False)


def _is_heard_late(random: Random, story: Story, now: datetime) -> Plan:
    yield 0, deeds.is_heard(True)
    yield _delay(random), deeds.checks_in(now, True)


def _extends(random: Random, story: Story, now: datetime) -> Plan:
    yield _delay(random), deeds.extends(now, random.choice((5, 15, 30, 60)))


def _drives(random: Random, story: Story, now: datetime) -> Plan:
    """Once, or again and again."""
    for number in range(random.choice((1, 1, 2, 4))):
        yield (
            number * 600 + _delay(random),
            deeds.drives(now + timedelta(seconds=number * 600), random.choice((5, 20, 30, 90))),
        )


def _is_seen(random: Random, story: Story, now: datetime) -> Plan:
    """The phone tells where it is, again and again, and then no more."""
    for number in range(random.choice((1, 3, 10))):
        yield number * 300, deeds.is_seen()


def _says_home(random: Random, story: Story, now: datetime) -> Plan:
    yield _delay(random), deeds.says_home(now, random.random() < 0.15)


def _leaves_a_note(random: Random, story: Story, now: datetime) -> Plan:
    yield 0, deeds.leaves_a_note()


def _calls(random: Random, story: Story, now: datetime) -> Plan:
    """Once, or again and again; pressed just now, or hours ago where there was no signal."""
    late = random.random() < 0.2
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        kind = random.choice((AlarmKind.SOS, AlarmKind.SOS, AlarmKind.FALL, AlarmKind.DURESS, AlarmKind.TEST))
        pressed_at = now - timedelta(hours=random.randint(-30, 30)) if late else None
        yield _delay(random), deeds.presses(now, kind, pressed_at, late)


def _ends(random: Random, story: Story, now: datetime) -> Plan:
    yield _delay(random), deeds.ends(now, story.record.worker, "", _shift(random, now))


def _ends_under_duress(random: Random, story: Story, now: datetime) -> Plan:
    yield _delay(random), deeds.ends_under_duress(now, _shift(random, now))


def _is_ended_by_a_colleague(random: Random, story: Story, now: datetime) -> Plan:
    yield 0, deeds.ends(now, random.choice(PEOPLE), random.choice(("", "She rang me from the car")))


def _starts_another(random: Random, story: Story, now: datetime) -> Plan:
    yield 0, deeds.starts(now, None)


def _shift(random: Random, now: datetime) -> datetime | None:
    """When the last of what is on the list ends."""
    hours = random.choice((None, None, -1, 1, 3, 40))
    return None if hours is None else now + timedelta(hours=hours)


def _delay(random: Random) -> int:
    """Seconds between receipt and decision: at once, or so long that others overtake it."""
    return random.choice((0, 0, 0, 0, 0, 1, 2, 30, 400))


_BETWEEN_VISITS = (
    _calls,
    _checks_in,
    _ends,
    _ends_under_duress,
    _calls,
    _leaves_a_note,
    _says_home,
    _says_home,
    _is_seen,
    _drives,
)
_ON_A_VISIT, _HOW_OFTEN = zip(
    (_is_heard, 40),
    (_checks_in, 15),
    (_is_heard_late, 4),
    (_is_seen, 6),
    (_extends, 7),
    (_drives, 4),
    (_says_home, 1),
    (_leaves_a_note, 3),
    (_calls, 5),
    (_ends, 18),
    (_ends_under_duress, 4),
    (_is_ended_by_a_colleague, 3),
    (_starts_another, 1),
    strict=True,
)
