"""Money is entered as it came, a claim is set right, whoever it is owed to has a say; and what is owed is watched after a case closes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.days import today
from tests.sanctions import Propose
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.finding.queries import due_between, late_things
from alongside.cases.models import Case, Claim
from alongside.cases.owing import owed_by
from alongside.cases.redress import actions, correcting, queries
from alongside.cases.rows import row_of
from alongside.cases.tracks import Refused
from alongside.cases.tracks.redress import CLAIM
from alongside.cases.working.actions import move_case
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Owe = Callable[..., Claim]
SignIn = Callable[[str], Client]


@pytest.fixture
def director(world: World) -> Actor:
    return actor_for(world.director.user)


@pytest.fixture
def owe(case: Case, by: Actor) -> Owe:
    """What somebody owes the nurse since today: `owe(15_000)`."""

    def make(pence: int = 10_000, whose: str = "staff") -> Claim:
        one = actions.begin_claim(case, "agreement", whose, "A watch", by=by)
        return actions.move_claim(one, "award", {"awarded": pence, "on": today()}, by=by)

    return make


@pytest.fixture
def written_off(owe: Owe, by: Actor, director: Actor) -> Claim:
    """Money owed to the nurse of which £40 came and the rest was written off."""
    one = owe()
    actions.enter_payment(one, today(), 4_000, by=by)
    asked = {"text": "He left the country.", "said": "She would rather not wait."}
    actions.move_claim(one, "ask_write_off", asked, by=by)
    return actions.move_claim(one, "write_off", {"text": "It will not come."}, by=director)


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_a_nought_too_many_is_set_right_and_the_file_says_what_stood_before(case: Case, owe: Owe, by: Actor) -> None:
    one = owe(1_500_000)
    actions.plan_instalments(one, 500_000, today(), "month", by=by)
    correcting.correct_claim(one, "A nought too many.", {"awarded": 150_000}, by=by)
    after = fresh(one)
    assert (after.awarded_pence, after.status, queries.parts_of(after)) == (150_000, "awarded", [])
    told = case.events.filter(what="claim_corrected").get()
    assert (told.before["was"]["awarded"], told.before["became"]["awarded"]) == ("£15,000.00", "£1,500.00")


def test_who_is_paid_who_pays_and_the_way_are_set_right(case: Case, owe: Owe, by: Actor) -> None:
    one = owe()
    [person], [payer] = queries.hurt_in(case), queries.responsible_in(case)
    given = {"kind": "civil_claim", "whose": "organisation", "affected": person, "responsible": payer}
    correcting.correct_claim(one, "Mistyped.", given, by=by)
    after = fresh(one)
    assert (after.kind, after.whose, after.affected, after.responsible) == (
        given["kind"],
        "organisation",
        person,
        payer,
    )
    with pytest.raises(ValidationError, match="not recorded yet"):
        correcting.correct_claim(one, "No.", {"claimed": 5}, by=by)
    with pytest.raises(ValidationError, match="why it is corrected"):
        correcting.correct_claim(one, "", {"what": "Two watches"}, by=by)


def test_where_all_has_come_after_a_correction_the_claim_is_recovered_and_the_other_way_round(
    owe: Owe, by: Actor
) -> None:
    one = owe(10_000)
    actions.enter_payment(one, today(), 4_000, by=by)
    correcting.correct_claim(one, "It was less.", {"awarded": 4_000}, by=by)
    assert (fresh(one).status, fresh(one).ended_on) == ("recovered", today())
    correcting.correct_claim(one, "It was more.", {"awarded": 6_000}, by=by)
    assert (fresh(one).status, fresh(one).ended_on) == ("paying", None)


def test_no_money_comes_before_the_day_of_the_order(case: Case, owe: Owe, by: Actor) -> None:
    one = owe()
    Case.objects.filter(pk=case.pk).update(occurred_at=case.occurred_at - timedelta(days=9))
    with pytest.raises(ValidationError, match="it was awarded"):
        actions.enter_payment(one, today() - timedelta(days=2), 100, by=by)


def test_more_than_was_owed_is_entered_and_what_is_over_is_shown(
    case: Case, owe: Owe, by: Actor, sign_in: SignIn
) -> None:
    one = owe(10_000)
    payment = actions.enter_payment(one, today(), 12_000, by=by)
    money = queries.money_of(fresh(one))
    assert (fresh(one).status, money.outstanding, money.over) == ("recovered", 0, 2_000)
    page = sign_in("lsms").get(f"/cases/{case.reference}/redress/claims/{one.pk}").content.decode()
    assert "Came beyond what was owed" in page
    assert "£20.00" in page
    actions.enter_payment(one, today(), 500, by=by)
    assert queries.money_of(fresh(one)).over == 2_500
    actions.undo_payment(payment, "Another claim's.", by=by)
    assert (fresh(one).status, queries.money_of(fresh(one)).outstanding) == ("paying", 9_500)


def test_money_that_comes_after_a_write_off_is_entered_and_less_is_written_off(written_off: Claim, by: Actor) -> None:
    actions.enter_payment(written_off, today(), 1_000, by=by)
    assert (fresh(written_off).status, fresh(written_off).written_off_pence) == ("written_off", 5_000)
    actions.enter_payment(written_off, today(), 5_000, by=by)
    assert (fresh(written_off).status, fresh(written_off).written_off_pence) == ("recovered", 0)


def test_whoever_it_is_owed_to_is_asked_before_and_told_after(case: Case, owe: Owe, by: Actor, director: Actor) -> None:
    one = owe()
    with pytest.raises(Refused, match="Ask the person") as refused:
        actions.move_claim(one, "ask_write_off", {"text": "He is in prison."}, by=by)
    assert refused.value.field == "said"
    asked = {"text": "He is in prison.", "said": "She can wait."}
    actions.move_claim(one, "ask_write_off", asked, by=by)
    actions.move_claim(one, "write_off", {"text": "It will not come."}, by=director)
    code = f"written_off:{one.pk}"
    assert code in {owed.code for owed in owed_by(case)}
    actions.move_claim(one, "tell_write_off", {"on": today()}, by=by)
    assert code not in {owed.code for owed in owed_by(case)}
    assert fresh(one).told_on == today()
    actions.move_claim(owe(whose="organisation"), "ask_write_off", {"text": "Too little."}, by=by)


def test_whoever_decides_about_a_write_off_reads_the_amounts_who_asked_and_why(
    case: Case, owe: Owe, by: Actor, sign_in: SignIn
) -> None:
    one = owe()
    actions.enter_payment(one, today(), 4_000, by=by)
    actions.move_claim(one, "ask_write_off", {"text": "He is in prison.", "said": "She can wait."}, by=by)
    page = sign_in("director").get(f"/cases/{case.reference}/redress/claims/{one.pk}/step/write_off").content.decode()
    for words in ("£100.00", "£40.00", "£60.00", by.name, "He is in prison.", "She can wait."):
        assert words in page, words


def test_what_is_owed_and_what_stands_is_watched_after_the_case_was_closed(
    world: World,
    case: Case,
    owe: Owe,
    sent: Propose,
    tell_everybody: Callable[[Case], None],
    by: Actor,
    later: Callable[..., None],
) -> None:
    one = owe()
    tell_everybody(case)
    actions.plan_instalments(one, 5_000, today() + timedelta(days=3), "week", by=by)
    warning = sent()
    waived = {owed.code: "He pays." for owed in owed_by(case)}
    move_case(case, "discontinue", text="Done.", waived=waived, by=by)
    case.refresh_from_db()
    assert (case.status, case.next_due_on) == ("closed", today() + timedelta(days=3))
    found = due_between(world.lsms.user, today(), today() + timedelta(days=400))
    assert {due.what for due in found} >= {"An instalment is due"}
    assert any("sanction" in due.what for due in found)
    assert warning.review_on in {due.due_on for due in found}
    later(days=5)
    assert "An instalment is due" in {due.what for due in late_things(world.lsms.user)}
    assert row_of(Case.objects.get(pk=case.pk), today()).is_late


def test_the_money_of_a_case_is_taken_away_as_a_table(case: Case, owe: Owe, by: Actor, sign_in: SignIn) -> None:
    one = owe(10_000)
    actions.enter_payment(one, today(), 4_000, reference="BACS 1", by=by)
    owned = owe(5_000, "organisation")
    actions.enter_payment(owned, today(), 1_000, by=by)
    lsms = sign_in("lsms")
    page = lsms.get(f"/cases/{case.reference}/redress").content.decode()
    assert "£40.00 to a member of staff" in page
    assert "£10.00 to the organisation" in page
    answer = lsms.get(f"/cases/{case.reference}/redress", {"format": "csv"})
    rows = rows_of(answer)
    assert rows[0][:3] == ["Entry", "Kind", "What"]
    assert [row[0] for row in rows[1:]] == ["Claim", "Payment", "Claim", "Payment"]
    assert (rows[2][5], rows[2][10]) == ("BACS 1", "40.00")
    assert lsms.get(f"/cases/{case.reference}/redress", {"format": "xlsx"}).status_code == 200
    assert Entry.objects.filter(verb="cases.exported", details__contains="redress").count() == 2


def test_a_claim_whose_day_has_passed_is_said_to_be_late(
    case: Case, owe: Owe, by: Actor, sign_in: SignIn, later: Callable[..., None]
) -> None:
    actions.plan_instalments(owe(), 5_000, today() + timedelta(days=2), "week", by=by)
    later(days=4)
    page = sign_in("lsms").get(f"/cases/{case.reference}/redress").content.decode()
    assert "was due by" in page
    assert "next by" not in page


def test_every_move_that_a_payment_makes_leaves_from_where_it_may_come() -> None:
    assert {
        state for act in ("pay_part", "pay_rest", "pay_over", "pay_late") for state in CLAIM.moves[act].out_of
    } == set(actions.PAYABLE)
