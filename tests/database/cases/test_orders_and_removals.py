"""What a court ordered is a sanction, ends on its day and can be breached; a removal from a practice keeps to its rules."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.days import today
from tests.offences import TOLD, Open, fresh, said
from tests.world import World

from alongside.cases.finding.queries import due_between, late_things
from alongside.cases.inquiry.scene import note_scene
from alongside.cases.models import Case, CourtOrder, PracticeRemoval
from alongside.cases.police import orders
from alongside.cases.redress.losses import note_loss
from alongside.cases.sanctions import deciding, queries, removing
from alongside.cases.sanctions.presenters import rows_of_practice
from alongside.cases.sanctions.scheme import confirm_by
from alongside.cases.tracks import Refused
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(offence: Open, move: Any, by: Actor) -> CourtOrder:
    """A restraining order of thirty days, made today after a conviction."""
    track = move(move(move(offence(), "report", **TOLD), "investigate"), "charge", charge="Section 1")
    track = move(track, "convict")
    ends_on = today() + timedelta(days=30)
    return orders.add_order(track, "restraining_order", "Not to come near the ward", today(), ends_on, by=by)


@pytest.fixture
def removal(new_case: Callable[..., Case], by: Actor) -> PracticeRemoval:
    """The removal of a patient, of which notice was given by telephone eleven days after the incident."""
    case = new_case(
        responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))], occurred_at=now() - timedelta(days=20)
    )
    [person] = queries.people_of(case)
    one = removing.begin_practice_removal(case, person, "Tanery Row", "He threatened the desk.", "0412", by=by)
    return removing.move_practice_removal(one, "notify", {"on": today() - timedelta(days=12)}, by=by)


def test_what_a_court_ordered_is_a_sanction_and_none_cannot_be_said(
    case: Case, order: CourtOrder, by: Actor, sign_in: Callable[[str], Client]
) -> None:
    with pytest.raises(Refused, match="A court found somebody guilty"):
        deciding.decide_sanctions(case, "none", "medical", "He could not help it.", by=by)
    page = sign_in("lsms").get(f"/cases/{case.reference}/sanctions").content.decode()
    assert "There is no sanction." not in page
    assert "Restraining order from" in page
    assert deciding.decide_sanctions(case, "sanctions", "", "The court ordered it.", by=by).decision == "sanctions"


def test_a_conviction_alone_is_no_ground_for_none_either(case: Case, offence: Open, move: Any, by: Actor) -> None:
    track = move(move(move(offence(), "report", **TOLD), "investigate"), "charge", charge="Section 1")
    move(track, "convict")
    with pytest.raises(Refused, match="found somebody guilty"):
        deciding.decide_sanctions(case, "none", "medical", "He could not help it.", by=by)


def test_the_last_day_of_an_order_is_in_the_calendar_and_is_never_late(
    world: World, case: Case, order: CourtOrder, later: Callable[..., None]
) -> None:
    found = due_between(world.lsms.user, today(), today() + timedelta(days=40))
    assert ("Last day of an order: restraining order", order.ends_on) in {(due.what, due.due_on) for due in found}
    later(days=35)
    assert "Last day of an order: restraining order" not in {due.what for due in late_things(world.lsms.user)}


def test_a_breach_of_an_order_is_recorded_and_shown(
    case: Case, order: CourtOrder, by: Actor, sign_in: Callable[[str], Client]
) -> None:
    with pytest.raises(ValidationError, match="what happened"):
        orders.note_breach(order, today(), " ", by=by)
    with pytest.raises(ValidationError, match="not before"):
        orders.note_breach(order, today() - timedelta(days=1), "He came.", by=by)
    orders.note_breach(order, today(), "He came to the ward.", by=by)
    assert CourtOrder.objects.get().breached_on == today()
    assert "He came to the ward." in said(case)[0]
    assert "Breached" in sign_in("lsms").get(f"/cases/{case.reference}/police").content.decode()
    money = orders.add_order(fresh(order.track), "compensation_order", "", today(), amount_pence=100, by=by)
    with pytest.raises(Refused, match="under Redress"):
        orders.note_breach(money, today(), "He does not pay.", by=by)


def test_only_a_patient_is_removed_from_the_list_of_a_practice(new_case: Callable[..., Case], by: Actor) -> None:
    case = new_case(responsible=[NewResponsible("public", who=Who(name="Arno Velt"))])
    [person] = queries.people_of(case)
    with pytest.raises(ValidationError, match="Only a patient"):
        removing.begin_practice_removal(case, person, "Tannery Row", "He threatened the desk.", "0412", by=by)


def test_a_confirmation_after_its_seven_days_says_why_and_stands_as_late(removal: PracticeRemoval, by: Actor) -> None:
    due = today() - timedelta(days=6)
    assert confirm_by(removal) == due
    assert "To be confirmed in writing by" in [name for name, value in rows_of_practice(removal, "then") if value]
    with pytest.raises(ValidationError, match="It was due by"):
        removing.move_practice_removal(removal, "confirm", {"on": today()}, by=by)
    late = {"on": today(), "text": "The letter went to the wrong office."}
    confirmed = removing.move_practice_removal(removal, "confirm", late, by=by)
    assert "late: it was due by" in dict(rows_of_practice(confirmed, "then"))["Confirmed in writing on"]


def test_the_deadline_of_a_removal_stands_on_its_case(world: World, removal: PracticeRemoval) -> None:
    assert "Confirm the removal of the patient in writing" in {due.what for due in late_things(world.lsms.user)}
    case = Case.objects.get(pk=removal.case_id)
    assert today() - timedelta(days=6) in queries.days_of_sanctions(case)
    assert case.next_due_on == min(queries.days_of_sanctions(case)), "the case is late with it"


def test_a_removal_is_set_right_and_keeps_what_stood_before(removal: PracticeRemoval, by: Actor) -> None:
    late = {"on": today() - timedelta(days=1), "text": "It was forgotten."}
    removal = removing.move_practice_removal(removal, "confirm", late, by=by)
    kept = {"ground": removal.ground, "police_reference": "0413"}
    days = {"confirmed_on": today()}
    removing.correct_practice_removal(removal, "Mistyped.", practice="Tannery Row", days=days, by=by, **kept)
    after = PracticeRemoval.objects.get()
    assert (after.practice, after.police_reference, after.confirmed_on) == ("Tannery Row", "0413", today())
    early = {"confirmed_on": today() - timedelta(days=15)}
    with pytest.raises(ValidationError, match="notice was given"):
        removing.correct_practice_removal(removal, "No.", practice="Tannery Row", days=early, by=by, **kept)


def test_going_back_and_saving_again_enters_no_second_loss_or_note(case: Case, by: Actor) -> None:
    note_loss(case, "property", "staff", "A watch", 1_000, by=by)
    with pytest.raises(ValidationError, match="stands here already"):
        note_loss(case, "property", "staff", " A watch ", 1_000, by=by)
    note_loss(case, "property", "staff", "A second watch", 1_000, by=by)
    seen = {"seen_at": now(), "place": "The waiting room", "seen_by": by.name, "words": "One lamp."}
    note_scene(case, seen, by=by)
    with pytest.raises(ValidationError, match="same note stands here"):
        note_scene(case, seen, by=by)
