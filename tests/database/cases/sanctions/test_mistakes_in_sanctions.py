"""A sanction that was written wrongly is set right, and a step that never was is taken back; who decides is never one person."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from tests.sanctions import OPINION, Propose, in_days, moved, stays

from alongside.cases.models import Case, Sanction
from alongside.cases.sanctions import actions, correcting, deciding, queries
from alongside.cases.sanctions.presenters import rows_of
from alongside.cases.tracks import Refused
from alongside.incidents.models import Duty
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor

pytestmark = pytest.mark.django_db
Made = Callable[..., Sanction]


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    """A case against a patient and a porter."""
    people = [
        NewResponsible("patient", who=Who(name="Arno Velt")),
        NewResponsible("colleague", who=Who(name="Ola Reed")),
    ]
    return new_case(responsible=people)


@pytest.fixture
def propose(case: Case, by: Actor) -> Propose:
    """Begins a sanction against the patient, or the porter where human resources decide."""

    def begin(kind: str = "written_warning", **more: object) -> Sanction:
        patient, porter = queries.people_of(case)
        person = porter if kind == "disciplinary" else patient
        return actions.propose_sanction(case, kind, person, "You struck a nurse.", by=by, **more)  # type: ignore[arg-type]

    return begin


def fresh(sanction: Sanction) -> Sanction:
    return Sanction.objects.get(pk=sanction.pk)


@pytest.mark.parametrize("whose", ["me", "Myself", "the LSMS", "-", "Lee Stone", "lee stone, LSMS", "Stone, Lee"])
def test_a_clinical_opinion_is_that_of_a_clinician_and_not_of_who_works_the_case(
    propose: Propose, by: Actor, whose: str
) -> None:
    warning = propose()
    with pytest.raises(Refused, match="clinician") as refused:
        moved(warning, "record_opinion", by, **{**OPINION, "opinion_by": whose})
    assert refused.value.field == "opinion_by"
    assert fresh(warning).status == "proposed"


def test_who_approves_is_not_the_clinician_who_was_heard(propose: Propose, by: Actor, director: Actor) -> None:
    exclusion = moved(propose("exclusion"), "record_opinion", by, **{**OPINION, "opinion_by": director.name})
    with pytest.raises(Refused, match="somebody else"):
        moved(exclusion, "approve", director, **stays())


def test_a_warning_against_the_clinician_is_decided_by_the_director(
    propose: Propose, by: Actor, director: Actor
) -> None:
    agreed = moved(propose(), "record_opinion", by, **OPINION)
    assert moved(agreed, "approve", by, **stays()).status == "approved", "the specialist with a clinician"
    harmful = moved(propose(), "record_opinion", by, **{**OPINION, "opinion": "against"})
    assert harmful.level == "director"
    with pytest.raises(Refused, match="you proposed it"):
        moved(harmful, "approve", by, **stays())
    assert actions.permission_for(harmful, next(one for one in _moves(harmful) if one.act == "approve")) == (
        "cases.approve_as_director"
    )
    assert moved(harmful, "approve", director, **stays()).approved_by == director.name


def test_an_appeal_never_makes_a_sanction_longer_and_may_change_what_it_asks(
    sent: Propose, by: Actor, director: Actor
) -> None:
    warning = sent()
    moved(warning, "appeal", by, on=in_days(0), text="He cannot come to his clinic.")
    with pytest.raises(Refused, match="does not make it longer"):
        moved(warning, "vary", director, on=in_days(0), ends_on=in_days(181), text="More.")
    with pytest.raises(Refused, match="Nothing would change"):
        moved(warning, "vary", director, on=in_days(0), ends_on=in_days(180), text="As it is.")
    varied = {"on": in_days(0), "ends_on": in_days(180), "terms": "Come with an escort.", "text": "He needs care."}
    moved(warning, "vary", director, **varied)
    assert (fresh(warning).terms, fresh(warning).ends_on) == ("Come with an escort.", in_days(180))


def test_a_breach_during_an_appeal_is_recorded_and_stands_when_the_appeal_is_taken_back(
    sent: Propose, by: Actor
) -> None:
    warning = sent()
    moved(warning, "appeal", by, on=in_days(0), text="No.")
    moved(warning, "breach_meanwhile", by, on=in_days(0), text="He came to the ward.")
    assert (fresh(warning).status, fresh(warning).breached_on) == ("under_appeal", in_days(0))
    moved(warning, "withdraw_appeal", by, on=in_days(0))
    assert fresh(warning).status == "breached"


def test_an_appeal_that_is_taken_back_leaves_it_as_it_stood_and_it_may_end_early_meanwhile(
    sent: Propose, by: Actor
) -> None:
    first, second = sent(), sent()
    for one in (first, second):
        moved(one, "appeal", by, on=in_days(0), text="No.")
    moved(first, "withdraw_appeal", by, on=in_days(0), text="He rang.")
    moved(second, "end", by, on=in_days(0), text="He moved away.")
    assert (fresh(first).status, fresh(second).status, fresh(second).ended_on) == ("issued", "ended", in_days(0))


def test_a_breached_interim_order_is_interim_again_and_its_hearing_is_still_recorded(
    propose: Propose, by: Actor
) -> None:
    order = propose("injunction")
    moved(order, "apply", by, on=in_days(0), applicant="The council")
    moved(order, "grant_interim", by, on=in_days(0))
    moved(order, "record_breach", by, on=in_days(0), text="He came.")
    with pytest.raises(Refused, match="what the court did"):
        moved(order, "answer_breach", by, on=in_days(0))
    moved(order, "answer_breach", by, on=in_days(0), text="He was fined for contempt.")
    assert fresh(order).status == "interim"
    moved(order, "grant", by, starts_on=in_days(0), terms="Keep off the site.")
    moved(order, "record_breach", by, on=in_days(0), text="He came again.")
    moved(order, "keep", by, on=in_days(0), text="He left when he was asked.")
    assert fresh(order).status == "in_force"


def test_human_resources_decide_only_about_somebody_who_works_here(case: Case, by: Actor) -> None:
    patient, porter = queries.people_of(case)
    with pytest.raises(ValidationError, match="works here"):
        actions.propose_sanction(case, "disciplinary", patient, "He struck a nurse.", by=by)
    assert actions.propose_sanction(case, "disciplinary", porter, "He struck a nurse.", by=by).status == "referred"


def test_a_hearing_decides_when_it_was_held_and_an_appeal_that_succeeds_sets_the_decision_aside(
    propose: Propose, by: Actor
) -> None:
    one = propose("disciplinary")
    moved(one, "take_on", by, reference="HR 7")
    moved(one, "set_hearing", by, on=in_days(9))
    with pytest.raises(ValidationError, match="The hearing is set for"):
        moved(one, "decide", by, on=in_days(0), decision="resigned")
    moved(one, "set_hearing", by, on=in_days(0), text="It was brought forward.")
    moved(one, "decide", by, on=in_days(0), decision="final_warning")
    moved(one, "appeal", by, on=in_days(0))
    moved(one, "overturn", by, on=in_days(0), text="He was not on shift.")
    after = fresh(one)
    assert after.status == "overturned"
    shown = dict(rows_of(after, in_days(0)))
    assert shown["Decided"] == "Final written warning. Set aside on appeal: it counts no more"


def test_a_step_is_taken_back_with_what_it_changed_and_the_file_keeps_it(case: Case, sent: Propose, by: Actor) -> None:
    warning = sent()
    moved(warning, "end", by, on=in_days(0), text="Over.")
    correcting.take_back_step(warning, "It was another man's.", by=by)
    after = fresh(warning)
    assert (after.status, after.ended_on, after.issued_on) == ("issued", None, in_days(0))
    correcting.take_back_step(warning, "Nothing was posted.", by=by)
    assert (fresh(warning).status, fresh(warning).issued_on) == ("approved", None)
    correcting.take_back_step(warning, "Too soon.", by=by)
    after = fresh(warning)
    assert (after.status, after.approved_by, after.ends_on, after.review_on) == ("opinion_recorded", "", None, None)
    told = [one.after["act"] for one in case.events.filter(what="sanction_taken_back").order_by("recorded_at")]
    assert told == ["end", "issue", "approve"]
    moved(warning, "approve", by, **stays())
    assert fresh(warning).status == "approved"


def test_a_step_taken_back_counts_for_no_day_any_more(sent: Propose, by: Actor) -> None:
    warning = sent()
    moved(warning, "appeal", by, on=in_days(0), text="No.")
    correcting.take_back_step(warning, "He did not.", by=by)
    last = queries.last_step(fresh(warning))
    assert last is not None
    assert last.act == "issue"
    with pytest.raises(ValidationError, match="Write why it is taken back"):
        correcting.take_back_step(warning, "", by=by)


def test_the_deadline_of_withheld_treatment_runs_and_falls_away_with_the_steps(
    sent: Propose, by: Actor, chief: Actor
) -> None:
    withheld = sent("withholding_treatment", chief, ends_on=in_days(360))
    moved(withheld, "end", by, on=in_days(0), text="Over.")
    assert not Duty.objects.filter(rule="RED-12M", ended_at=None).exists()
    correcting.take_back_step(withheld, "Not yet.", by=by)
    assert Duty.objects.filter(rule="RED-12M", ended_at=None).exists()
    correcting.take_back_step(withheld, "Nothing was posted.", by=by)


def test_imprisonment_that_never_was_is_struck_out_and_is_no_sanction(case: Case, propose: Propose, by: Actor) -> None:
    prison = propose("caution", given_on=in_days(0))
    moved(prison, "strike_out", by, text="It was another case.")
    assert fresh(prison).status == "struck_out"
    with pytest.raises(Refused, match="No sanction is listed"):
        deciding.decide_sanctions(case, "sanctions", "", "As listed.", by=by)
    assert queries.open_sanctions(case) == []


def test_the_opinion_the_outcome_the_applicant_the_kind_and_the_person_are_set_right(
    case: Case, propose: Propose, by: Actor
) -> None:
    patient, porter = queries.people_of(case)
    warning = propose("exclusion")
    correcting.correct_sanction(warning, "The other one.", kind="written_warning", responsible=porter, by=by)
    after = fresh(warning)
    assert (after.kind, after.level, after.responsible) == ("written_warning", "lsms", porter)
    moved(warning, "record_opinion", by, **OPINION)
    with pytest.raises(Refused, match="Take the steps back first"):
        correcting.correct_sanction(warning, "No.", responsible=patient, by=by)
    correcting.correct_sanction(warning, "Misread.", opinion="against", opinion_by="Dr Ines Calder", by=by)
    after = fresh(warning)
    assert (after.opinion, after.opinion_by, after.level) == ("against", "Dr Ines Calder", "director")
    with pytest.raises(Refused, match="somebody else"):
        correcting.correct_sanction(warning, "Mine.", opinion_by=by.name, by=by)
    action = propose("disciplinary")
    with pytest.raises(ValidationError, match="Nothing is decided yet"):
        correcting.correct_sanction(action, "No.", decision="advice", by=by)
    moved(action, "take_on", by, reference="HR 7")
    moved(action, "decide", by, on=in_days(0), decision="resigned")
    correcting.correct_sanction(action, "Mistyped.", decision="advice", by=by)
    assert fresh(action).decision == "advice"
    with pytest.raises(ValidationError, match="works here"):
        correcting.correct_sanction(action, "No.", responsible=patient, by=by)
    order = propose("injunction")
    moved(order, "apply", by, on=in_days(0), applicant="The consil")
    correcting.correct_sanction(order, "Mistyped.", applicant="The council", by=by)
    assert fresh(order).applicant == "The council"
    with pytest.raises(ValidationError, match="goes the same way"):
        correcting.correct_sanction(order, "No.", kind="caution", by=by)


def test_what_was_approved_on_an_opinion_keeps_it(approved: Propose, by: Actor) -> None:
    with pytest.raises(Refused, match="approved on this opinion"):
        correcting.correct_sanction(approved(), "No.", opinion="with_conditions", by=by)


def _moves(sanction: Sanction) -> list[actions.Move]:
    return actions.kind_of(sanction.kind).machine.possible(sanction.status)
