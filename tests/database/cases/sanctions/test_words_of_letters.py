"""The words of the letters of a sanction: begun from a template, kept in every version, sent only as they were approved."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.days import in_days
from tests.letters_of_sanctions import approve_letters
from tests.sanctions import Propose, moved

from alongside.cases.models import Case, Sanction, SanctionLetter
from alongside.cases.producing.letters import produce_letter
from alongside.cases.sanctions import actions, letters, queries
from alongside.cases.sanctions.presenters import letters_shown
from alongside.cases.sanctions.sent_letters import note_slip
from alongside.cases.tracks import Refused
from alongside.ledger.actions import Actor

pytestmark = pytest.mark.django_db


def test_letters_are_sent_only_in_approved_words(approved: Propose, by: Actor, director: Actor) -> None:
    warning = approved()
    assert queries.letters_needed(warning) == ["person", "gp"]
    with pytest.raises(Refused, match="letter to the person first"):
        moved(warning, "issue", by, on=in_days(0))
    approve_letters(warning, by, director)
    letters.write_letter(warning, "gp", letters.queries.letters_of(warning)["gp"].text + "\nP.S. Ring us.", by=by)
    with pytest.raises(Refused, match="person's GP first"):
        moved(warning, "issue", by, on=in_days(0))
    letters.approve_letter(warning, "gp", 2, by=director)
    with pytest.raises(Refused, match="Produce the letter to the person's GP first"):
        moved(warning, "issue", by, on=in_days(0))
    produce_letter(warning, queries.letters_of(warning)["gp"], by=by)
    moved(warning, "issue", by, on=in_days(0))
    with pytest.raises(Refused, match="cannot be changed any more"):
        letters.write_letter(warning, "gp", letters.emergency_sentence(), by=by)


def test_every_version_of_a_letter_stays_as_it_was(approved: Propose, by: Actor, director: Actor) -> None:
    warning = approved()
    approve_letters(warning, by, director)
    first = warning.letters.get(addressee="person")
    for change in (lambda: SanctionLetter.objects.filter(pk=first.pk).update(text="x"), first.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    letters.write_letter(warning, "person", f"Dear Mr Velt,\n{letters.emergency_sentence()}", seen=1, by=by)
    with pytest.raises(ValidationError, match="meanwhile"):
        letters.write_letter(warning, "person", f"Dear Sir,\n{letters.emergency_sentence()}", seen=1, by=by)
    assert [one.number for one in warning.letters.filter(addressee="person")] == [1, 2]


def test_no_letter_can_be_without_the_words_about_emergency_treatment(propose: Propose, by: Actor) -> None:
    for kind in ("behaviour_agreement", "written_warning", "exclusion", "withholding_treatment", "security_alert"):
        sanction = propose(kind)
        for one in queries.letters_needed(sanction):
            assert letters.emergency_sentence() in letters.begun(sanction, one)
    with pytest.raises(ValidationError, match="Emergency treatment is never withheld"):
        letters.write_letter(propose(), "person", "Stay away.", by=by)
    wrapped = letters.emergency_sentence().replace(" treatment ", "\ntreatment ")
    assert letters.write_letter(propose(), "person", wrapped, by=by).number == 1


def test_a_letter_with_gaps_is_not_approved(propose: Propose, by: Actor) -> None:
    warning = propose()
    letter = letters.write_letter(warning, "person", letters.begun(warning, "person"), by=by)
    with pytest.raises(Refused, match="square brackets: \\[first day\\]"):
        letters.approve_letter(warning, "person", letter.number, by=by)


@pytest.mark.parametrize("kind", ["written_warning", "withholding_treatment", "security_alert"])
def test_the_paragraphs_of_a_letter_stand_apart(propose: Propose, kind: str) -> None:
    sanction = propose(kind)
    for one in queries.letters_needed(sanction):
        lines = letters.begun(sanction, one).splitlines()
        at = lines.index(letters.emergency_sentence())
        assert (lines[at - 1], lines[at + 1]) == ("", "")
        assert lines.index("") == 1, "no blank lines at the top"
        if one == "person":
            assert lines[lines.index("What happened") - 1] == ""


def test_words_in_a_letter_are_not_turned_into_signs(case: Case, by: Actor) -> None:
    [person] = queries.people_of(case)
    warning = actions.propose_sanction(case, "written_warning", person, "You said “I'll <hit> you & her”.", by=by)
    assert "You said “I'll <hit> you & her”." in letters.begun(warning, "person")


def test_somebody_who_is_no_patient_has_no_letter_to_a_gp(new_case: Callable[..., Case], by: Actor) -> None:
    relative = new_case()
    [person] = queries.people_of(relative)
    warning = actions.propose_sanction(relative, "written_warning", person, "You struck a nurse.", by=by)
    assert queries.letters_needed(warning) == ["person"]
    assert [one.standing for one in letters_shown(warning, "")] == ["Not written yet"]


def test_a_slip_that_comes_late_is_noted_once(sent: Propose, by: Actor) -> None:
    warning = sent()
    moved(warning, "acknowledge", by, acknowledged="no_answer")
    note_slip(warning, in_days(0), by=by)
    assert Sanction.objects.get(pk=warning.pk).acknowledged == "signed"
    with pytest.raises(ValidationError, match="before"):
        note_slip(warning, in_days(0), by=by)
