"""Whether a report can be taken: codes, times, sizes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from alongside.incidents.codes import CodeList, code_list
from alongside.incidents.new_report import NewReport

LONGEST_ACCOUNT = 20_000
MOST_PEOPLE = 50
OLDEST = timedelta(days=366 * 60)

LISTS = {
    "kinds": "kinds",
    "acts": "acts",
    "sexual_acts": "sexual_acts",
    "weapons": "weapons",
    "hate_strands": "hate_strands",
    "targets": "targets",
    "factors": "factors",
    "responses": "responses",
}
"""Columns of `Incident` that hold codes of a list."""
SINGLE = {"place_kind": "place_kinds", "police": "police_wishes"}
"""Columns that hold one code."""


def check_report(report: NewReport, moment: datetime) -> None:
    """Raises ValidationError by field where the report cannot be taken."""
    wrong: dict[str, str] = {}
    if not report.kinds:
        wrong["kinds"] = "Choose what happened."
    for name, list_name in LISTS.items():
        _check_codes(wrong, name, code_list(list_name), getattr(report, name))
    for name, list_name in SINGLE.items():
        _check_codes(wrong, name, code_list(list_name), [getattr(report, name)])
    if report.occurred_at > moment + timedelta(minutes=5):
        wrong["occurred_at"] = "Choose a time that is not in the future."
    elif report.occurred_at < moment - OLDEST:
        wrong["occurred_at"] = "Choose a time that is less than 60 years ago."
    if len(report.account) > LONGEST_ACCOUNT:
        wrong["account"] = f"Write at most {LONGEST_ACCOUNT} characters. You can add files with more."
    people = [*report.affected, *report.responsible, *report.witnesses, *report.property_items]
    if len(people) > MOST_PEOPLE:
        wrong["affected"] = f"Name at most {MOST_PEOPLE} people and things in one report."
    for one in report.affected:
        _check_codes(wrong, "injury", code_list("injuries"), [one.injury])
        _check_codes(wrong, "staff_group", code_list("staff_groups"), [one.staff_group])
        _check_codes(wrong, "employment", code_list("employment"), [one.employment])
        _check_codes(wrong, "police_wish", code_list("police_wishes"), [one.police_wish])
        for name in ("harm_physical", "harm_psychological"):
            _check_codes(wrong, name, code_list(name), filter(None, [getattr(one, name)]))
    for someone in report.responsible:
        _check_codes(wrong, "responsible", code_list("responsible_kinds"), [someone.kind])
        _check_codes(wrong, "factors", code_list("factors"), someone.factors)
        if not 1 <= someone.how_many <= 1000:
            wrong["responsible"] = "Write how many people, from 1 to 1000."
    for item in report.property_items:
        _check_codes(wrong, "property", code_list("property_kinds"), [item.kind])
        _check_codes(wrong, "property", code_list("property_losses"), [item.loss])
        if item.value_pence is not None and not 0 <= item.value_pence <= 10**12:
            wrong["property"] = "Write the value in pounds, or leave it empty."
    if report.anonymous_because:
        _check_codes(wrong, "anonymous_because", code_list("anonymity_reasons"), [report.anonymous_because])
    if report.intent_impression:
        _check_codes(wrong, "intent_impression", code_list("intent_opinions"), [report.intent_impression])
    if wrong:
        raise ValidationError(dict(wrong))


def _check_codes(wrong: dict[str, str], name: str, known: CodeList, given: Iterable[str]) -> None:
    if any(code not in known for code in given):
        wrong[name] = "Choose from the list."
