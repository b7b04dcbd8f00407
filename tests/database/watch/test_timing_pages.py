"""Setting how long things take: who may, what is said back, and that a later version of it says from when on."""

from datetime import timedelta

import pytest
from tests.database.watch import test_my_safety

from alongside.ledger.clock import now
from alongside.watch.models import Timing
from alongside.watch.timings import timings_for

pytestmark = pytest.mark.django_db


def text_of(answer):
    return test_my_safety.text_of(answer).replace("&nbsp;", " ")


def page_of(world):
    return f"/timings/{world.team.pk}"


def test_a_line_manager_sets_their_team_s_and_reads_what_counts(world, sign_in):
    said = {
        "check_in_interval_s": "30",
        "grace_high_s": "0.5",
        "extensions_high": "2",
        "driving_s": "90",
        "why": "Moor",
    }
    page = text_of(sign_in("manager").post(page_of(world), said, follow=True))
    found = timings_for(world.nurse)
    assert (found.check_in_interval_s, found.grace_high_s, found.extensions_high, found.driving_s) == (
        1800,
        30,
        2,
        5400,
    )
    assert "Visits and alarms that have begun keep what they began with." in page
    assert "every 30 minutes, reminded 5 minutes before" in page
    assert "others are called after half a minute; extended up to 2 times" in page
    assert "Asha Rao: Moor" in page
    assert "A check-in every: 30 minutes" in page, "what was set is read again"
    assert "High risk, extended at the most: 2 times" in page


def test_what_is_set_for_a_day_to_come_counts_from_then(world, sign_in):
    day = (now() + timedelta(days=3)).date().isoformat()
    page = sign_in("lsms").post(page_of(world), {"driving_s": "60", "day": day, "time": "07:00"}, follow=True)
    assert "Counts from" in text_of(page)
    assert timings_for(world.nurse).driving_s == 0
    assert Timing.objects.get().in_force_from.date().isoformat() == day


@pytest.mark.parametrize(
    ("field", "written", "advice"),
    [
        (
            "driving_s",
            "1",
            "The longest that a drive puts a check-in off: Choose 5 to 240 minutes. Write 0 to switch it off.",
        ),
        ("driving_s", "an hour", "Write a number of minutes."),
        ("driving_s", "NaN", "Write a number of minutes."),
        ("extensions_low", "2.5", "Low risk, extended at the most: Write a number."),
        ("day", "2020-01-01", "Choose a moment from now on, within a year."),
        ("day", "tomorrow", "Choose a day and a time, or neither to set it now."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(world, sign_in, field, written, advice):
    answer = sign_in("lsms").post(page_of(world), {"home_safe_s": "45", field: written})
    assert (answer.status_code, advice in text_of(answer)) == (422, True)
    assert 'value="45"' in answer.content.decode()
    assert not Timing.objects.exists()


def test_a_team_reads_what_its_organisation_says_where_it_says_nothing(world, sign_in):
    lsms = sign_in("lsms")
    lsms.post(f"/timings/{world.organisation.pk}", {"home_safe_s": "45"})
    assert "The organisation says 45." in text_of(lsms.get(page_of(world)))
    assert timings_for(world.nurse).home_safe_s == 2700
    assert "Home safe within 45 minutes" in text_of(lsms.get("/timings"))


def test_an_operator_reads_and_sets_nothing(world, sign_in):
    operator = sign_in("operator")
    assert "Set the timings" not in text_of(operator.get(page_of(world)))
    assert operator.post(page_of(world), {"driving_s": "60"}).status_code == 403
