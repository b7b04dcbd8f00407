"""A letter says the days that were approved, by words that somebody else than their writer approved, and there is paper of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import in_days
from tests.world import World

from alongside.cases.models import Case, LetterApproval, Sanction, SanctionLetter
from alongside.cases.sanctions import actions, letters, queries
from alongside.cases.tracks import Refused
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    return new_case(responsible=[NewResponsible("relative", who=Who(name="Arno Velt"))])


@pytest.fixture
def proposed(case: Case, by: Actor) -> Sanction:
    """Treatment is to be withheld; the clinician was heard."""
    [person] = queries.people_of(case)
    one = actions.propose_sanction(
        case, "withholding_treatment", person, "You struck a nurse. 🔪", terms="Ring.", by=by
    )
    opinion = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell"}
    return actions.move_sanction(one, "record_opinion", opinion, by=by)


@pytest.fixture
def approved(proposed: Sanction, world: World) -> Sanction:
    """The chief executive approved it for 100 days."""
    days = {"starts_on": in_days(0), "ends_on": in_days(100), "text": "It is right."}
    return actions.move_sanction(proposed, "approve", days, by=actor_for(world.chief_executive.user))


def words_of(sanction: Sanction) -> str:
    return letters.GAP.sub("Lee Stone", letters.begun(sanction, "person"))


def test_a_letter_with_another_last_day_is_refused_with_the_approved_one(
    approved: Sanction, case: Case, sign_in: SignIn
) -> None:
    lsms, there = sign_in("lsms"), f"/cases/{case.reference}/sanctions/{approved.pk}/letters/person"
    other = words_of(approved).replace(in_words(in_days(100)), in_words(in_days(183)))
    answer = lsms.post(there, {"text": other, "seen": "0"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"but the sanction was approved from {in_words(in_days(0))} until {in_words(in_days(100))}" in page
    assert not SanctionLetter.objects.exists()


def test_who_wrote_a_letter_never_approves_it(approved: Sanction, by: Actor, world: World) -> None:
    letter = letters.write_letter(approved, "person", words_of(approved), by=by)
    with pytest.raises(Refused, match="you wrote them"):
        letters.approve_letter(approved, "person", 1, by=by)
    with pytest.raises(IntegrityError, match="does not approve it"), transaction.atomic():
        LetterApproval.objects.create(
            organisation_id=approved.organisation_id,
            letter=letter,
            approved_at=now(),
            approved_by=by.name,
            approved_by_id=by.id,
        )
    letters.approve_letter(approved, "person", 1, by=actor_for(world.chief_executive.user))


def test_words_of_before_the_approval_are_not_approved_with_other_days(
    proposed: Sanction, by: Actor, world: World
) -> None:
    chief = actor_for(world.chief_executive.user)
    early = words_of(proposed).replace(
        "Lee Stone until Lee Stone", f"{in_words(in_days(0))} until {in_words(in_days(183))}"
    )
    assert in_words(in_days(183)) in early
    letters.write_letter(proposed, "person", early, by=by)
    with pytest.raises(Refused, match="not approved yet"):
        letters.approve_letter(proposed, "person", 1, by=chief)
    days = {"starts_on": in_days(0), "ends_on": in_days(100), "text": "It is right."}
    actions.move_sanction(proposed, "approve", days, by=chief)
    with pytest.raises(Refused, match=f"until {in_words(in_days(100))}"):
        letters.approve_letter(proposed, "person", 1, by=chief)
    silent = early.replace(f" until {in_words(in_days(183))}", "")
    letters.write_letter(proposed, "person", silent, by=by)
    with pytest.raises(Refused, match="has to say the last day"):
        letters.approve_letter(proposed, "person", 2, by=chief)


def test_the_gaps_for_the_days_are_filled_once_they_are_approved(
    proposed: Sanction, case: Case, by: Actor, world: World, sign_in: SignIn
) -> None:
    letters.write_letter(proposed, "person", letters.begun(proposed, "person"), by=by)
    there = f"/cases/{case.reference}/sanctions/{proposed.pk}/letters/person"
    assert "[last day]" in sign_in("lsms").get(there).content.decode()
    days = {"starts_on": in_days(0), "ends_on": in_days(100), "text": "It is right."}
    actions.move_sanction(proposed, "approve", days, by=actor_for(world.chief_executive.user))
    page = sign_in("lsms").get(there).content.decode()
    assert "[last day]" not in page
    assert f"until {in_words(in_days(100))}" in page


def test_whoever_approves_the_sanction_reads_its_letter_and_approves_it(
    approved: Sanction, case: Case, by: Actor, sign_in: SignIn
) -> None:
    letter = letters.write_letter(approved, "person", words_of(approved), by=by)
    own = f"/cases/{case.reference}/sanctions/{approved.pk}"
    page = sign_in("lsms").get(f"{own}/letters/person").content.decode()
    assert "Somebody else has to approve these words" in page
    assert "Approve version" not in page
    assert sign_in("lsms").post(f"{own}/letters/person/approve", {"number": "1"}).status_code == 422
    chief, there = sign_in("chief_executive"), f"/cases/to-approve/letters/{letter.pk}"
    assert there in chief.get("/cases/to-approve").content.decode()
    shown = chief.get(there).content.decode()
    assert f"until {in_words(in_days(100))}" in shown
    assert sign_in("director").get(there).status_code == 404, "it is the chief executive's"
    assert chief.post(there).status_code == 302
    assert there not in chief.get("/cases/to-approve").content.decode()
    letter = SanctionLetter.objects.get()
    assert letter.approval.approved_by == "Cleo Marr"
    assert queries.document_of(letter) is not None, "although there is a knife in its ground"
    actions.move_sanction(approved, "issue", {"on": in_days(0)}, by=by)


def test_whoever_decides_about_the_sanction_sees_the_letter(proposed: Sanction, by: Actor, sign_in: SignIn) -> None:
    letters.write_letter(proposed, "person", f"Dear Sir.\n\n{letters.emergency_sentence()}\n\nZebra crossing.", by=by)
    page = sign_in("chief_executive").get(f"/cases/to-approve/{proposed.pk}/approve").content.decode()
    assert "Zebra crossing." in page


def test_a_letter_of_which_there_is_no_document_is_not_marked_as_sent(
    approved: Sanction, by: Actor, world: World
) -> None:
    letters.write_letter(approved, "person", words_of(approved), by=by)
    letters.approve_letter(approved, "person", 1, by=actor_for(world.chief_executive.user))
    with pytest.raises(Refused, match="Produce the letter to the person first"):
        actions.move_sanction(approved, "issue", {"on": in_days(0)}, by=by)
