"""Documents of a case by the API: which can be produced, what each asks for, and who takes what away."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from tests.conftest import AppClient
from tests.offences import TOLD, Open

from alongside.cases.models import Case, Event
from alongside.cases.victims.actions import agree_contact
from alongside.documents.models import Produced
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
SignIn = Callable[[str], AppClient]


@pytest.fixture
def here(case: Case) -> str:
    """Where the documents of the case stand in the API."""
    return f"/api/v1/cases/{case.reference}/documents"


def test_each_kind_says_what_it_asks_for_and_why_it_cannot_be_made_now(
    here: str, hurt: Affected, offence: Open, move: Callable[..., Any], by: Actor, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    kinds = {one["kind"]: one for one in lsms.get(f"{here}/kinds").json()}
    assert set(kinds) == {"police_update", "cps_review", "outcome_letter", "case_pack"}
    assert kinds["police_update"]["none"] == "No offence of this case is with the police."
    assert kinds["police_update"]["fields"] == []
    refused = lsms.post(here, {"kind": "police_update"}, **JSON)
    assert (refused.status_code, "No offence of this case" in refused.json()["detail"]) == (409, True)
    track = move(offence(), "report", **TOLD)
    said = {"contact_way": "", "contact_when": "", "not_told": "Her mother", "safe_contact": "", "no_messages": False}
    agree_contact(hurt, said, by=by)
    kinds = {one["kind"]: one for one in lsms.get(f"{here}/kinds").json()}
    fields = {one["name"]: one for one in kinds["police_update"]["fields"]}
    assert [one["code"] for one in fields["track"]["choices"]] == [str(track.pk)]
    assert (fields["answer_by"]["type"], fields["more"]["required"]) == ("day", False)
    assert fields["sender"]["begins"] == "Lee Stone, Local Security Management Specialist"
    assert "Her mother" in kinds["outcome_letter"]["mind"][0]


def test_a_letter_is_looked_at_produced_once_and_taken_away(
    here: str, case: Case, offence: Open, move: Callable[..., Any], sign_in: SignIn
) -> None:
    lsms, track = sign_in("lsms"), move(offence(), "report", **TOLD)
    body = {"kind": "police_update", "answer_by": "2030-01-02", "more": "We kept the film."}
    looked = lsms.post(f"{here}/look", body, **JSON)
    assert (looked.status_code, "We kept the film." in looked.json()["text"]) == (200, True)
    assert not Produced.objects.exists()
    keyed: Any = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        made = lsms.post(here, body | {"track": str(track.pk)}, **JSON, **keyed)
        assert made.status_code == 201, made.content
    assert Produced.objects.count() == 1
    assert Event.objects.filter(case=case, what="document_produced").count() == 1
    [listed] = lsms.get(f"{here}?q=police&kind=police_update").json()["items"]
    assert (listed["id"], listed["made_by"], listed["template"]) == (made.json()["id"], "Lee Stone", None)
    assert lsms.get(f"{here}?q=nowhere").json() == {"items": [], "next": None}
    pdf = lsms.get(f"{here}/{listed['id']}/pdf")
    assert "We kept the film." in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    docx = lsms.get(f"{here}/{listed['id']}/docx")
    assert any("2 January 2030" in one.text for one in Document(BytesIO(docx.content)).paragraphs)
    assert lsms.get(f"{here}/{listed['id']}/odt").status_code == 404
    looks = Entry.objects.filter(verb="document.read", subject_id=case.pk, actor_name="Lee Stone")
    assert looks.count() == 2


def test_what_is_wrong_is_told_by_its_field_and_nothing_is_produced(
    here: str, hurt: Affected, case: Case, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    letter = {"kind": "outcome_letter", "person": str(hurt.pk), "words": "He was fined."}
    for body, field in (
        ({"kind": "poem"}, "kind"),
        (letter | {"words": ""}, "words"),
        (letter | {"person": str(case.pk)}, "person"),
        (letter | {"purpose": "A meeting"}, "purpose"),
        (letter | {"tone": "kind"}, "tone"),
        ({"kind": "case_pack", "purpose": "A meeting", "parts": ["gossip"]}, "parts"),
        ({"kind": "case_pack", "purpose": "A meeting", "parts": []}, "parts"),
        ({"kind": "case_pack"}, "purpose"),
    ):
        for path in (here, f"{here}/look"):
            answer = lsms.post(path, body, **JSON)
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), (path, body)
    assert not Produced.objects.exists()


def test_a_pack_is_read_only_by_whoever_may_read_all_of_its_parts(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms, director = sign_in("lsms"), sign_in("director")
    pack = {"kind": "case_pack", "purpose": "A meeting"}
    open_one = lsms.post(here, pack | {"parts": ["narrative"]}, **JSON).json()
    whole = lsms.post(here, pack, **JSON).json()
    letter = lsms.post(here, {"kind": "outcome_letter", "words": "He was fined."}, **JSON).json()
    assert {one["id"] for one in lsms.get(here).json()["items"]} == {open_one["id"], whole["id"], letter["id"]}
    assert [one["id"] for one in director.get(here).json()["items"]] == [open_one["id"]]
    assert director.get(f"{here}/{open_one['id']}/pdf").status_code == 422, "a pack is not taken away without a reason"
    assert director.get(f"{here}/{open_one['id']}/pdf?why=police").status_code == 200
    for one in (whole, letter):
        assert director.get(f"{here}/{one['id']}/pdf").status_code == 404
    for path in (here, f"{here}/look"):
        assert director.post(path, pack, **JSON).status_code == 403
    assert director.get(f"{here}/kinds").status_code == 403
    for who in ("nurse", "manager", "chief_executive", "outsider"):
        client = sign_in(who)
        assert client.get(here).status_code in (403, 404), who
        assert client.get(f"{here}/{open_one['id']}/pdf").status_code in (403, 404), who
        assert client.post(here, pack, **JSON).status_code in (403, 404), who
    assert Produced.objects.count() == 3
