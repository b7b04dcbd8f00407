"""A sanction goes its way: proposed, looked at by a clinician, approved by whoever may, sent, reviewed, ended in time."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from tests.days import in_days
from tests.sanctions import OPINION, Propose, moved, stays

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, Sanction
from alongside.cases.opening.actions import merge_case
from alongside.cases.owing import owed_by
from alongside.cases.sanctions import actions, correcting, deciding, expiring, queries
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import move_case
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Duty
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_a_warning_goes_its_way_and_the_file_says_each_step(case: Case, sent: Propose, by: Actor) -> None:
    warning = sent()
    moved(warning, "acknowledge", by, acknowledged="signed", on=in_days(0))
    warning.refresh_from_db()
    assert (warning.status, warning.acknowledged, warning.slip_on) == ("active", "signed", in_days(0))
    steps = case.events.filter(about_type="sanction").order_by("recorded_at", "pk")
    assert [one.after.get("act", one.what) for one in steps if not one.what.startswith("letter")] == [
        "sanction_proposed",
        "record_opinion",
        "approve",
        "issue",
        "acknowledge",
    ]
    assert {one.compartment for one in steps} == {"suspect"}
    assert Entry.objects.filter(subject_id=case.pk, verb="case.sanction_moved").count() == 4


def test_nothing_is_approved_before_a_clinician_was_heard(propose: Propose, by: Actor) -> None:
    with pytest.raises(Refused, match="cannot be done now"):
        moved(propose(), "approve", by, **stays())
    with pytest.raises(Refused, match="who gave the opinion"):
        moved(propose(), "record_opinion", by, opinion="no_objection", opinion_by=" ")
    with pytest.raises(ValidationError, match="from the list"):
        moved(propose(), "record_opinion", by, **{**OPINION, "opinion": "fine"})


@pytest.mark.parametrize("opinion", ["needs_urgent_care", "mentally_ill", "against"])
def test_treatment_is_not_withheld_from_whom_the_clinician_rules_out(
    propose: Propose, by: Actor, chief: Actor, opinion: str
) -> None:
    sanction = moved(propose("withholding_treatment"), "record_opinion", by, **{**OPINION, "opinion": opinion})
    with pytest.raises(Refused, match="the clinician says"):
        moved(sanction, "approve", chief, **stays())
    assert Sanction.objects.get(pk=sanction.pk).status == "opinion_recorded"


def test_treatment_is_withheld_for_twelve_months_at_the_longest_and_the_report_s_deadline_says_so(
    sent: Propose, propose: Propose, by: Actor, chief: Actor
) -> None:
    too_long = moved(propose("withholding_treatment"), "record_opinion", by, **OPINION)
    with pytest.raises(Refused, match="at the longest"):
        moved(too_long, "approve", chief, **stays(0, 400))
    withheld = sent("withholding_treatment", chief, ends_on=in_days(360))
    duty = Duty.objects.get(rule="RED-12M", ended_at=None)
    assert duty.incident_id == withheld.responsible.incident_id
    moved(withheld, "end", by, on=in_days(0), text="He apologised.")
    duty.refresh_from_db()
    assert duty.ending == "done"


def test_nobody_approves_what_they_proposed_above_the_specialist(propose: Propose, by: Actor, director: Actor) -> None:
    sanction = moved(propose("exclusion"), "record_opinion", by, **OPINION)
    with pytest.raises(Refused, match="you proposed it"):
        moved(sanction, "approve", by, **stays())
    moved(sanction, "approve", director, **stays())
    assert Sanction.objects.get(pk=sanction.pk).approved_by == "Dara Holm"


def test_the_review_stands_on_the_case_thirty_days_before_the_end(case: Case, sent: Propose, by: Actor) -> None:
    warning = sent()
    case.refresh_from_db()
    assert (warning.review_on, case.next_due_on) == (in_days(150), in_days(150))
    moved(warning, "acknowledge", by, acknowledged="no_answer")
    Sanction.objects.filter(pk=warning.pk).update(review_on=in_days(0))
    warning.refresh_from_db()
    Sanction.objects.filter(pk=warning.pk).update(starts_on=in_days(-150), ends_on=in_days(30))
    warning.refresh_from_db()
    moved(warning, "review", by, on=in_days(0), text="Nothing happened since.")
    case.refresh_from_db()
    assert case.next_due_on == in_days(30)


def test_a_sanction_ends_by_itself_after_its_last_day(
    case: Case, sent: Propose, by: Actor, later: Callable[..., None]
) -> None:
    warning = sent(ends_on=in_days(20))
    assert expiring.expire_due() == 0
    last = warning.ends_on
    later(days=20)
    assert expiring.expire_due() == 0, "the last day is a day of the sanction"
    later(days=2)
    assert expiring.expire_due() == 1
    assert expiring.expire_due() == 0
    warning.refresh_from_db()
    case.refresh_from_db()
    assert (warning.status, warning.ended_on, case.next_due_on) == ("ended", last, None)
    told = case.events.filter(about_id=warning.pk).latest("recorded_at")
    assert (told.actor_name, told.after["act"]) == ("Alongside", "expire")


def test_what_was_breached_or_waits_on_an_extension_ends_at_its_day_too(
    approved: Propose, sent: Propose, by: Actor, director: Actor, later: Callable[..., None]
) -> None:
    never_sent, breached, asked, appealed = approved(ends_on=in_days(5)), *(sent(ends_on=in_days(5)) for _ in range(3))
    moved(breached, "record_breach", by, on=in_days(0), text="He came in.")
    moved(asked, "acknowledge", by, acknowledged="refused")
    moved(asked, "ask_extension", by, ends_on=in_days(90), text="He wrote again.")
    moved(appealed, "appeal", by, on=in_days(0), text="No.")
    later(days=7)
    assert expiring.expire_due() == 3
    states = [Sanction.objects.get(pk=one.pk).status for one in (never_sent, breached, asked, appealed)]
    assert states == ["ended", "ended", "ended", "under_appeal"], "who appealed is still owed an answer"
    moved(appealed, "uphold", director, on=in_days(0), text="It was right.")
    assert expiring.expire_due() == 1


def test_a_last_day_lies_ahead_and_after_the_first(propose: Propose, later: Callable[..., None], by: Actor) -> None:
    sanction = moved(propose(), "record_opinion", by, **OPINION)
    later(days=10)
    for days, sentence in (
        (stays(5, 4), "before the first"),
        (stays(-9, -1), "has passed"),
        (stays(0, 9999), "twenty"),
    ):
        with pytest.raises(Refused, match=sentence):
            moved(sanction, "approve", by, **days)


def test_an_extension_is_asked_for_and_granted_by_the_level(sent: Propose, by: Actor, director: Actor) -> None:
    exclusion = sent("exclusion", director)
    moved(exclusion, "acknowledge", by, acknowledged="no_answer")
    with pytest.raises(Refused, match="after the one it has"):
        moved(exclusion, "ask_extension", by, ends_on=in_days(100), text="Again.")
    moved(exclusion, "ask_extension", by, ends_on=in_days(300), text="He came again.")
    with pytest.raises(Refused, match="you proposed"):
        moved(exclusion, "extend", by, text="Yes.")
    moved(exclusion, "extend", director, text="Yes.")
    exclusion.refresh_from_db()
    assert (exclusion.status, exclusion.ends_on, exclusion.asked_ends_on) == ("active", in_days(300), None)
    moved(exclusion, "ask_extension", by, ends_on=in_days(400), text="Still.")
    moved(exclusion, "decline_extension", director, text="Enough.")
    exclusion.refresh_from_db()
    assert (exclusion.status, exclusion.ends_on) == ("active", in_days(300))


def test_what_was_given_already_needs_its_day_and_stands(propose: Propose, by: Actor) -> None:
    with pytest.raises(ValidationError, match="day on which it was given"):
        propose("verbal_warning")
    with pytest.raises(ValidationError, match="not in the future"):
        propose("caution", given_on=in_days(1))
    warning, caution = propose("verbal_warning", given_on=in_days(0)), propose("caution", given_on=in_days(0))
    moved(warning, "note", by, on=in_days(0))
    assert (Sanction.objects.get(pk=warning.pk).status, caution.status) == ("noted", "passed")


def test_a_civil_order_stands_without_a_last_day_or_until_it(propose: Propose, by: Actor) -> None:
    order = propose("injunction")
    moved(order, "apply", by, on=in_days(0), applicant="The council")
    moved(order, "grant", by, starts_on=in_days(0), terms="Keep off the site.")
    order.refresh_from_db()
    assert (order.status, order.ends_on, order.applicant) == ("in_force", None, "The council")


def test_sanctions_of_different_kinds_stand_beside_each_other(case: Case, propose: Propose) -> None:
    for kind in ("exclusion", "injunction", "caution"):
        propose(kind, given_on=in_days(0))
    assert {one.family for one in queries.sanctions_of(case)} == {"procedural", "civil", "criminal"}


def test_a_correction_keeps_the_older_words_and_is_refused_after_the_approval(
    case: Case, propose: Propose, approved: Propose, by: Actor
) -> None:
    warning = propose()
    said = {"terms": warning.terms, "reference": "", "given_on": None}
    correcting.correct_sanction(warning, "Misheard.", ground="You pushed a nurse.", by=by, **said)
    texts = [one.text for one in case.events.filter(about_id=warning.pk)]
    assert "You struck a nurse." in texts[0]
    assert texts[-1] == "Misheard.\nYou pushed a nurse."
    with pytest.raises(Refused, match="approved in these words"):
        correcting.correct_sanction(approved(), "Later.", ground="Else.", by=by, **said)


def test_nobody_writes_over_what_somebody_else_did_to_a_sanction(propose: Propose, by: Actor) -> None:
    warning = propose()
    moved(warning, "record_opinion", by, **OPINION)
    with pytest.raises(Overtaken) as overtaken:
        actions.move_sanction(warning, "withdraw", {"text": "No."}, by=by, seen_at=warning.changed_at)
    assert overtaken.value.event is not None
    assert overtaken.value.event.after["act"] == "record_opinion"


def test_a_case_is_not_closed_without_a_decision_about_sanctions(
    case: Case, by: Actor, propose: Propose, tell_everybody: Callable[[Case], None]
) -> None:
    tell_everybody(case)
    assert [one.code for one in owed_by(case)] == ["sanctions_decision"]
    with pytest.raises(Refused, match="No sanction is listed"):
        deciding.decide_sanctions(case, "sanctions", "", "As listed.", by=by)
    with pytest.raises(ValidationError, match="why there is no sanction"):
        deciding.decide_sanctions(case, "none", "", "No.", by=by)
    warning = propose()
    with pytest.raises(Refused, match="still open"):
        deciding.decide_sanctions(case, "none", "medical", "He has dementia.", by=by)
    deciding.decide_sanctions(case, "sanctions", "", "As listed.", by=by)
    [owed] = owed_by(case)
    assert owed.sentence == "A sanction is open: written warning, proposed."
    assert "Velt" not in owed.sentence
    with pytest.raises(Refused, match="A sanction is open"):
        move_case(case, "discontinue", text="Done.", by=by)
    moved(warning, "withdraw", by, text="He has dementia.")
    deciding.decide_sanctions(case, "none", "medical", "He has dementia.", by=by)
    move_case(case, "discontinue", text="Done.", by=by)
    assert case.sanction_decisions.count() == 2


def test_a_joined_case_brings_its_sanctions_along(
    case: Case, sent: Propose, new_case: Callable[..., Case], by: Actor
) -> None:
    warning, into = sent(), new_case()
    merge_case(case, into, "The same man.", by=by)
    into.refresh_from_db()
    assert list(queries.sanctions_of(into)) == [warning]
    assert into.next_due_on == warning.review_on
    moved(warning, "end", by, on=in_days(0), text="Over.")
    into.refresh_from_db()
    assert into.next_due_on is None


def test_a_sanction_is_against_somebody_of_the_case(
    case: Case, new_case: Callable[..., Case], by: Actor, report: Callable[..., Submitted]
) -> None:
    [stranger] = queries.people_of(new_case())
    with pytest.raises(ValidationError, match="somebody of this case"):
        actions.propose_sanction(case, "written_warning", stranger, "You struck a nurse.", by=by)
