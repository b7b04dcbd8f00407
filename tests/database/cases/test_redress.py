"""What was lost is claimed, comes back part by part, or is written off by somebody who may; the pence always add up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import today
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, Claim, Loss, Payment
from alongside.cases.owing import owed_by
from alongside.cases.queries import incidents_of
from alongside.cases.redress import actions, losses, queries
from alongside.cases.tracks import Refused
from alongside.incidents.duties.actions import fact
from alongside.incidents.models import Duty, PropertyItem
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff
from alongside.people.models import User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


def moved(claim: Claim, act: str, by: Actor, **given: Any) -> Claim:
    return actions.move_claim(claim, act, given, by=by)


def sums(case: Case) -> tuple[int, ...]:
    found = queries.totals_of(queries.losses_of(case), queries.claims_of(case))
    return found.lost, found.claimed, found.awarded, found.recovered, found.written_off, found.outstanding


@pytest.fixture
def director(world: World) -> Actor:
    return actor_for(world.director.user)


@pytest.fixture
def awarded(case: Case, by: Actor) -> Callable[..., Claim]:
    """A compensation order over so many pence."""

    def make(pence: int = 10_000) -> Claim:
        claim = actions.begin_claim(case, "compensation_order", "staff", "A broken watch", by=by)
        moved(claim, "claim", by, on=today(), claimed=12_000)
        return moved(claim, "award", by, on=today(), awarded=pence)

    return make


def test_losses_are_noted_corrected_and_struck_out_with_their_history(case: Case, by: Actor) -> None:
    loss = losses.note_loss(case, "property", "staff", "A watch", 12_050, ground="The invoice.", by=by)
    losses.note_loss(case, "sick_pay", "organisation", "Four days off", None, by=by)
    assert sums(case)[0] == 12_050
    said = {"kind": "property", "whose": "staff", "what": "A watch", "ground": "", "affected": None}
    losses.correct_loss(loss, "A second invoice.", pence=13_000, **said, by=by)
    with pytest.raises(Overtaken):
        losses.strike_loss(loss, "Twice.", by=by, seen_at=loss.changed_at)
    losses.strike_loss(loss, "It stands there twice.", by=by)
    assert sums(case)[0] == 0
    told = case.events.filter(about_id=loss.pk).order_by("recorded_at", "pk")
    assert [(one.what, one.after["pence"]) for one in told] == [
        ("loss_noted", 12_050),
        ("loss_corrected", 13_000),
        ("loss_struck", 13_000),
    ]
    with pytest.raises(Refused, match="struck out before"):
        losses.strike_loss(loss, "Again.", by=by)
    assert Entry.objects.filter(subject_id=case.pk, verb="case.loss_noted").count() == 2


def test_property_of_the_reports_is_taken_once(case: Case, by: Actor) -> None:
    incident = incidents_of(case).get()
    common = {"organisation_id": case.organisation_id, "incident": incident, "loss": "stolen"}
    PropertyItem.objects.create(number=1, kind="it", value_pence=45_000, owner="organisation", **common)
    PropertyItem.objects.create(number=2, kind="personal", value_pence=None, owner="staff", **common)
    PropertyItem.objects.create(number=3, kind="furniture", value_pence=900, recovered_at=now(), **common)
    taken = losses.take_property(case, by=by)
    assert [(one.whose, one.pence) for one in taken] == [("organisation", 45_000), ("staff", None)]
    assert losses.take_property(case, by=by) == []
    losses.strike_loss(taken[0], "It came back.", by=by)
    assert [one.pence for one in losses.take_property(case, by=by)] == [45_000]


def test_whose_a_thing_was_may_not_be_known_and_who_is_paid_is(case: Case, by: Actor) -> None:
    losses.note_loss(case, "property", "unknown", "A bag", None, by=by)
    with pytest.raises(ValidationError):
        actions.begin_claim(case, "insurer", "unknown", "A bag", by=by)


def test_a_claim_comes_back_in_parts_to_the_last_penny(case: Case, by: Actor, awarded: Callable[..., Claim]) -> None:
    claim = awarded(10_001)
    actions.enter_payment(claim, today(), 3_334, reference="HMCTS 1", by=by)
    assert sums(case)[1:] == (12_000, 10_001, 3_334, 0, 6_667)
    actions.enter_payment(claim, today(), 6_667, by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.ended_on) == ("recovered", today())
    assert sums(case)[2:] == (10_001, 10_001, 0, 0)
    with pytest.raises(ValidationError, match="more than nothing"):
        actions.enter_payment(claim, today(), 0, by=by)


def test_a_payment_entered_wrongly_is_undone_and_both_stay(
    case: Case, by: Actor, awarded: Callable[..., Claim]
) -> None:
    claim = awarded()
    first, second = (actions.enter_payment(claim, today(), pence, by=by) for pence in (4_000, 6_000))
    actions.undo_payment(second, "It was for another case.", by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.paid_pence, claim.ended_on) == ("paying", 4_000, None)
    with pytest.raises(ValidationError, match="undone before"):
        actions.undo_payment(second, "Again.", by=by)
    actions.undo_payment(first, "That too.", by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.paid_pence) == ("awarded", 0)
    assert sorted(one.pence for one in claim.payments.all()) == [-6_000, -4_000, 4_000, 6_000]
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=first.pk).update(pence=1)


def test_the_database_itself_refuses_to_write_off_more_than_was_awarded(
    by: Actor, awarded: Callable[..., Claim]
) -> None:
    claim = awarded()
    for wrong in ({"paid_pence": -1}, {"written_off_pence": 10_001, "approved_by": "X"}, {"written_off_pence": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**wrong)


def test_what_does_not_come_is_written_off_by_the_director_alone(
    case: Case, by: Actor, director: Actor, awarded: Callable[..., Claim]
) -> None:
    claim = awarded()
    actions.enter_payment(claim, today(), 2_500, by=by)
    moved(claim, "ask_write_off", by, text="He is in prison.", said="She agrees.")
    with pytest.raises(Refused, match="you asked for it"):
        moved(claim, "write_off", by, text="Fine.")
    moved(claim, "decline_write_off", director, text="Ask again in spring.")
    claim.refresh_from_db()
    assert claim.status == "paying"
    moved(claim, "ask_write_off", by, text="He died.", said="She agrees.")
    moved(claim, "write_off", director, text="Agreed.")
    assert sums(case)[2:] == (10_000, 2_500, 7_500, 0)
    moved(claim, "owe_again", by, text="His estate pays.")
    claim.refresh_from_db()
    assert (claim.status, claim.written_off_pence) == ("paying", 0)


def test_money_that_comes_while_a_write_off_is_asked_for_takes_the_question_away(
    by: Actor, awarded: Callable[..., Claim]
) -> None:
    claim = awarded()
    moved(claim, "ask_write_off", by, text="Nothing comes.", said="She agrees.")
    actions.enter_payment(claim, today(), 10, by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.status_before) == ("paying", "")


def test_instalments_put_their_day_on_the_case(case: Case, by: Actor, awarded: Callable[..., Claim]) -> None:
    claim = awarded(10_000)
    actions.enter_payment(claim, today(), 1_000, by=by)
    first = today() + timedelta(days=10)
    actions.plan_instalments(claim, 4_000, first, "week", by=by)
    assert [one.pence for one in queries.parts_of(claim)] == [4_000, 4_000, 1_000]
    case.refresh_from_db()
    assert case.next_due_on == first
    actions.enter_payment(claim, today(), 4_000, by=by)
    case.refresh_from_db()
    assert case.next_due_on == first + timedelta(days=7)
    actions.plan_instalments(claim, 2_500, first, "month", by=by)
    assert [one.pence for one in queries.parts_of(claim)] == [2_500, 2_500]
    actions.enter_payment(claim, today(), 5_000, by=by)
    case.refresh_from_db()
    assert case.next_due_on is None


def test_a_claim_at_the_compensation_authority_runs_its_two_years(case: Case, by: Actor) -> None:
    [hurt] = queries.hurt_in(case)
    with pytest.raises(ValidationError, match="whose claim it is"):
        actions.begin_claim(case, "cica", "staff", "A broken nose", by=by)
    claim = actions.begin_claim(case, "cica", "staff", "A broken nose", affected=hurt, by=by)
    duty = Duty.objects.get(rule="CICA-2Y", affected=hurt, ended_at=None)
    assert duty.due_at.year == hurt.incident.occurred_at.year + 2
    moved(claim, "claim", by, on=today(), claimed=100_000)
    duty.refresh_from_db()
    assert duty.ending == "done"
    moved(claim, "refuse", by, on=today(), text="Not on the tariff.")
    moved(claim, "reopen", by, text="Reviewed.")
    assert Duty.objects.filter(rule="CICA-2Y", affected=hurt, ended_at=None).exists()


def test_who_does_not_want_to_claim_ends_the_deadline_that_ran_already(case: Case, by: Actor) -> None:
    [hurt] = queries.hurt_in(case)
    fact(hurt.incident, "crime_of_violence", now(), hurt, by=by)
    claim = actions.begin_claim(case, "cica", "staff", "A bruise", affected=hurt, by=by)
    assert Duty.objects.filter(rule="CICA-2Y").count() == 1
    moved(claim, "leave", by, text="She does not want to.")
    assert Duty.objects.get(rule="CICA-2Y").ending == "done"


def test_an_open_claim_is_owed_before_the_case_closes(by: Actor, case: Case, awarded: Callable[..., Claim]) -> None:
    claim = awarded()
    said = {one.code: one.sentence for one in owed_by(case)}
    assert said[f"claim:{claim.pk}"] == (
        "A claim is open: compensation order of a court, awarded or agreed, £100.00 is owed."
    )
    actions.enter_payment(claim, today(), 10_000, by=by)
    assert f"claim:{claim.pk}" not in {one.code for one in owed_by(case)}


def test_people_of_another_case_are_refused(case: Case, new_case: Callable[..., Case], by: Actor) -> None:
    [stranger], [payer] = queries.hurt_in(new_case()), queries.responsible_in(new_case())
    with pytest.raises(ValidationError, match="somebody of this case"):
        actions.begin_claim(case, "cica", "staff", "A nose", affected=stranger, by=by)
    with pytest.raises(ValidationError, match="somebody of this case"):
        actions.begin_claim(case, "agreement", "staff", "A nose", responsible=payer, by=by)


def test_a_loss_and_a_claim_are_entered_and_shown_in_pounds(case: Case, sign_in: SignIn) -> None:
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/redress"
    loss = {"kind": "property", "what": "A watch", "whose": "staff", "amount": "£1,120.50"}
    assert lsms.post(f"{here}/losses/add", {**loss, "amount": "12.345"}).status_code == 422
    assert lsms.post(f"{here}/losses/add", {**loss, "kind": "injury"}).status_code == 422
    assert lsms.post(f"{here}/losses/add", loss).status_code == 302
    claim = {"kind": "agreement", "what": "A watch", "whose": "staff"}
    assert lsms.post(f"{here}/claims/add", claim).status_code == 302
    one = f"{here}/claims/{Claim.objects.get().pk}"
    day = {"on_day": str(today().day), "on_month": str(today().month), "on_year": str(today().year)}
    assert lsms.post(f"{one}/step/award", {**day, "awarded": "1,000"}).status_code == 302
    assert lsms.post(f"{one}/pay", {**day, "amount": "250.25"}).status_code == 302
    page = lsms.get(here).content.decode()
    for words in ("£1,120.50", "£1,000.00", "£250.25", "£749.75"):
        assert words in page
    page = lsms.get(one).content.decode()
    assert "Still owed" in page
    assert "Agreement with whoever did it: a part was paid" in page
    assert 'value="1,120.50"' in lsms.get(f"{here}/losses/{Loss.objects.get().pk}").content.decode()
    lsms.post(f"{one}/payments/{Payment.objects.get().pk}/undo", {"why": "Another case."})
    assert "Entered wrongly" in lsms.get(one).content.decode()


def test_the_director_finds_what_is_to_be_written_off_and_decides(
    case: Case, by: Actor, awarded: Callable[..., Claim], sign_in: SignIn
) -> None:
    claim = awarded()
    moved(claim, "ask_write_off", by, text="He died.", said="She agrees.")
    lsms, director = sign_in("lsms"), sign_in("director")
    one = f"/cases/{case.reference}/redress/claims/{claim.pk}"
    assert one in director.get("/cases/to-approve").content.decode()
    assert one not in sign_in("chief_executive").get("/cases/to-approve").content.decode()
    assert lsms.post(f"{one}/step/write_off", {"text": "Yes."}).status_code == 403
    assert director.post(f"{one}/step/write_off", {"text": "Yes."}).status_code == 302
    claim.refresh_from_db()
    assert (claim.status, claim.approved_by) == ("written_off", "Dara Holm")


READS = {Role.LSMS: (200, 302, 403), Role.SECURITY_DIRECTOR: (200, 403, 302)}


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_and_does_what_it_may_with_money(
    role: Role, case: Case, world: World, by: Actor, awarded: Callable[..., Claim]
) -> None:
    claim = awarded()
    moved(claim, "ask_write_off", by, text="He died.", said="She agrees.")
    user = User.objects.create_user("somebody", name="Sol Body", password="correct horse battery staple")
    add_staff(world.organisation, "Sol Body", user=user, roles=[role])
    client = AppClient()
    client.force_login(user)
    here = f"/cases/{case.reference}/redress"
    loss = {"kind": "property", "what": "A watch", "whose": "staff"}
    answers = (
        client.get(here).status_code,
        client.post(f"{here}/losses/add", loss).status_code,
        client.post(f"{here}/claims/{claim.pk}/step/write_off", {"text": "Yes."}).status_code,
    )
    assert answers == READS.get(role, (403, 403, 403))
