"""The pages of those who keep evidence."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.database.evidence.sending import Sender
from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.files import JPEG, WEBM
from tests.world import World

from alongside.evidence import rounds
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.destroying import destroy_due
from alongside.evidence.models import Destruction, Hold, Keeping, StoredFile
from alongside.evidence.uploading import finishing
from alongside.incidents.models import Exhibit, Incident
from alongside.incidents.triage.adding import add_exhibit
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(world: World, incident: Incident) -> StoredFile:
    by = actor_for(world.lsms.user)
    return add_exhibit(incident, arrive("ward.webm", [WEBM]), caption="", by=by).file


@pytest.fixture
def page(sign_in: Callable[[str], Any]) -> Callable[..., str]:
    """`page("lsms", "/evidence")`: what somebody reads there."""
    return lambda who, path, status=200: _read(sign_in(who).get(path), status)


def _read(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.content
    return str(answer.content.decode())


def test_what_is_kept_is_found_by_name_and_by_hash(file: StoredFile, page: Any, world: World) -> None:
    for query in ("", "?q=WARD", f"?q={file.sha256[:12]}", "?q=ward&state="):
        assert "ward.webm" in page("lsms", f"/evidence{query}")
    for query in ("?q=other", "?state=held", "?state=damaged", "?state=erased", "?state=due"):
        assert "ward.webm" not in page("director", f"/evidence{query}")
    assert "ward.webm" not in page("outsider", "/evidence")
    page("nurse", "/evidence", 403)
    page("outsider", f"/evidence/{file.pk}", 404)


def test_the_list_has_pages_and_goes_away_as_a_table(
    file: StoredFile, page: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch, world: World, incident: Incident
) -> None:
    monkeypatch.setattr("alongside.evidence.keeping.listing.PAGE", 1)
    add_exhibit(incident, arrive("bite.jpg", [JPEG]), caption="", by=actor_for(world.lsms.user))
    first = page("lsms", "/evidence")
    assert "bite.jpg" in first
    assert "ward.webm" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "ward.webm" in page("lsms", older)
    csv = b"".join(sign_in("lsms").get("/evidence/export.csv")).decode()
    assert [file.sha256 in csv, "bite.jpg" in csv] == [True, True]
    assert sign_in("lsms").get("/evidence/export.xlsx").status_code == 200
    assert sign_in("lsms").get("/evidence/export.exe").status_code == 404


def test_a_hold_is_placed_and_lifted_on_the_page(file: StoredFile, sign_in: Any, page: Any) -> None:
    there = f"/evidence/{file.pk}"
    assert "Write why" in _read(sign_in("lsms").post(f"{there}/hold", {"hold_reason": " "}), 422)
    assert sign_in("lsms").post(f"{there}/hold", {"hold_reason": "Police want it."}).status_code == 302
    shown = page("director", there)
    assert "Police want it." in shown
    assert "Propose to destroy it" not in shown
    hold = Hold.objects.get()
    lift = {"hold": str(hold.pk), "reason": "Returned."}
    assert sign_in("director").post(f"{there}/lift", lift).status_code == 302
    assert sign_in("lsms").post(f"{there}/lift", lift).status_code == 409
    assert "Propose to destroy it" in page("lsms", there)


def test_two_people_destroy_it_and_the_certificate_stays(
    file: StoredFile, sign_in: Any, page: Any, service_role: Any, later: Any
) -> None:
    later(days=3653)
    assert "ward.webm" in page("lsms", "/evidence/destruction").split("Kept long enough")[1]
    sign_in("lsms").post(f"/evidence/{file.pk}/propose", {"destroy_reason": "Ten years are over."})
    proposal = Destruction.objects.get()
    there = f"/evidence/destruction/{proposal.pk}"
    assert "Confirm: destroy it" not in page("lsms", there)
    assert "somebody else" in _read(sign_in("lsms").post(there, {"decision": "confirm"}), 422)
    assert "Confirm: destroy it" in page("director", there)
    assert sign_in("director").post(there, {"decision": "confirm"}).status_code == 302
    with service_role():
        destroy_due()
    certificate = page("lsms", there)
    for told in ("Certificate of destruction", file.sha256, "Lee Stone", "Dara Holm", "Ten years are over."):
        assert told in certificate
    assert "ward.webm" in page("lsms", "/evidence?state=erased")
    page("outsider", there, 404)


def test_a_copy_is_added_beside_the_original(file: StoredFile, sign_in: Any, page: Any, incident: Incident) -> None:
    there = f"/evidence/{file.pk}"
    wrong = sign_in("lsms").post(f"{there}/version", {"how": "redacted", "why": ""})
    assert wrong.status_code == 422
    told = {"how": "redacted", "why": "A face is hidden.", "file": _sent("ward-2.webm", WEBM + b"2")}
    assert sign_in("lsms").post(f"{there}/version", told).status_code == 302
    copy = StoredFile.objects.get(name="ward-2.webm")
    assert copy.derivation.source_id == file.pk
    assert Exhibit.objects.get(file=copy).incident_id == incident.pk
    assert "A face is hidden." in page("lsms", there)
    assert "ward.webm" in page("lsms", f"/evidence/{copy.pk}")


def test_a_large_copy_is_sent_in_parts(file: StoredFile, sender: Callable[..., Sender], service_role: Any) -> None:
    sent = sender().send(derived_from=str(file.pk), how="transcoded", why="For the court's player.")
    with service_role():
        finishing.finish_due()
    assert StoredFile.objects.get(pk=sent).derivation.source_id == file.pk
    for wrong in ({"how": "painted"}, {"why": " "}, {"derived_from": "x"}, {"derived_from": str(sent)[::-1]}):
        told = {"derived_from": str(file.pk), "how": "cropped", "why": "Short.", **wrong}
        assert sender().begin(**told).status_code == 422


def test_who_got_a_copy_is_on_the_page(file: StoredFile, sign_in: Any, page: Any) -> None:
    there = f"/evidence/{file.pk}"
    assert sign_in("lsms").post(f"{there}/share", {"to_whom": "", "ground": "x"}).status_code == 422
    told = {"to_whom": "PC 4711, Northbrook police", "ground": "police", "note": "On a stick"}
    assert sign_in("lsms").post(f"{there}/share", told).status_code == 302
    assert "PC 4711, Northbrook police" in page("director", there)


def test_how_long_it_is_kept_is_changed_with_a_reason(file: StoredFile, sign_in: Any) -> None:
    there = f"/evidence/{file.pk}/classify"
    for wrong in ({"starts_on": "yesterday"}, {"class_reason": ""}, {"kept_as": "for ever"}):
        told = {"kept_as": "serious_incident", "starts_on": "2020-02-29", "class_reason": "She died.", **wrong}
        assert sign_in("lsms").post(there, told).status_code == 422
    told = {"kept_as": "serious_incident", "starts_on": "2020-02-29", "class_reason": "She died."}
    assert sign_in("lsms").post(there, told).status_code == 302
    assert Keeping.objects.get(file=file).due_on.isoformat() == "2040-02-29"


def test_those_who_run_the_system_see_that_a_file_is_damaged_and_not_what_it_is(
    file: StoredFile, page: Any, service_role: Any, later: Any, client: Any
) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format("UPDATE evidence_piece SET bytes = set_bit(bytes, 500, 1 - get_bit(bytes, 500))"))
    later(days=31)
    with service_role():
        rounds.check_some(lambda file: None)
    shown = page("administrator", "/evidence/checks?state=damaged")
    assert str(file.pk) in shown
    assert "ward.webm" not in shown
    assert "piece 1 of 1 is not what was received" in shown
    page("administrator", "/evidence", 403)
    ready = client.get("/readyz").json()
    assert any("1 stored files are damaged" in one for one in ready["warnings"]), ready


def _sent(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)
