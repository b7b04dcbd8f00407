"""`docs/states.md` says what the engine does."""

import re
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from tests.unit.watch.stage import ALARM, ASHA, BEN, NINE, PLAN, PLAN_OF_TWO_STEPS, VISIT, WORKER, at, started_visit

from alongside.watch import engine

PAGE = Path(__file__).parents[3] / "docs" / "states.md"
_, VISITS, ALARMS, _ = re.split(r"^## (?:Visits|Alarms|Messages)$", PAGE.read_text(), flags=re.M)
SECTIONS = {"visits": VISITS, "alarms": ALARMS}
Edges = set[tuple[str, str]]


@pytest.mark.parametrize(("section", "statuses"), [("visits", engine.VisitStatus), ("alarms", engine.AlarmStatus)])
def test_the_table_lists_exactly_the_states_of_the_engine(section: str, statuses: type[StrEnum]) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", SECTIONS[section], flags=re.M)
    assert listed == [status.value for status in statuses]


@pytest.mark.parametrize(("line", "names"), [("Kinds", engine.AlarmKind), ("Outcomes", engine.Outcome)])
def test_the_page_lists_exactly_the_kinds_and_outcomes(line: str, names: type[StrEnum]) -> None:
    (listed,) = re.findall(rf"^{line}\b[^:]*:((?:[^.])*)\.", SECTIONS["alarms"], flags=re.M)
    assert re.findall(r"`(\w+)`", listed) == [name.value for name in names]


def test_the_arrows_of_a_visit_are_exactly_what_the_engine_can_do() -> None:
    beginnings = [engine.Planned(NINE, VISIT, WORKER), engine.Started(NINE, VISIT, WORKER, engine.VisitTiming())]

    def events(now):
        return (
            engine.Started(now, VISIT, WORKER, engine.VisitTiming()),
            engine.Started(now, VISIT, WORKER, engine.VisitTiming(), unanswered=("missing",)),
            engine.Gated(now, ("missing",)),
            engine.GateOpened(now, ASHA, engine.Opening.OVERRIDE, "We spoke"),
            engine.Cancelled(now, ASHA),
            engine.ClockDue(),
            engine.ClockDue(now),
            engine.CheckedIn(now),
            engine.Extended(now, 10),
            engine.Ended(now, WORKER),
            engine.Ended(now, ASHA, "Spoke to her"),
            engine.EndedUnderDuress(now),
            engine.HelpAsked(now),
            engine.AlarmClosed(now, engine.Outcome.FOUND_SAFE),
        )

    found = explored(beginnings, events, None, waits=(5, 55, 60, 70))
    asked = [engine.Started(NINE, VISIT, WORKER, engine.VisitTiming(home_safe_s=3600))]
    found |= explored(asked, of_home, None, waits=(5, 61), depth=3)
    assert drawn("visits") == found | {closed_while_the_worker_is_rung_about_home()}


def closed_while_the_worker_is_rung_about_home():
    """The one change that takes a look between which changes no status."""
    visit = started_visit(home_safe_s=3600)
    visit.tell(engine.EndedUnderDuress(at("9:30")))
    visit.look("10:30")
    before = visit.state.status
    visit.tell(engine.AlarmClosed(at("10:31"), engine.Outcome.FOUND_SAFE))
    return str(before), str(visit.state.status)


def of_home(now):
    return (
        engine.ClockDue(),
        engine.Ended(now, WORKER),
        engine.EndedUnderDuress(now),
        engine.HomeSafe(now),
        engine.HomeSafe(now, under_duress=True),
        engine.AlarmClosed(now, engine.Outcome.FOUND_SAFE),
    )


def test_the_arrows_of_an_alarm_are_exactly_what_the_engine_can_do() -> None:
    def events(now):
        return (
            engine.ClockDue(),
            engine.Pressed(now, engine.AlarmKind.SOS),
            engine.Pressed(now, engine.AlarmKind.FALL),
            engine.WorkerHeard(now, "checked_in"),
            engine.Taken(now, ASHA),
            engine.Taken(now, BEN),
            engine.Progressed(now, ASHA),
            engine.HandedOver(now, ASHA, BEN),
            engine.Closed(now, ASHA, engine.Outcome.FOUND_SAFE),
            engine.Closed(now, BEN, engine.Outcome.GENUINE, "Hurt"),
            engine.Reopened(now, BEN, "She is not there"),
            engine.Checked(now, ASHA),
        )

    found: Edges = set()
    for plan in (PLAN_OF_TWO_STEPS, engine.Plan(PLAN, 1, ())):
        beginnings = [
            engine.Raised(NINE, ALARM, WORKER, kind) for kind in (engine.AlarmKind.FALL, engine.AlarmKind.SOS)
        ]
        found |= explored(beginnings, events, plan, waits=(2, 10, 60))
    through_raised = {
        edge for a, b in found for edge in ([(a, "raised"), ("raised", b)] if a in ("[*]", "closed") else [(a, b)])
    }
    assert drawn("alarms") == through_raised


def drawn(section: str) -> Edges:
    """The arrows of the page's diagram."""
    return set(re.findall(r"^    (\S+) --> (\w+)", SECTIONS[section], flags=re.M))


def explored(beginnings, events, plan, *, waits, depth=4) -> Edges:
    """The changes of status that come of every row of `depth` events, each after one of the waits (minutes)."""
    found: Edges = set()
    reached = set()
    for event in beginnings:
        state, _ = engine.decide(None, event, plan, NINE)
        found.add(("[*]", str(state.status)))
        reached.add((state, NINE))
    for _ in range(depth):
        further = set()
        for state, then in reached:
            for now in (then, *(then + timedelta(minutes=wait) for wait in waits)):
                for event in events(now):
                    try:
                        after, _ = engine.decide(state, event, plan, now)
                    except engine.Refused:
                        continue
                    if after.status is not state.status:
                        found.add((str(state.status), str(after.status)))
                        further.add((after, now))
        reached = set({(state.status, then): (state, then) for state, then in further}.values())
    return found
