"""RIDDOR's decision and the book of deadlines count the same days, and every word that a page needs is there."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from alongside.incidents import deadlines
from alongside.incidents.duties.hse_clocks import REPORTING
from alongside.incidents.duties.running import HOLIDAYS
from alongside.incidents.duties.words import act_words, facts_by_hand
from alongside.incidents.models import DutySettings
from alongside.incidents.riddor import dues
from alongside.incidents.riddor.assessment import Duty

LONDON = ZoneInfo("Europe/London")
DAYS = [date(2026, 6, 1), date(2026, 3, 20), date(2026, 10, 17), date(2027, 12, 25), date(2028, 2, 19)]
"""An ordinary day, the nights on which clocks change, the year's end, a leap year."""


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("rule", "due"), [("RID-10", dues.notify_and_report), ("RID-15", None)])
def test_both_count_to_the_same_last_day(day, rule, due):
    found = due(day) if due else dues.report_over_seven(day, day)
    by = next(one.by for one in found if one.duty is Duty.REPORT)
    at = datetime.combine(day, time(23, 30), LONDON)
    clock = deadlines.start(deadlines.rule(rule, day), at, LONDON, deadlines.published(deadlines.ENGLAND_AND_WALES))
    assert clock.due_on == by


def test_every_act_and_every_fact_by_hand_has_its_words():
    acts = {act for rule in deadlines.all_rules() for act in rule.ended_by}
    assert [act for act in acts if act_words(act) == act] == []
    triggers = {trigger for rule in deadlines.all_rules() for trigger in rule.triggers}
    assert set(facts_by_hand()) <= triggers
    by_itself = {
        "incident",
        "board_assured",
        "death",
        "specified_injury",
        "dangerous_occurrence",
        "death_within_a_year",
    }
    by_itself |= {"non_worker_to_hospital", "over_seven_days", "over_three_days"}
    by_itself |= {"riddor_undecided", "disease_diagnosed"}
    assert triggers - set(facts_by_hand()) == by_itself


def test_each_country_has_its_bank_holidays_and_each_rule_for_hse_is_in_the_book():
    assert set(HOLIDAYS) == set(DutySettings.Country)
    known = {rule.id for rule in deadlines.all_rules()}
    assert set(REPORTING) <= known
