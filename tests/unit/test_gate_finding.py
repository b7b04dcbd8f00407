"""What the gate finds: facts in, finding out."""

from datetime import date

import pytest

from alongside.risk.gate import Assessed, Facts, Finding, Known, find

TODAY = date(2026, 3, 3)
LATER = date(2026, 9, 1)


def found(**facts: object) -> Finding:
    said: dict[str, object] = {"asked": "block", "concerns_somebody": True, "today": TODAY} | facts
    return find(Facts(**said))  # type: ignore[arg-type]


def one(level: str = "low", way: str = "", review_on: date = LATER, changed: tuple[str, ...] = ()) -> Assessed:
    return Assessed(level, way, review_on, changed)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, ("missing",)),
        ({"assessment": one()}, ()),
        ({"assessment": one("medium")}, ()),
        ({"assessment": one(review_on=TODAY)}, ()),
        ({"assessment": one(review_on=date(2026, 3, 2))}, ("out_of_date",)),
        ({"assessment": one(changed=("A report",))}, ("changed",)),
        ({"assessment": one(way="base")}, ("base",)),
        ({"assessment": one(way="two")}, ("high",)),
        ({"assessment": one("high")}, ("high",)),
        ({"assessment": one("high"), "companions": 1}, ()),
        ({"assessment": one("high", "base"), "at_base": True}, ()),
        ({"assessment": one(), "known": (Known("A marker", grave=True),)}, ("high",)),
        ({"assessment": one(), "known": (Known("A dog"),)}, ()),
        ({"concerns_somebody": False}, ()),
        ({"concerns_somebody": False, "risk": "high"}, ("high",)),
        ({"at_base": True}, ()),
    ],
)
def test_what_is_open(facts: dict[str, object], reasons: tuple[str, ...]) -> None:
    assert found(**facts).reasons == reasons


def test_the_gravest_counts_and_nothing_makes_less_of_what_the_worker_says() -> None:
    assert found(assessment=one("medium")).level == "medium"
    assert found(risk="high", assessment=one("low")).level == "high"
    assert found(assessment=one("low"), known=(Known("A marker", grave=True),)).level == "high"


def test_only_where_it_blocks_a_visit_waits() -> None:
    assert found().gated
    assert not found(asked="warn").gated
    assert found(asked="warn").reasons == ("missing",)
    assert found(asked="off") == Finding("off", "low")
