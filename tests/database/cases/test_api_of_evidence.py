"""Evidence by the API: an exhibit's file taken away with its reason, held, given away, and destroyed by two people."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.days import today
from tests.files import JPEG

from alongside.cases.exhibits.actions import Found, add_exhibit, strike_exhibit
from alongside.cases.models import Case, Exhibit
from alongside.evidence.actions import erase
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.actions import classify
from alongside.evidence.models import Destruction, Disclosure, Hold, Keeping
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
ROOM = "/api/v1/evidence"
SignIn = Callable[[str], AppClient]


@pytest.fixture
def exhibit(case: Case, by: Actor) -> Exhibit:
    """A picture of the case."""
    found = Found("LS/1", "Torn sleeve", today(), "Ward 7", "Lee Stone")
    return add_exhibit(case, found, arrive("sleeve.jpg", [JPEG]), by=by)


@pytest.fixture
def there(exhibit: Exhibit) -> str:
    """Where its file can be taken away."""
    return f"/api/v1/cases/{exhibit.case.reference}/exhibits/{exhibit.pk}/file"


@pytest.fixture
def kept(exhibit: Exhibit) -> str:
    """Where it stands how the file is kept."""
    return f"{ROOM}/{exhibit.file_id}"


def test_a_file_is_taken_away_with_a_reason_and_the_ledger_has_both(
    there: str, exhibit: Exhibit, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    [listed] = lsms.get(there.rsplit("/", 2)[0]).json()["items"]
    assert listed["file"]["id"] == str(exhibit.file_id)
    for query in ("", "?why=", "?why=curiosity"):
        asked = lsms.get(f"{there}{query}")
        assert (asked.status_code, list(asked.json()["errors"])) == (422, ["why"]), query
        assert "police" in asked.json()["detail"]
    assert not Entry.objects.filter(verb="evidence.seen").exists()
    answer = lsms.get(f"{there}?why=police")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sleeve.jpg"'
    look = Entry.objects.get(verb="evidence.seen")
    assert (look.actor_name, look.subject_id) == ("Lee Stone", exhibit.pk)
    assert '"ground": "police"' in look.details


@pytest.mark.parametrize(
    ("scan", "words"), [("infected", "Malware"), ("waiting", "looked at"), ("too_large", "too large")]
)
def test_a_file_that_cannot_be_sent_is_a_problem_and_no_page(
    scan: str, words: str, there: str, exhibit: Exhibit, sign_in: SignIn
) -> None:
    Keeping.objects.filter(file=exhibit.file_id).update(scan=scan)
    answer = sign_in("lsms").get(f"{there}?why=police")
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert words in answer.json()["detail"]
    assert not Entry.objects.filter(verb="evidence.seen").exists()


def test_an_erased_and_a_damaged_file_are_told_apart(
    there: str, case: Case, exhibit: Exhibit, by: Actor, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    other = add_exhibit(case, Found("LS/2", "Another", today(), "Ward 7", "Lee Stone"), arrive("b.jpg", [JPEG]), by=by)
    assert other.file is not None
    erase(other.file, "it was of somebody else", by)
    gone = lsms.get(f"{there.replace(str(exhibit.pk), str(other.pk))}?why=police")
    assert (gone.status_code, gone.json()["title"]) == (410, "Erased")
    assert "it was of somebody else" in gone.json()["detail"]
    run("SET CONSTRAINTS ALL IMMEDIATE")
    flip = f"UPDATE evidence_piece SET bytes = set_bit(bytes, 9, 1 - get_bit(bytes, 9)) WHERE file_id = '{exhibit.file_id}'"
    run(TAMPER.format(flip))
    damaged = lsms.get(f"{there}?why=police")
    assert (damaged.status_code, damaged.json()["title"]) == (500, "Damaged")


def test_a_hold_stands_until_it_is_lifted(kept: str, exhibit: Exhibit, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    missing = lsms.post(f"{kept}/holds", {}, **JSON)
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["reason"])
    keyed: Any = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        hold = lsms.post(f"{kept}/holds", {"reason": "The police asked for it."}, **JSON, **keyed).json()
    assert Hold.objects.count() == 1
    assert lsms.get(kept).json()["is_held"] is True
    assert [one["id"] for one in lsms.get(f"{ROOM}?state=held").json()["items"]] == [str(exhibit.file_id)]
    stopped = lsms.post(f"{kept}/destruction", {"reason": "Nobody needs it."}, **JSON)
    assert (stopped.status_code, "legal hold" in stopped.json()["detail"]) == (422, True)
    lifted = lsms.post(f"{kept}/holds/{hold['id']}/lift", {"reason": "They have it."}, **JSON).json()
    assert (lifted["lifted_by"], lifted["lift_reason"]) == ("Lee Stone", "They have it.")
    again = lsms.post(f"{kept}/holds/{hold['id']}/lift", {"reason": "Again."}, **JSON)
    assert (again.status_code, again.json()["code"]) == (409, "overtaken")
    assert lsms.get(kept).json()["is_held"] is False


def test_two_people_destroy_a_file_once_nothing_stands_against_it(
    kept: str, case: Case, exhibit: Exhibit, by: Actor, sign_in: SignIn
) -> None:
    lsms, director, why = sign_in("lsms"), sign_in("director"), {"reason": "Nobody needs it."}
    early = lsms.post(f"{kept}/destruction", why, **JSON)
    assert (early.status_code, list(early.json()["errors"])) == (422, ["reason"])
    assert "is not closed" in early.json()["detail"]
    wrong = lsms.post(f"{kept}/destruction", why | {"ground": "because"}, **JSON)
    assert list(wrong.json()["errors"]) == ["ground"]
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    assert exhibit.file is not None
    classify(exhibit.file, kept_as="incident", starts_on=date(2010, 1, 1), reason="It is of 2010.", by=by)
    assert [one["id"] for one in director.get(f"{ROOM}?state=due").json()["items"]] == [str(exhibit.file_id)]
    proposal = lsms.post(f"{kept}/destruction", why, **JSON).json()
    assert (proposal["state"], proposal["against"]) == ("proposed", [])
    assert lsms.post(f"{kept}/destruction", why, **JSON).status_code == 409
    [waiting] = director.get(f"{ROOM}/destruction").json()["items"]
    address = f"{ROOM}/destruction/{waiting['id']}"
    own = lsms.post(f"{address}/decision", {"confirm": True}, **JSON)
    assert (own.status_code, "somebody else" in own.json()["detail"]) == (422, True)
    unreasoned = director.post(f"{address}/decision", {"confirm": False}, **JSON)
    assert (unreasoned.status_code, list(unreasoned.json()["errors"])) == (422, ["reason"])
    done = director.post(f"{address}/decision", {"confirm": True}, **JSON).json()
    assert (done["state"], done["decided_by"]) == ("confirmed", "Dara Holm")
    assert director.post(f"{address}/decision", {"confirm": True}, **JSON).json()["code"] == "overtaken"
    about = dict(director.get(address).json()["about"])
    assert exhibit.mark in about["Exhibit"]
    assert director.get(f"{ROOM}/destruction?show=proposed").json()["items"] == []
    assert len(director.get(f"{ROOM}/destruction?show=decided").json()["items"]) == 1


def test_who_got_a_copy_and_how_long_it_is_kept_is_written_down(kept: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    codes = lsms.get(f"{ROOM}/codes").json()
    assert "police" in {one["code"] for one in codes["grounds"]}
    told = {"to_whom": "PC Odell", "ground": "police", "note": "On a disc."}
    assert lsms.post(f"{kept}/disclosures", told, **JSON).status_code == 201
    assert list(lsms.post(f"{kept}/disclosures", told | {"ground": "fun"}, **JSON).json()["errors"]) == ["ground"]
    changed = {"kept_as": "serious_incident", "starts_on": "2026-01-05", "reason": "It is a serious one."}
    whole = lsms.post(f"{kept}/class", changed, **JSON).json()
    assert (whole["kept_as"], whole["due_on"]) == ("serious_incident", "2046-01-05")
    assert [one["to_whom"] for one in whole["disclosures"]] == ["PC Odell"]
    assert list(lsms.post(f"{kept}/class", changed | {"reason": ""}, **JSON).json()["errors"]) == ["reason"]
    refused = lsms.post(f"{kept}/release", {"reason": "I looked."}, **JSON)
    assert list(refused.json()["errors"]) == ["reason"], "it needs no release"
    assert lsms.get(f"{ROOM}?state=lost").status_code == 422


POSTS: dict[str, dict[str, Any]] = {
    "holds": {"reason": "The police asked for it."},
    "destruction": {"reason": "Nobody needs it."},
    "disclosures": {"to_whom": "PC Odell", "ground": "police"},
    "class": {"kept_as": "incident", "starts_on": "2026-01-05", "reason": "It is one."},
    "release": {"reason": "I looked at it."},
}


@pytest.mark.parametrize("who", ["nurse", "manager", "operator", "chief_executive", "administrator", "outsider"])
def test_nobody_else_keeps_evidence_or_takes_a_file_away(who: str, kept: str, there: str, sign_in: SignIn) -> None:
    client = sign_in(who)
    for path in (kept, f"{there}?why=police", f"{ROOM}/destruction/{kept.rsplit('/', 1)[1]}"):
        assert client.get(path).status_code in (403, 404), path
    if who != "outsider":  # who keeps the evidence of another provider
        for path in (ROOM, f"{ROOM}/codes", f"{ROOM}/destruction"):
            assert client.get(path).status_code == 403, path
    for path, body in POSTS.items():
        assert client.post(f"{kept}/{path}", body, **JSON).status_code in (403, 404), path
    assert [model.objects.count() for model in (Hold, Destruction, Disclosure)] == [0, 0, 0]


def test_the_director_keeps_what_they_do_not_look_at(kept: str, there: str, sign_in: SignIn) -> None:
    director = sign_in("director")
    assert director.get(kept).status_code == 200
    assert director.get(f"{there}?why=police").status_code == 403


def test_what_is_no_field_is_refused(kept: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    paths = {f"{kept}/{path}": body for path, body in POSTS.items()}
    paths[f"{ROOM}/destruction/{kept.rsplit('/', 1)[1]}/decision"] = {"confirm": True}
    for path, body in paths.items():
        answer = lsms.post(path, body | {"reasons": "Misspelt."}, **JSON)
        assert answer.json()["errors"] == {"reasons": ["There is no field of this name here."]}, path


def test_the_file_of_an_exhibit_that_was_struck_out_can_still_be_taken_away(
    there: str, exhibit: Exhibit, by: Actor, sign_in: SignIn
) -> None:
    strike_exhibit(exhibit, "Another case.", by=by)
    assert sign_in("lsms").get(f"{there}?why=investigation").status_code == 200
