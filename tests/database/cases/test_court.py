"""Hearings, who comes to them, pleas and orders: those who are to come know it, and nobody waits for a day that is off."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.days import today
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, CourtOrder, Hearing, PoliceTrack, Task
from alongside.cases.police import actions, court, orders
from alongside.cases.police.actions import Victim
from alongside.cases.queries import file_of
from alongside.cases.tracks import Refused
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.messages.models import Message

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
COURT = "Northbrook Magistrates' Court"


def in_days(days: int) -> datetime:
    return datetime.combine(today() + timedelta(days=days), datetime.min.time(), LONDON) + timedelta(hours=10)


@pytest.fixture
def track(case: Case, hurt: Affected, by: Actor) -> PoliceTrack:
    """Somebody is charged with an assault on the nurse."""
    made = actions.open_track(hurt.incident, "emergency_worker_assault", [Victim(hurt, True)], by=by)
    told = {"force": "Northshire Police", "incident_number": "NS-1", "decided_on": today()}
    actions.move_track(made, "report", told, by=by)
    actions.move_track(made, "investigate", {}, by=by)
    actions.move_track(made, "charge", {"charge": "Assault on an emergency worker", "decided_on": today()}, by=by)
    return PoliceTrack.objects.get(pk=made.pk)


@pytest.fixture
def hearing(track: PoliceTrack, by: Actor) -> Hearing:
    """In twenty days, at ten."""
    return court.plan_hearing(track, in_days(20), COURT, "first", by=by)


def messages(staff: Any) -> list[tuple[str, str]]:
    """What goes to somebody about hearings, by status and subject."""
    found = Message.objects.filter(about_type="hearing", recipient=staff).order_by("not_before", "pk")
    return [(one.status, one.subject) for one in found]


def said(case: Case) -> str:
    return file_of(case, ["suspect"])[0].text


def test_a_colleague_who_is_to_come_has_a_task_and_is_reminded(
    world: World, case: Case, hearing: Hearing, by: Actor
) -> None:
    court.attend(hearing, "specialist", staff=world.lsms, by=by)
    task = Task.objects.get()
    assert (task.owner_id, task.due_on) == (world.lsms.pk, today() + timedelta(days=20))
    assert COURT in task.what
    assert messages(world.lsms) == [
        ("queued", "You are expected at a hearing"),
        ("queued", "A hearing is near"),
        ("queued", "A hearing is near"),
    ]
    body = Message.objects.filter(about_type="hearing", recipient=world.lsms)[0].body
    assert "10:00" in body
    assert COURT in body
    assert "Velt" not in body, "a message names nobody"
    assert "Lee Stone (for security)" in said(case)


def test_somebody_hurt_is_reminded_and_stands_in_the_file_by_number(
    world: World, case: Case, hearing: Hearing, hurt: Affected, by: Actor
) -> None:
    court.attend(hearing, "witness", affected=hurt, by=by)
    assert len(messages(world.nurse)) == 3
    assert "Person 1 (witness)" in said(case)
    assert "Okoye" not in said(case)
    with pytest.raises(ValidationError, match="already"):
        court.attend(hearing, "victim", affected=hurt, by=by)


def test_one_person_at_a_time_is_to_come(world: World, hearing: Hearing, hurt: Affected, by: Actor) -> None:
    with pytest.raises(ValidationError, match="one person"):
        court.attend(hearing, "witness", by=by)
    with pytest.raises(ValidationError, match="one person"):
        court.attend(hearing, "witness", staff=world.lsms, affected=hurt, by=by)
    with pytest.raises(ValidationError, match="works here"):
        court.attend(hearing, "witness", staff=world.outsider, by=by)
    with pytest.raises(ValidationError, match="from the list"):
        court.attend(hearing, "judge", staff=world.lsms, by=by)
    attendance = court.attend(hearing, "witness", other="Witness 2", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(attendance).objects.filter(pk=attendance.pk).update(other="")


def test_another_day_moves_the_task_and_tells_everybody_anew(
    world: World, case: Case, hearing: Hearing, by: Actor
) -> None:
    court.attend(hearing, "specialist", staff=world.lsms, by=by)
    court.change_hearing(hearing, in_days(40), COURT, "trial", by=by)
    assert Task.objects.get().due_on == today() + timedelta(days=40)
    assert [status for status, _ in messages(world.lsms)].count("cancelled") == 3
    assert [status for status, _ in messages(world.lsms)].count("queued") == 3
    assert said(case).startswith("Before: First hearing")
    lines = case.events.count()
    court.change_hearing(hearing, in_days(40), COURT, "trial", by=by)
    assert case.events.count() == lines, "nothing is written where nothing differs"


def test_nobody_changes_a_hearing_that_somebody_else_changed(hearing: Hearing, by: Actor) -> None:
    seen_at = hearing.changed_at
    court.change_hearing(hearing, in_days(40), COURT, "trial", by=by)
    with pytest.raises(Overtaken):
        court.change_hearing(hearing, in_days(50), COURT, "trial", by=by, seen_at=seen_at)


def test_who_need_not_come_is_told_so(world: World, hearing: Hearing, by: Actor) -> None:
    attendance = court.attend(hearing, "specialist", staff=world.lsms, by=by)
    court.release(attendance, by=by)
    court.release(attendance, by=by)
    assert Task.objects.get().ending == "dropped"
    assert messages(world.lsms).count(("queued", "You need not come to a hearing")) == 1
    assert [status for status, _ in messages(world.lsms)].count("cancelled") == 3
    court.attend(hearing, "witness", staff=world.lsms, by=by)
    assert Task.objects.filter(ended_at=None).count() == 1


def test_a_hearing_that_was_held_brings_the_charge_before_the_court(
    world: World, case: Case, track: PoliceTrack, hearing: Hearing, by: Actor, later: Callable[..., None]
) -> None:
    court.attend(hearing, "specialist", staff=world.lsms, by=by)
    with pytest.raises(Refused, match="has not begun"):
        court.record_result(hearing, "held", by=by)
    later(days=21)
    court.record_result(hearing, "adjourned", "For a report.", by=by)
    track.refresh_from_db()
    assert track.state == "court"
    assert Task.objects.get().ending == "done"
    assert "queued" not in [status for status, _ in messages(world.lsms)]
    court.record_result(hearing, "held", "He pleaded guilty.", by=by)
    assert "It was held, corrected" in said(case)
    with pytest.raises(Refused, match="over"):
        court.change_hearing(hearing, in_days(60), COURT, "plea", by=by)
    with pytest.raises(Refused, match="over"):
        court.attend(hearing, "witness", other="Witness 2", by=by)


def test_a_hearing_that_is_off_leaves_the_charge_where_it_was(
    world: World, track: PoliceTrack, hearing: Hearing, by: Actor
) -> None:
    court.attend(hearing, "specialist", staff=world.lsms, by=by)
    court.record_result(hearing, "vacated", by=by)
    track.refresh_from_db()
    assert track.state == "charged"
    assert Task.objects.get().ending == "dropped"
    assert ("queued", "You need not come to a hearing") in messages(world.lsms)


def test_a_hearing_has_a_court_and_a_day_that_can_be_meant(case: Case, track: PoliceTrack, by: Actor) -> None:
    with pytest.raises(ValidationError, match="which court"):
        court.plan_hearing(track, in_days(3), " ", "first", by=by)
    with pytest.raises(ValidationError, match="day that can be meant"):
        court.plan_hearing(track, in_days(-900), COURT, "first", by=by)
    with pytest.raises(ValidationError, match="from the list"):
        court.plan_hearing(track, in_days(3), COURT, "party", by=by)
    untold = actions.open_track(track.incident, "theft", by=by)
    with pytest.raises(Refused, match="do not know of it"):
        court.plan_hearing(untold, in_days(3), COURT, "first", by=by)


def test_pleas_stand_one_after_the_other_and_a_wrong_one_counts_no_more(
    case: Case, track: PoliceTrack, by: Actor
) -> None:
    wrong = orders.note_plea(track, "guilty", today(), by=by)
    orders.take_back_plea(wrong, "He said the opposite.", by=by)
    orders.note_plea(track, "not_guilty", today(), by=by)
    assert [one.plea for one in track.pleas.filter(taken_back_at=None)] == ["not_guilty"]
    assert track.pleas.count() == 2
    with pytest.raises(Refused, match="before you"):
        orders.take_back_plea(wrong, "Again.", by=by)
    with pytest.raises(ValidationError, match="not in the future"):
        orders.note_plea(track, "guilty", today() + timedelta(days=1), by=by)
    untold = actions.open_track(track.incident, "theft", by=by)
    with pytest.raises(Refused, match="Nobody is charged"):
        orders.note_plea(untold, "guilty", today(), by=by)


def test_orders_have_kind_money_and_end_and_can_be_set_right(case: Case, track: PoliceTrack, by: Actor) -> None:
    with pytest.raises(Refused, match="verdict"):
        orders.add_order(track, "restraining_order", "", today(), by=by)
    actions.move_track(track, "convict", {"decided_on": today()}, by=by)
    end = today() + timedelta(days=730)
    order = orders.add_order(track, "restraining_order", "Not to come near Ward 7.", today(), end, by=by)
    money = orders.add_order(track, "compensation_order", "To the nurse.", today(), amount_pence=25_050, by=by)
    assert "£250.50" in orders.words_of(money)
    with pytest.raises(ValidationError, match="before it was made"):
        orders.add_order(track, "restraining_order", "", today(), today() - timedelta(days=1), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourtOrder.objects.filter(pk=order.pk).update(ends_on=today() - timedelta(days=1))
    seen_at = order.changed_at
    orders.change_order(order, "Not to come near the hospital.", today(), end, None, why="Varied.", by=by)
    assert "Not to come near Ward 7" in said(case)
    assert "Varied." in said(case)
    with pytest.raises(Overtaken):
        orders.take_back_order(order, "Set aside.", by=by, seen_at=seen_at)
    orders.take_back_order(order, "Set aside.", by=by)
    assert [one.kind for one in track.orders.filter(taken_back_at=None)] == ["compensation_order"]
    with pytest.raises(Refused, match="before you"):
        orders.take_back_order(order, "Again.", by=by)
