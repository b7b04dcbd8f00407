"""Whoever supervises is reminded of a supervision that is overdue: the day after, and every week until it is held or planned anew."""

from collections.abc import Callable

import pytest
from tests.days import in_days, today
from tests.world import World

from alongside.cases.models import SupervisionPlan
from alongside.cases.supervision import actions
from alongside.cases.supervision.reminding import remind_due
from alongside.config.chores import all_chores
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point, add_staff, appoint
from alongside.people.models import Staff, User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
Later = Callable[..., None]


@pytest.fixture
def above(world: World) -> Actor:
    return actor_for(world.director.user)


@pytest.fixture
def planned(world: World, above: Actor) -> SupervisionPlan:
    """The director held one today and is to hold the next in three days."""
    actions.hold_supervision(world.director, world.lsms, today(), "Twelve cases.", next_on=in_days(3), by=above)
    Message.objects.all().delete()
    return SupervisionPlan.objects.get(supervised=world.lsms)


@pytest.fixture
def second(world: World) -> Staff:
    user = User.objects.create_user("second_director", name="Dia Voss", password="correct horse battery staple")
    staff = add_staff(world.organisation, "Dia Voss", user=user, roles=(Role.SECURITY_DIRECTOR,))
    add_contact_point(staff, "sms", "+447700900777", verified=True)
    return staff


def told() -> list[str]:
    """Who was written to, the first first."""
    rows = Message.objects.filter(about_type="supervision_plan").order_by("pk")
    names = {one.pk: one.name for one in Staff.objects.all()}
    return [names[row.recipient_id] for row in rows]


def test_whoever_held_the_last_one_is_reminded_the_day_after_it_was_planned(
    world: World, planned: SupervisionPlan, second: Staff, later: Later
) -> None:
    later(days=3)
    assert remind_due() == 0, "its day is not over"
    later(days=1)
    assert remind_due() == 1
    assert told() == ["Dara Holm"]
    message = Message.objects.get(about_type="supervision_plan")
    assert message.subject == "A supervision is overdue"
    assert "/cases/supervision" in message.body
    assert world.lsms.name not in message.subject + message.body, "a message names nobody"
    entry = Entry.objects.get(verb="supervision.overdue")
    assert (entry.subject_id, entry.actor_kind) == (world.lsms.pk, "system")
    assert str(world.director.pk) in entry.details
    assert remind_due() == 0, "the same day is said once"
    assert told() == ["Dara Holm"]


def test_a_week_later_everybody_who_supervises_there_is_reminded(
    planned: SupervisionPlan, second: Staff, later: Later
) -> None:
    later(days=4)
    remind_due()
    later(days=6)
    assert remind_due() == 0
    later(days=1)
    assert remind_due() == 1
    assert told() == ["Dara Holm", "Dara Holm", "Dia Voss"]


def test_where_whoever_held_it_left_another_is_reminded_at_once(
    world: World, planned: SupervisionPlan, second: Staff, later: Later
) -> None:
    Staff.objects.filter(pk=world.director.pk).update(active=False)
    later(days=4)
    remind_due()
    assert told() == ["Dia Voss"]


def test_what_is_held_or_planned_anew_reminds_nobody(
    world: World, planned: SupervisionPlan, above: Actor, later: Later
) -> None:
    later(days=4)
    remind_due()
    assert Message.objects.filter(about_type="supervision_plan", cancelled_at=None).count() == 1
    actions.plan_next(world.lsms, in_days(2), by=above)
    assert not Message.objects.filter(about_type="supervision_plan", cancelled_at=None).exists(), (
        "what was not sent yet is taken back"
    )
    later(days=2)
    assert remind_due() == 0
    later(days=1)
    assert remind_due() == 1, "the new day passed as well"
    actions.plan_next(world.lsms, None, by=above)
    later(days=30)
    assert remind_due() == 0


def test_nobody_is_reminded_of_whoever_does_this_work_no_more(
    world: World, planned: SupervisionPlan, later: Later
) -> None:
    world.lsms.appointments.filter(role=Role.LSMS).delete()
    later(days=4)
    assert remind_due() == 0
    assert told() == []


def test_nobody_is_reminded_of_their_own_supervision(
    world: World, planned: SupervisionPlan, second: Staff, later: Later
) -> None:
    appoint(world.lsms, Role.SECURITY_DIRECTOR)
    Staff.objects.filter(pk=world.director.pk).update(active=False)
    later(days=4)
    remind_due()
    assert told() == ["Dia Voss"]


def test_the_sender_looks_for_what_is_overdue(planned: SupervisionPlan) -> None:
    assert "send-supervision" in {chore._thread.name for chore in all_chores()}
