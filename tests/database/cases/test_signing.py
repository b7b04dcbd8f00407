"""A person signs their statement themselves, on a page that shows it and nothing else; of paper, the scan is kept."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.html import escape
from pypdf import PdfReader
from tests.conftest import AppClient
from tests.database.cases.test_inquiry import WORDS, day_fields, stated
from tests.days import today
from tests.files import JPEG

from alongside.cases.inquiry import actions, signing
from alongside.cases.inquiry.papers import produce_statement, statement_data
from alongside.cases.inquiry.signing import Signed
from alongside.cases.models import Case, StatementSignature, StatementVersion
from alongside.cases.queries import file_of
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import read_file
from alongside.ledger.actions import Actor
from alongside.machine import Refused
from alongside.people.models import AccessLink, User

pytestmark = pytest.mark.django_db
WITNESS = "Ines Halloran"


@pytest.fixture
def version(case: Case, by: Actor) -> StatementVersion:
    return actions.write_statement(case, "witness", stated(), by=by)


@pytest.fixture
def own(case: Case, version: StatementVersion) -> str:
    return f"/cases/{case.reference}/inquiry/statements/{version.statement_id}"


@pytest.fixture
def lsms(sign_in: Callable[[str], AppClient]) -> AppClient:
    return sign_in("lsms")


def page_to_sign(lsms: AppClient, own: str) -> str:
    """Where the person signs. The device is signed out when that opens, so that the specialist signs in again."""
    user = User.objects.get(pk=lsms.session["_auth_user_id"])
    answer = lsms.post(f"{own}/sign-here")
    assert answer.status_code == 302
    assert "_auth_user_id" not in lsms.session
    lsms.force_login(user)
    return str(answer["Location"])


def test_the_person_reads_the_whole_types_their_name_ticks_the_declaration_and_what_they_did_is_shown(
    lsms: AppClient, own: str, version: StatementVersion
) -> None:
    path, witness = page_to_sign(lsms, own), AppClient()
    page = witness.get(path).content.decode()
    for paragraph in WORDS.split("\n\n"):
        assert paragraph in page
    assert escape(signing.DECLARATION) in page
    assert own not in page, "the page leads nowhere else"
    done = witness.post(path, {"name": "ines  halloran", "declared": "on"})
    assert (done.status_code, "You have signed your statement" in done.content.decode()) == (200, True)
    kept = StatementSignature.objects.get()
    assert (kept.name, kept.declaration, kept.asked_by) == ("ines halloran", signing.DECLARATION, "Lee Stone")
    assert kept.digest == signing.digest_of(version)
    version.refresh_from_db()
    assert (version.signed_on, version.signing, version.signed_noted_by) == (today(), "signatory", "ines halloran")
    shown = lsms.get(own).content.decode()
    for words in ("ines halloran", kept.digest, escape(signing.DECLARATION)):
        assert words in shown
    assert kept.digest in statement_data(version)["signed"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": WITNESS}, "Tick it if it is true"),
        ({"name": "Lee Stone", "declared": "on"}, "Type your name as it stands above"),
        ({"declared": "on"}, "Type your name as it stands above"),
    ],
)
def test_nothing_is_signed_without_their_name_and_the_declaration(
    lsms: AppClient, own: str, said: dict[str, str], sentence: str
) -> None:
    answer = AppClient().post(page_to_sign(lsms, own), said)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not StatementSignature.objects.exists()
    assert StatementVersion.objects.get().signed_on is None


def test_the_page_opens_once_and_not_after_the_statement_was_written_anew(
    lsms: AppClient, own: str, version: StatementVersion, by: Actor
) -> None:
    first = page_to_sign(lsms, own)
    second = page_to_sign(lsms, own)
    assert AppClient().get(first).status_code == 404, "the page that was asked for last is the one that counts"
    actions.write_version(version.statement, stated(words="Else."), "She left a word out.", by=by)
    answer = AppClient().post(second, {"name": WITNESS, "declared": "on"})
    assert (answer.status_code, "written down anew" in answer.content.decode()) == (422, True)
    third = page_to_sign(lsms, own)
    assert AppClient().post(third, {"name": WITNESS, "declared": "on"}).status_code == 200
    for path in (first, second, third):
        assert AppClient().get(path).status_code in (404, 200 if path == second else 404)
    assert AppClient().get(third).status_code == 404
    assert AppClient().post(third, {"name": WITNESS, "declared": "on"}).status_code == 404


def test_whoever_read_it_to_them_signs_that_too(case: Case, by: Actor) -> None:
    read_out = actions.write_statement(case, "witness", stated(reader="Lee Stone"), by=by)
    link = signing.ask_to_sign(read_out.statement, signing.ON_DEVICE, by=by).link
    with pytest.raises(ValidationError) as wrong:
        signing.sign_by_self(link, Signed(WITNESS, True))
    assert set(wrong.value.message_dict) == {"reader", "reader_declared"}
    signing.sign_by_self(link, Signed(WITNESS, True, "Lee Stone", True))
    kept = StatementSignature.objects.get()
    assert (kept.reader, kept.reader_declaration) == ("Lee Stone", signing.READ_TO_THEM)


def test_paper_is_signed_with_its_scan_and_not_without(lsms: AppClient, own: str, case: Case) -> None:
    on = day_fields("on", today())
    answer = lsms.post(f"{own}/sign", on)
    assert (answer.status_code, "Choose the scan" in answer.content.decode()) == (422, True)
    scan = SimpleUploadedFile("signed.jpg", JPEG, "image/jpeg")
    assert lsms.post(f"{own}/sign", {**on, "file": scan}).status_code == 302
    kept = StoredFile.objects.get(purpose=signing.PURPOSE)
    assert StatementSignature.objects.get().scan == kept
    assert kept.sha256 in file_of(case, ["evidence"]).get(what="statement_signed").text
    assert f"{own}/scans/1" in lsms.get(own).content.decode()
    assert lsms.get(f"{own}/scans/1").content == JPEG


def test_a_link_is_sent_only_where_somebody_turned_that_on(
    lsms: AppClient, own: str, version: Any, settings: Any, by: Actor
) -> None:
    assert lsms.post(f"{own}/sign-by-link").status_code == 404
    assert "By a link" not in lsms.get(f"{own}/sign").content.decode()
    with pytest.raises(Refused, match="not turned on"):
        signing.ask_to_sign(version.statement, signing.BY_LINK, by=by)
    settings.STATEMENTS_SIGNED_BY_LINK = True
    page = lsms.post(f"{own}/sign-by-link").content.decode()
    assert "/statements/sign/" in page
    assert AccessLink.objects.get(purpose=signing.BY_LINK, closed_at=None).expires_at is not None


def test_what_shows_a_signature_is_changed_by_nobody(lsms: AppClient, own: str) -> None:
    AppClient().post(page_to_sign(lsms, own), {"name": WITNESS, "declared": "on"})
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementSignature.objects.update(name="Somebody else")


def test_what_is_signed_on_the_screen_says_one_thing_and_is_kept_as_pdf_alone(
    case: Case, lsms: AppClient, by: Actor
) -> None:
    version = actions.write_statement(case, "witness", stated(occurrence_number="NP-20261103-0456"), by=by)
    own = f"/cases/{case.reference}/inquiry/statements/{version.statement_id}"
    by_hand = words_of(read_file(produce_statement(case, version.statement, by=by).pdf))
    assert "each signed by me" in by_hand
    assert "Signature witnessed by" in by_hand
    assert "Police occurrence number: NP-20261103-0456" in by_hand

    assert AppClient().post(page_to_sign(lsms, own), {"name": WITNESS, "declared": "on"}).status_code == 200
    produced = produce_statement(case, version.statement, by=by)
    signed = words_of(read_file(produced.pdf))
    assert "This statement is true to the best of my knowledge and belief" in signed
    assert "each signed by me" not in signed
    assert "Signature" not in signed
    assert "Signed on the screen by Ines Halloran" in signed
    assert produced.docx is None
    assert "to be edited" not in lsms.get(own).content.decode()
    documents = lsms.get(f"/cases/{case.reference}/documents").content.decode()
    assert f"/documents/{produced.pk}/pdf" in documents
    assert f"/documents/{produced.pk}/docx" not in documents
    shown = lsms.get(f"/api/v1/cases/{case.reference}/documents").json()
    assert shown["items"][0]["docx"] is None


def words_of(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())
