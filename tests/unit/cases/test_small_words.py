"""Small things that a page must not accept or say: an authorisation before the Act, an hour that does not exist."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from tests.unit.cases.test_sanction_rules import LAWFUL

from alongside.cases.police.court_forms import HearingForm
from alongside.cases.referrals.forms import WriteForm
from alongside.cases.referrals.returning import ACTS, PROMPTS
from alongside.cases.sanctions.elements import outside_power
from alongside.cases.tracks import Refused

HEARING = {"court": "Northgate", "kind": "first", "on_day": "28", "on_month": "3", "on_year": "2027"}
LONDON = ZoneInfo("Europe/London")


def test_an_authorisation_is_not_older_than_the_act() -> None:
    with pytest.raises(Refused, match="no such power before 2009"):
        outside_power(replace(LAWFUL, authorised_on=date(2008, 12, 31)))


@pytest.mark.parametrize(("clock", "is_there"), [("01:30", False), ("00:59", True), ("02:00", True)])
def test_a_hearing_is_not_in_the_hour_that_summer_time_leaves_out(clock: str, is_there: bool) -> None:
    form = HearingForm(HEARING | {"clock": clock}, zone=LONDON)
    assert form.is_valid() is is_there, form.errors
    if not is_there:
        assert "no such time" in form.errors["clock"][0]


def test_what_the_national_body_does_is_asked_in_its_own_words() -> None:
    assert set(PROMPTS) == set(ACTS)
    assert WriteForm(asks="What did you do?").fields["text"].label == "What did you do?"
