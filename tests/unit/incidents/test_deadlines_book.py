"""What may stand in the book of deadlines, and what an organisation may change in it."""

from datetime import date

import pytest
from tests.unit.incidents.stage import started

from alongside.incidents.deadlines import (
    Change,
    NotAllowed,
    Refused,
    Setting,
    Span,
    Standing,
    Unit,
    all_rules,
    check_setting,
    read_rules,
    rule,
    rules_for,
    rules_to_confirm,
)
from alongside.people.roles import Role

TODAY = date(2026, 6, 1)
RULE = """
[[rule]]
id = "X-1"
name = "Do it"
triggers = ["incident"]
counts_from = "incident"
due = { days = 1 }
falls_to = "lsms"
ended_by = ["done_it"]
basis = "An Act"
source = "https://example.org"
status = "confirmed"
may_change = "no"
in_force_from = 2020-01-01
"""


def set_to(rule_id: str, unit: str, amount: int, since: date = TODAY) -> Setting:
    return Setting(rule_id, Span(Unit(unit), amount), since, "Policy 2026, section 4")


def test_every_duty_falls_to_a_role_that_somebody_can_hold() -> None:
    assert {one.falls_to for one in all_rules()} <= set(Role.values)


def test_only_what_has_a_source_is_called_confirmed() -> None:
    for one in all_rules():
        assert (one.source == "none") <= (one.status is not Standing.CONFIRMED), one.id
        assert (one.status is Standing.CONFIRMED) == (one.may_change is Change.NO), one.id


def test_an_unconfirmed_rule_starts_no_clock_until_the_organisation_has_answered() -> None:
    assert [one.id for one in rules_to_confirm((), TODAY)] == ["PI-3Y", "CCTV"]
    with pytest.raises(Refused) as refused:
        started("CCTV")
    assert refused.value.code == "not_confirmed"
    assert "your cameras" in refused.value.sentence
    answer = [set_to("CCTV", "days", 31)]
    assert started("CCTV", settings=answer).due_on == date(2026, 7, 2)
    assert started("CCTV", settings=answer).basis == "Policy 2026, section 4"
    assert [one.id for one in rules_to_confirm(answer, TODAY)] == ["PI-3Y"]


def test_a_setting_counts_from_its_day_on_and_the_newest_counts() -> None:
    given = [set_to("CCTV", "days", 14, date(2026, 7, 1)), set_to("CCTV", "days", 31, date(2026, 5, 1))]
    assert started("CCTV", "2026-06-30 10:00", given).due == Span(Unit.DAYS, 31)
    assert started("CCTV", "2026-07-01 00:00", given).due == Span(Unit.DAYS, 14)
    with pytest.raises(Refused):
        started("CCTV", "2026-04-30 23:59", given)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        (set_to("RID-10", "days", 9), "fixed by SI 2013/1471"),
        (set_to("RED-12M", "months", 13), "at most 12 months"),
        (set_to("RED-12M", "days", 30), "in months"),
        (set_to("INC-24H", "hours", 49), "at most 48 hours"),
        (set_to("INC-24H", "working_days", 1), "in hours"),
        (set_to("CCTV", "at_once", 0), "needs a length of time"),
    ],
)
def test_a_setting_against_the_rule_is_refused_in_a_sentence(setting: Setting, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        check_setting(rule(setting.rule_id, TODAY), setting)
    with pytest.raises(NotAllowed, match=says):
        started(setting.rule_id, settings=[setting])


def test_a_setting_says_where_it_comes_from() -> None:
    with pytest.raises(ValueError, match="where it comes from"):
        Setting("CCTV", Span(Unit.DAYS, 28), TODAY, "  ")


def test_nothing_is_counted_by_a_law_that_was_not_there_yet() -> None:
    with pytest.raises(KeyError):
        rule("RID-10", date(2013, 9, 30))
    assert rule("RID-10", date(2013, 10, 1)).name == "Report to HSE"


def test_a_law_that_changes_leaves_earlier_incidents_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = RULE.replace("days = 1", "days = 2").replace("2020-01-01", "2026-01-01")
    book = read_rules(changed + RULE)
    monkeypatch.setattr("alongside.incidents.deadlines.book.all_rules", lambda: book)
    assert rule("X-1", date(2025, 12, 31)).due.amount == 1
    assert rule("X-1", date(2026, 1, 1)).due.amount == 2


def test_a_fact_starts_its_rules() -> None:
    assert [one.id for one in rules_for("specified_injury", TODAY)] == ["RID-NOTIFY", "RID-10"]
    assert [one.id for one in rules_for("over_seven_days", TODAY)] == ["RID-15"]
    assert rules_for("nothing_of_the_kind", TODAY) == ()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"An Act"', '""'),
        ('["done_it"]', "[]"),
        ("{ days = 1 }", "{ days = 0 }"),
        ("{ days = 1 }", "{ days = 1, hours = 2 }"),
        ("{ days = 1 }", "{ days = 1.5 }"),
        ("{ days = 1 }", "{ fortnights = 1 }"),
        ("{ days = 1 }", "{ at_once = true }"),
        ('"no"', '"yes"'),
        ('"confirmed"', '"unconfirmed"'),
        ("in_force_from = 2020-01-01", ""),
        ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nlate_after_hours = 2"),
        ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nunheard_of = 2"),
    ],
)
def test_a_book_with_a_mistake_is_not_read(was: str, becomes: str) -> None:
    assert len(read_rules(RULE)) == 1
    with pytest.raises((ValueError, TypeError)):
        read_rules(RULE.replace(was, becomes))


def test_a_rule_that_stands_twice_is_not_read() -> None:
    with pytest.raises(ValueError, match="twice"):
        read_rules(RULE + RULE)
