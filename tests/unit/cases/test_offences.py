"""What the law makes of an offence, and that the moves of the police track speak of facts and acts that exist."""

import pytest

from alongside.cases.codes import code_list
from alongside.cases.models import PoliceTrack
from alongside.cases.police import actions, clocks, law, reminding
from alongside.cases.police.forms import ENDS
from alongside.cases.police.promises import OWED_RULES
from alongside.cases.police.queries import RULES
from alongside.cases.tracks.police import CHARGEABLE, POLICE
from alongside.incidents import deadlines

LISTS = (
    *("offences", "unreported_reasons", "nfa_reasons", "disposals", "police_steps", "sentences", "hearing_kinds"),
    *("hearing_results", "attending", "pleas", "victim_wishes"),
)


@pytest.mark.parametrize(
    ("offence", "is_summary", "emergency_worker", "limit"),
    [
        ("common_assault", True, False, True),
        ("common_assault", True, True, True),
        ("common_assault", True, None, True),
        ("emergency_worker_assault", False, True, False),
        ("emergency_worker_assault", False, None, True),
        ("emergency_worker_assault", False, False, True),
        ("nuisance_on_nhs_premises", True, None, True),
        ("actual_bodily_harm", False, False, False),
        ("public_order", True, False, True),
        ("public_order", None, False, True),
        ("public_order", False, False, False),
    ],
)
def test_what_magistrates_alone_can_try_or_may_has_six_months(
    offence: str, is_summary: bool | None, emergency_worker: bool | None, limit: bool
) -> None:
    assert law.has_six_months(offence, is_summary, emergency_worker) is limit


def test_what_is_summary_only_is_said_where_a_source_was_read_and_left_open_elsewhere() -> None:
    assert law.summary_only("common_assault") is True
    assert law.summary_only("nuisance_on_nhs_premises") is True
    assert law.summary_only("emergency_worker_assault") is False
    assert law.summary_only("wounding") is False
    assert law.summary_only("public_order") is None
    assert law.summary_only("of another list") is None


def test_the_page_says_what_an_emergency_worker_changes_and_never_that_a_running_limit_is_none() -> None:
    for worker in (True, None):
        [remark] = law.remarks("common_assault", worker)
        assert "the six months to charge common assault run" in remark
        assert "no six-month limit" not in remark
    [remark] = law.remarks("actual_bodily_harm", True)
    assert "section 2" in remark
    [remark] = law.remarks("emergency_worker_assault", True)
    assert "no six-month limit" in remark
    assert "if the police charge that instead" in remark
    [remark] = law.remarks("emergency_worker_assault", False)
    assert "does not fit" in remark
    assert law.remarks("theft", True) == []
    assert law.remarks("common_assault", False) == []


def test_the_page_asks_whether_magistrates_alone_can_try_it_where_nobody_knows() -> None:
    assert "six months" in law.remark_on_limit("public_order", None)
    assert law.remark_on_limit("public_order", False) == ""
    assert law.remark_on_limit("common_assault", True) == ""


def test_what_a_move_starts_and_ends_is_in_the_book_of_deadlines() -> None:
    rules = deadlines.all_rules()
    facts = {fact for rule in rules for fact in rule.triggers}
    acts = {act for rule in rules for act in rule.ended_by}
    started = {fact for move in POLICE.moves.values() for fact in move.starts}
    assert started == {"reported_to_police", "police_decision", "crime_of_violence"}
    assert started | {clocks.DECISION_ENHANCED, clocks.LIMIT_BEGINS} <= facts
    assert {act for move in POLICE.moves.values() for act in move.ends} == {"charged", "information_laid"} <= acts
    assert {rule.id for rule in rules} >= set(RULES) > set(OWED_RULES)


def test_what_a_move_sets_are_columns_and_what_it_needs_can_be_given() -> None:
    columns = {field.name for field in PoliceTrack._meta.get_fields()}
    for move in POLICE.moves.values():
        sets = set(actions.SETS.get(move.act, ()))
        assert sets <= columns
        assert set(move.needs) <= sets | {"decided_on", "text", "sentence"}, move.act
    assert set(actions.SETS) <= set(POLICE.moves)
    assert set(actions.CORRECTED) <= columns


def test_an_offence_may_be_charged_until_it_was() -> None:
    assert set(ENDS) == {code for code, state in POLICE.states.items() if state.is_end}
    charge = set(POLICE.moves["charge"].out_of) | set(POLICE.moves["lay_information"].out_of)
    assert charge <= set(CHARGEABLE)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_its_source(name: str) -> None:
    known = code_list(name)
    assert known.source
    assert known.version
    assert all(code.label for code in known)


def test_everybody_is_reminded_a_week_and_a_day_before() -> None:
    assert [before.days for before in reminding.before()] == [7, 1]
