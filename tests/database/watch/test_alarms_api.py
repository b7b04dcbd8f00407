"""Alarms by the API: raised, taken once, closed with an outcome."""

import pytest

from alongside.messages.models import Message
from alongside.watch.models import Alarm, Plan
from alongside.watch.plans import plan_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(world, sign_in):
    answer = sign_in("nurse").post("/api/v1/alarms", {"text": "Dog"}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return Alarm.objects.get()


def test_an_alarm_rings_everybody_of_the_plan_at_once(alarm, world):
    rung = set(Message.objects.filter(about_id=alarm.pk).values_list("recipient__name", flat=True))
    assert rung == {"Bo Lind", "Asha Rao", "Olu Grant", "Pia Marsh"}


def test_the_worker_is_not_rung_for_their_own_alarm(alarm, world):
    assert not Message.objects.filter(about_id=alarm.pk, recipient=world.nurse).exists()


def test_the_second_operator_is_told_who_took_it(alarm, sign_in):
    assert sign_in("operator").post(f"/api/v1/alarms/{alarm.pk}/take").status_code == 200
    answer = sign_in("second_operator").post(f"/api/v1/alarms/{alarm.pk}/take")
    assert answer.status_code == 409
    assert answer.json()["owner"]["name"] == "Olu Grant"


def test_the_worker_cannot_see_take_or_close_their_own_alarm(alarm, sign_in):
    nurse = sign_in("nurse")
    for path in ("take", "close", "note"):
        body = {"outcome": "found_safe", "text": "x"}
        answer = nurse.post(f"/api/v1/alarms/{alarm.pk}/{path}", body, content_type="application/json")
        assert answer.status_code == 404
    alarm.refresh_from_db()
    assert alarm.status == "ringing"


def test_the_outsider_sees_nothing_of_it(alarm, sign_in):
    outsider = sign_in("outsider")
    assert outsider.get("/api/v1/alarms").json()["items"] == []
    for path in ("", "/timeline"):
        assert outsider.get(f"/api/v1/alarms/{alarm.pk}{path}").status_code == 404
    assert outsider.post(f"/api/v1/alarms/{alarm.pk}/take").status_code == 404


def test_an_alarm_cannot_end_without_an_outcome(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/api/v1/alarms/{alarm.pk}/take")
    assert operator.post(f"/api/v1/alarms/{alarm.pk}/close", {}, content_type="application/json").status_code == 422
    answer = operator.post(f"/api/v1/alarms/{alarm.pk}/close", {"outcome": "genuine"}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "text_needed"


def test_only_the_owner_or_a_supervisor_closes_it(alarm, sign_in):
    sign_in("operator").post(f"/api/v1/alarms/{alarm.pk}/take")
    body = {"outcome": "found_safe"}
    url = f"/api/v1/alarms/{alarm.pk}/close"
    assert sign_in("second_operator").post(url, body, content_type="application/json").status_code == 403
    assert sign_in("supervisor").post(url, body, content_type="application/json").status_code == 200


def test_the_timeline_tells_the_whole_history(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/api/v1/alarms/{alarm.pk}/take")
    operator.post(f"/api/v1/alarms/{alarm.pk}/close", {"outcome": "found_safe"}, content_type="application/json")
    items = operator.get(f"/api/v1/alarms/{alarm.pk}/timeline").json()["items"]
    assert [item["words"] for item in items] == [
        "Asked for help",
        "Note",
        "Took the alarm",
        "Closed: found safe",
    ]


def test_somebody_without_any_plan_is_still_helped(world, sign_in):
    Plan.objects.filter(team=world.team).update(team=None, organisation=world.outsider.organisation, last_resort=True)
    assert plan_for(world.nurse) is None

    for expected in ({"Olu Grant", "Pia Marsh", "Sam Quill", "Lee Stone", "Asha Rao"},) * 2:
        assert sign_in("nurse").post("/api/v1/alarms", {}, content_type="application/json").status_code == 201
        alarm = Alarm.objects.get()
        rung = set(Message.objects.filter(about_id=alarm.pk).values_list("recipient__name", flat=True))
        assert rung == expected
        assert alarm.status == "exhausted"
