"""Alarms by the API: raised, taken once, closed with an outcome."""

from datetime import timedelta

import pytest

from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import add_staff
from alongside.people.roles import Role
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

    for expected in ({"Olu Grant", "Pia Marsh", "Sam Quill", "Lee Stone", "Asha Rao", "Dara Holm"},) * 2:
        assert sign_in("nurse").post("/api/v1/alarms", {}, content_type="application/json").status_code == 201
        alarm = Alarm.objects.get()
        rung = set(Message.objects.filter(about_id=alarm.pk).values_list("recipient__name", flat=True))
        assert rung == expected
        assert alarm.status == "exhausted"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[" * 100_000,
        b"[]",
        b'{"kind": "dragons"}',
        b'{"lat": 999, "lon": "x"}',
        b'{"lat": 53.4, "lon": -2.6, "accuracy_m": 1e999}',
        b'{"lat": 53.4, "lon": -2.6, "accuracy_m": -1}',
        b'{"at": "2026-11-22T10:00:00"}',
        b'{"at": "0001-01-01T00:00:00+14:00"}',
        b'{"at": "9999-12-31T23:59:59-14:00"}',
        b'{"text": "a\\u0000b \\ud800"}',
        b'{"text": "' + b"x" * 3000 + b'"}',
        b'{"organisation": "nowhere"}',
        b'{"organisation": "00000000-0000-7000-8000-000000000000"}',
    ],
)
def test_a_call_for_help_gets_through_whatever_else_it_says(world, sign_in, body):
    answer = sign_in("nurse").post("/api/v1/alarms", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert Alarm.objects.get().status == "ringing"


def test_somebody_with_two_places_is_helped_where_they_are_on_a_visit(world, sign_in):
    second = add_staff(world.outsider.organisation, "Nia Okoye", user=world.nurse.user, roles=[Role.WORKER])
    nurse = sign_in("nurse")
    body = {
        "place": "14 Mill Lane",
        "planned_end": (now() + timedelta(hours=1)).isoformat(),
        "organisation": str(second.organisation_id),
    }
    assert nurse.post("/api/v1/visits", body | {"start": True}, content_type="application/json").status_code == 201
    assert nurse.post("/api/v1/alarms", {}, content_type="application/json").status_code == 201
    assert Alarm.objects.get().worker == second


def test_nobody_works_alone_where_they_are_no_worker(world, sign_in):
    add_staff(world.outsider.organisation, "Nia Okoye", user=world.nurse.user, roles=[Role.SECURITY_DIRECTOR])
    body = {
        "place": "14 Mill Lane",
        "planned_end": (now() + timedelta(hours=1)).isoformat(),
        "organisation": str(world.outsider.organisation_id),
    }
    assert sign_in("nurse").post("/api/v1/visits", body, content_type="application/json").status_code == 403


@pytest.mark.parametrize("size", [70_000, 2_000_000])
@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "press 1"}])
def test_a_call_for_help_is_taken_however_much_comes_with_it(world, sign_in, size, media_type, headers):
    head = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    body = head + bytes(size) + b"\r\n--b--\r\n"
    for _ in range(2):
        answer = sign_in("nurse").generic("POST", "/api/v1/alarms", body, content_type=media_type, headers=headers)
        assert answer.status_code == 201
    assert Alarm.objects.count() == 1


def test_a_call_with_words_after_the_clock_was_set_back_is_not_taken_for_the_test_before(world, sign_in, later):
    """The test was made by a clock that was an hour ahead, so that the call seems to be the older of the two."""
    operator, nurse = sign_in("operator"), sign_in("nurse")
    test = nurse.post("/api/v1/alarms", {"kind": "test"}, content_type="application/json").json()["id"]
    operator.post(f"/api/v1/alarms/{test}/take")
    closing = {"outcome": "test", "text": ""}
    assert operator.post(f"/api/v1/alarms/{test}/close", closing, content_type="application/json").status_code == 200
    later(hours=-1)

    answer = nurse.post("/api/v1/alarms", {"text": "There is a dog."}, content_type="application/json")

    assert answer.status_code == 201, answer.content
    assert answer.json()["id"] != test
    assert Alarm.objects.get(pk=answer.json()["id"]).status == "ringing"
