"""A letter about a sanction becomes a document once its words are approved."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from tests.conftest import AppClient
from tests.documents import printed, read
from tests.world import World

from alongside.cases.models import Case, Sanction
from alongside.cases.sanctions import actions as sanctions
from alongside.cases.sanctions import letters, queries
from alongside.documents import actions as documents
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.evidence.queries import read_file
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


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
