"""Limits of extensions, and drives, as the worker meets them on the page and by the API."""

import pytest
from tests.database.watch.test_my_safety import text_of
from tests.database.watch.test_visits_api import start

from alongside.watch.models import Alarm, Visit
from alongside.watch.replaying import replay_all
from alongside.watch.timings import set_timings

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(sign_in):
    return sign_in("nurse")


def on_a_visit(nurse):
    nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": "45"})
    return Visit.objects.get()


def test_the_page_offers_what_is_left_and_then_says_what_to_do_instead(world, nurse):
    set_timings(world.organisation, None, {"extended_low_s": 40 * 60})
    visit = on_a_visit(nurse)
    assert "It can be 40 minutes longer in all." in text_of(nurse.get("/my-safety"))
    nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": "30"})
    page = nurse.get("/my-safety").content.decode()
    assert ('value="10"' in page, 'value="15"' in page) == (True, False)
    refused = nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": "15"})
    assert (refused.status_code, "10 minutes longer and no more" in text_of(refused)) == (422, True)
    nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": "10"})
    assert "This visit cannot be extended again" in text_of(nurse.get("/my-safety"))


def test_the_page_says_how_often_it_may_be_extended(world, nurse):
    set_timings(world.organisation, None, {"extensions_low": 2})
    visit = on_a_visit(nurse)
    assert "You can do this 2 more times." in text_of(nurse.get("/my-safety"))
    nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": "30"})
    assert "You can do this once more." in text_of(nurse.get("/my-safety"))
    nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": "30"})
    assert "This visit cannot be extended again" in text_of(nurse.get("/my-safety"))


def test_a_program_reads_what_is_left_and_why_it_was_refused(world, nurse):
    set_timings(world.organisation, world.team, {"extensions_low": 1})
    visit = start(nurse).json()
    assert (visit["extensions_left"], visit["minutes_left"]) == (1, None)
    answers = [
        nurse.post(f"/api/v1/visits/{visit['id']}/extend", {"minutes": 30}, content_type="application/json")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["code"] == "extended_enough"
    assert replay_all().faults == 0


def test_a_drive_puts_the_check_in_off_and_the_page_says_until_when(world, nurse):
    set_timings(world.organisation, world.team, {"driving_s": 5400, "check_in_interval_s": 1800})
    visit = on_a_visit(nurse)
    assert "I am about to drive" in text_of(nurse.get("/my-safety"))
    page = nurse.post(f"/my-safety/visits/{visit.pk}/driving", {"minutes": "60"}, follow=True)
    assert "You are driving until" in text_of(page)
    visit.refresh_from_db()
    assert (visit.due_at - visit.events.latest("number").decided_at).total_seconds() == pytest.approx(3600, abs=2)
    nurse.post(f"/my-safety/visits/{visit.pk}/check-in")
    assert "You are driving until" not in text_of(nurse.get("/my-safety"))


def test_where_the_team_puts_nothing_off_the_page_does_not_offer_it(nurse):
    visit = on_a_visit(nurse)
    assert "I am about to drive" not in text_of(nurse.get("/my-safety"))
    assert nurse.post(f"/my-safety/visits/{visit.pk}/driving", {"minutes": "60"}).status_code == 409


def test_a_drive_longer_than_the_longest_is_refused_beside_the_buttons(world, nurse):
    set_timings(world.organisation, world.team, {"driving_s": 1800})
    visit = on_a_visit(nurse)
    answer = nurse.post(f"/my-safety/visits/{visit.pk}/driving", {"minutes": "31"})
    assert (answer.status_code, "5 to 30 minutes" in text_of(answer)) == (422, True)


def test_a_drive_by_the_api_is_told_to_those_who_answer_an_alarm(world, nurse, sign_in):
    set_timings(world.organisation, world.team, {"driving_s": 1800})
    visit = start(nurse).json()
    nurse.post("/api/v1/alarms", {}, content_type="application/json")
    answer = nurse.post(f"/api/v1/visits/{visit['id']}/driving", {"minutes": 20}, content_type="application/json")
    assert answer.status_code == 200
    timeline = sign_in("operator").get(f"/api/v1/alarms/{Alarm.objects.get().pk}/timeline").json()
    assert "The worker said that they are driving" in [one["words"] for one in timeline["items"]]
