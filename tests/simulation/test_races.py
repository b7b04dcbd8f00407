"""Two people, the watch and a press race for one alarm: in every order there is, it ends as promised."""

from datetime import timedelta
from math import factorial, prod

import pytest

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, Outcome, Plan, Step, Target
from tests.simulation.outcomes_of_races import broken_promise, counted
from tests.simulation.people import ASHA, BEN, CARYS, DEWI, GITA, MONDAY
from tests.simulation.races import PERSON, PRESS, WATCH, Race, Transaction

WORKER = DEWI
PLAN = Plan(GITA, 1, (Step((Target(ASHA),)), Step((Target(BEN),))), (Target(role="operator"),))
NOW = MONDAY + timedelta(minutes=2)
"""The alarm rang Asha two minutes ago, so Ben's step is due now."""
ALARM, _ = engine.decide(None, engine.Raised(MONDAY, GITA, WORKER, AlarmKind.MISSED_CHECK_IN), PLAN, MONDAY)
NAMES = {0: ASHA, 1: BEN}


def take(by, steps=PERSON):
    return Transaction("take", engine.Taken(NOW, by), steps)


def close(by):
    return Transaction("close", engine.Closed(NOW, by, Outcome.FOUND_SAFE))


def press(steps=PRESS):
    return Transaction("press", engine.Pressed(NOW, AlarmKind.SOS), steps)


def look(steps=WATCH, waits=False):
    return Transaction("look", engine.ClockDue(), steps, waits)


ASHA_ACTS = (
    take(ASHA),
    Transaction("progress", engine.Progressed(NOW, ASHA, "I am at the door")),
    Transaction("hand over", engine.HandedOver(NOW, ASHA, CARYS)),
    close(ASHA),
)
BEN_ACTS = (take(BEN), close(BEN))


def race(*actors):
    return Race(ALARM, PLAN, NOW, actors)


def what_is_wrong(one):
    """Everything that any order of the race ends wrong in."""
    found = {broken_promise(one, end, NAMES, CARYS) for end in one.interleavings()}
    return found - {None}


def lengths(one):
    """Of each actor's transactions: steps before the lock, steps while it is held, and whether it waits for it."""
    return [
        [(t.steps.index("locks"), len(t.steps) - t.steps.index("locks"), t.waits) for t in acts] for acts in one.actors
    ]


def test_in_every_order_of_everything_it_ends_as_promised():
    one = race(ASHA_ACTS, BEN_ACTS, (look(),), (press(),))
    ends = one.interleavings()

    assert {broken_promise(one, end, NAMES, CARYS) for end in ends} == {None}
    assert ends.total() == counted(lengths(one)) > 8_000_000
    orders = {tuple((entry.actor, entry.deed) for entry in end.log) for end in ends}
    assert len(orders) == factorial(8) // (factorial(4) * factorial(2)), "every order of the eight transactions"


def test_two_watchers_look_at_once():
    one = race((take(ASHA),), (take(BEN),), (look(),), (look(),), (press(),))
    assert what_is_wrong(one) == set()
    assert one.interleavings().total() == counted(lengths(one))


def test_all_ends_that_can_be_come_about():
    """The race is not won by the same one each time: each of the two, or nobody, has it in the end, or has closed it."""
    taking = race((take(ASHA),), (take(BEN),), (look(),), (press(),)).interleavings()
    assert {end.stored.state.owner for end in taking} == {ASHA, BEN}
    assert {end.stored.state.status for end in taking} == {"taken", "ringing"}
    assert any(entry.answer == "passed over" for end in taking for entry in end.log)
    closing = race(ASHA_ACTS, BEN_ACTS, (press(),)).interleavings()
    assert {end.stored.state.closed_by for end in closing} == {None, ASHA, BEN}


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_as_many_orders_are_tried_as_there_are_where_they_wait_for_one_lock(people):
    """`n` people, each one step before the lock and `c` with it: n! · Π ((i - 1)(c + 1) + 1) orders."""
    one = race(*((take(person),) for person in (ASHA, BEN, CARYS, GITA)[:people]))
    held = len(PERSON) - 1
    expected = factorial(people) * prod(number * (held + 1) + 1 for number in range(people))
    assert one.interleavings().total() == expected == counted(lengths(one))


def test_as_many_orders_are_tried_as_there_are_where_nobody_waits():
    """Without any lock: (a + b + c)! / (a! · b! · c!) orders."""
    steps = ("sees", "reads_nothing_again", "writes", "commits")
    one = race((take(ASHA, steps),), (take(BEN, steps),), (press(steps),))
    assert one.interleavings().total() == factorial(12) // factorial(4) ** 3


SEEN = ("sees", "locks", "reads_nothing_again", "writes", "commits")
NO_LOCK = ("sees", "reads_nothing_again", "writes", "commits")
OTHER_ORDER = ("locks_the_row", "locks", "reads", "writes", "commits")


@pytest.mark.parametrize(
    ("actors", "wrong"),
    [
        pytest.param(
            [(take(ASHA, SEEN),), (take(BEN, SEEN),)],
            "two people were told that it is theirs",
            id="a take that believes the page and does not read again under the lock",
        ),
        pytest.param(
            [(take(ASHA, NO_LOCK),), (take(BEN, NO_LOCK),)],
            "two people were told that it is theirs",
            id="a take without a lock",
        ),
        pytest.param(
            [(take(ASHA),), (take(BEN),), (look(SEEN, waits=True),)],
            "it is ringing, and people were told that it is taken",
            id="a watch that rings what it found due before it had the lock",
        ),
        pytest.param(
            [(take(ASHA),), (close(BEN),), (press(SEEN),)],
            "people were told another owner than the one who has it",
            id="a press that writes over what was so before it had the lock",
        ),
        pytest.param(
            [(take(ASHA, SEEN),), (), (press(),)],
            "2 calls were acknowledged and 1 are known",
            id="a take that swallows a press",
        ),
        pytest.param(
            [(take(ASHA),), (close(BEN),), (press(OTHER_ORDER),)],
            "they wait for each other for ever",
            id="a press that takes the locks in another order",
        ),
    ],
)
def test_the_model_notices(actors, wrong):
    assert wrong in what_is_wrong(race(*actors))
