"""When and how HSE was told counts, and is shown; a second decision of the police is a fact of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import queries, track
from alongside.incidents.duties.actions import fact, record_fact
from alongside.incidents.duties.forms import StepForm
from alongside.incidents.duties.running import tracked
from alongside.incidents.models import Duty, Incident
from alongside.incidents.riddor import TrackState
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]
BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def lsms(world: World) -> Any:
    return actor_for(world.lsms.user)


@pytest.fixture
def incident(report: Report, lsms: Any) -> Incident:
    found = report().incident
    track.answer(found.affected.get(), BROKEN_NOSE, by=lsms)
    return found


def seen(incident: Incident) -> str:
    latest = queries.latest_decision(incident, incident.affected.get())
    assert latest is not None
    return str(latest.pk)


def told_late(incident: Incident, lsms: Any, later: Any, *, after: timedelta, entered: timedelta) -> datetime:
    """HSE was told so long after the accident; it is entered so much later. Answers when HSE was told."""
    at = incident.occurred_at + after
    later(days=entered.days)
    track.step(
        incident,
        incident.affected.get(),
        TrackState.NOTIFIED,
        seen=seen(incident),
        at=at,
        channel="telephone",
        reference="TEL-77",
        by=lsms,
    )
    return at


def test_what_hse_was_told_in_time_and_entered_late_is_in_time(
    incident: Incident, lsms: Any, later: Any, sign_in: SignIn
) -> None:
    at = told_late(incident, lsms, later, after=timedelta(minutes=70), entered=timedelta(days=3))
    duty = Duty.objects.get(incident=incident, rule="RID-NOTIFY")
    assert duty.done_at == at
    assert duty.ended_at is not None
    assert duty.ended_at > at + timedelta(days=2)
    home, desk = f"/incidents/{incident.reference}", sign_in("lsms")
    words = f"By telephone at {at.astimezone(LONDON):%H:%M} on {at.astimezone(LONDON).day} "
    for path in (home, f"{home}/riddor/1", "/incidents/due?when=ended&rule=RID-NOTIFY"):
        text = desk.get(path).content.decode()
        assert words in text, path
        assert "TEL-77" in text, path
        assert "Done late" not in text, path
    headings, said = rows_of(desk.get("/incidents/due.csv?when=ended&rule=RID-NOTIFY"))
    row = dict(zip(headings, said, strict=True))
    assert row["In time"] == "Yes"
    assert f"{at.astimezone(LONDON):%Y-%m-%d}" in row["Ended"]
    assert row["Ended"] != row["Entered"]
    assert words in row["Why"]


def test_what_hse_was_told_too_late_is_said_to_be_late(
    incident: Incident, lsms: Any, later: Any, sign_in: SignIn
) -> None:
    told_late(incident, lsms, later, after=timedelta(days=2), entered=timedelta(days=3))
    text = sign_in("lsms").get("/incidents/due?when=ended&rule=RID-NOTIFY").content.decode()
    assert "Done late" in text


def test_the_morning_message_tells_of_an_end_on_the_day_after_it_was_entered(
    incident: Incident, lsms: Any, later: Any
) -> None:
    told_late(incident, lsms, later, after=timedelta(minutes=70), entered=timedelta(days=3))
    duty = Duty.objects.select_related("organisation", "incident").get(incident=incident, rule="RID-NOTIFY")
    ending = tracked(duty).clock.ending
    assert ending is not None
    assert ending.at == duty.ended_at


def test_a_step_says_a_thing_once(incident: Incident, lsms: Any, sign_in: SignIn) -> None:
    one = incident.affected.get()
    track.step(incident, one, TrackState.REPORTED, seen=seen(incident), at=now(), channel="online", by=lsms)
    steps = sign_in("lsms").get(f"/incidents/{incident.reference}/riddor/1").content.decode().split('id="steps"')[1]
    assert steps.split("</li>")[0].count("Reported to HSE") == 1


@pytest.mark.parametrize(("hour", "expected"), [(10, "10:08"), (15, "12:00")])
def test_a_time_that_is_left_empty_is_not_in_the_future_and_not_before_the_incident(hour: int, expected: str) -> None:
    moment = datetime(2026, 11, 27, hour, 8, tzinfo=LONDON)
    said = {"to": "notified", "on_day": "27", "on_month": "11", "on_year": "2026", "channel": "telephone"}
    options: dict[str, Any] = {"state": TrackState.SPECIFIED_DUE, "zone": LONDON, "now": moment}
    form = StepForm(said, **options, since=datetime(2026, 11, 20, tzinfo=LONDON))
    assert form.is_valid()
    assert f"{form.cleaned_data['at']:%H:%M}" == expected
    since = moment - timedelta(minutes=3)
    same_day = StepForm(said, **options, since=since)
    assert same_day.is_valid()
    assert since <= same_day.cleaned_data["at"] <= moment


def test_a_second_decision_of_the_police_has_a_deadline_of_its_own(
    report: Report, lsms: Any, sign_in: SignIn, later: Any
) -> None:
    incident = report().incident
    one = incident.affected.get()
    later(days=9)
    first = record_fact(incident, "police_decision", incident.occurred_at + timedelta(hours=1), one, by=lsms)
    second = record_fact(incident, "police_decision", incident.occurred_at + timedelta(days=7), one, by=lsms)
    assert [duty.turn for duty in [*first, *second]] == [1, 2]
    assert first[0].due_at < second[0].due_at
    assert tracked(first[0]).id != tracked(second[0]).id
    assert fact(incident, "police_decision", incident.occurred_at + timedelta(days=7), one, by=lsms) == []
    text = sign_in("lsms").get("/incidents/due?rule=VC-5").content.decode()
    assert text.count(", decided ") == 2
    said = {"fact": "police_decision", "affected": str(one.pk), "clock": ""}
    day = (incident.occurred_at + timedelta(days=1)).astimezone(LONDON)
    said |= {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    answer = sign_in("lsms").post(f"/incidents/{incident.reference}/deadlines", said)
    assert answer.status_code == 302
    assert "give the time of each" in (
        sign_in("lsms").post(f"/incidents/{incident.reference}/deadlines", said).content.decode()
    )
    assert Duty.objects.filter(incident=incident, rule="VC-5", ended_at=None).count() == 3
