"""Whoever reported what somebody else reported too reads what became of it, and learns nothing of the other reporter."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.following.actions import tell
from alongside.incidents.models import Incident, Told
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.triage import actions, connecting
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
OUTCOME = "He was given a written warning and may come only by appointment."


@pytest.fixture
def by(world: World) -> Any:
    return actor_for(world.lsms.user)


@pytest.fixture
def theirs(report: Report, world: World) -> Submitted:
    """The same told by a colleague who signed in."""
    submitted = report(
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=world.second_nurse))],
        reporter=Who(staff=world.second_nurse),
        account="A relative struck Nia with his fist.",
    )
    Incident.objects.filter(pk=submitted.incident.pk).update(reporter_user=world.second_nurse.user_id)
    add_contact_point(world.second_nurse, "email", "tomas@example.org", verified=True)
    return Submitted(Incident.objects.get(pk=submitted.incident.pk), submitted.code)


def page_of(client: Any, reference: str) -> str:
    answer = client.get(f"/report/track/{reference}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("first", ["joined", "told"], ids=["joined before the outcome", "joined after the outcome"])
def test_the_second_reporter_reads_the_outcome_and_is_told_that_there_is_news(
    first: str, report: Report, theirs: Submitted, sign_in: Any, by: Any
) -> None:
    into, other = report().incident, theirs.incident
    if first == "joined":
        connecting.merge_reports(into, [other], "The same punch.", by=by)
    actions.triage_report(into, close=True, reason=OUTCOME, by=by)
    if first == "told":
        connecting.merge_reports(into, [other], "The same punch.", by=by)
    page = page_of(sign_in("second_nurse"), other.reference)
    assert page.count(OUTCOME) == 1
    assert "There is no outcome yet." not in page
    for secret in ("Okoye", into.reference, "The same punch.", "disgrace"):
        assert secret not in page, secret
    assert Message.objects.filter(recipient__name="Tomas Vale", about_type="report_news").exists()


def test_what_changed_is_told_to_all_of_them_and_a_message_to_one(
    report: Report, theirs: Submitted, sign_in: Any, by: Any
) -> None:
    into, other = report().incident, theirs.incident
    connecting.merge_reports(into, [other], by=by)
    tell(into, Told.Kind.CHANGED, "Two people now staff the desk.", by=by)
    tell(into, Told.Kind.MESSAGE, "May I ring you, Nia?", by=by)
    page = page_of(sign_in("second_nurse"), other.reference)
    assert "Two people now staff the desk." in page
    assert "May I ring you" not in page
    assert page_of(sign_in("nurse"), into.reference).count("Two people now staff the desk.") == 1


def test_by_reference_and_code_the_outcome_is_read_too(report: Report, client: Any, by: Any) -> None:
    into, nameless = report().incident, report(anonymous=True)
    connecting.merge_reports(into, [nameless.incident], by=by)
    tell(into, Told.Kind.OUTCOME, OUTCOME, by=by)
    client.post("/report/track", {"reference": nameless.incident.reference, "code": nameless.code})
    page = client.get(f"/report/track/{nameless.incident.reference}").content.decode()
    assert OUTCOME in page
    assert into.reference not in page


def test_a_report_that_is_parted_keeps_what_it_was_told_and_hears_no_more(
    report: Report, theirs: Submitted, by: Any
) -> None:
    into, other = report().incident, theirs.incident
    connecting.merge_reports(into, [other], by=by)
    tell(into, Told.Kind.OUTCOME, OUTCOME, by=by)
    connecting.part_reports(other, by=by)
    tell(into, Told.Kind.CHANGED, "The door has a lock.", by=by)
    assert [told.text for told in other.told.exclude(kind=Told.Kind.MESSAGE)] == [OUTCOME]
    connecting.merge_reports(into, [other], by=by)
    assert [told.text for told in other.told.exclude(kind=Told.Kind.MESSAGE)] == [OUTCOME, "The door has a lock."]


def test_why_a_report_was_opened_again_is_read_by_its_reporter_and_those_joined(
    report: Report, theirs: Submitted, sign_in: Any, by: Any
) -> None:
    into, other = report().incident, theirs.incident
    connecting.merge_reports(into, [other], by=by)
    actions.triage_report(into, close=True, reason=OUTCOME, by=by)
    actions.reopen(into, "New footage was found.", by=by)
    assert "New footage was found." in page_of(sign_in("nurse"), into.reference)
    assert "New footage was found." in page_of(sign_in("second_nurse"), other.reference)
