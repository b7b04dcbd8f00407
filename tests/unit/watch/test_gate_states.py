"""The gate before a visit, as the engine keeps it."""

import pytest
from tests.unit.watch.stage import ASHA, NINE, VISIT, WORKER, Story, at, started_visit

from alongside.watch import engine
from alongside.watch.engine import Opening, VisitStatus


def gated(*reasons: str) -> Story:
    story = Story()
    story.tell(engine.Planned(NINE, VISIT, WORKER, at("10:00")))
    story.tell(engine.Gated(at("9:01"), reasons or ("missing",)))
    return story


def start(clock: str = "9:10", **more: object) -> engine.Started:
    return engine.Started(at(clock), VISIT, WORKER, engine.VisitTiming(), **more)  # type: ignore[arg-type]


def refusal(story: Story, event: object) -> str:
    before = story.state
    with pytest.raises(engine.Refused) as refused:
        story.tell(event)
    assert story.state is before
    return refused.value.code


def test_a_gated_visit_does_not_start_as_if_nothing_were_the_matter() -> None:
    story = gated("high")
    assert story.state.status is VisitStatus.GATED
    assert refusal(story, start()) == "gated"


def test_whoever_is_out_already_has_their_clock_and_what_was_asked_stays_unanswered() -> None:
    story = gated("high")
    story.tell(start(unanswered=("high",)))
    assert (story.state.status, story.state.gate, story.state.opened) == (VisitStatus.ACTIVE, ("high",), None)
    assert story.state.clock_at is not None


@pytest.mark.parametrize("how", [Opening.ASSESSED, Opening.TWO_WORKERS, Opening.MOVED_TO_BASE, Opening.NOT_ASKED])
def test_the_worker_opens_it_by_what_makes_the_visit_safer(how: Opening) -> None:
    story = gated()
    story.tell(engine.GateOpened(at("9:05"), WORKER, how))
    assert (story.state.status, story.state.opened, story.state.opened_by) == (VisitStatus.PLANNED, how, WORKER)
    story.tell(start())
    assert story.state.status is VisitStatus.ACTIVE


def test_nobody_overrides_for_themselves_and_never_without_words() -> None:
    story = gated("high")
    assert refusal(story, engine.GateOpened(at("9:05"), WORKER, Opening.OVERRIDE, "It is fine")) == "own_override"
    assert refusal(story, engine.GateOpened(at("9:05"), ASHA, Opening.OVERRIDE, "  ")) == "reason_needed"
    story.tell(engine.GateOpened(at("9:05"), ASHA, Opening.OVERRIDE, "We spoke; he is away today"))
    assert story.state.status is VisitStatus.PLANNED
    assert refusal(story, engine.GateOpened(at("9:06"), ASHA, Opening.OVERRIDE, "Again")) == "not_gated"


def test_the_gate_never_touches_a_visit_that_has_begun() -> None:
    story = started_visit()
    before = story.state
    story.tell(engine.Gated(at("9:20"), ("marker",)))
    assert story.state is before


def test_what_becomes_known_after_it_was_opened_closes_it_again() -> None:
    story = gated("missing")
    story.tell(engine.GateOpened(at("9:05"), ASHA, Opening.OVERRIDE, "We spoke"))
    story.tell(engine.Gated(at("9:07"), ("changed",)))
    assert (story.state.status, story.state.opened, story.state.gate) == (VisitStatus.GATED, None, ("changed",))


def test_help_gets_through_from_a_gated_visit_and_it_can_be_cancelled() -> None:
    story = gated()
    assert any(isinstance(one, engine.RaiseAlarm) for one in story.tell(engine.HelpAsked(at("9:02"))))
    story.tell(engine.Cancelled(at("9:03"), WORKER))
    assert story.state.status is VisitStatus.CANCELLED


def test_a_gate_is_never_closed_without_a_reason_and_its_history_replays() -> None:
    with pytest.raises(ValueError, match="for a reason"):
        engine.Gated(NINE, ())
    story = gated("high")
    story.tell(engine.GateOpened(at("9:05"), ASHA, Opening.OVERRIDE, "We spoke"))
    story.tell(start())
    read = [(engine.from_dict(engine.to_dict(event)), when) for event, when in story.history]
    assert engine.replay(read) == story.state == engine.from_dict(engine.to_dict(story.state))
