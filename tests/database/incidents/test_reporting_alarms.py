"""A closed alarm becomes a report, one for an alarm, for those who may see it; a report can be taken back and corrected."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.database.incidents.test_reporting_pages import SHORTEST, answer
from tests.world import World

from alongside.incidents.models import Account, Change, Connection, Incident
from alongside.incidents.reporting.actions import account_of_reporter, correct_report, withdraw_report
from alongside.incidents.reporting.doors import NAMELESS
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.watch import actions as watch
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_alarm(world: World) -> Alarm:
    alarm = watch.ask_for_help(world.nurse, watch.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    by = actor_for(world.operator.user)
    watch.take_alarm(alarm, world.operator, by=by)
    return watch.close_alarm(alarm, world.operator, "genuine", "She was bitten.", by=by)


def test_the_worker_is_offered_to_report_a_genuine_alarm(sign_in: Any, world: World, closed_alarm: Alarm) -> None:
    browser = sign_in("nurse")
    assert f"/report?alarm={closed_alarm.pk}" in browser.get("/my-safety").content.decode()
    assert "your alarm" in browser.get(f"/report?alarm={closed_alarm.pk}").content.decode()
    browser.post("/report", {"alarm": str(closed_alarm.pk)})
    answer(browser, [step for step in SHORTEST if step[0] not in ("danger", "when")])
    browser.post("/report/send")
    incident = Incident.objects.get()
    assert (incident.alarm_id, incident.source) == (closed_alarm.pk, "alarm")
    assert abs((incident.occurred_at - closed_alarm.raised_at).total_seconds()) <= 60


def test_an_alarm_that_duress_hid_is_not_offered_on_the_workers_screen(
    sign_in: Any, world: World, closed_alarm: Alarm
) -> None:
    Alarm.objects.update(hidden_from_worker=True)
    browser = sign_in("nurse")
    assert "/report?alarm=" not in browser.get("/my-safety").content.decode()
    assert "We do not find" in browser.get(f"/report?alarm={closed_alarm.pk}").content.decode()


def test_one_report_for_an_alarm_and_no_second_is_lost(sign_in: Any, world: World, closed_alarm: Alarm) -> None:
    nurse, lsms = sign_in("nurse"), sign_in("lsms")
    for browser in (nurse, lsms):
        browser.post("/report", {"alarm": str(closed_alarm.pk)})
        answer(browser, [step for step in SHORTEST if step[0] not in ("danger", "when")])
    for browser in (nurse, lsms):
        browser.post("/report/send")
    first, second = Incident.objects.order_by("pk")
    assert (first.alarm_id, second.alarm_id) == (closed_alarm.pk, None)
    assert Connection.objects.get(incident=second).object_id == closed_alarm.pk
    page = nurse.get(f"/report?alarm={closed_alarm.pk}").content.decode()
    assert "has been reported already" in page
    assert first.reference in page


@pytest.mark.parametrize("who", ["outsider", "second_nurse"])
def test_whoever_may_not_see_the_alarm_is_told_nothing(
    sign_in: Any, world: World, closed_alarm: Alarm, who: str
) -> None:
    page = sign_in(who).get(f"/report?alarm={closed_alarm.pk}").content.decode()
    assert "We do not find" in page
    assert world.nurse.name not in page


def test_an_open_alarm_is_not_reported_yet(sign_in: Any, world: World) -> None:
    alarm = watch.ask_for_help(world.nurse, watch.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    assert "We do not find" in sign_in("lsms").get(f"/report?alarm={alarm.pk}").content.decode()
    assert sign_in("lsms").get("/report?alarm=nonsense").status_code == 200


def test_a_report_is_taken_back_and_kept(report: Any, world: World) -> None:
    incident = report().incident
    withdrawn = withdraw_report(incident, "It was a misunderstanding.", by=actor_for(world.nurse.user))
    assert withdrawn.status == "withdrawn"
    withdraw_report(incident, "again", by=actor_for(world.nurse.user))
    assert Change.objects.get(incident=incident, what="withdrawn").why == "It was a misunderstanding."
    assert Account.objects.filter(incident=incident).exists()
    with pytest.raises(ValidationError):
        correct_report(incident, "No, it was so.", by=NAMELESS)


@pytest.mark.parametrize(("status", "words"), [("case_opened", "has a case"), ("merged", "Ask for it to be stopped")])
def test_what_is_worked_on_is_not_taken_back_by_the_reporter_alone(report: Any, status: str, words: str) -> None:
    incident = report().incident
    into = report().incident if status == "merged" else None
    Incident.objects.filter(pk=incident.pk).update(status=status, merged_into=into)
    with pytest.raises(ValidationError, match=words):
        withdraw_report(incident, "", by=NAMELESS)


def test_a_correction_replaces_the_reporters_words_and_keeps_them(report: Any) -> None:
    incident = report().incident
    first = account_of_reporter(incident)
    second = correct_report(incident, "He raised his fist, and did not strike her.", by=NAMELESS)
    assert (second.replaces, account_of_reporter(incident)) == (first, second)
    third = correct_report(incident, "It was his elbow.", by=NAMELESS)
    assert third.replaces == second
    assert Account.objects.filter(incident=incident).count() == 3


def test_without_words_before_a_correction_is_the_first_account(report: Any) -> None:
    incident = report(account="").incident
    assert correct_report(incident, "He shouted.", by=NAMELESS).replaces is None
