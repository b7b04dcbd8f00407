"""What the people who are rung do: take it, or not; say what they do, or fall silent; hand it over; close it."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from alongside.watch.engine import Outcome
from tests.simulation import deeds
from tests.simulation.deeds import Deed
from tests.simulation.people import KIN, PEOPLE
from tests.simulation.story import Story

Plan = Iterator[tuple[int, Deed]]
OUTCOMES = tuple(Outcome)


def are_rung(random: Random, people: frozenset[UUID]) -> Plan:
    """Most rings are not heard; voicemail is no answer, so it does nothing. Sometimes two answer at the same moment."""
    for person in sorted(people - {KIN}):
        if random.random() < 0.3:
            wait = random.choice((5, 10, 30, 60, 119, 120, 121, 300))
            yield wait, deeds.takes(person) if random.random() < 0.95 else deeds.progresses(person)


def owns(random: Random, story: Story) -> Plan:
    """What the owner of the alarm does next."""
    owner = story.record.owner
    what = random.random()
    if what < 0.5:
        yield random.randint(60, 1200), deeds.closes(owner, random.choice(OUTCOMES), random.choice(("", "Found well")))
    elif what < 0.72:
        yield random.randint(30, 540), deeds.progresses(owner)
    elif what < 0.82:
        yield random.randint(30, 300), deeds.hands_over(owner, random.choice(PEOPLE))


def meddles(random: Random, story: Story) -> Plan:
    """Somebody does what they cannot or should not: the worker, a stranger to the alarm, somebody too late."""
    by = random.choice((story.record.worker, story.record.worker, *PEOPLE))
    deed = random.choice(
        (
            deeds.takes(by),
            deeds.progresses(by),
            deeds.hands_over(by, random.choice((story.record.worker, *PEOPLE))),
            deeds.hands_over(story.record.owner or by, random.choice((story.record.worker, *PEOPLE))),
            deeds.closes(by, random.choice(OUTCOMES), random.choice(("", " ", "Found well"))),
            deeds.checks(by),
            deeds.reopens(by, random.choice(("", "She has not come home", "She has not come home"))),
            deeds.finds_nobody(random.randint(1, 3)),
        )
    )
    yield random.randint(0, 200), deed
