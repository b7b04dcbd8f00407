"""Each who was asked reads and writes their part, and nobody else's: every part, every role, every link."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.reports import ACCOUNT
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.completing.actions import Asked, ask, take_back
from alongside.incidents.models import (
    Absence,
    Account,
    Affected,
    Contribution,
    Identity,
    Incident,
    Injury,
    MedicalOpinion,
)
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.triage.connecting import merge_reports
from alongside.ledger.actions import SYSTEM
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]
AskFor = Callable[..., Asked]

PARTS = ["manager", "clinician", "injured", "witness"]
WORDS = {
    "manager": "We closed the desk.",
    "clinician": "Delirium after surgery.",
    "injured": "My jaw still hurts.",
    "witness": "I saw him strike.",
}
SAID: dict[str, dict[str, Any]] = {
    "manager": {
        "text": WORDS["manager"],
        "staffing": "fewer",
        "fewer_by": "2",
        "offered_1": "yes",
        "accepted_1": "yes",
    },
    "clinician": {"opinion": "did_not_know_act", "factors": ["brain_injury"], "ground": WORDS["clinician"]},
    "injured": {
        "kind": "fracture",
        "part": "jaw",
        "diagnosed_by_doctor": "yes",
        "lost_consciousness": "unknown",
        "absence": "off_work",
        "first_day_day": "3",
        "first_day_month": "2",
        "first_day_year": "2026",
        "police_wish": "wanted",
        "contact_consent": "yes",
        "text": WORDS["injured"],
    },
    "witness": {"text": WORDS["witness"]},
}
NAMED = {
    "manager": {"name": "Mo Hart, ward manager"},
    "clinician": {"name": "Dr Ines Roth"},
    "witness": {"name": "Vi Penn"},
}
"""What they say of themselves where nobody is signed in."""
SECRET = ["Arno Velt", "shouted", "Lee Stone"]
EVERYBODY = ["nurse", "second_nurse", "buddy", "manager", "operator", "supervisor", "lsms", "director", "administrator"]


@pytest.fixture
def incident(report: Report) -> Incident:
    return report(occurred_at=datetime(2026, 2, 2, 21, tzinfo=UTC)).incident


@pytest.fixture
def ask_for(world: World, incident: Incident) -> AskFor:
    """Asks for a part: of somebody by name, else by link."""

    def asks(part: str, of: str = "", **more: Any) -> Asked:
        affected = incident.affected.get() if part == "injured" else None
        staff = getattr(world, of) if of else None
        return ask(incident, part, of=staff, affected=affected, by=actor_for(world.lsms.user), **more)

    return asks


def page(asked: Asked) -> str:
    return f"/report/part/{asked.secret}" if asked.secret else f"/incidents/parts/{asked.part.pk}"


def rows() -> dict[str, int]:
    tables = (Account, Identity, Injury, Absence, MedicalOpinion)
    return {model.__name__: model.objects.count() for model in tables}


@pytest.mark.parametrize("part", PARTS)
def test_of_all_colleagues_only_who_was_asked_reads_and_writes_the_part(
    sign_in: SignIn, ask_for: AskFor, part: str
) -> None:
    asked = ask_for(part, of="operator")
    for who in [*EVERYBODY, "outsider"]:
        expected = 200 if who == "operator" else 404
        assert sign_in(who).get(page(asked)).status_code == expected, who
        assert sign_in(who).get(f"{page(asked)}/decline").status_code == expected, who
        if who != "operator":
            before = rows()
            assert sign_in(who).post(page(asked), SAID[part]).status_code == 404, who
            assert sign_in(who).post(f"{page(asked)}/decline").status_code == 404, who
            assert rows() == before
    assert Contribution.objects.get(pk=asked.part.pk).status == "asked"
    assert sign_in("operator").post(page(asked), SAID[part]).status_code == 302
    assert Contribution.objects.get(pk=asked.part.pk).status == "given"


@pytest.mark.parametrize("part", PARTS)
def test_who_has_the_link_reads_and_writes_the_part_and_nothing_else(
    client: AppClient, ask_for: AskFor, part: str, incident: Incident
) -> None:
    asked = ask_for(part, label="Visitor in bay 3")
    text = client.get(page(asked)).content.decode()
    assert incident.reference in text
    assert not [word for word in [*SECRET, "Nia Okoye", "Visitor in bay 3"] if word in text]
    assert client.post(page(asked), SAID[part] | NAMED.get(part, {})).status_code == 302
    assert Contribution.objects.get(pk=asked.part.pk).status == "given"
    other = ask_for(next(one for one in PARTS if one != part))
    assert client.get(page(other)).content.decode() != text
    for path in (f"/incidents/{incident.reference}", "/incidents/parts", f"/incidents/parts/{asked.part.pk}"):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("part", PARTS)
def test_nobody_sees_in_their_part_what_others_gave(sign_in: SignIn, ask_for: AskFor, part: str) -> None:
    for other in PARTS:
        if other != part:
            asked = ask_for(other, of="second_nurse")
            assert sign_in("second_nurse").post(page(asked), SAID[other]).status_code == 302
    text = sign_in("operator").get(page(ask_for(part, of="operator"))).content.decode()
    assert not [word for word in [*SECRET, ACCOUNT, *WORDS.values()] if word in text]


@pytest.mark.parametrize("part", PARTS)
def test_a_link_that_was_used_shows_nothing_of_what_was_written(client: AppClient, ask_for: AskFor, part: str) -> None:
    asked = ask_for(part)
    client.post(page(asked), SAID[part] | NAMED.get(part, {}))
    for path in (page(asked), f"{page(asked)}?again=1"):
        text = client.get(path).content.decode()
        assert WORDS[part] not in text
        assert not [name for said in NAMED.values() for name in said.values() if name in text]
    assert client.post(page(asked), SAID[part] | NAMED.get(part, {})).status_code == 302


@pytest.mark.parametrize("way", ["expired", "taken back", "withdrawn", "wrong", "renewed"])
def test_a_link_that_ended_opens_nothing(
    client: AppClient,
    ask_for: AskFor,
    later: Callable[..., None],
    incident: Incident,
    sign_in: SignIn,
    way: str,
) -> None:
    asked = ask_for("witness")
    home = page(asked)
    if way == "expired":
        later(days=31)
    elif way == "taken back":
        take_back(asked.part, by=SYSTEM)
    elif way == "withdrawn":
        Incident.objects.filter(pk=incident.pk).update(status="withdrawn")
    elif way == "wrong":
        home += "x"
    else:
        answer = sign_in("lsms").post(f"/incidents/{incident.reference}/parts/{asked.part.pk}", {"what": "new_link"})
        fresh = answer.content.decode().split("/report/part/")[1].split('"')[0]
        assert client.get(f"/report/part/{fresh}").status_code == 200
    before = rows()
    for answer in (client.get(home), client.post(home, SAID["witness"]), client.post(f"{home}/decline")):
        assert answer.status_code == 404
        assert incident.reference not in answer.content.decode()
    assert rows() == before


def test_the_line_manager_is_asked_when_a_colleague_was_hurt(sign_in: SignIn, incident: Incident, world: World) -> None:
    asked = incident.contributions.get()
    assert (asked.part, asked.asked_of, asked.asked_by) == ("manager", world.manager, "Alongside")
    assert asked.due_at is not None
    told = Message.objects.filter(recipient=world.manager, about_id=asked.pk).get()
    assert "Nia" not in told.body
    assert incident.reference not in told.body
    assert incident.reference in sign_in("manager").get("/incidents/parts").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"responsible": [NewResponsible("colleague")]},
        {"responsible": [NewResponsible("manager")]},
        {"kinds": ["sexual_safety"]},
        {"anonymous": True, "affected": [NewAffected("staff")]},
    ],
)
def test_the_line_manager_is_not_asked_where_that_could_betray_the_reporter(
    report: Report, changes: dict[str, Any]
) -> None:
    assert report(**changes).incident.contributions.count() == 0


def test_an_anonymous_report_that_names_a_colleague_asks_no_manager(report: Report, world: World) -> None:
    named = [NewAffected("staff", who=Who(staff=world.nurse))]
    assert report(anonymous=True, affected=named).incident.contributions.count() == 0


def test_the_managers_answer_says_how_support_stands(sign_in: SignIn, incident: Incident, world: World) -> None:
    asked = incident.contributions.get()
    manager = sign_in("manager")
    assert "Did you offer support to Nia Okoye?" in manager.get(f"/incidents/parts/{asked.pk}").content.decode()
    assert Entry.objects.filter(subject_id=incident.pk, verb="incident.people_read").count() == 1
    manager.post(f"/incidents/parts/{asked.pk}", SAID["manager"])
    affected = incident.affected.get()
    assert affected.support_offered_at is not None
    assert affected.support_accepted is True
    account = incident.accounts.get(author="manager")
    assert (account.compartment, account.author_name, account.text) == ("narrative", "Asha Rao", WORDS["manager"])
    text = sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    assert "Fewer than planned, 2 fewer" in text
    assert "Offered, wanted" in text
    assert WORDS["manager"] not in text


def test_a_clinicians_opinion_is_dated_and_named_and_stands_beside_the_others(
    client: AppClient, ask_for: AskFor, incident: Incident
) -> None:
    asked = ask_for("clinician")
    assert client.post(page(asked), SAID["clinician"]).status_code == 422
    client.post(page(asked), SAID["clinician"] | NAMED["clinician"])
    client.post(page(asked), SAID["clinician"] | NAMED["clinician"] | {"opinion": "accident"})
    first, second = incident.opinions.order_by("pk")
    assert (first.source, first.author_name, first.factors) == ("clinician", "Dr Ines Roth", ["brain_injury"])
    assert second.opinion == "accident"
    assert second.responsible == incident.responsible.get()
    incident.refresh_from_db()
    assert incident.definition == "neither"


def test_what_the_person_affected_says_goes_where_it_belongs(
    sign_in: SignIn, ask_for: AskFor, incident: Incident
) -> None:
    asked = ask_for("injured", of="nurse")
    nurse = sign_in("nurse")
    nurse.post(page(asked), SAID["injured"])
    affected = Affected.objects.get(incident=incident)
    assert (affected.police_wish, affected.contact_consent) == ("wanted", True)
    assert affected.injuries.get().facts == {
        "injured": True,
        "kind": "fracture",
        "part": "jaw",
        "diagnosed_by_doctor": True,
        "lost_consciousness": None,
    }
    absence = affected.absences.get()
    assert (absence.kind, absence.first_day, absence.last_day, absence.source) == (
        "off_work",
        date(2026, 2, 3),
        None,
        "person",
    )
    text = nurse.get(f"{page(asked)}?again=1").content.decode()
    assert WORDS["injured"] in text
    back = SAID["injured"] | {"last_day_day": "9", "last_day_month": "2", "last_day_year": "2026"}
    nurse.post(page(asked), back | {"text": "My jaw is better."})
    assert [one.last_day for one in affected.absences.filter(ended_at=None)] == [date(2026, 2, 9)]
    assert affected.absences.count() == 2
    words = incident.accounts.filter(author="injured").order_by("pk")
    assert [one.text for one in words] == [WORDS["injured"], "My jaw is better."]
    assert words[1].replaces == words[0]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"part": "eye"}, "That part of the body cannot have this injury."),
        ({"first_day_day": ""}, "Write a day that exists"),
        ({"last_day_day": "1", "last_day_month": "2", "last_day_year": "2026"}, "cannot be before the first"),
        ({"first_day_year": "2025"}, "Choose a day that is not before the incident."),
        ({"first_day_year": "9000"}, "Choose a day that is not in the future."),
        ({"kind": "hugged"}, "Choose one of the answers."),
        ({"text": "x" * 20_001}, "Write at most 20000 characters."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    sign_in: SignIn, ask_for: AskFor, changes: dict[str, str], complaint: str
) -> None:
    asked, before = ask_for("injured", of="nurse"), rows()
    answer = sign_in("nurse").post(page(asked), SAID["injured"] | {"description": "Left side."} | changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert complaint in text
    assert "Left side." in text
    assert rows() == before


def test_not_hurt_is_an_answer_and_silence_is_none(sign_in: SignIn, ask_for: AskFor, incident: Incident) -> None:
    asked = ask_for("injured", of="nurse")
    sign_in("nurse").post(page(asked), {"kind": "none"})
    assert Injury.objects.get().facts == {"injured": False}
    other = ask_for("injured", of="second_nurse")
    silent = sign_in("second_nurse").post(page(other), {})
    assert "Answer at least one question." in silent.content.decode()
    sign_in("second_nurse").post(page(other), {"contact_consent": "no"})
    assert Contribution.objects.get(pk=other.part.pk).status == "given"
    assert Injury.objects.count() == 1
    assert Affected.objects.get(incident=incident).police_wish == "undecided"


def test_a_witness_names_themselves_in_the_compartment_of_people(
    client: AppClient, ask_for: AskFor, incident: Incident
) -> None:
    asked = ask_for("witness")
    client.post(page(asked), SAID["witness"])
    assert not incident.identities.filter(part="witness").exists()
    client.post(page(asked), {"text": "I saw him strike her.", "name": "Vi Penn", "phone": "01632 960001"})
    known = incident.identities.get(part="witness")
    assert (known.compartment, known.name, known.phone) == ("people", "Vi Penn", "01632 960001")
    accounts = incident.accounts.filter(author="witness").order_by("pk")
    assert [one.author_name for one in accounts] == ["", ""]
    assert accounts[1].replaces == accounts[0]


def test_a_number_that_cannot_be_rung_is_said_and_one_inside_is_not(client: AppClient, ask_for: AskFor) -> None:
    there = f"/report/part/{ask_for('witness').secret}"
    answer = client.post(there, {"text": "He shouted.", "phone": "reception"})
    assert answer.status_code == 422
    assert "Write a telephone number, for example" in answer.content.decode()
    assert client.post(there, {"text": "He shouted.", "phone": "ext. 217"}).status_code == 302


def test_whoever_does_not_say_whom_to_ask_is_told_to_choose(sign_in: SignIn, incident: Incident) -> None:
    browser = sign_in("lsms")
    assert "Choose whom you want to ask." in browser.get(f"/incidents/{incident.reference}/ask?name=").content.decode()
    assert "Choose whom" not in browser.get(f"/incidents/{incident.reference}/ask").content.decode()


def test_declining_is_an_answer_and_can_be_thought_over(sign_in: SignIn, ask_for: AskFor, incident: Incident) -> None:
    asked, operator = ask_for("witness", of="operator"), sign_in("operator")
    assert operator.post(f"{page(asked)}/decline", {"why": "I was not there."}).status_code == 302
    assert Contribution.objects.get(pk=asked.part.pk).status == "declined"
    assert "I was not there." in sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    assert operator.post(page(asked), SAID["witness"]).status_code == 302
    given = Contribution.objects.get(pk=asked.part.pk)
    assert (given.status, "why" in given.answers) == ("given", False)
    assert operator.post(f"{page(asked)}/decline").status_code == 422


def test_the_specialist_asks_reminds_and_takes_back(
    sign_in: SignIn, incident: Incident, world: World, later: Callable[..., None]
) -> None:
    lsms, home = sign_in("lsms"), f"/incidents/{incident.reference}"
    found = lsms.get(f"{home}/ask?part=witness&name=olu").content.decode()
    assert "Ask Olu Grant" in found
    assert "Ida Frost" not in lsms.get(f"{home}/ask?part=witness&name=ida").content.decode()
    said = {"part": "witness", "how": "staff", "staff": str(world.operator.pk)}
    assert lsms.post(f"{home}/ask", said).status_code == 302
    assert lsms.post(f"{home}/ask", said).status_code == 422
    assert lsms.post(f"{home}/ask", said | {"staff": str(world.outsider.pk)}).status_code == 422
    asked = incident.contributions.get(part="witness")
    there = f"{home}/parts/{asked.pk}"
    assert lsms.post(there, {"what": "remind"}).status_code == 409
    later(days=2)
    lsms = sign_in("lsms")  # a sign-in does not last two days
    assert lsms.post(there, {"what": "remind"}).headers["Location"].startswith(f"{home}?done=reminded")
    assert Message.objects.filter(recipient=world.operator, about_id=asked.pk).count() == 2
    assert lsms.post(there, {"what": "take_back"}).status_code == 302
    assert sign_in("operator").get(f"/incidents/parts/{asked.pk}").status_code == 404
    assert lsms.post(there, {"what": "dance"}).status_code == 404


def test_asking_who_was_hurt_opens_the_compartment_of_people(sign_in: SignIn, incident: Incident) -> None:
    lsms, home = sign_in("lsms"), f"/incidents/{incident.reference}/ask"
    assert "Nia Okoye" not in lsms.get(f"{home}?part=witness").content.decode()
    assert Entry.objects.filter(verb="incident.people_read").count() == 0
    assert "Nia Okoye" in lsms.get(f"{home}?part=injured").content.decode()
    assert Entry.objects.filter(verb="incident.people_read").count() == 1


def test_who_looks_at_a_part_is_in_the_ledger_once(client: AppClient, ask_for: AskFor) -> None:
    asked = ask_for("witness")
    for _ in range(3):
        client.get(page(asked))
    looked = Entry.objects.get(verb="contribution.opened")
    assert (looked.subject_id, looked.actor_kind, looked.actor_name) == (asked.part.pk, "link", "Witness")


def test_the_panel_is_for_those_who_may_ask(sign_in: SignIn, incident: Incident) -> None:
    assert "Asked of others" in sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    text = sign_in("manager").get(f"/incidents/{incident.reference}").content.decode()
    assert "Asked of others" not in text
    assert "Feedback to the reporter" not in text
    assert "Support for who was hurt" not in text


def test_who_was_hurt_is_asked_in_a_report_that_was_joined_with_another_and_the_rest_is_asked_there(
    report: Report, ask_for: AskFor, incident: Incident, world: World
) -> None:
    merge_reports(report(affected=[]).incident, [incident], by=actor_for(world.lsms.user))
    incident.refresh_from_db()
    with pytest.raises(ValidationError, match="Ask there"):
        ask_for("witness", of="operator")
    assert ask_for("injured", of="nurse").part.status == "asked"


def test_nobody_is_reminded_of_a_report_that_was_taken_back(
    ask_for: AskFor, incident: Incident, world: World, sign_in: SignIn, later: Callable[..., None]
) -> None:
    asked = ask_for("witness", of="operator")
    withdraw_report(incident, "", by=actor_for(world.nurse.user))
    later(days=2)
    there = f"/incidents/{incident.reference}"
    assert sign_in("lsms").post(f"{there}/parts/{asked.part.pk}", {"what": "remind"}).status_code == 409
    shown = sign_in("lsms").get(there).content.decode()
    assert "nobody is asked while it is so" in shown
    assert "Remind" not in shown
    assert incident.reference not in sign_in("operator").get("/incidents/parts").content.decode()
    assert "No longer needed" in sign_in("operator").get("/incidents/parts?status=all").content.decode()
