"""Documents of a case are produced from what is on file, by whoever may read that."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader
from tests.conftest import AppClient
from tests.days import day_fields
from tests.documents import printed, read
from tests.offences import TOLD, Open
from tests.world import World

from alongside.cases.disclosure.actions import put_on_schedule
from alongside.cases.disclosure.material import material_of
from alongside.cases.exhibits import actions as exhibits
from alongside.cases.exhibits.actions import Found, hand_over
from alongside.cases.exhibits.actions import add_exhibit as add_to_case
from alongside.cases.inquiry.actions import write_statement
from alongside.cases.models import Case, Event
from alongside.cases.producing.packing import in_words
from alongside.cases.victims.actions import agree_contact
from alongside.cases.working.actions import note
from alongside.documents.models import Produced
from alongside.evidence.owners import owner_of
from alongside.evidence.queries import read_file
from alongside.incidents.models import Affected
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.days import today_in
from alongside.people.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


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
        **day_fields("answer_by", date(2030, 1, 2)),
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
    closing = "Yours sincerely" if track.officer else "Yours faithfully"
    assert closing in printed(one)
    assert User.objects.get(name="Lee Stone").email in printed(one)
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
    assert "Thank you for telling us about it." in printed(one)
    assert f"also long after this letter: {User.objects.get(name='Lee Stone').email}" in printed(one)
    Affected.objects.filter(pk=hurt.pk).update(is_reporter=False)
    reach = "Telephone 01632 960 417\r\nSecurity office, Ward block"
    assert lsms.post(f"{here}/make/outcome_letter", {**said, "reach": reach}).status_code == 302
    other = printed(Produced.objects.latest("pk"))
    assert "Thank you for telling us" not in other
    assert "Telephone 01632 960 417 Security office, Ward block" in other
    assert {event.compartment for event in Event.objects.filter(what="document_produced")} == {"people"}
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


def test_those_who_keep_evidence_find_the_way_from_the_file_to_the_case(
    case: Case, here: str, letter: Produced, sign_in: SignIn
) -> None:
    page = read(sign_in("lsms"), f"/evidence/{letter.pdf_id}")
    assert f'href="{here}"' in page
    assert letter.title not in page, "a title is for those who open the case"
    assert f"{case.reference} Letter to the police, how it stands.pdf" in page, "a name that every system takes"


def test_whoever_works_the_case_is_told_of_a_damaged_document(
    case: Case, here: str, letter: Produced, world: World
) -> None:
    owner_of("document").damaged(letter.pdf, letter.pk)
    told = Message.objects.get(subject="A stored file is damaged", recipient=world.lsms)
    assert here in told.body


def test_nobody_sends_a_file_in_as_a_document(world: World) -> None:
    with pytest.raises(PermissionDenied):
        owner_of("document").find(world.lsms.user, "C-1", {})


def test_a_pack_is_fit_to_hand_to_the_police(
    case: Case, here: str, hurt: Affected, by: Actor, sign_in: SignIn, offence: Open
) -> None:
    agree_contact(
        hurt,
        {"contact_way": "text", "contact_when": "", "not_told": "", "safe_contact": "", "no_messages": False},
        by=by,
    )
    given = {"witness": "Ines Halloran", "words": "I saw him. I produce LS/1.", "taken_by": "Lee Stone"}
    said = given | {"taken_at_place": "Ward 4", "taken_on": today_in(case.organisation)}
    write_statement(case, "witness", said, by=by)
    sleeve = Found("LS/1", "A torn sleeve", today_in(case.organisation), "Ward 4", "Lee Stone", "Cupboard 2", "S-77")
    exhibit = add_to_case(case, sleeve, None, by=by)
    hand_over(exhibit, now(), "Lee Stone", "PC Odell", "To be looked at", "The desk", "S-78", by=by)
    for material in list(material_of(User.objects.get(pk=by.id), case)):
        judged = {"description": material.what, "relevance": "relevant", "use": "unused", "sensitive": False}
        if material.source == "account":
            judged |= {"sensitive": True, "why_sensitive": "It names a patient."}
        put_on_schedule(case, judged, material, by=by)
    made = sign_in("lsms").post(
        f"{here}/make/case_pack",
        {"purpose": "Police", "sender": "Lee Stone", "parts": ["narrative", "people", "suspect", "evidence"]},
    )
    assert made.status_code == 302
    pack = printed(Produced.objects.get(kind="case_pack"))
    for words in (
        "Contents",
        "What was told",
        "I saw him. I produce LS/1.",
        "LS/1 A torn sleeve",
        "Lee Stone to PC Odell, The desk, seal S-78. To be looked at",
        "Schedule of what there is",
        "Statement of Ines Halloran, version 1",
        "How: By text message",
    ):
        assert words in pack, words
    assert "\u2192" not in pack
    assert "nothing" not in pack.partition("The file")[2]
    assert "Account by the reporter" not in pack, "what is sensitive is not on it"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("How: nothing \u2192 By text message", "How: By text message"),
        ("Crime number: 42/1 \u2192 42/2", "Crime number: 42/2 (before: 42/1)"),
        ("Officer: PC Rowe \u2192 nothing", "Officer: taken out (before: PC Rowe)"),
        ("Lee Stone \u2192 PC Odell", "Lee Stone to PC Odell"),
        ("Nothing of that kind.", "Nothing of that kind."),
    ],
)
def test_the_file_of_a_pack_is_in_words(line: str, words: str) -> None:
    assert in_words(line) == words
