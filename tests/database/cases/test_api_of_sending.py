"""Sending a part of a case by the API, and what the Legal Protection Unit and the national case managers do with it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.files import FILES
from tests.referrals import Bodies, as_receiver, share
from tests.world import World

from alongside.cases.models import Case, Event, LegalMatter, Lesson, Referral
from alongside.cases.queries import incidents_of
from alongside.cases.referrals import answering
from alongside.cases.victims.actions import note_disclosure
from alongside.cases.victims.holding import today_of
from alongside.cases.working.actions import note
from alongside.evidence.arriving import arrive
from alongside.incidents.models import Affected
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
SENT = "/api/v1/referrals"
PNG, _ = FILES["png"]
Browser = Callable[[Any], AppClient]


@pytest.fixture
def here(case: Case) -> str:
    """Where what is sent of the case stands in the API."""
    return f"/api/v1/cases/{case.reference}/referrals"


@pytest.fixture
def lsms(world: World, browser: Browser) -> AppClient:
    return browser(world.lsms.user)


def wanted(to: Any, purpose: str = "share", **more: Any) -> dict[str, Any]:
    """What is chosen: what happened, unless something else is said."""
    chosen = {"purpose": purpose, "to": str(to.organisation_id), "ground": "public_task", "parts": ["narrative"]}
    return chosen | more


def send(client: AppClient, here: str, body: dict[str, Any]) -> Any:
    """As somebody sends who read what they would read."""
    shown = client.post(f"{here}/preview", body, **JSON)
    assert shown.status_code == 200, shown.content
    return client.post(here, body | {"seen": shown.json()["digest"]}, **JSON)


def test_a_part_is_chosen_read_and_sent_with_a_line_and_a_file(
    here: str, case: Case, bodies: Bodies, hurt: Affected, by: Actor, browser: Browser, lsms: AppClient
) -> None:
    note(case, "The porter saw it.", by=by)
    note(case, "Counsel says no.", compartment="legal", by=by)
    add_exhibit(incidents_of(case).get(), arrive("corridor.png", [PNG]), caption="The corridor", by=by)
    note_disclosure(hurt, False, today_of(hurt), by=by)
    choices = lsms.get(f"{here}/choices").json()
    purposes = {one["code"]: one for one in choices["purposes"]}
    assert {"share", "transfer", "national", "legal_advice"} <= set(purposes)
    assert [one["name"] for one in purposes["legal_advice"]["bodies"]] == ["Legal Protection Unit"]
    assert "Counsel says no." not in str(choices["lines"])
    line = next(one for one in choices["lines"] if one["text"] == "The porter saw it.")
    [file] = choices["files"]
    body = wanted(bodies.other_trust, parts=["people"], lines=[line["id"]], files=[file["id"]], note="As agreed.")
    shown = lsms.post(f"{here}/preview", body, **JSON).json()
    assert "The porter saw it." in str(shown["content"])
    assert "does not agree" in shown["warnings"][0]
    assert not Referral.objects.exists()
    sent = lsms.post(here, body | {"seen": shown["digest"]}, **JSON)
    assert (sent.status_code, sent.json()["copies"][0]["digest"]) == (201, shown["digest"])
    there = browser(bodies.users()["other_trust"])
    read = there.get(f"{SENT}/{sent.json()['id']}").json()
    assert "The porter saw it." in str(read["copies"][0]["content"])
    file_there = f"{SENT}/{sent.json()['id']}/files/{file['id']}"
    assert list(there.get(file_there).json()["errors"]) == ["why"]
    assert there.get(f"{file_there}?why=investigation").content == PNG
    assert Entry.objects.filter(verb="referral.file_read").count() == 1
    assert Entry.objects.filter(verb="case.referral_file_read", organisation_id=case.organisation_id).count() == 1
    lsms.post(f"{here}/{sent.json()['id']}/end", {"text": "It is over."}, **JSON)
    assert there.get(f"{file_there}?why=investigation").status_code == 404


def test_nothing_is_sent_that_was_not_read(
    here: str, case: Case, bodies: Bodies, hurt: Affected, by: Actor, lsms: AppClient
) -> None:
    body = wanted(bodies.other_trust)
    shown = lsms.post(f"{here}/preview", body, **JSON).json()
    Case.objects.filter(pk=case.pk).update(title="Another title")
    late = lsms.post(here, body | {"seen": shown["digest"]}, **JSON)
    assert (late.status_code, "says something else" in late.json()["detail"]) == (409, True)
    assert lsms.post(here, body, **JSON).status_code == 422, "the digest is needed"
    assert not Referral.objects.exists()


def test_a_transfer_a_return_and_advice_are_sent_alike_and_once(
    here: str, case: Case, bodies: Bodies, browser: Browser, lsms: AppClient
) -> None:
    to = {"transfer": bodies.other_trust, "national": bodies.case_manager, "legal_advice": bodies.adviser}
    for purpose, receiver in to.items():
        body = wanted(receiver, purpose)
        keyed: Any = {"headers": {"Idempotency-Key": purpose}}
        body["seen"] = lsms.post(f"{here}/preview", body, **JSON).json()["digest"]
        for _ in range(2):
            answer = lsms.post(here, body, **JSON, **keyed)
            assert (answer.status_code, answer.json()["purpose"]) == (201, purpose)
    assert sorted(Referral.objects.values_list("purpose", flat=True)) == ["legal_advice", "national", "transfer"]
    [returned] = browser(bodies.users()["case_manager"]).get(f"{SENT}/returned").json()["items"]
    assert (returned["sender"], returned["stepped_in"], returned["is_late"]) == (case.organisation.name, False, False)


def test_what_cannot_be_chosen_is_told_by_its_field(
    here: str, case: Case, bodies: Bodies, world: World, new_case: Callable[..., Case], lsms: AppClient
) -> None:
    trust = wanted(bodies.other_trust)
    for change, field in (
        ({"purpose": "gossip"}, "purpose"),
        ({"ground": "because"}, "ground"),
        ({"to": str(world.organisation.pk)}, "to"),
        ({"purpose": "legal_advice"}, "to"),
        ({"part": ["narrative"]}, "part"),
    ):
        answer = lsms.post(f"{here}/preview", trust | change, **JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), change
    for change, code in (
        ({"parts": []}, "parts"),
        ({"parts": ["gossip"]}, "parts"),
        ({"lines": [str(case.pk)]}, "events"),
        ({"files": [str(case.pk)]}, "exhibits"),
    ):
        answer = lsms.post(f"{here}/preview", trust | change, **JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, code), change
    theft = new_case(kinds=["theft"], acts=[], affected=[])
    no_assault = lsms.post(
        f"/api/v1/cases/{theft.reference}/referrals/preview", wanted(bodies.case_manager, "national"), **JSON
    )
    assert list(no_assault.json()["errors"]) == ["purpose"]


def test_a_new_version_says_more_and_the_one_before_stays(
    here: str, bodies: Bodies, browser: Browser, lsms: AppClient
) -> None:
    sent = send(lsms, here, wanted(bodies.other_trust)).json()
    again = {"parts": ["narrative", "harm"]}
    there = f"{here}/{sent['id']}"
    assert lsms.post(f"{there}/versions", again | {"seen": "0" * 64}, **JSON).status_code == 409
    shown = lsms.post(f"{there}/preview", again, **JSON).json()
    made = lsms.post(f"{there}/versions", again | {"seen": shown["digest"]}, **JSON)
    assert (made.status_code, [one["version"] for one in made.json()["copies"]]) == (201, [2, 1])
    read = browser(bodies.users()["other_trust"]).get(f"{SENT}/{sent['id']}").json()
    assert [one["parts"] for one in read["copies"]] == [["narrative", "harm"], ["narrative"]]


@pytest.mark.parametrize("who", ["director", "chief_executive", "manager", "nurse", "outsider"])
def test_nobody_sends_but_whoever_works_the_case(
    who: str, here: str, case: Case, bodies: Bodies, world: World, browser: Browser, lsms: AppClient
) -> None:
    sent, body = send(lsms, here, wanted(bodies.adviser, "legal_advice")).json(), wanted(bodies.other_trust)
    client = browser(world.users()[who])
    assert client.get(f"{here}/choices").status_code in (403, 404)
    for path, said in (
        (f"{here}/preview", body),
        (here, body | {"seen": "0" * 64}),
        (f"{here}/{sent['id']}/preview", {"parts": ["narrative"]}),
        (f"{here}/{sent['id']}/versions", {"parts": ["narrative"], "seen": "0" * 64}),
        (f"{here}/{sent['id']}/costs", {"agreed": 100}),
    ):
        assert client.post(path, said, **JSON).status_code in (403, 404), path
    assert Referral.objects.count() == 1


@pytest.fixture
def advised(world: World, bodies: Bodies, case: Case) -> Referral:
    """What happened, sent for legal advice and not answered yet."""
    return share(world.lsms.user, case, bodies.adviser, "legal_advice")


def test_the_legal_protection_unit_decides_says_what_it_costs_and_the_sender_agrees(
    here: str, case: Case, advised: Referral, bodies: Bodies, browser: Browser, lsms: AppClient
) -> None:
    unit, there = browser(bodies.users()["adviser"]), f"{SENT}/{advised.pk}"
    early = unit.post(f"{there}/decision", {"decision": "leave", "reasons": "No."}, **JSON)
    assert (early.status_code, early.json()["detail"]) == (409, "Accept it first.")
    nothing = lsms.post(f"{here}/{advised.pk}/costs", {"agreed": 100}, **JSON)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "agreed")
    assert unit.post(f"{there}/answer", {"act": "accept"}, **JSON).status_code == 200
    question = lsms.post(f"{here}/{advised.pk}/messages", {"text": "Can we go on?"}, **JSON).json()
    advice = unit.post(f"{there}/advice", {"text": "You can.", "answers": question["id"]}, **JSON)
    assert (advice.status_code, advice.json()["kind"], advice.json()["answers"]) == (201, "advice", question["id"])
    alone = unit.post(f"{there}/decision", {"decision": "go_on", "reasons": "The film shows it."}, **JSON)
    assert (alone.status_code, list(alone.json()["errors"])) == (422, ["refused_by"])
    go_on = {"decision": "go_on", "reasons": "The film shows it.", "waiver": "Time is short."}
    assert unit.post(f"{there}/decision", go_on, **JSON).json()["matter"]["decision"] == "go_on"
    assert unit.post(f"{there}/costs", {"estimated": 250_000}, **JSON).json()["matter"]["estimated_pence"] == 250_000
    costs = unit.post(f"{there}/costs", {"actual": 240_000}, **JSON).json()["matter"]
    assert (costs["estimated_pence"], costs["actual_pence"]) == (250_000, 240_000)
    assert list(unit.post(f"{there}/costs", {"actual": 0}, **JSON).json()["errors"]) == ["actual"]
    agreed = lsms.post(f"{here}/{advised.pk}/costs", {"agreed": 200_000}, **JSON).json()["matter"]
    assert (agreed["agreed_pence"], agreed["agreed_by"], agreed["reasons"]) == (200_000, "Lee Stone", go_on["reasons"])
    ended = unit.post(f"{there}/outcome", {"outcome": "settled", "text": "He pays."}, **JSON).json()["matter"]
    assert (ended["outcome"], ended["outcome_words"]) == ("settled", "He pays.")
    assert list(unit.post(f"{there}/outcome", {"outcome": "luck"}, **JSON).json()["errors"]) == ["outcome"]
    told = Event.objects.filter(case=case, compartment="legal").values_list("what", flat=True)
    assert {"referral_decided", "referral_costs", "referral_agreed", "referral_outcome"} <= set(told)


def test_what_the_unit_learned_is_a_lesson_until_it_is_withdrawn(
    advised: Referral, bodies: Bodies, browser: Browser
) -> None:
    as_receiver(bodies.users()["adviser"], answering.answer_referral, advised, "accept", "Yes.")
    unit, there = browser(bodies.users()["adviser"]), f"{SENT}/{advised.pk}/learning"
    said = {"title": "Ask early", "learned": "The film was gone.", "to_do": "Ask on the same day."}
    assert list(unit.post(there, said, **JSON).json()["errors"]) == ["confirmed"]
    kept = unit.post(there, said | {"confirmed": True}, **JSON)
    assert (kept.status_code, kept.json()["state"]) == (201, "shared")
    [listed] = unit.get(f"{SENT}/learning").json()["items"]
    assert (listed["title"], listed["lesson"]) == ("Ask early", str(Lesson.objects.get().pk))
    address = f"{SENT}/learning/{listed['id']}/withdraw"
    assert list(unit.post(address, {}, **JSON).json()["errors"]) == ["text"]
    assert unit.post(address, {"text": "It is wrong."}, **JSON).json()["state"] == "withdrawn"
    assert unit.post(address, {"text": "Again."}, **JSON).status_code == 404


def test_a_returned_assault_is_chased_and_the_sender_answers(
    here: str, case: Case, world: World, bodies: Bodies, browser: Browser, lsms: AppClient
) -> None:
    returned = share(world.lsms.user, case, bodies.case_manager, "national")
    national = browser(bodies.users()["case_manager"])
    chase = national.post(f"{SENT}/{returned.pk}/returned", {"act": "chase", "text": "What came of it?"}, **JSON)
    assert (chase.status_code, chase.json()["kind"]) == (201, "chase")
    [waiting] = national.get(f"{SENT}/returned?older=").json()["items"]
    assert (waiting["reference"], waiting["waits_since"]) == (returned.reference, chase.json()["at"])
    answer = {"text": "He was fined.", "answers": chase.json()["id"]}
    assert lsms.post(f"{here}/{returned.pk}/messages", answer, **JSON).status_code == 201
    assert national.get(f"{SENT}/returned").json()["items"][0]["waits_since"] is None
    assert national.get(f"{SENT}/returned?older=6m").json()["items"] == []
    wrong = national.post(f"{SENT}/{returned.pk}/returned", {"act": "shout", "text": "Well?"}, **JSON)
    assert list(wrong.json()["errors"]) == ["act"]


@pytest.mark.parametrize("who", ["other_trust", "case_manager", "stranger"])
def test_nobody_but_the_legal_protection_unit_advises_and_decides(
    who: str, advised: Referral, bodies: Bodies, browser: Browser
) -> None:
    client = browser(bodies.users()[who])
    for path, body in {
        "advice": {"text": "Go on."},
        "decision": {"decision": "leave", "reasons": "No."},
        "costs": {"estimated": 100},
        "outcome": {"outcome": "settled"},
        "learning": {"title": "Ask", "learned": "Late.", "to_do": "Ask.", "confirmed": True},
    }.items():
        assert client.post(f"{SENT}/{advised.pk}/{path}", body, **JSON).status_code in (403, 404), path
        assert client.post(f"{SENT}/{advised.pk}/{path}", body | {"x": 1}, **JSON).json()["errors"] == {
            "x": ["There is no field of this name here."]
        }
    assert client.get(f"{SENT}/learning").status_code == 403
    assert client.get(f"{SENT}/{advised.pk}").status_code in (403, 404)
    assert not LegalMatter.objects.exists()
