"""Who does what of casework by the API, besides whoever works the case; the access table says who is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import rules
from tests.conftest import AppClient
from tests.days import today
from tests.referrals import Bodies, share
from tests.situations import arrange
from tests.world import World

from alongside.cases.inquiry import actions as inquiry
from alongside.cases.lessons.actions import draft_lesson, move_lesson
from alongside.cases.models import Case, Claim, Event, Referral, Sanction
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.roles import Role
from alongside.people.rules import holds

pytestmark = pytest.mark.django_db

JSON = {"content_type": "application/json"}


@pytest.fixture
def there(world: World) -> dict[str, str]:
    """A case with something in each of its parts; the keys of that."""
    return arrange(world, "case").values


@pytest.fixture
def of_case(there: dict[str, str]) -> str:
    """Where the case stands in the API."""
    return f"/api/v1/cases/{there['reference']}"


NARRATIVE = (
    *("redress", "redress/losses", "redress/claims", "review", "actions", "referrals"),
    *("tasks", "plan", "file", "documents"),
)
CLOSED_PARTS = (
    *("police/offences", "sanctions", "removals", "practice-removals", "exhibits", "interviews", "statements"),
    *("people", "people/reporters", "documents/kinds", "referrals/choices"),
)


def test_the_director_reads_what_was_done_and_neither_who_did_it_nor_what_shows_it(
    of_case: str, there: dict[str, str], sign_in: Callable[[str], AppClient]
) -> None:
    director = sign_in("director")
    assert {director.get(f"{of_case}/{part}").status_code for part in NARRATIVE} == {200}
    assert {director.get(f"{of_case}/{part}").status_code for part in CLOSED_PARTS} == {403}
    read = [f"{of_case}/redress/claims/{there['claim_id']}", f"{of_case}/referrals/{there['referral_id']}"]
    assert {director.get(path).status_code for path in read} == {200}
    copies = director.get(read[1]).json()["copies"]
    assert copies == [], "a copy with a file holds evidence"
    assert director.post(f"{of_case}/redress/losses", {}, **JSON).status_code == 422, "the body is read first"
    loss = {"kind": "property", "whose": "staff", "what": "A scarf"}
    assert director.post(f"{of_case}/redress/losses", loss, **JSON).status_code == 403


def test_the_chief_executive_sees_what_waits_on_them_and_nothing_else(
    of_case: str, there: dict[str, str], sign_in: Callable[[str], AppClient]
) -> None:
    above = sign_in("chief_executive")
    assert above.get("/api/v1/sanctions/waiting").json() == [], "an exclusion is for the director"
    for part in (*NARRATIVE, *CLOSED_PARTS):
        assert above.get(f"{of_case}/{part}").status_code in (403, 404), part
    assert above.get("/api/v1/cases").status_code == 403
    Sanction.objects.filter(pk=there["waiting_id"]).update(level="chief_executive")
    [one] = above.get("/api/v1/sanctions/waiting").json()
    assert {move["act"] for move in one["moves"]} == {"approve", "refuse"}
    assert Entry.objects.filter(verb="case.suspect_read", actor_name="Cleo Marr").exists()


def test_the_director_approves_by_the_api_what_the_specialist_cannot(
    of_case: str, there: dict[str, str], sign_in: Callable[[str], AppClient]
) -> None:
    approval = {
        "act": "approve",
        "starts_on": f"{today()}",
        "ends_on": f"{today() + timedelta(days=90)}",
        "text": "It fits.",
    }
    specialist = sign_in("lsms")
    refused = specialist.post(f"{of_case}/sanctions/{there['waiting_id']}/moves", approval, **JSON)
    assert refused.status_code == 403
    listed = {one["id"]: one for one in specialist.get(f"{of_case}/sanctions").json()["items"]}
    assert "approve" not in {move["act"] for move in listed[there["waiting_id"]]["moves"]}
    director = sign_in("director")
    address = f"/api/v1/sanctions/waiting/{there['waiting_id']}/moves"
    wrong = director.post(address, {"act": "withdraw", "text": "No."}, **JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["act"])
    assert director.post(address, approval, **JSON).status_code == 204
    assert Sanction.objects.get(pk=there["waiting_id"]).approved_by == "Dara Holm"
    assert director.post(address, approval, **JSON).status_code == 404, "it waits on nobody any more"


def test_a_write_off_is_asked_for_by_one_and_approved_by_another(
    of_case: str, there: dict[str, str], sign_in: Callable[[str], AppClient]
) -> None:
    address = f"{of_case}/redress/claims/{there['claim_id']}/moves"
    specialist, director = sign_in("lsms"), sign_in("director")
    assert (
        specialist.post(
            address, {"act": "ask_write_off", "text": "He left.", "said": "She agrees."}, **JSON
        ).status_code
        == 200
    )
    why = {"act": "write_off", "text": "Nothing will come."}
    assert specialist.post(address, why, **JSON).status_code == 403
    done = director.post(address, why, **JSON)
    assert (done.status_code, done.json()["written_off"], done.json()["outstanding"]) == (200, 7_500, 0)
    assert Claim.objects.get(pk=there["claim_id"]).approved_by == "Dara Holm"


def test_what_a_suspect_says_is_read_only_by_whoever_may_read_that(
    world: World,
    of_case: str,
    there: dict[str, str],
    sign_in: Callable[[str], AppClient],
    by: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Case.objects.get(reference=there["reference"])
    asked = {"person": "Arno Velt", "starts_at": now() + timedelta(days=2), "held": False}
    his = inquiry.add_interview(case, "suspect", asked, by=by)
    stated = {
        "witness": "Arno Velt",
        "words": "I was not there.",
        "taken_on": today(),
        "taken_at_place": "Ward 4",
        "taken_by": "Lee Stone",
    }
    word = inquiry.write_statement(case, "suspect", stated, by=by).statement
    monkeypatch.setitem(rules.permissions.permissions, "cases.read_evidence", holds(Role.LSMS, Role.SECURITY_DIRECTOR))
    for who, number in (("lsms", 2), ("director", 1)):
        browser = sign_in(who)
        for part, key in (("interviews", his.pk), ("statements", word.pk)):
            answer = browser.get(f"{of_case}/{part}")
            assert len(answer.json()["items"]) == number, (who, part)
            assert ("Arno Velt" in answer.content.decode()) == (who == "lsms"), part
            assert browser.get(f"{of_case}/{part}/{key}").status_code == (200 if who == "lsms" else 404)
    looks = Entry.objects.filter(verb="case.suspect_read", subject_id=case.pk)
    assert looks.filter(actor_name="Lee Stone").exists()
    assert not looks.filter(actor_name="Dara Holm").exists()


def test_whoever_has_an_action_answers_it_and_sees_nothing_else_of_its_case(
    of_case: str, there: dict[str, str], world: World, sign_in: Callable[[str], AppClient]
) -> None:
    manager, specialist = sign_in("manager"), sign_in("lsms")
    [mine] = manager.get("/api/v1/actions/mine").json()["items"]
    assert mine["acts"] == ["answer", "say_impossible", "ask_time"]
    assert there["reference"] not in str(mine)
    address = f"/api/v1/actions/mine/{there['action_id']}/answer"
    wrong = manager.post(address, {"act": "find_effective", "text": "It helps."}, **JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["act"])
    missing = manager.post(address, {"act": "answer"}, **JSON)
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["text"])
    assert manager.post(address, {"act": "answer", "text": "It is mended."}, **JSON).json()["acts"] == []
    accept = {"act": "accept", "checker": str(world.second_nurse.pk)}
    decided = specialist.post(f"{of_case}/actions/{there['action_id']}/moves", accept, **JSON)
    assert decided.json()["state"] == "done"
    own = {"act": "accept", "checker": str(world.manager.pk)}
    assert specialist.post(f"{of_case}/actions/{there['action_id']}/moves", own, **JSON).status_code == 409
    looks = sign_in("second_nurse").get("/api/v1/actions/mine").json()["items"]
    assert looks[0]["acts"] == ["find_effective", "find_no_effect"]


def test_the_receiver_reads_asks_and_accepts_and_both_ledgers_know(
    world: World, bodies: Bodies, case: Case, browser: Callable[[Any], AppClient]
) -> None:
    sent = share(world.lsms.user, case, bodies.other_trust, chosen=("narrative",))
    there = browser(bodies.users()["other_trust"])
    [listed] = there.get("/api/v1/referrals?status=sent").json()["items"]
    assert (listed["reference"], listed["sender"]) == (sent.reference, world.organisation.name)
    assert there.get("/api/v1/referrals?q=nowhere").json()["items"] == []
    read = there.get(f"/api/v1/referrals/{sent.pk}").json()
    assert "struck her" in str(read["copies"][0]["content"])
    assert {move["act"] for move in read["moves"]} == {"accept", "refuse"}
    for organisation, verb in (
        (sent.organisation_id, "case.referral_read"),
        (sent.to_organisation_id, "referral.read"),
    ):
        assert Entry.objects.filter(organisation_id=organisation, verb=verb).count() == 1
    question = there.post(f"/api/v1/referrals/{sent.pk}/messages", {"text": "Who was there?"}, **JSON)
    assert question.status_code == 201
    home = browser(world.lsms.user)
    address = f"/api/v1/cases/{case.reference}/referrals/{sent.pk}"
    answer = {"text": "The porter.", "answers": question.json()["id"]}
    assert home.post(f"{address}/messages", answer, **JSON).status_code == 201
    wrong = home.post(f"{address}/messages", answer | {"answers": str(case.pk)}, **JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["answers"])
    missing = there.post(f"/api/v1/referrals/{sent.pk}/answer", {"act": "refuse"}, **JSON)
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["text"])
    assert there.post(f"/api/v1/referrals/{sent.pk}/answer", {"act": "accept"}, **JSON).json()["state"] == "accepted"
    assert there.post(f"/api/v1/referrals/{sent.pk}/answer", {"act": "accept"}, **JSON).status_code == 409
    assert Event.objects.filter(case=case, what="referral_accepted").count() == 1
    assert home.post(f"{address}/end", {"text": "It is over."}, **JSON).json()["state"] == "ended"
    closed = there.get(f"/api/v1/referrals/{sent.pk}").json()
    assert (closed["copies"], closed["messages"]) == ([], [])
    assert there.post(f"/api/v1/referrals/{sent.pk}/messages", {"text": "Why?"}, **JSON).status_code == 409


def test_a_shared_lesson_is_found_by_everybody_and_a_draft_by_whoever_sees_its_case(
    case: Case, by: Actor, sign_in: Callable[[str], AppClient]
) -> None:
    said = {"title": "Say how long it takes", "learned": "People waited without a word.", "to_do": "Put up a board."}
    lesson = draft_lesson(case, said | {"tags": ["waiting"]}, by=by)
    assert sign_in("outsider").get("/api/v1/lessons?q=board").json()["items"] == []
    assert len(sign_in("lsms").get("/api/v1/lessons?state=draft").json()["items"]) == 1
    move_lesson(lesson, "share", {"confirmed": True}, by=by)
    for who in ("outsider", "nurse", "lsms"):
        [found] = sign_in(who).get("/api/v1/lessons?q=board&tag=waiting").json()["items"]
        assert case.reference not in str(found)
    nurse = sign_in("nurse")
    for _ in range(2):
        assert nurse.post(f"/api/v1/lessons/{lesson.pk}/useful").status_code == 204
    assert nurse.get(f"/api/v1/lessons/{lesson.pk}").json()["useful"] == 1


def test_a_sentence_cannot_come_with_a_move_before_the_verdict(case: Case, sign_in: Any, offence: Any) -> None:
    """The form offers no sentence there; the action refuses one."""
    track = offence()
    address = f"/api/v1/cases/{case.reference}/police/offences/{track.pk}/moves"
    told = {"act": "report", "force": "Northshire Police", "incident_number": "NS-1", "decided_on": f"{today()}"}
    told |= {"sentence": "fine", "amount": 100}
    answer = sign_in("lsms").post(address, told, **JSON)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["sentence"])


def test_nothing_is_answered_about_a_case_that_is_closed_to_the_caller(
    world: World, new_case: Callable[..., Case], sign_in: Callable[[str], AppClient]
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    accused = sign_in("lsms")
    for part in ("", *(f"/{part}" for part in (*NARRATIVE, *CLOSED_PARTS))):
        assert accused.get(f"/api/v1/cases/{case.reference}{part}").status_code == 404, part
    assert Referral.objects.count() == 0
