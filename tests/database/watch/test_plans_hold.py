"""S8: whether a plan holds, hour by hour; a start that reaches into a gap is refused, and every night whoever keeps a plan learns that it
does not hold.
"""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.situation_of_plans import LONDON, at, nights_of, plan_of, published, today

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.models import ContactPoint
from alongside.watch import actions as visits
from alongside.watch import engine
from alongside.watch.engine import Step, Target
from alongside.watch.holding import gap_in
from alongside.watch.models import PlanCheck
from alongside.watch.planning import actions
from alongside.watch.planning.checking import check_due, check_plan
from alongside.watch.planning.coverage import gaps_of, in_words, week_of
from alongside.watch.planning.drafts import DraftStep
from alongside.watch.plans import engine_plan, plan_for, reaches

pytestmark = pytest.mark.django_db


def test_a_plan_by_which_fewer_than_two_can_be_reached_is_refused(world, writes, only):
    only(world.buddy)

    with pytest.raises(ValidationError, match="Fewer than two people can be reached at any hour"):
        actions.publish_draft(writes(DraftStep(people="Bo Lind")), by=SYSTEM, with_gaps=True)


def test_two_people_are_enough_and_so_is_one_of_the_response_centre(world, writes, only):
    only(world.administrator, world.chief_executive)
    assert actions.publish_draft(writes(DraftStep(people="Ada Quist\nCleo Marr")), by=SYSTEM).version == 2
    only(world.operator)
    assert gap_in(plan_for(world.nurse), world.nurse) is not None
    ContactPoint.objects.filter(staff=world.operator, channel="sms").update(verified_at=now())
    assert gap_in(plan_for(world.nurse), world.nurse) is None


def test_a_gap_is_named_by_day_and_hour_and_is_accepted_only_by_whoever_says_that_nobody_works_then(
    world, writes, only
):
    only(world.administrator, world.chief_executive)
    rota = nights_of(world, world.chief_executive)
    plan = writes(DraftStep(people="Ada Quist", rotas=[str(rota.pk)]))
    with pytest.raises(ValidationError, match="It does not hold at all hours") as refused:
        actions.publish_draft(plan, by=actor_for(world.manager.user))
    assert "only Ada Quist can be reached" in refused.value.message_dict["gaps"][0]

    actions.publish_draft(plan, by=actor_for(world.manager.user), with_gaps=True)

    check = PlanCheck.objects.get(plan=plan)
    assert not check.holds
    assert any(words.endswith("08:00 to 18:00: only Ada Quist can be reached") for words in check.gaps)
    assert Entry.objects.filter(verb="plan.gaps_accepted", actor_name="Asha Rao").exists()


def test_who_covers_themselves_in_a_rota_is_no_second_person_for_themselves(world, only):
    only(world.buddy, world.second_nurse)
    rota = nights_of(world, world.second_nurse)
    version = published(world, Step((Target(world.buddy.pk), Target(rota_id=rota.pk))))
    night = at(today() + timedelta(days=1), "22:00")

    assert gap_in(version, world.nurse, begin=night, end=night + timedelta(hours=1)) is None
    assert gap_in(version, world.second_nurse, begin=night, end=night + timedelta(hours=1)) is not None


def test_a_start_looks_at_the_hours_of_the_visit_and_not_only_at_now(world, only, later):
    only(world.administrator, world.chief_executive)
    rota = nights_of(world, world.chief_executive)
    published(world, Step((Target(world.administrator.pk), Target(rota_id=rota.pk))))
    moment = now().astimezone(LONDON)
    six = datetime.combine(moment.date() + timedelta(days=1), time(6), LONDON)
    later(seconds=(six - moment).total_seconds())  # in the night, while two can be reached
    by = actor_for(world.nurse.user)

    with pytest.raises(engine.Refused) as refused:
        visits.plan_visit(world.nurse, visits.Itinerary("2 Mill Lane", now() + timedelta(hours=4)), by=by, start=True)
    assert (refused.value.code, "08:00 to" in refused.value.sentence) == ("no_plan", True)
    assert "only Ada Quist can be reached" in refused.value.sentence

    visit = visits.plan_visit(
        world.nurse, visits.Itinerary("2 Mill Lane", now() + timedelta(hours=1)), by=by, start=True
    )
    assert visit.status == engine.VisitStatus.ACTIVE


def test_somebody_who_is_away_does_not_count_and_is_rung_all_the_same(world, only):
    only(world.administrator, world.chief_executive)
    version = published(world, Step((Target(world.administrator.pk), Target(world.chief_executive.pk))))
    begins = now() - timedelta(minutes=1)
    actions.set_away(world.administrator, begins, begins + timedelta(hours=5), by=SYSTEM)

    assert gap_in(version, world.nurse) is not None
    assert "Ada Quist" in {reach.staff.name for reach in reaches([Target(world.administrator.pk)], world.nurse)}


def test_the_week_shows_a_gap_in_its_hours_and_in_words(world, only):
    only(world.administrator, world.chief_executive)
    rota = nights_of(world, world.chief_executive)
    version = published(world, Step((Target(world.administrator.pk), Target(rota_id=rota.pk))))
    monday = today() + timedelta(days=7 - today().weekday())

    week = week_of(plan_of(world), engine_plan(version), monday, worker=world.nurse)

    day, hours = week.days[1]
    assert (day, hours[7].reached, hours[7].holds, hours[8].reached, hours[8].holds) == (
        monday + timedelta(days=1),
        2,
        True,
        1,
        False,
    )
    assert "Tuesday 08:00 to 18:00: only Ada Quist can be reached" in week.gaps


@pytest.mark.parametrize(("sunday", "hour", "reached"), [(date(2027, 3, 28), 1, None), (date(2026, 10, 25), 1, 2)])
def test_the_week_follows_the_clock_when_it_is_changed(world, only, sunday, hour, reached):
    only(world.administrator, world.chief_executive)
    version = published(world, Step((Target(world.administrator.pk), Target(world.chief_executive.pk))))

    week = week_of(plan_of(world), engine_plan(version), sunday, worker=world.nurse)

    assert week.days[0][1][hour].reached == reached
    assert week.gaps == ()


def test_a_gap_that_is_only_for_some_says_for_whom(world, only):
    only(world.buddy, world.second_nurse)
    version = published(world, Step((Target(world.buddy.pk), Target(world.second_nurse.pk))))
    moment = now()

    words = in_words(gaps_of(plan_of(world), engine_plan(version), moment, moment + timedelta(hours=1)), LONDON)

    assert any("only Tomas Vale can be reached for Bo Lind" in one for one in words)
    assert not any("Nia Okoye" in one for one in words)


def _night(later):
    """Moves the clock to half past three of the coming night."""
    moment = now().astimezone(LONDON)
    night = datetime.combine(moment.date() + timedelta(days=1), time(3, 30), LONDON)
    later(seconds=(night - moment).total_seconds())


def test_every_plan_is_tried_once_a_night(world, service_role, later):
    _night(later)
    with service_role():
        assert check_due() == 2
        assert check_due() == 0
    assert PlanCheck.objects.get(plan=plan_of(world)).holds
    later(days=1)
    with service_role():
        assert check_due() == 2


def test_a_plan_that_does_not_hold_any_more_tells_whoever_keeps_it_once_and_again_after_a_week(
    world, only, service_role, later
):
    only(world.buddy)
    _night(later)
    told = Message.objects.filter(about_type="plan")
    with service_role():
        check_due()
    assert {message.recipient.name for message in told.filter(about_id=plan_of(world).pk)} == {"Asha Rao", "Lee Stone"}
    assert f"/plans/{plan_of(world).pk}" in told.filter(recipient=world.manager)[0].body
    before = told.count()
    for days in (1, 1):
        later(days=days)
        with service_role():
            check_due()
    assert told.count() == before
    later(days=6)
    with service_role():
        check_due()
    assert told.count() > before


def test_when_it_holds_again_that_is_seen_at_once_and_the_next_gap_is_news(world, only):
    only(world.buddy)
    check = check_plan(plan_of(world), now())
    assert not check.holds
    ContactPoint.objects.filter(staff=world.operator, channel="sms").update(verified_at=now())
    assert check_plan(plan_of(world), now()).holds
