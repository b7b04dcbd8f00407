"""In which order people are rung: together or one after the other, again within a step, the next of kin last."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.watch.stage import ASHA, BEN, CARYS, PLAN, WORKER, at, of, raised_alarm, rung

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome, Step, Target

KIN = Step((Target(kin=True),), timeout_s=300)
SILVER, CEM = UUID(int=70), UUID(int=71)


def plan_of(*steps, **how):
    return engine.Plan(PLAN, 1, steps, broadcast=(Target(role="operator"),), **how)


def one_after_the_other(**how):
    return plan_of(Step((Target(ASHA),)), Step((Target(BEN),)), Step((Target(CARYS),)), cumulative=False, **how)


def test_one_after_the_other_rings_each_step_alone_and_then_everybody():
    story = raised_alarm(plan=one_after_the_other())

    assert rung(story.look("10:12")) == ["Ben"]
    assert rung(story.look("10:14")) == ["Carys"]
    assert rung(story.look("10:16")) == ["Asha", "Ben", "Carys", "operator"]


def test_one_after_the_other_leaves_out_nobody_when_the_watch_stood_still():
    story = raised_alarm(plan=one_after_the_other())

    assert rung(story.look("10:15")) == ["Ben", "Carys"]


def test_one_after_the_other_rings_everybody_at_once_for_a_panic():
    story = raised_alarm(AlarmKind.MISSED_CHECK_IN, one_after_the_other())

    effects = story.tell(engine.Pressed(at("10:11"), AlarmKind.SOS))

    assert rung(effects) == ["Asha", "Ben", "Carys"]


def test_when_the_owner_is_silent_everybody_before_is_rung_also_where_steps_ring_alone():
    story = raised_alarm(plan=one_after_the_other())
    story.tell(engine.Taken(at("10:11"), ASHA))

    assert rung(story.look("10:21")) == ["Asha", "Ben"]


def test_people_of_a_step_are_rung_again_within_its_time_and_the_next_step_keeps_its_own():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),), 120, again_s=45), Step((Target(BEN),))))

    again = story.look("10:10:45")
    assert (rung(again), of(engine.Ring, again)[0].key) == (["Asha"], "1.1.again.1")
    assert of(engine.Ring, story.look("10:11:30"))[0].key == "1.1.again.2"
    assert story.state.clock_at == at("10:12")
    assert rung(story.look("10:12")) == ["Asha", "Ben"]


def test_ringing_again_that_the_watch_slept_through_is_made_up_for_once():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),), 600, again_s=60), Step((Target(BEN),))))

    assert rung(story.look("10:15:30")) == ["Asha"]
    assert story.state.clock_at == at("10:16")
    assert rung(story.look("10:21")) == ["Asha", "Ben"]


def test_whoever_takes_it_is_not_rung_again_by_the_step():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),), 600, again_s=60)))
    story.tell(engine.Taken(at("10:10:30"), ASHA))

    assert rung(story.look("10:11")) == []
    assert story.state.clock_at == at("10:20:30")


def test_the_first_panic_puts_off_nothing_that_a_step_was_to_do():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),), 600, again_s=60), Step((Target(BEN),), 600)))
    story.look("10:19")

    story.tell(engine.Pressed(at("10:19:30"), AlarmKind.SOS))

    assert story.state.clock_at == at("10:20")
    assert story.look("10:20")[0].targets[-1] == Target(role="operator")


def test_the_next_of_kin_is_told_when_every_step_of_work_has_had_its_time():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),)), Step((Target(BEN),)), KIN))

    story.look("10:12")
    assert rung(story.look("10:14")) == ["Asha", "Ben", "the next of kin"]
    assert story.state.clock_at == at("10:19")


def test_a_panic_rings_everybody_at_work_at_once_and_the_next_of_kin_after_them():
    story = raised_alarm(AlarmKind.SOS, plan_of(Step((Target(ASHA),)), Step((Target(BEN),), 90), KIN))

    assert story.state.status is AlarmStatus.RINGING
    assert (story.state.step, story.state.clock_at) == (2, at("10:11:30"))
    assert "the next of kin" in rung(story.look("10:11:30"))


def test_an_owner_who_is_silent_does_not_bring_in_the_next_of_kin_at_once():
    story = raised_alarm(plan=plan_of(Step((Target(ASHA),)), KIN))
    story.tell(engine.Taken(at("10:11"), ASHA))

    assert rung(story.look("10:21")) == ["Asha"]
    assert rung(story.look("10:23")) == ["Asha", "the next of kin"]


@pytest.mark.parametrize(
    "steps",
    [
        (KIN,),
        (KIN, Step((Target(ASHA),))),
        (Step((Target(ASHA),)), KIN, KIN),
        (Step((Target(ASHA),)), Step((Target(BEN), Target(kin=True)))),
    ],
)
def test_the_next_of_kin_stands_last_and_alone_or_the_plan_is_none(steps):
    with pytest.raises(ValueError, match="next of kin"):
        plan_of(*steps)


def test_a_target_is_one_thing():
    for given_ in ({}, {"staff_id": ASHA, "rota_id": SILVER}, {"role": "lsms", "kin": True}):
        with pytest.raises(ValueError, match="either"):
            Target(**given_)


STEPS = st.lists(
    st.builds(
        Step,
        st.lists(
            st.sampled_from([Target(ASHA), Target(BEN), Target(WORKER), Target(rota_id=SILVER)]), min_size=1, max_size=3
        ).map(tuple),
        st.integers(30, 400),
        st.just(0) | st.integers(30, 200),
    ),
    min_size=1,
    max_size=4,
)
DEEDS = st.lists(
    st.tuples(st.integers(1, 700), st.sampled_from(["look", "press", "panic", "take", "progress", "nobody", "hand"])),
    max_size=25,
)


@given(steps=STEPS, kin=st.booleans(), cumulative=st.booleans(), to_all=st.booleans(), deeds=DEEDS)
def test_whatever_happens_an_open_alarm_is_rung_and_no_ring_is_made_twice(steps, kin, cumulative, to_all, deeds):
    """S3, S4, S6: after each deed the clock runs; keys of rings are unique; a press puts nothing off."""
    plan = plan_of(*steps, *([KIN] if kin else []), cumulative=cumulative, panic_to_all=to_all)
    story = raised_alarm(plan=plan)
    keys = [one.key for one in of(engine.Ring, engine.decide(None, story.history[0][0], plan, at("10:10"))[1])]
    now = at("10:10")
    for wait, deed in deeds:
        now += engine.alarm.seconds(wait)
        before = story.state
        event = {
            "look": engine.ClockDue(),
            "press": engine.Pressed(now, AlarmKind.FALL),
            "panic": engine.Pressed(now, AlarmKind.SOS),
            "take": engine.Taken(now, before.owner or ASHA),
            "progress": engine.Progressed(now, ASHA, "On my way"),
            "nobody": engine.NobodyReachable(now, before.round, before.step),
            "hand": engine.HandedOver(now, before.owner or ASHA, CEM if before.owner != CEM else ASHA),
        }[deed]
        try:
            effects = story.tell(event, now)
        except engine.Refused:
            continue
        keys += [one.key for one in of(engine.Ring, effects) + of(engine.Broadcast, effects)]
        if deed in ("press", "panic"):
            assert rung(effects)
            if before.owner is None and before.status is not AlarmStatus.EXHAUSTED:
                assert story.state.clock_at <= max(before.step_until or before.clock_at, now)
    assert len(keys) == len(set(keys))
    story.tell(engine.Closed(now, BEN, Outcome.FOUND_SAFE), now)
    assert story.state.clock_at is None
    assert engine.replay(story.history, plan) == story.state
