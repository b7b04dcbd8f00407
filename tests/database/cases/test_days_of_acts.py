"""Nothing was done before the incident, in the future, or before what it follows; what was entered wrongly is set right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.days import today
from tests.letters_of_sanctions import approve_letters
from tests.offences import TOLD, Open, fresh
from tests.referrals import Bodies, as_receiver, share
from tests.world import World

from alongside.cases.inquiry.actions import add_interview
from alongside.cases.models import Case, Sanction
from alongside.cases.police import actions as police
from alongside.cases.police.court import plan_hearing
from alongside.cases.queries import people_hurt_in
from alongside.cases.redress import actions as redress
from alongside.cases.referrals import advising, answering
from alongside.cases.sanctions import actions, queries
from alongside.cases.sanctions.correcting import correct_sanction
from alongside.cases.sanctions.removing import begin_practice_removal, move_practice_removal
from alongside.cases.sanctions.sent_letters import note_slip
from alongside.cases.victims.actions import offer_support, promise_contact
from alongside.cases.working.actions import add_task
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
OPINION = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell", "text": "It is right."}
BEFORE = "not before the incident"


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    """A case of what a patient did ten days ago."""
    who = [NewResponsible("patient", who=Who(name="Arno Velt"))]
    return new_case(responsible=who, occurred_at=now() - timedelta(days=10))


@pytest.fixture
def warning(world: World, case: Case, by: Actor) -> Sanction:
    """A written warning with its letters, approved today."""
    [person] = queries.people_of(case)
    made = actions.propose_sanction(case, "written_warning", person, "He struck a nurse.", terms="Keep calm.", by=by)
    actions.move_sanction(made, "record_opinion", OPINION, by=by)
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=90), "text": "It is right."}
    actions.move_sanction(made, "approve", days, by=by)
    made = Sanction.objects.get(pk=made.pk)
    approve_letters(made, by, actor_for(world.director.user))
    return made


def step(sanction: Sanction, act: str, by: Actor, **given: Any) -> Sanction:
    return actions.move_sanction(sanction, act, given, by=by)


def test_a_letter_is_not_sent_before_it_was_approved(warning: Sanction, by: Actor) -> None:
    with pytest.raises(ValidationError, match="not before it was approved"):
        step(warning, "issue", by, on=days_ago(1))
    with pytest.raises(ValidationError, match=BEFORE):
        step(warning, "issue", by, on=days_ago(40))
    with pytest.raises(ValidationError, match="not in the future"):
        step(warning, "issue", by, on=today() + timedelta(days=1))
    assert step(warning, "issue", by, on=today()).issued_on == today()


def test_a_step_is_not_before_the_one_that_it_follows(warning: Sanction, later: Callable[..., None], by: Actor) -> None:
    later(days=3)
    step(warning, "issue", by, on=today())
    for act, more in (("acknowledge", {"acknowledged": "signed"}), ("appeal", {"text": "He disagrees."})):
        with pytest.raises(ValidationError, match="not before “The letters were sent”"):
            step(warning, act, by, on=days_ago(1), **more)
    with pytest.raises(ValidationError, match="not before the letters were sent"):
        note_slip(warning, days_ago(1), by=by)


def test_the_day_of_a_step_that_was_entered_wrongly_is_set_right(
    warning: Sanction, later: Callable[..., None], sign_in: Callable[[str], AppClient], by: Actor
) -> None:
    later(days=3)
    step(warning, "issue", by, on=today())
    page = sign_in("lsms").get(f"/cases/{warning.case.reference}/sanctions/{warning.pk}/correct").content.decode()
    assert "Day of the last step: the letters were sent" in page
    said = {"ground": warning.ground, "terms": warning.terms, "reference": "", "given_on": None}
    with pytest.raises(ValidationError, match="not before it was approved"):
        correct_sanction(warning, "Wrong day.", on=days_ago(4), by=by, **said)
    assert correct_sanction(warning, "Wrong day.", on=days_ago(2), by=by, **said).issued_on == days_ago(2)
    step(warning, "acknowledge", by, acknowledged="signed", on=days_ago(1))
    assert Sanction.objects.get(pk=warning.pk).slip_on == days_ago(1)


def test_a_caution_is_not_given_before_the_incident(case: Case, by: Actor) -> None:
    [person] = queries.people_of(case)
    with pytest.raises(ValidationError, match=BEFORE) as refused:
        actions.propose_sanction(case, "caution", person, "He was cautioned.", given_on=days_ago(11), by=by)
    assert list(refused.value.message_dict) == ["given_on"]
    caution = actions.propose_sanction(case, "caution", person, "He was cautioned.", given_on=days_ago(4), by=by)
    with pytest.raises(ValidationError, match="not before it was given"):
        step(caution, "appeal", by, on=days_ago(5))


def test_notice_of_a_practice_is_not_before_the_incident_or_confirmed_before_it_was_given(
    case: Case, by: Actor
) -> None:
    [person] = queries.people_of(case)
    removal = begin_practice_removal(case, person, "Tannery Row", "He threatened the desk.", "0412", by=by)
    with pytest.raises(ValidationError, match=BEFORE):
        move_practice_removal(removal, "notify", {"on": days_ago(11)}, by=by)
    move_practice_removal(removal, "notify", {"on": days_ago(5)}, by=by)
    with pytest.raises(ValidationError, match="not before notice was given"):
        move_practice_removal(removal, "confirm", {"on": days_ago(6)}, by=by)
    assert move_practice_removal(removal, "confirm", {"on": days_ago(5)}, by=by).confirmed_on == days_ago(5)


def test_money_is_not_awarded_due_or_paid_before_the_incident(case: Case, by: Actor) -> None:
    claim = redress.begin_claim(case, "compensation_order", "staff", "A watch", by=by)
    for given in ({"on": days_ago(11)}, {"on": days_ago(2), "due_on": days_ago(11)}):
        with pytest.raises(ValidationError, match=BEFORE):
            redress.move_claim(claim, "award", {"awarded": 5_000, **given}, by=by)
    with pytest.raises(ValidationError, match="not before it was awarded"):
        redress.move_claim(claim, "award", {"awarded": 5_000, "on": days_ago(2), "due_on": days_ago(3)}, by=by)
    redress.move_claim(claim, "award", {"awarded": 5_000, "on": days_ago(2)}, by=by)
    with pytest.raises(ValidationError, match=BEFORE):
        redress.enter_payment(claim, days_ago(11), 100, by=by)
    with pytest.raises(ValidationError, match="not before it was awarded"):
        redress.plan_instalments(claim, 1_000, days_ago(3), "month", by=by)
    redress.enter_payment(claim, days_ago(1), 100, by=by)


def test_money_is_not_awarded_before_it_was_claimed(case: Case, by: Actor) -> None:
    claim = redress.begin_claim(case, "civil_claim", "organisation", "A door", by=by)
    redress.move_claim(claim, "claim", {"on": days_ago(3), "claimed": 5_000}, by=by)
    with pytest.raises(ValidationError, match="not before it was claimed"):
        redress.move_claim(claim, "award", {"awarded": 5_000, "on": days_ago(4)}, by=by)


def test_a_crime_is_not_recorded_before_it_was_reported_or_charged_before_that(offence: Open, by: Actor) -> None:
    track = offence()
    police.move_track(track, "report", {"decided_on": days_ago(6), **TOLD}, by=by)
    with pytest.raises(ValidationError, match="not before “Reported to the police”"):
        police.move_track(fresh(track), "record_crime", {"decided_on": days_ago(7), "crime_number": "C1"}, by=by)
    police.move_track(fresh(track), "record_crime", {"decided_on": days_ago(5), "crime_number": "C1"}, by=by)
    charge = {"charge": "Common assault"}
    with pytest.raises(ValidationError, match="not before “A crime was recorded”"):
        police.move_track(fresh(track), "charge", {"decided_on": days_ago(6), **charge}, by=by)
    police.move_track(fresh(track), "charge", {"decided_on": days_ago(4), **charge}, by=by)
    with pytest.raises(ValidationError, match="not before somebody was charged"):
        plan_hearing(fresh(track), now() - timedelta(days=5), "Northgate", "first", by=by)


def test_a_move_that_was_entered_on_a_wrong_day_is_taken_back_and_entered_again(offence: Open, by: Actor) -> None:
    track = offence()
    police.move_track(track, "report", {"decided_on": today(), **TOLD}, by=by)
    police.take_back_move(fresh(track), "It was last week.", by=by)
    police.move_track(fresh(track), "report", {"decided_on": days_ago(7), **TOLD}, by=by)
    police.move_track(fresh(track), "record_crime", {"decided_on": days_ago(6), "crime_number": "C1"}, by=by)


def test_the_police_did_not_refuse_before_the_incident(world: World, bodies: Bodies, case: Case) -> None:
    referral = share(world.lsms.user, case, bodies.adviser, "legal_advice", ("narrative",))
    as_receiver(bodies.adviser.user, answering.answer_referral, referral, "accept")

    def decide(on: date) -> Any:
        return as_receiver(
            bodies.adviser.user, advising.decide, referral, "go_on", "Strong.", refused_by="police", refused_on=on
        )

    with pytest.raises(ValidationError, match="not before the incident"):
        decide(days_ago(11))
    with pytest.raises(ValidationError, match="not in the future"):
        decide(today() + timedelta(days=1))
    decide(days_ago(3))


def test_nothing_is_promised_offered_or_planned_before_the_incident(case: Case, by: Actor) -> None:
    [hurt] = people_hurt_in(case)
    with pytest.raises(ValidationError, match=BEFORE):
        add_task(case, "Ring her", kind="promise", due_on=days_ago(400), by=by)
    with pytest.raises(ValidationError, match=BEFORE):
        promise_contact(hurt, days_ago(400), by=by)
    with pytest.raises(ValidationError, match=BEFORE):
        offer_support(hurt, "counselling", days_ago(11), by=by)
    said = {"person": "Arno Velt", "starts_at": now() - timedelta(days=12), "held": True, "notes": "He said no."}
    with pytest.raises(ValidationError, match=BEFORE):
        add_interview(case, "suspect", said, by=by)
