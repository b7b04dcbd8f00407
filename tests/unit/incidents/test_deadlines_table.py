"""Every rule of the book, worked out by hand for days on which people get it wrong."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.incidents.stage import BY_POLICY, HOLIDAYS, LONDON

from alongside.incidents.deadlines import Setting, Span, Unit, all_rules, rule, start

EXAMPLES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("deadlines_table.toml").read_text("utf-8"))[
    "example"
]
FIELD_TABLE = [
    "RID-NOTIFY",
    "RID-10",
    "RID-15",
    "RID-REC3",
    "RID-1Y",
    "VC-5",
    "VC-1",
    "VC-2",
    "SUM-6M",
    "CICA-2Y",
    "PI-3Y",
    "SAS-7",
    "SAS-24H",
    "SAS-12M",
    "MARK-REV",
    "RED-12M",
    "UF-3Y",
    "INC-24H",
    "INC-10WD",
    "VPR-6M",
    "CCTV",
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['rule']}: {one['why']}")
def test_a_deadline_falls_on_the_day_that_was_worked_out_by_hand(example: dict[str, Any]) -> None:
    moment = example["from"].replace(tzinfo=LONDON)
    given = [
        Setting(example["rule"], Span(Unit(unit), amount), BY_POLICY, "policy")
        for unit, amount in example.get("set", {}).items()
    ]
    clock = start(rule(example["rule"], moment.date()), moment, LONDON, HOLIDAYS, given)
    assert clock.due_on == example["due_on"]
    assert clock.provisional == example.get("provisional", False)
    if clock.is_timed:
        assert clock.due_at.astimezone(LONDON).replace(tzinfo=None) == example["due_at"]
        assert clock.late_from is not None
        assert clock.late_from.astimezone(LONDON).replace(tzinfo=None) == example["late_from"]
    else:
        last_moment = (clock.due_at - timedelta(microseconds=1)).astimezone(LONDON)
        assert last_moment.date() == example["due_on"]
        assert clock.due_at.astimezone(LONDON).hour == 0
    if "warn_on" in example:
        assert [warning.astimezone(LONDON).date() for warning in clock.warn_at] == example["warn_on"]
        assert {warning.astimezone(LONDON).hour for warning in clock.warn_at} == {9}


def test_every_rule_has_a_worked_example() -> None:
    assert {example["rule"] for example in EXAMPLES} == {one.id for one in all_rules()}


def test_no_deadline_of_the_field_is_missing_from_the_book() -> None:
    assert set(FIELD_TABLE) <= {one.id for one in all_rules()}
