"""What was said stays said: places in words, the reporter's own words, days off once, each event once."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.completing.actions import ask
from alongside.incidents.duties import track
from alongside.incidents.duties.absence_file import plan_file, take_over
from alongside.incidents.exchange.dates import Order
from alongside.incidents.models import Absence, Incident
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.triage.actions import reclassify
from alongside.incidents.triage.connecting import connect, merge_reports
from alongside.incidents.triage.forms import ClassifyForm
from alongside.ledger.actions import SYSTEM
from alongside.people.actions import actor_for
from alongside.people.models import Place

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


@pytest.fixture
def lsms(world: World) -> Any:
    return actor_for(world.lsms.user)


def test_a_place_in_words_stands_where_the_name_of_a_place_would(report: Report, sign_in: SignIn) -> None:
    incident = report(place=None, place_name="Ward 7, east wing", place_words="Ward 7, east wing").incident
    desk = sign_in("lsms")
    for path in ("/incidents", f"/incidents/{incident.reference}", "/incidents/triage"):
        assert "Ward 7, east wing" in desk.get(path).content.decode(), path
    headings, said = rows_of(desk.get("/incidents/export.csv"))
    assert dict(zip(headings, said, strict=True))["Place in words"] == "Ward 7, east wing"
    form = desk.get(f"/incidents/{incident.reference}/riddor/1/f2508").content.decode()
    assert "Ward 7, east wing" in form


def test_the_reporter_reads_their_own_words_after_it_was_classified_again(
    report: Report, sign_in: SignIn, lsms: Any
) -> None:
    incident = report().incident
    own, home = sign_in("nurse"), f"/report/track/{incident.reference}"
    before = own.get(home).content.decode()
    assert "Someone was hit" in before
    assert "files it as" not in before
    form = ClassifyForm(incident, ZoneInfo("Europe/London"))
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    asked = ClassifyForm(incident, ZoneInfo("Europe/London"), data | {"kinds": ["weapon"], "why": "A bottle."})
    assert asked.is_valid(), asked.errors
    reclassify(incident, replace(asked.classification(), weapons=["sharp"]), "A bottle.", by=lsms, seen_at=None)
    after = own.get(home).content.decode()
    assert "Someone was hit" in after
    assert "The security specialist files it as “There was a weapon”" in after
    assert "Someone was hit" in own.get("/report/mine").content.decode()


def test_each_event_is_counted_once_and_what_was_taken_back_never(
    report: Report, sign_in: SignIn, lsms: Any, ward: Place
) -> None:
    at = report().incident.occurred_at
    one, twin, told_twice, taken_back = (report(occurred_at=at).incident for _ in range(4))
    merge_reports(one, [twin], by=lsms)
    connect(one, told_twice, "same_event", by=lsms)
    withdraw_report(taken_back, "", by=SYSTEM)
    desk = sign_in("lsms")
    for path in ("/incidents/map", "/incidents/when"):
        page = desk.get(path).content.decode()
        assert "<strong>2 incidents</strong>" in page, path
        assert "Each event is counted once" in page, path
    _, *rows = rows_of(desk.get("/incidents/map?format=csv"))
    assert [row[2] for row in rows] == ["2", "2"]


def test_the_same_days_off_posted_twice_are_kept_once(report: Report, sign_in: SignIn, lsms: Any, later: Any) -> None:
    incident = report().incident
    later(days=4)
    first = (incident.occurred_at + timedelta(days=1)).date()
    said = {"kind": "off_work", "first_day_day": str(first.day), "first_day_month": str(first.month)}
    said["first_day_year"] = str(first.year)
    for _ in range(2):
        answer = sign_in("lsms").post(f"/incidents/{incident.reference}/riddor/1/absences", said)
        assert answer.status_code == 302
    assert Absence.objects.count() == 1
    track.record_absence(incident.affected.get(), "light_duties", first, None, source="lsms", by=lsms)
    assert Absence.objects.count() == 2


def test_a_row_that_stands_twice_in_the_file_is_promised_once(report: Report, world: World, lsms: Any) -> None:
    incident = report().incident
    first = incident.occurred_at.date()
    line = f"{world.nurse.user.email},{first:%d/%m/%Y}"
    text = f"email,first day\n{line}\n{line}\n{world.nurse.user.email},\n"
    plan = plan_file(world.organisation, io.BytesIO(text.encode()), {}, Order.DAY_FIRST)
    assert [one.what for one in plan.found] == ["new", "same"]
    assert len(plan.to_take_over) == 1
    assert plan.wrong == [(4, "The first day is empty.")]
    assert take_over(world.organisation, [one.packed() for one in plan.to_take_over], {}, by=lsms) == 1


def test_the_history_says_which_part_was_asked_for(report: Report, sign_in: SignIn, lsms: Any) -> None:
    incident: Incident = report().incident
    ask(incident, "injured", affected=incident.affected.get(), by=lsms)
    ask(incident, "witness", by=lsms)
    page = sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    assert "Part: person affected, of person 1" in page
    assert "Part: witness" in page
