"""Exhibits and recordings by the API: taken in, set right, struck out, asked for; by the rules of the pages."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.days import in_days, today
from tests.files import JPEG, REFUSED

from alongside.cases.models import Case, Event, Exhibit, FootageRequest
from alongside.evidence.models import Keeping, StoredFile
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.api import NO_SUCH_FIELD

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
SignIn = Callable[[str], AppClient]


@pytest.fixture
def of_case(case: Case) -> str:
    """Where the case stands in the API."""
    return f"/api/v1/cases/{case.reference}"


def picture(**changes: Any) -> dict[str, Any]:
    """A form with a picture."""
    said = {"mark": "ls/1", "what": "Torn sleeve", "found_where": "Ward 7", "found_by": "Lee Stone"}
    file = SimpleUploadedFile("sleeve.jpg", JPEG)
    return said | {"found_on": today().isoformat(), "file": file} | changes


def thing(**changes: Any) -> dict[str, Any]:
    """A thing that lies somewhere."""
    said = picture(mark="LS/2", place="Safe 2") | changes
    del said["file"]
    return said


def recording(**changes: Any) -> dict[str, Any]:
    """A recording to be asked for."""
    begins = now() - timedelta(hours=5)
    span = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}
    return {"camera": "Camera 4", "holder": "Northshire Buses", "why": "He runs past it."} | span | changes


def lines(case: Case) -> list[str]:
    return [f"{one.what} {one.compartment}" for one in Event.objects.filter(case=case).order_by("pk")][1:]


def test_a_picture_is_taken_in_as_it_was_sent(case: Case, of_case: str, sign_in: SignIn) -> None:
    answer = sign_in("lsms").post(f"{of_case}/exhibits/files", picture())
    told = answer.json()
    assert (answer.status_code, told["mark"], told["place"], told["hands"]) == (201, "LS/1", "", [])
    assert told["file"]["sha256"] == hashlib.sha256(JPEG).hexdigest()
    keeping = Keeping.objects.get(file=told["file"]["id"])
    assert (keeping.owner, str(keeping.subject_id)) == ("exhibit", told["id"])
    assert lines(case) == ["exhibit_added evidence"]
    assert Entry.objects.filter(verb="case.exhibit_added", subject_id=case.pk, actor_name="Lee Stone").exists()


def test_a_form_that_does_not_fit_is_told_by_its_field_and_nothing_is_kept(of_case: str, sign_in: SignIn) -> None:
    lsms, there = sign_in("lsms"), f"{of_case}/exhibits/files"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"mark": "sleeve"}, "mark"),
        ({"found_on": "yesterday"}, "found_on"),
        ({"found_on": in_days(1).isoformat()}, "found_on"),
        ({"found_by": " "}, "found_by"),
        ({"what": "x" * 301}, "what"),
        ({"file": SimpleUploadedFile("sleeve.jpg", REFUSED["program"])}, "file"),
        ({"file": "sleeve.jpg"}, "file"),
    ]
    for changes, field in wrong:
        answer = lsms.post(there, picture(**changes))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), changes
    misspelt = lsms.post(there, picture(fond_by="Lee Stone"))
    assert misspelt.json()["errors"] == {"fond_by": [NO_SUCH_FIELD]}
    assert "file" in lsms.post(there, picture(file="")).json()["errors"]
    assert (Exhibit.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_form_that_is_sent_twice_with_one_key_is_taken_in_once(of_case: str, sign_in: SignIn) -> None:
    lsms, keyed = sign_in("lsms"), {"Idempotency-Key": "once"}
    first, again = (lsms.post(f"{of_case}/exhibits/files", picture(), headers=keyed) for _ in range(2))
    assert first.json() == again.json()
    assert Exhibit.objects.count() == 1


def test_a_thing_is_set_right_and_struck_out_and_what_stood_stays(case: Case, of_case: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    exhibit = lsms.post(f"{of_case}/exhibits", thing(seal="B 1"), **JSON).json()
    there = f"{of_case}/exhibits/{exhibit['id']}"
    assert (exhibit["place"], exhibit["seal"], exhibit["file"]) == ("Safe 2", "B 1", None)
    taken = lsms.post(f"{of_case}/exhibits", thing(what="Another"), **JSON)
    assert list(taken.json()["errors"]) == ["mark"]
    assert list(lsms.patch(there, {"found_where": "Ward 9"}, **JSON).json()["errors"]) == ["why"]
    right = lsms.patch(there, {"found_where": "Ward 9", "why": "Misheard."}, **JSON).json()
    assert (right["found_where"], right["what"], right["mark"]) == ("Ward 9", "Torn sleeve", "LS/2")
    [event] = Event.objects.filter(case=case, what="exhibit_corrected")
    assert (event.before, event.after) == ({"found_where": "Ward 7"}, {"found_where": "Ward 9"})
    late = lsms.post(f"{there}/strike", {"why": "Another case.", "changed_at": exhibit["changed_at"]}, **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    assert list(lsms.post(f"{there}/strike", {}, **JSON).json()["errors"]) == ["why"]
    struck = lsms.post(f"{there}/strike", {"why": "Another case.", "changed_at": right["changed_at"]}, **JSON).json()
    assert struck["struck_at"]
    assert lsms.patch(there, {"what": "A coat", "why": "Seen."}, **JSON).status_code == 409
    assert lsms.post(f"{of_case}/exhibits", thing(), **JSON).status_code == 422, "its mark is not used again"


def test_a_recording_is_asked_for_and_secured_as_an_exhibit(case: Case, of_case: str, sign_in: SignIn) -> None:
    lsms, there = sign_in("lsms"), f"{of_case}/footage"
    asked = lsms.post(there, recording(overwritten_on=in_days(9).isoformat()), **JSON).json()
    assert (asked["state"], asked["asked_on"]) == ("asked", today().isoformat())
    assert Case.objects.get(pk=case.pk).next_due_on == in_days(9)
    moves = f"{there}/{asked['id']}/moves"
    assert list(lsms.post(moves, {"act": "refuse"}, **JSON).json()["errors"]) == ["text"]
    refused = lsms.post(moves, {"act": "refuse", "text": "They want a letter."}, **JSON).json()
    assert (refused["state"], "ask_again" in {one["act"] for one in refused["moves"]}) == ("refused", True)
    again = {"act": "ask_again", "text": "With a letter.", "overwritten_on": in_days(3).isoformat()}
    assert lsms.post(moves, again, **JSON).json()["overwritten_on"] == again["overwritten_on"]
    exhibit = lsms.post(f"{of_case}/exhibits/files", picture(), headers={}).json()
    secured = lsms.post(moves, {"act": "secure", "exhibit": exhibit["id"]}, **JSON).json()
    assert (secured["state"], secured["exhibit"]) == ("secured", exhibit["id"])
    assert lsms.get(f"{there}/{asked['id']}").json() == secured
    kept = lsms.post(f"{of_case}/exhibits/{exhibit['id']}/strike", {"why": "Another."}, **JSON)
    assert (kept.status_code, "secured as this exhibit" in kept.json()["detail"]) == (409, True)
    assert lsms.post(moves, {"act": "secure"}, **JSON).status_code == 409
    assert lines(case).count("footage_moved evidence") == 3


def test_what_is_no_fact_of_a_step_is_not_lost_in_silence(of_case: str, sign_in: SignIn) -> None:
    lsms, there = sign_in("lsms"), f"{of_case}/footage"
    begins = now()
    backwards = recording(ends_at=(begins - timedelta(days=1)).isoformat())
    early = recording(overwritten_on="2001-01-01")
    for body, field in ((backwards, "until_time"), (early, "overwritten_on"), (recording(camera=" "), "camera")):
        assert list(lsms.post(there, body, **JSON).json()["errors"]) == [field]
    moves = f"{there}/{lsms.post(there, recording(), **JSON).json()['id']}/moves"
    thrown = lsms.post(f"{of_case}/exhibits", thing(), **JSON).json()["id"]
    lsms.post(f"{of_case}/exhibits/{thrown}/strike", {"why": "Another case."}, **JSON)
    kept = lsms.post(f"{of_case}/exhibits", thing(mark="LS/3"), **JSON).json()["id"]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"act": "dance"}, "act"),
        ({"act": "secure", "exhibit": thrown}, "exhibit"),
        ({"act": "refuse", "text": "No.", "exhibit": kept}, "exhibit"),
        ({"act": "secure", "overwritten_on": today().isoformat()}, "overwritten_on"),
    ]
    for body, field in wrong:
        answer = lsms.post(moves, body, **JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), body
    assert FootageRequest.objects.get().state == "asked"


@pytest.mark.parametrize("who", ["nurse", "manager", "operator", "director", "administrator", "outsider"])
def test_nobody_else_takes_an_exhibit_in(who: str, of_case: str, sign_in: SignIn) -> None:
    client = sign_in(who)
    tried = (
        client.post(f"{of_case}/exhibits/files", picture()),
        client.post(f"{of_case}/exhibits/files", {}),
        client.post(f"{of_case}/exhibits", thing(), **JSON),
        client.post(f"{of_case}/footage", recording(), **JSON),
    )
    assert {answer.status_code for answer in tried} <= {403, 404}
    assert (Exhibit.objects.count(), FootageRequest.objects.count()) == (0, 0)


def test_a_case_that_has_ended_takes_no_picture(case: Case, of_case: str, sign_in: SignIn) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    answer = sign_in("lsms").post(f"{of_case}/exhibits/files", picture())
    assert (answer.status_code, "the case has ended" in answer.json()["detail"]) == (409, True)
    assert not StoredFile.objects.exists()
