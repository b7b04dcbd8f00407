"""A caution, a sentence or an order of the police and court track becomes the criminal sanction with one press, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import today
from tests.offences import TOLD, Open

from alongside.cases.models import Case, CourtOrder, PoliceTrack, Sanction
from alongside.cases.police import actions, orders
from alongside.cases.sanctions import from_track
from alongside.cases.sanctions.actions import move_sanction
from alongside.cases.sanctions.queries import people_of
from alongside.ledger.actions import Actor
from alongside.machine import Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
COURT = (("report", TOLD), ("investigate", {}), ("charge", {"charge": "Assault"}), ("convict", {}))


@pytest.fixture
def theirs(case: Case, offence: Open, move: Any) -> Callable[..., PoliceTrack]:
    """An offence of the patient, moved on: `theirs(*COURT)`."""

    def make(*moves: tuple[str, dict[str, Any]], code: str = "common_assault") -> PoliceTrack:
        track = offence(code, responsible=people_of(case)[0])
        for act, more in moves:
            track = move(track, act, **more)
        return track

    return make


@pytest.fixture
def order(theirs: Callable[..., PoliceTrack], by: Actor) -> CourtOrder:
    """A restraining order of two years."""
    track = theirs(*COURT)
    return orders.add_order(
        track, "restraining_order", "Not to come near Ward 7.", today(), today() + timedelta(days=700), by=by
    )


def test_an_order_is_offered_and_one_press_makes_it_the_sanction(
    case: Case, order: CourtOrder, sign_in: SignIn
) -> None:
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/sanctions"
    press = f"{here}/of-track/{order.pk}"
    page = lsms.get(here).content.decode()
    assert press in page
    assert "Not to come near Ward 7" in page
    answer = lsms.post(press)
    one = Sanction.objects.get()
    assert answer.headers["Location"] == f"{here}/{one.pk}?done=1"
    assert (one.kind, one.family, one.status, one.order) == ("restraining_order", "criminal", "in_force", order)
    assert (one.given_on, one.starts_on, one.ends_on) == (today(), today(), order.ends_on)
    assert (one.terms, one.responsible) == ("Not to come near Ward 7.", people_of(case)[0])
    page = lsms.get(here).content.decode()
    assert press not in page
    assert page.count("Restraining order") == 1, "it is listed once, as the sanction"
    assert "The police and court track says" in lsms.get(f"{here}/{one.pk}").content.decode()
    answer = lsms.post(press)
    assert answer.status_code == 409
    assert "recorded as a sanction before" in answer.content.decode()
    assert Sanction.objects.count() == 1


def test_a_caution_is_offered_and_a_police_warning_is_none(
    case: Case, theirs: Callable[..., PoliceTrack], by: Actor
) -> None:
    on = ("report", TOLD), ("investigate", {})
    theirs(*on, ("dispose_out_of_court", {"disposal": "caution"}))
    theirs(*on, ("dispose_out_of_court", {"disposal": "verbal_warning"}))
    caution, warning = sorted(from_track.outcomes_of(case), key=lambda one: one.kind, reverse=True)
    one = from_track.begin_of_track(case, caution.key, by=by)
    assert (one.kind, one.status, one.given_on, one.disposal) == ("caution", "passed", today(), caution.disposal)
    assert warning.kind == ""
    with pytest.raises(Refused, match="none of the kinds"):
        from_track.begin_of_track(case, warning.key, by=by)


def test_what_is_no_kind_of_sanction_says_so_and_money_where_it_is_kept(
    case: Case, theirs: Callable[..., PoliceTrack], by: Actor, sign_in: SignIn
) -> None:
    orders.add_order(theirs(*COURT), "compensation_order", "", today(), amount_pence=20_000, by=by)
    page = sign_in("lsms").get(f"/cases/{case.reference}/sanctions").content.decode()
    assert "It is no kind of sanction, and stays in the police and court track." in page
    assert f'What is paid of it is kept under <a href="/cases/{case.reference}/redress">' in page


def test_a_fine_for_nuisance_on_nhs_premises_is_a_kind_of_its_own(
    case: Case, theirs: Callable[..., PoliceTrack], by: Actor
) -> None:
    orders.add_order(theirs(*COURT, code="nuisance_on_nhs_premises"), "fine", "", today(), amount_pence=20_000, by=by)
    assert [one.kind for one in from_track.outcomes_of(case)] == ["nuisance_offence"]


def test_of_an_offence_of_which_nobody_knows_whose_it_is_none_begins(
    case: Case, offence: Open, move: Any, by: Actor, sign_in: SignIn
) -> None:
    track = offence("common_assault", responsible=None)
    for act, more in COURT:
        track = move(track, act, **more)
    fine = orders.add_order(track, "fine", "", today(), amount_pence=20_000, by=by)
    page = sign_in("lsms").get(f"/cases/{case.reference}/sanctions").content.decode()
    assert "Write on the offence whose it is." in page
    assert f"of-track/{fine.pk}" not in page
    with pytest.raises(Refused, match="whose it is"):
        from_track.begin_of_track(case, fine.pk, by=by)


def test_what_the_track_takes_back_is_warned_of_and_struck_out_it_can_begin_again(
    case: Case, order: CourtOrder, by: Actor, sign_in: SignIn
) -> None:
    one = from_track.begin_of_track(case, order.pk, by=by)
    here, words = f"/cases/{case.reference}/sanctions/{one.pk}", "does not say this any more"
    assert words not in sign_in("lsms").get(here).content.decode()
    move_sanction(one, "strike_out", {"text": "Another man."}, by=by)
    again = from_track.begin_of_track(case, order.pk, by=by)
    orders.take_back_order(order, "Set aside.", by=by)
    assert words in sign_in("lsms").get(f"/cases/{case.reference}/sanctions/{again.pk}").content.decode()
    listed = sign_in("lsms").get(f"/cases/{case.reference}/sanctions").content.decode()
    assert listed.count("The police and court track now says: Restraining order") == 1
    assert words not in sign_in("lsms").get(here).content.decode()


def test_a_caution_that_is_taken_back_is_offered_no_more(
    case: Case, theirs: Callable[..., PoliceTrack], by: Actor
) -> None:
    track = theirs(("report", TOLD), ("investigate", {}), ("dispose_out_of_court", {"disposal": "caution"}))
    assert from_track.outcomes_of(case)
    actions.take_back_move(track, "It was another man.", by=by)
    assert not from_track.outcomes_of(case)


def test_the_press_says_for_whom_listens_what_it_records(case: Case, order: CourtOrder, sign_in: SignIn) -> None:
    page = sign_in("lsms").get(f"/cases/{case.reference}/sanctions").content.decode()
    assert "&lt;span" not in page
    assert 'Record as a sanction<span class="nhsuk-u-visually-hidden">: Restraining order' in page


def test_a_caution_that_was_taken_back_stays_a_caution_in_words_whatever_came_instead(
    case: Case, theirs: Callable[..., PoliceTrack], move: Any, by: Actor, sign_in: SignIn
) -> None:
    track = theirs(("report", TOLD), ("investigate", {}), ("dispose_out_of_court", {"disposal": "caution"}))
    one = from_track.begin_of_track(case, from_track.outcomes_of(case)[0].key, by=by)
    track = actions.take_back_move(track, "It was a penalty.", by=by)
    words, stands = from_track.said_by_track(Sanction.objects.get(pk=one.pk))
    assert words.startswith("Caution on ")
    assert words.endswith(": taken back")
    assert not stands
    move(track, "dispose_out_of_court", disposal="penalty_notice")
    assert from_track.said_by_track(Sanction.objects.get(pk=one.pk)) == (words, False)
    assert words in sign_in("lsms").get(f"/cases/{case.reference}/sanctions/{one.pk}").content.decode()


def test_the_database_keeps_one_sanction_for_an_order(case: Case, order: CourtOrder, by: Actor) -> None:
    first = from_track.begin_of_track(case, order.pk, by=by)
    columns = [field.attname for field in Sanction._meta.concrete_fields if not field.primary_key]
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.create(**{name: getattr(first, name) for name in columns})


def test_a_program_lists_what_was_decided_and_records_it(case: Case, order: CourtOrder, sign_in: SignIn) -> None:
    lsms, here = sign_in("lsms"), f"/api/v1/cases/{case.reference}/sanctions"
    [one] = lsms.get(f"{here}/of-track").json()
    assert (one["id"], one["kind"], one["has_person"]) == (str(order.pk), "restraining_order", True)
    made = lsms.post(f"{here}/of-track/{order.pk}")
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["order_id"]) == ("in_force", str(order.pk))
    assert lsms.get(f"{here}/of-track").json() == []
    assert lsms.post(f"{here}/of-track/{order.pk}").status_code == 409


def test_a_breach_of_the_order_is_the_breach_of_the_sanction(
    case: Case, order: CourtOrder, by: Actor, sign_in: SignIn
) -> None:
    one = from_track.begin_of_track(case, order.pk, by=by)
    orders.note_breach(order, today(), "He telephoned her twice.", by=by)
    one.refresh_from_db()
    assert (one.status, one.breached_on) == ("breached", today())
    page = sign_in("lsms").get(f"/cases/{case.reference}/sanctions/{one.pk}").content.decode()
    assert "Not to come near Ward 7; not kept on" in page
    orders.note_breach(order, today(), "And again.", by=by)
    one.refresh_from_db()
    assert one.status == "breached"
