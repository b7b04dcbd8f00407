"""Support at once, and how are you after three days and four weeks; with the clock moved."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.joined import same_person
from alongside.incidents.models import Change, Incident, WellbeingCheck
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.reaching import Reached
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.triage.connecting import merge_reports
from alongside.incidents.wellbeing import actions
from alongside.incidents.wellbeing.actions import ask_due, begin_care
from alongside.ledger.actions import SYSTEM
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point
from alongside.people.models import ContactPoint, Staff

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]
Later = Callable[..., None]


def messages(world: World, *, to: str = "nurse") -> list[Message]:
    return list(Message.objects.filter(recipient=getattr(world, to), about_type="wellbeing").order_by("id"))


def link_in(message: Message) -> str:
    return "/wellbeing/" + message.body.split("/wellbeing/")[1].split()[0]


@pytest.fixture
def asked(report: Report, world: World, later: Later, service_role: Any) -> str:
    """The nurse was hurt three days ago and was asked how she is: the address of the page."""
    report()
    later(days=3, minutes=1)
    with service_role():
        assert ask_due() == 1
    return link_in(messages(world)[-1])


def test_support_is_offered_at_once(report: Report, world: World, client: AppClient) -> None:
    incident = report().incident
    offer = messages(world)[0]
    assert incident.reference not in offer.body
    text = client.get(link_in(offer)).content.decode()
    assert "Support for you" in text
    assert "Where to get help" in text
    assert incident.affected.get().support_offered_at is not None


def test_they_are_asked_after_three_days_and_after_four_weeks_and_never_twice(
    report: Report, world: World, later: Later, service_role: Any
) -> None:
    report()
    asked = []
    for moved in ({"days": 0}, {"days": 3, "minutes": 1}, {"minutes": 1}, {"days": 24}, {"days": 1}, {"days": 365}):
        later(**moved)
        with service_role():
            asked.append(ask_due())
    assert asked == [0, 1, 0, 0, 1, 0]
    assert len(messages(world)) == 3


def test_a_system_that_stood_still_asks_once_and_not_about_last_year(
    report: Report, world: World, later: Later, service_role: Any
) -> None:
    report()
    later(days=29)
    with service_role():
        ask_due()
    assert len(messages(world)) == 2
    report(occurred_at=Incident.objects.get().occurred_at)
    later(days=300)
    with service_role():
        ask_due()
    assert len(messages(world)) == 3  # the offer of the second report, and no question


@pytest.mark.parametrize("changes", [{"anonymous": True}, {"affected": []}])
def test_nobody_is_asked_where_nobody_is_known(report: Report, world: World, changes: dict[str, Any]) -> None:
    report(**changes)
    assert messages(world) == []
    assert WellbeingCheck.objects.count() == 0


def test_nobody_is_asked_who_cannot_be_reached_or_whose_report_was_taken_back(
    report: Report, world: World, later: Later, service_role: Any
) -> None:
    first, second = report().incident, report().incident
    Incident.objects.filter(pk=first.pk).update(status="withdrawn")
    ContactPoint.objects.filter(staff=world.nurse, channel="sms").delete()
    later(days=3, minutes=1)
    with service_role():
        assert ask_due() == 2
    assert Change.objects.filter(what="wellbeing_not_asked", incident__in=[first, second]).count() == 2


def test_somebody_who_left_is_not_asked(report: Report, world: World, later: Later, service_role: Any) -> None:
    report()
    Staff.objects.filter(pk=world.nurse.pk).update(active=False)
    later(days=3, minutes=1)
    with service_role():
        ask_due()
    assert len(messages(world)) == 1


def test_without_consent_nobody_learns_the_answer(asked: str, client: AppClient, sign_in: SignIn, world: World) -> None:
    client.post(asked, {"answer": "not_well", "text": "I cannot sleep."})
    assert "Nobody was told" in client.get(asked).content.decode()
    reference = Incident.objects.get().reference
    for who in ("lsms", "manager"):
        text = sign_in(who).get(f"/incidents/{reference}").content.decode()
        assert "I cannot sleep." not in text
        assert "not well" not in text
    assert not Message.objects.filter(subject="Somebody who was hurt is not well").exists()


def test_with_consent_the_specialist_is_told_and_the_manager_is_not(
    asked: str, client: AppClient, sign_in: SignIn, world: World
) -> None:
    client.post(asked, {"answer": "not_well", "text": "I cannot sleep.", "consent": "on"})
    told = Message.objects.filter(subject="Somebody who was hurt is not well").get()
    assert told.recipient == world.lsms
    assert "Nia" not in told.body
    reference = Incident.objects.get().reference
    assert "I cannot sleep." in sign_in("lsms").get(f"/incidents/{reference}").content.decode()
    assert "I cannot sleep." not in sign_in("manager").get(f"/incidents/{reference}").content.decode()


def test_an_answer_is_given_once(asked: str, client: AppClient) -> None:
    assert client.post(asked, {"answer": "well"}).status_code == 302
    client.post(asked, {"answer": "not_well", "consent": "on"})
    assert WellbeingCheck.objects.get(answered_at__isnull=False).answer == "well"


@pytest.mark.parametrize("said", [{}, {"answer": "splendid"}, {"answer": "well", "text": "x" * 2001}])
def test_what_is_wrong_is_said(asked: str, client: AppClient, said: dict[str, str]) -> None:
    assert client.post(asked, said).status_code == 422
    assert not WellbeingCheck.objects.filter(answered_at__isnull=False).exists()


@pytest.mark.parametrize("way", ["button", "answer", "specialist"])
def test_the_questions_can_be_stopped(
    asked: str, client: AppClient, sign_in: SignIn, later: Later, service_role: Any, world: World, way: str
) -> None:
    incident = Incident.objects.get()
    if way == "button":
        client.post(f"{asked}/stop")
    elif way == "answer":
        client.post(asked, {"answer": "stop"})
    else:
        there = f"/incidents/{incident.reference}/support/{incident.affected.get().pk}"
        assert sign_in("lsms").post(there, {"what": "stop"}).status_code == 302
    before = len(messages(world))
    later(days=30)
    with service_role():
        assert ask_due() == 0
    assert len(messages(world)) == before


def test_who_stops_the_questions_is_told_so_and_not_asked_in_the_same_breath(
    asked: str, client: AppClient, later: Later, service_role: Any, world: World
) -> None:
    assert "This is the last time" not in client.get(asked).content.decode()
    page = client.post(f"{asked}/stop", follow=True).content.decode()
    assert "We will not ask you again" in page
    assert "Send my answer" not in page
    page = client.get(asked).content.decode()
    assert "Send my answer" in page, "they may still say how they are"
    assert "This is the last time that we ask." in page


def test_the_page_says_whose_it_is(asked: str, client: AppClient, world: World) -> None:
    assert f"How are you? – {world.organisation.name}</title>" in client.get(asked).content.decode()


def test_a_link_ends_by_itself(asked: str, client: AppClient, later: Later) -> None:
    later(days=22)
    assert client.get(asked).status_code == 404
    assert client.post(asked, {"answer": "well"}).status_code == 404


def test_the_page_names_nobody_and_says_nothing_of_what_happened(asked: str, client: AppClient) -> None:
    text = client.get(asked).content.decode()
    reference = Incident.objects.get().reference
    assert not [word for word in ("Nia", "Arno", "assault", "struck", reference) if word in text]


def test_the_organisations_own_words_are_on_the_page(asked: str, client: AppClient, sign_in: SignIn) -> None:
    assert "has not written its own offers here yet" in client.get(asked).content.decode()
    sign_in("lsms").post("/incidents/support", {"text": "Talk to Ros in room 4."})
    assert "Talk to Ros in room 4." in client.get(asked).content.decode()
    sign_in("outsider").post("/incidents/support", {"text": "Somewhere else."})
    assert "Talk to Ros in room 4." in client.get(asked).content.decode()


def test_care_begins_once(report: Report, world: World) -> None:
    affected = report().incident.affected.get()
    assert begin_care(affected, by=SYSTEM) is False
    assert WellbeingCheck.objects.count() == 2


def test_somebody_who_is_not_well_is_told_of_to_a_specialist_who_is_there(
    asked: str, client: AppClient, world: World
) -> None:
    """Whoever had the report has left: it goes to who answers for security now."""
    Incident.objects.update(assigned_to=world.director)
    Staff.objects.filter(pk=world.director.pk).update(active=False)
    client.post(asked, {"answer": "not_well", "consent": "on"})
    told = Message.objects.filter(key__contains=":not_well")
    assert {message.recipient for message in told} == {world.lsms}


def test_joining_a_report_with_another_does_not_end_the_questions_to_who_was_hurt(
    report: Report, world: World, later: Later, service_role: Any
) -> None:
    """Her own report is joined with one that tells of nobody."""
    own, other = report().incident, report(affected=[]).incident
    merge_reports(other, [own], by=actor_for(world.lsms.user))
    later(days=3, minutes=1)
    with service_role():
        ask_due()
    assert [message.subject for message in messages(world)] == ["Support for you", "How are you?"]


def test_who_is_in_two_joined_reports_is_asked_once(
    report: Report, world: World, later: Later, service_role: Any, sign_in: SignIn
) -> None:
    first, second = report().incident, report().incident
    assert len(messages(world)) == 2  # nobody knew yet that they tell the same
    merge_reports(second, [first], by=actor_for(world.lsms.user))
    shown = sign_in("lsms").get(f"/incidents/{second.reference}").content.decode()
    assert f'They are asked through <a href="/incidents/{first.reference}#support"' in shown
    for days in (4, 26):
        later(days=days)
        with service_role():
            ask_due()
    assert len(messages(world)) == 4
    assert not second.affected.get().wellbeing_checks.exclude(asked_at=None).exists()


def test_of_a_report_that_stands_alone_nobody_is_looked_for_in_others(
    report: Report, django_assert_num_queries: Any
) -> None:
    affected = report().incident.affected.select_related("incident").get()
    with django_assert_num_queries(1):  # whether there are others: among a million, looking for people took a second
        assert list(same_person(affected)) == []


def test_no_more_questions_said_in_one_report_holds_for_all_that_were_joined_with_it(
    report: Report, world: World, later: Later, service_role: Any, client: AppClient
) -> None:
    first, second = report().incident, report().incident
    client.post(f"{link_in(messages(world)[-1])}/stop")  # in the second, before anybody joins them
    merge_reports(second, [first], by=actor_for(world.lsms.user))
    later(days=4)
    with service_role():
        ask_due()
    assert len(messages(world)) == 2


def test_taking_back_a_report_ends_the_questions_to_its_reporter_alone(
    report: Report, world: World, later: Later, service_role: Any
) -> None:
    """What somebody else takes back does not end what is owed to who was hurt; whoever takes back their own is left alone."""
    own = report().incident
    hurt = NewAffected("staff", who=Who(staff=world.second_nurse), injury="treated")
    add_contact_point(world.second_nurse, "email", "tomas@example.org", position=3, verified=True)
    told = report(affected=[hurt]).incident
    for one in (own, told):
        withdraw_report(one, "", by=actor_for(world.nurse.user))
    later(days=4)
    with service_role():
        ask_due()
    assert [message.subject for message in messages(world)] == ["Support for you"]
    assert [one.subject for one in messages(world, to="second_nurse")] == ["Support for you", "How are you?"]


def test_one_question_that_fails_does_not_hold_up_the_others(
    report: Report, world: World, later: Later, service_role: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = report().incident, report().incident
    sends = actions.send_to

    def fails_for_one(to: Reached, template: str, **said: Any) -> bool:
        if said["about"][1] == broken.affected.get().pk:
            raise ValueError("a fault")
        return sends(to, template, **said)

    monkeypatch.setattr(actions, "send_to", fails_for_one)
    later(days=3, minutes=1)
    with service_role():
        ask_due()
        assert len(messages(world)) == 3
        monkeypatch.setattr(actions, "send_to", sends)
        ask_due()
    assert len(messages(world)) == 4
