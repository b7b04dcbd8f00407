"""A closed alarm is opened again; whoever has one and is silent is asked; others are told who has it."""

import pytest
from django.db import transaction
from tests.database.watch.test_my_safety import text_of
from tests.database.watch.test_visits_api import start

from alongside.messages.models import Message
from alongside.watch.models import Alarm, Visit
from alongside.watch.replaying import replay_all
from alongside.watch.timings import set_timings
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world, sign_in):
    nurse, operator = sign_in("nurse"), sign_in("operator")
    start(nurse)
    nurse.post("/api/v1/alarms", {}, content_type="application/json")
    alarm = Alarm.objects.get()
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "false_accidental", "text": ""})
    return alarm


def rings(alarm):
    return Message.objects.filter(about_type="alarm", about_id=alarm.pk, purpose="alarm")


def test_it_rings_from_the_start_and_the_visit_stands_still_again(closed, sign_in, world):
    before = rings(closed).count()
    why = {"why": "Her husband rang: she is not there."}
    page = sign_in("second_operator").post(f"/response/alarms/{closed.pk}/reopen", why, follow=True)
    assert "The alarm is open again, and people are being rung." in text_of(page)
    closed.refresh_from_db()
    assert (closed.status, closed.owner, closed.outcome, closed.closed_at) == ("ringing", None, "", None)
    fresh = rings(closed).filter(recipient=world.manager, channel="sms").latest("queued_at")
    assert "This alarm was closed and is open again." in fresh.body
    assert rings(closed).count() > before
    assert Visit.objects.get().status == "in_alarm"
    assert "Opened the closed alarm again" in text_of(page)
    assert "Her husband rang: she is not there." in text_of(page)
    assert replay_all().faults == 0


def test_it_is_opened_with_a_word_or_not_at_all(closed, sign_in):
    answer = sign_in("operator").post(f"/response/alarms/{closed.pk}/reopen", {"why": " "})
    assert (answer.status_code, "Say why help may be needed after all." in text_of(answer)) == (422, True)


def test_after_a_day_the_page_does_not_offer_it_and_the_api_says_what_to_do(closed, sign_in, later):
    operator = sign_in("operator")
    assert "Open it again" in text_of(operator.get(f"/response?alarm={closed.pk}"))
    later(hours=25)
    operator = sign_in("second_operator")
    assert "Open it again" not in text_of(operator.get(f"/response?alarm={closed.pk}"))
    answer = operator.post(
        f"/api/v1/alarms/{closed.pk}/reopen", {"text": "She has not come back"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "closed_long_ago")


def test_where_another_alarm_of_theirs_is_open_that_one_goes_on(closed, sign_in, later):
    later(minutes=31)
    sign_in("nurse").post("/api/v1/alarms", {}, content_type="application/json")
    assert Alarm.objects.count() == 2
    answer = sign_in("operator").post(f"/response/alarms/{closed.pk}/reopen", {"why": "She has not come back"})
    assert (answer.status_code, "Another alarm about this person is open." in text_of(answer)) == (409, True)


def test_an_open_one_is_not_opened_again(closed, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{closed.pk}/reopen", {"why": "Once"})
    answer = operator.post(f"/response/alarms/{closed.pk}/reopen", {"why": "Twice"})
    assert (answer.status_code, "This alarm is open already." in text_of(answer)) == (409, True)


def test_whoever_has_it_and_is_silent_is_asked_and_then_it_rings_on(world, sign_in, later):
    set_timings(world.organisation, None, {"owner_clock_s": 600, "owner_asked_s": 120})
    sign_in("nurse").post("/api/v1/alarms", {}, content_type="application/json")
    alarm = Alarm.objects.get()
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    later(minutes=9)
    with transaction.atomic():
        Worklist().take_clocks()
    asked = rings(alarm).filter(channel="sms").latest("queued_at")
    assert asked.recipient_id == world.operator.pk
    assert "Reply TAKE to say that you have it" in asked.body
    page = text_of(operator.get(f"/response?alarm={alarm.pk}"))
    assert "No word from the owner: they were asked whether they still deal with it" in page
    later(minutes=2)
    with transaction.atomic():
        Worklist().take_clocks()
    alarm.refresh_from_db()
    assert (alarm.status, alarm.owner_id) == ("ringing", world.operator.pk)
    assert rings(alarm).filter(recipient=world.manager, channel="sms").latest("queued_at").queued_at > asked.queued_at
    assert replay_all().faults == 0
