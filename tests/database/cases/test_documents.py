"""Documents of a case: produced from what is on file, listed to whoever may read them, kept from everybody else."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from docx import Document
from pypdf import PdfReader
from tests.conftest import AppClient
from tests.offences import TOLD, Open
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.days import today_in
from alongside.cases.exhibits import actions as exhibits
from alongside.cases.inquiry.actions import write_statement
from alongside.cases.models import Case, Event, Sanction
from alongside.cases.producing.actions import produce_about
from alongside.cases.sanctions import actions as sanctions
from alongside.cases.sanctions import letters, queries
from alongside.cases.victims.actions import agree_contact
from alongside.cases.working.actions import note
from alongside.documents import actions as documents
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.evidence.actions import erase
from alongside.evidence.owners import owner_of
from alongside.evidence.queries import read_file
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


def read(client: AppClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def printed(one: Produced) -> str:
    return words_of(read_file(one.pdf))


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


@pytest.fixture
def here(case: Case) -> str:
    return f"/cases/{case.reference}/documents"


@pytest.fixture
def letter(case: Case, by: Actor) -> Produced:
    """A letter to the police, in the compartment of whoever did it."""
    kind = kind_of("police_update")
    return produce_about(case, kind, dict(kind.sample), "Letter to the police, how it stands: theft", by=by)


def test_the_specialist_asks_the_police_and_the_letter_is_on_the_list(
    case: Case, here: str, offence: Open, move: Callable[..., Any], sign_in: SignIn
) -> None:
    track = move(offence(), "report", **TOLD)
    lsms = sign_in("lsms")
    page = read(lsms, f"{here}/make/police_update")
    assert "Lee Stone, Local Security Management Specialist" in page
    said = {
        "track": str(track.pk),
        "sender": "Lee Stone",
        "more": "We kept the film.",
        **day("answer_by", date(2030, 1, 2)),
    }
    looked = lsms.post(f"{here}/make/police_update", {**said, "do": "look"})
    shown = looked.content.decode()
    assert "This is how it would look" in shown
    assert "mailto:?subject=Letter%20to%20the%20police" in shown
    assert "We%20kept%20the%20film." in shown
    assert not Produced.objects.exists()
    assert lsms.post(f"{here}/make/police_update", said).status_code == 302
    one = Produced.objects.get()
    for words in (TOLD["force"], TOLD["incident_number"], "We kept the film.", "2 January 2030", case.reference):
        assert words in printed(one)
    assert "Nia Okoye" not in printed(one), "who was hurt is not the police's to learn from this letter"
    page = read(lsms, here)
    assert one.title in page
    assert "by Lee Stone, with the built-in template" in page
    event = Event.objects.get(what="document_produced")
    assert (event.compartment, event.about_id) == ("suspect", one.pk)
    pdf, word = lsms.get(f"{here}/{one.pk}/pdf"), lsms.get(f"{here}/{one.pk}/docx")
    assert pdf.content == read_file(one.pdf)
    assert word.content == read_file(one.docx)
    looks = Entry.objects.filter(verb="document.read", subject_id=case.pk)
    assert [json.loads(look.details)["file"] for look in looks.order_by("pk")] == [str(one.pdf_id), str(one.docx_id)]


def test_without_an_offence_with_the_police_there_is_nothing_to_ask(here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    assert "No offence of this case is with the police." in read(lsms, f"{here}/make/police_update")
    assert lsms.post(f"{here}/make/police_update", {}).status_code == 422
    assert read(lsms, f"{here}/make/nothing", 404)


def test_a_review_is_asked_for_only_with_the_word_of_the_person(
    case: Case, here: str, hurt: Affected, offence: Open, move: Callable[..., Any], sign_in: SignIn
) -> None:
    track = move(move(offence(), "report", **TOLD), "police_end", nfa_reason="not_identified")
    lsms = sign_in("lsms")
    said = {
        "offence": f"{track.pk}.{hurt.pk}",
        "to": "Northshire Police\nReview team",
        "grounds": "Nobody looked at the film.",
        "sender": "Lee Stone",
    }
    refused = lsms.post(f"{here}/make/cps_review", said)
    assert refused.status_code == 422
    assert "Ask them first" in refused.content.decode()
    assert lsms.post(f"{here}/make/cps_review", {**said, "agrees": "on"}).status_code == 302
    one = Produced.objects.get()
    assert set(one.needs) == {"cases.read_suspect", "cases.read_people"}
    for words in ("Nia Okoye", "no further action by the police", "Nobody looked at the film."):
        assert words in printed(one)
    assert "Nia Okoye" not in one.title


def test_before_a_letter_to_somebody_hurt_is_written_it_is_said_what_they_asked_for(
    case: Case, here: str, hurt: Affected, by: Actor, sign_in: SignIn
) -> None:
    asked = {"contact_way": "", "contact_when": "", "not_told": "Her mother", "safe_contact": "", "no_messages": False}
    agree_contact(hurt, asked, by=by)
    lsms = sign_in("lsms")
    assert "may not learn of it: Her mother" in read(lsms, f"{here}/make/outcome_letter")
    said = {"person": str(hurt.pk), "words": "He was fined.", "support": "", "sender": "Lee Stone"}
    assert lsms.post(f"{here}/make/outcome_letter", said).status_code == 302
    one = Produced.objects.get()
    assert one.needs == ["cases.read_people"]
    assert "Dear Nia Okoye" in printed(one)
    assert Event.objects.get(what="document_produced").compartment == "people"
    looks = Entry.objects.filter(verb="incident.people_read", actor_name="Lee Stone")
    assert looks.exists(), "the name was opened"


def test_a_pack_holds_what_was_chosen_of_what_its_producer_may_read(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    note(case, "The ward rang.", by=by)
    note(case, "He is Arno Velt.", compartment="suspect", by=by)
    note(case, "Counsel says no.", compartment="legal", by=by)
    lsms = sign_in("lsms")
    said = {"purpose": "Meeting", "sender": "Lee Stone"}
    assert lsms.post(f"{here}/make/case_pack", said).status_code == 422
    assert lsms.post(f"{here}/make/case_pack", {**said, "parts": ["narrative", "suspect"]}).status_code == 302
    full = Produced.objects.get(kind="case_pack")
    assert set(full.needs) == {"cases.read_narrative", "cases.read_suspect"}
    for words in ("The ward rang.", "He is Arno Velt.", letter.title):
        assert words in printed(full)
    assert "Counsel" not in printed(full)
    lsms.post(f"{here}/make/case_pack", {**said, "parts": ["narrative"]})
    less = Produced.objects.filter(kind="case_pack").latest("pk")
    assert "The ward rang." in printed(less)
    assert "Arno Velt" not in printed(less)
    assert letter.title not in printed(less)
    looks = set(Entry.objects.filter(subject_id=case.pk, verb__endswith="_read").values_list("verb", flat=True))
    assert {"case.narrative_read", "case.suspect_read"} <= looks


def test_a_pack_lists_files_of_evidence_with_their_hashes_and_no_legal_advice(
    case: Case, here: str, by: Actor, sign_in: SignIn
) -> None:
    from tests.files import MEDIA

    from alongside.evidence.arriving import arrive

    incident = case.links.get().incident
    kept = add_exhibit(incident, arrive("arm.png", [(MEDIA / "bite.png").read_bytes()]), caption="Her arm", by=by)
    add_exhibit(incident, arrive("advice.png", [(MEDIA / "text.png").read_bytes()]), caption="", by=by, privileged=True)
    sign_in("lsms").post(
        f"{here}/make/case_pack", {"purpose": "Court", "sender": "Lee Stone", "parts": ["narrative", "evidence"]}
    )
    pack = printed(Produced.objects.get())
    assert "arm.png" in pack
    assert kept.file.sha256 in pack.replace(" ", "")
    assert "advice.png" not in pack


def test_the_director_sees_only_documents_of_what_they_may_read(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    pack = produce_about(case, kind, dict(kind.sample), "Pack of what was done", by=by)
    director = sign_in("director")
    page = read(director, here)
    assert pack.title in page
    assert letter.title not in page
    assert director.get(f"{here}/{pack.pk}/pdf").status_code == 200
    assert director.get(f"{here}/{letter.pk}/pdf").status_code == 404
    assert director.get(f"{here}/make/case_pack").status_code == 403
    assert "Produce a document" not in page


def test_the_outsider_and_others_find_nothing(here: str, letter: Produced, sign_in: SignIn) -> None:
    for who, status in (("outsider", 404), ("nurse", 403), ("manager", 403), ("operator", 403)):
        client = sign_in(who)
        for path in (here, f"{here}/{letter.pk}/pdf", f"{here}/{letter.pk}/docx", f"{here}/make/case_pack"):
            assert client.get(path).status_code == status, (who, path)


def test_a_document_is_not_there_under_another_case(
    letter: Produced, new_case: Callable[..., Case], sign_in: SignIn
) -> None:
    other = new_case()
    assert read(sign_in("lsms"), f"/cases/{other.reference}/documents/{letter.pk}/pdf", 404)


def test_whoever_may_have_done_it_finds_no_document_in_the_database_either(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    kind = kind_of("police_update")
    produce_about(case, kind, dict(kind.sample), "Letter", by=by)
    for user, number in ((world.director.user, 1), (world.lsms.user, 0)):
        with app_role(), acting_as(user):
            assert Produced.objects.count() == number


def test_documents_are_found_by_words_and_kind(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    pack = produce_about(case, kind, dict(kind.sample), "Pack for the meeting", by=by)
    lsms = sign_in("lsms")
    for query, found, missing in (
        ("?q=meeting", pack, letter),
        ("?q=stone+theft", letter, pack),
        ("?kind=case_pack", pack, letter),
    ):
        page = read(lsms, here + query)
        assert found.title in page, query
        assert missing.title not in page, query
    assert "No document fits." in read(lsms, f"{here}?q=nothinglikeit")


def test_the_list_is_taken_away_as_it_was_narrowed_by_whoever_may_read_it(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    produce_about(case, kind, dict(kind.sample), "Pack for the meeting", by=by)
    lsms = sign_in("lsms")
    assert f"{here}?format=xlsx" in read(lsms, here)
    rows = rows_of(lsms.get(f"{here}?format=csv"))
    assert [row[0] for row in rows] == ["Title", "Pack for the meeting", letter.title]
    assert [row[0] for row in rows_of(lsms.get(f"{here}?format=csv&q=meeting"))[1:]] == ["Pack for the meeting"]
    verbs = Entry.objects.filter(details__contains=f"documents-{case.reference}").values_list("verb", flat=True)
    assert list(verbs) == ["cases.exported"] * 2
    assert Entry.objects.filter(subject_id=case.pk, verb="case.suspect_read").exists(), "what is in the file was read"
    assert [row[0] for row in rows_of(sign_in("director").get(f"{here}?format=csv"))[1:]] == ["Pack for the meeting"]


def test_the_list_goes_on_where_it_is_long(
    case: Case, here: str, letter: Produced, sign_in: SignIn, monkeypatch: Any
) -> None:
    monkeypatch.setattr("alongside.cases.producing.views.PAGE", 1)
    kind = kind_of("police_update")
    later = produce_about(case, kind, dict(kind.sample), "A later letter", by=Actor("user", None, "Lee Stone"))
    lsms = sign_in("lsms")
    assert letter.title not in read(lsms, here)
    assert "page=2" in read(lsms, here)
    assert later.title not in read(lsms, f"{here}?page=2")
    assert letter.title in read(lsms, f"{here}?page=2")


@pytest.fixture
def warning(new_case: Callable[..., Case], by: Actor) -> Sanction:
    """A warning that is approved, to a patient; its letters are to be written."""
    case = new_case(responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))])
    [person] = queries.people_of(case)
    one = sanctions.propose_sanction(case, "written_warning", person, "You struck a nurse.", by=by)
    opinion = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell"}
    one = sanctions.move_sanction(one, "record_opinion", opinion, by=by)
    stays = {"starts_on": now().date(), "ends_on": now().date() + timedelta(days=90), "text": "It is right."}
    return sanctions.move_sanction(one, "approve", stays, by=by)


WORDS = """Northbrook Community Health

Our reference: C-1

Dear Arno Velt,

# 1 You struck a nurse.

It stands from {first} until {last}.

{sentence}

Lee Stone

-----

I have read and understood this letter.

Name:

Signed:

Date:
"""


def letter_to(warning: Sanction) -> str:
    """The letter to the person, with the days that were approved."""
    first, last = (f"{day.day} {day:%B %Y}" for day in (warning.starts_on, warning.ends_on) if day)
    return WORDS.format(first=first, last=last, sentence=letters.emergency_sentence())


def test_an_approved_letter_becomes_a_pdf_and_a_word_document(warning: Sanction, by: Actor, sign_in: SignIn) -> None:
    there = f"/cases/{warning.case.reference}/sanctions/{warning.pk}/letters/person"
    letters.write_letter(warning, "person", letter_to(warning), by=by)
    lsms = sign_in("lsms")
    assert lsms.post(f"{there}/produce").status_code == 422, "words that nobody approved"
    assert lsms.post(f"{there}/approve", {"number": "1"}).status_code == 422, "they wrote them"
    assert not Produced.objects.exists()
    letter = queries.letters_of(warning)["person"]
    assert sign_in("director").post(f"/cases/to-approve/letters/{letter.pk}").status_code == 302
    one = Produced.objects.get()
    for words in (
        "Dear Arno Velt,",
        "# 1 You struck a nurse.",
        letters.emergency_sentence(),
        "I have read and understood",
    ):
        assert words in printed(one)
    assert printed(one).count("Northbrook Community Health") == 1, (
        "the name stands on the letterhead, and not again below"
    )
    assert "Emergency treatment" in "\n".join(part.text for part in Document(BytesIO(read_file(one.docx))).paragraphs)
    assert f"/cases/{warning.case.reference}/documents/{one.pk}/pdf" in read(lsms, there)
    assert lsms.post(f"{there}/produce").status_code == 302
    assert Produced.objects.count() == 2


def test_an_approval_stands_where_the_template_in_force_fails(
    warning: Sanction, by: Actor, world: World, sign_in: SignIn
) -> None:
    kind = kind_of("sanction_person")
    narrow = "{% if slip %}\n{{ words }}\n{% endif %}\n"
    version = documents.write_template(world.organisation, kind, narrow, "With a slip only.", by=by)
    documents.put_in_force(world.organisation, kind, version, "To see.", by=by)
    letter = letters.write_letter(warning, "person", letter_to(warning).partition("-----")[0], by=by)
    answer = sign_in("director").post(f"/cases/to-approve/letters/{letter.pk}")
    assert answer.status_code == 422
    assert "The words are approved, but the document cannot be produced" in answer.content.decode()
    assert queries.is_approved(queries.letters_of(warning)["person"])
    assert not Produced.objects.exists()


def test_a_witness_statement_has_its_declaration_and_a_place_to_sign_on_each_page(
    case: Case, sign_in: SignIn, by: Actor
) -> None:
    day = today_in(case.organisation)
    thing = exhibits.Found("NO/1", "Photograph of an arm", day, "Ward 7", "Nia Okoye", "Safe 2")
    exhibits.add_exhibit(case, thing, None, by=by)
    exhibits.add_exhibit(case, replace(thing, mark="NO/11", what="A letter"), None, by=by)
    words = "\n\n".join(["He shouted, and I went back to the door of the ward. " * 12] * 14) + "\n\nI show it as NO/1."
    said = {"witness": "Nia Okoye", "occupation": "Community nurse", "words": words}
    said |= {"taken_on": day, "taken_at_place": "Ward 7", "taken_by": "Lee Stone"}
    version = write_statement(case, "witness", said, by=by)
    statement = f"/cases/{case.reference}/inquiry/statements/{version.statement_id}"
    assert sign_in("lsms").post(f"{statement}/document").status_code == 302
    one = Produced.objects.get()
    assert f"/documents/{one.pk}/pdf" in sign_in("lsms").get(statement).content.decode()
    assert "A letter" not in PdfReader(BytesIO(read_file(one.pdf))).pages[-1].extract_text()
    assert set(one.needs) == {"cases.read_people", "cases.read_suspect", "cases.read_evidence"}
    assert "Nia" not in one.title
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(read_file(one.pdf))).pages]
    assert len(pages) > 1
    assert f"This statement (consisting of {len(pages)} page(s), each signed by me) is true" in pages[0]
    assert "liable to prosecution if I have wilfully stated in it anything which I know to be false" in pages[0]
    assert "NO/1" in pages[-1]
    for page in pages:
        assert "Signature witnessed by" in page
    for page in pages[1:]:
        assert page.startswith("Continuation of the statement of Nia Okoye")


def test_what_a_form_or_a_list_tells_of_a_compartment_is_in_the_ledger(
    here: str, case: Case, hurt: Affected, letter: Produced, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")

    def looks() -> set[str]:
        found = Entry.objects.filter(subject_id=case.pk, verb__endswith="_read").exclude(verb="document.read")
        return set(found.values_list("verb", flat=True))

    assert looks() == set()
    read(lsms, here)
    assert looks() == {"case.suspect_read"}
    read(lsms, f"{here}/make/outcome_letter")
    assert looks() == {"case.suspect_read", "case.people_read"}


def test_those_who_keep_evidence_find_the_way_from_the_file_to_the_case(
    case: Case, here: str, letter: Produced, sign_in: SignIn
) -> None:
    page = read(sign_in("lsms"), f"/evidence/{letter.pdf_id}")
    assert f'href="{here}"' in page
    assert letter.title not in page, "a title is for those who open the case"
    assert "Letter to the police: how it stands.pdf" in page


def test_a_document_whose_files_were_destroyed_stays_on_the_list(
    here: str, by: Actor, letter: Produced, sign_in: SignIn, service_role: Any
) -> None:
    with service_role():
        for file in (letter.pdf, letter.docx):
            erase(file, "Its time is over.", by)
    lsms = sign_in("lsms")
    page = read(lsms, here)
    assert letter.title in page
    assert "Its files were destroyed" in page
    assert lsms.get(f"{here}/{letter.pk}/pdf").status_code == 410


def test_whoever_works_the_case_is_told_of_a_damaged_document(
    case: Case, here: str, letter: Produced, world: World
) -> None:
    owner_of("document").damaged(letter.pdf, letter.pk)
    told = Message.objects.get(subject="A stored file is damaged", recipient=world.lsms)
    assert here in told.body


def test_nobody_sends_a_file_in_as_a_document(world: World) -> None:
    with pytest.raises(PermissionDenied):
        owner_of("document").find(world.lsms.user, "C-1", {})
