"""Rotas as people keep them: made, changed, covered, with people who are away; and who is rung by them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.pages import shown
from tests.situation_of_plans import at, rota_of, today

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.models import ContactPoint
from alongside.watch import actions as visits
from alongside.watch.engine import AlarmKind, Step, Target
from alongside.watch.models import PlanCheck, Rota, RotaCover, StaffAway
from alongside.watch.planning import actions
from alongside.watch.planning.checking import check_plan
from alongside.watch.planning.queries import known_rota
from alongside.watch.plans import publish_plan
from alongside.watch.rotas import Rota as Turns

pytestmark = pytest.mark.django_db


def ringing_by(world, rota):
    return publish_plan(world.organisation, "District nursing", [Step((Target(rota_id=rota.pk),))], team=world.team)


def rung(alarm):
    return {one.recipient.name for one in Message.objects.filter(about_id=alarm.pk, purpose="alarm")}


def press(world):
    return visits.ask_for_help(world.nurse, visits.Press(AlarmKind.FALL, now()), by=actor_for(world.nurse.user))


def soon(**ahead):
    return now() + timedelta(**ahead)


def test_whoever_is_on_call_at_the_moment_of_ringing_is_rung_and_not_who_was_when_it_was_published(world):
    rota = rota_of(world, world.manager)
    ringing_by(world, rota)
    actions.publish_rota(
        world.organisation,
        Turns("Europe/London", date(2026, 3, 2), people=(world.lsms.pk,)),
        name="Nights",
        rota=rota,
        by=SYSTEM,
    )

    assert rung(press(world)) == {"Lee Stone"}


def test_a_cover_is_rung_in_place_of_whom_they_cover_for(world):
    rota = rota_of(world, world.manager)
    ringing_by(world, rota)
    actions.set_cover(rota, world.manager, world.operator, soon(minutes=-1), soon(hours=1), by=SYSTEM)

    assert rung(press(world)) == {"Olu Grant"}


def test_who_is_away_is_passed_over_and_a_cover_that_was_ended_counts_no_more(world):
    rota = rota_of(world, world.manager, world.lsms)
    ringing_by(world, rota)
    cover = actions.set_cover(rota, world.manager, world.operator, soon(minutes=-1), soon(hours=1), by=SYSTEM)
    actions.cancel_cover(cover, by=SYSTEM)
    actions.set_away(world.manager, soon(minutes=-1), soon(hours=1), by=SYSTEM)

    assert known_rota(rota).on_call(now(), without=[world.manager.pk]) == (world.lsms.pk,)
    assert "Asha Rao" not in rung(press(world))


def test_who_has_left_is_on_call_no_more(world):
    rota = rota_of(world, world.manager, world.lsms)
    world.manager.active = False
    world.manager.save()

    week = [known_rota(rota).on_call(soon(days=day)) for day in range(15)]
    assert set(week) == {(world.lsms.pk,)}


def test_a_worker_who_is_on_call_herself_is_not_rung_about_herself_but_the_next_is(world):
    rota = rota_of(world, world.nurse, world.lsms)
    ringing_by(world, rota)

    assert rung(press(world)) == {"Lee Stone"}


def test_whoever_was_rung_is_told_who_took_it_also_where_somebody_else_is_on_call_by_then(world):
    rota = rota_of(world, world.manager)
    ringing_by(world, rota)
    alarm = press(world)
    actions.set_cover(rota, world.manager, world.lsms, soon(minutes=-1), soon(hours=1), by=SYSTEM)

    visits.take_alarm(alarm, world.operator, by=actor_for(world.operator.user))

    told = Message.objects.filter(about_id=alarm.pk, purpose="notice")
    assert "Asha Rao" in {one.recipient.name for one in told}


def test_people_who_would_cover_for_each_other_are_refused(world):
    rota = rota_of(world, world.manager, world.lsms)
    actions.set_cover(rota, world.manager, world.lsms, soon(hours=1), soon(hours=5), by=SYSTEM)

    with pytest.raises(ValidationError, match="round and round"):
        actions.set_cover(rota, world.lsms, world.manager, soon(hours=2), soon(hours=3), by=SYSTEM)
    actions.set_cover(rota, world.lsms, world.manager, soon(hours=6), soon(hours=7), by=SYSTEM)


def test_a_cover_for_oneself_or_by_two_at_once_or_in_no_time_is_refused(world):
    rota = rota_of(world, world.manager, world.lsms)
    begins, ends = soon(hours=1), soon(hours=5)
    with pytest.raises(ValidationError, match="cover for themselves"):
        actions.set_cover(rota, world.manager, world.manager, begins, ends, by=SYSTEM)
    with pytest.raises(ValidationError, match="later than the beginning"):
        actions.set_cover(rota, world.manager, world.lsms, ends, begins, by=SYSTEM)
    with pytest.raises(ValidationError, match="not over yet"):
        actions.set_cover(rota, world.manager, world.lsms, soon(hours=-2), soon(hours=-1), by=SYSTEM)
    with pytest.raises(ValidationError, match="works here"):
        actions.set_cover(rota, world.manager, world.outsider, begins, ends, by=SYSTEM)
    actions.set_cover(rota, world.manager, world.lsms, begins, ends, by=SYSTEM)
    with pytest.raises(ValidationError, match="Lee Stone covers for Asha Rao then"):
        actions.set_cover(rota, world.manager, world.operator, soon(hours=2), ends, by=SYSTEM)


def test_a_change_by_which_a_plan_would_not_hold_any_more_is_refused_unless_it_is_meant(world):
    numbers = ContactPoint.objects.filter(channel="sms", organisation=world.organisation)
    numbers.exclude(staff__in=[world.administrator, world.chief_executive]).update(verified_at=None)
    rota = rota_of(world, world.chief_executive, together=1)
    steps = [Step((Target(world.administrator.pk), Target(rota_id=rota.pk)))]
    publish_plan(world.organisation, "District nursing", steps, team=world.team)
    later_on = Turns("Europe/London", today() + timedelta(days=60), people=(world.chief_executive.pk,))

    def change(**how):
        return actions.publish_rota(world.organisation, later_on, name="Nights", rota=rota, by=SYSTEM, **how)

    with pytest.raises(ValidationError, match=r"District nursing: .*only Ada Quist can be reached"):
        change()
    assert change(with_gaps=True).version == 2
    assert not PlanCheck.objects.get(plan__team=world.team).holds


def test_when_somebody_falls_ill_it_is_taken_and_the_plan_says_at_once_that_it_does_not_hold(world):
    numbers = ContactPoint.objects.filter(channel="sms", organisation=world.organisation)
    numbers.exclude(staff__in=[world.administrator, world.chief_executive]).update(verified_at=None)
    rota = rota_of(world, world.chief_executive)
    steps = [Step((Target(world.administrator.pk), Target(rota_id=rota.pk)))]
    version = publish_plan(world.organisation, "District nursing", steps, team=world.team)
    check_plan(version.plan, now())

    actions.set_away(world.chief_executive, soon(hours=1), soon(hours=9), by=actor_for(world.manager.user))

    check = PlanCheck.objects.get(plan=version.plan)
    assert any("only Ada Quist can be reached" in words for words in check.gaps)
    assert Message.objects.filter(about_type="plan", recipient=world.manager).exists()
    assert Entry.objects.get(verb="staff.away").actor_name == "Asha Rao"


def test_a_rota_is_made_looked_at_and_put_in_use_on_its_page(client, world):
    client.force_login(world.manager.user)
    form = {
        "team": world.team.pk,
        "name": "Nights and days",
        "length": "hours",
        "first_day": "2026-03-02",
        "together": "1",
        "lines": "1",
        "begin-1": "08:00",
        "end-1": "20:00",
        "days-1": list("0123456"),
        "people-1": "Asha Rao",
    }
    refused = shown(client.post("/rotas/new", form | {"do": "publish"}), 422)
    assert "Nobody is on call Monday 20:00 to Tuesday 08:00." in refused
    assert "Line 2" in shown(client.post("/rotas/new", form | {"do": "add"}))
    form |= {
        "lines": "2",
        "begin-2": "19:00",
        "end-2": "08:00",
        "days-2": list("0123456"),
        "people-2": "Lee Stone\nBo Lind",
    }
    assert "Two turns overlap: Monday 19:00 to 20:00." in shown(client.post("/rotas/new", form), 422)
    form["begin-2"] = "20:00"
    looked = shown(client.post("/rotas/new", form | {"do": "look"}))
    assert "Not in use yet." in looked
    assert not Rota.objects.filter(name="Nights and days").exists()

    page = shown(client.post("/rotas/new", form | {"do": "publish"}, follow=True))

    assert "08:00 to 20:00, every day: Asha Rao" in page
    assert "Lee Stone, Bo Lind, a week each" in page


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"name": ""}, "Write a name"),
        ({"first_day": "soon"}, "Choose the day on which the first turn begins."),
        ({"hand_over": "25:00"}, "Write when a turn is handed over"),
        ({"people": ""}, "Write at least one person."),
        ({"people": "Asha Rao\nIda Frost"}, "Nobody who works here is called “Ida Frost”."),
        ({"together": "0"}, "Write how many are on call at once"),
        ({"length": "year"}, "Choose how long a turn is."),
        ({"team": "x"}, "Choose for whom the rota is."),
    ],
)
def test_what_is_wrong_in_the_form_of_a_rota_is_said_at_its_field(client, world, said, complaint):
    client.force_login(world.manager.user)
    form = {"team": str(world.team.pk), "name": "Days", "length": "week", "first_day": "2026-03-02"}
    form |= {"hand_over": "09:00", "people": "Asha Rao", "together": "1"}

    assert complaint in shown(client.post("/rotas/new", form | said), 422)
    assert not Rota.objects.filter(name="Days").exists()


def test_a_cover_and_a_time_away_are_set_and_ended_on_the_page_of_the_rota(client, world):
    rota = rota_of(world, world.manager, world.lsms)
    client.force_login(world.manager.user)
    day = today() + timedelta(days=3)
    when = {"begins_day": day, "begins_time": "09:00", "ends_day": day, "ends_time": "17:00"}

    page = shown(client.post(f"/rotas/{rota.pk}/covers", {"covered": world.manager.pk, "by": "Olu", **when}), 422)
    assert "Nobody who works here is called “Olu”." in page
    client.post(f"/rotas/{rota.pk}/covers", {"covered": world.manager.pk, "by": "Olu Grant", **when})
    client.post(f"/rotas/{rota.pk}/away", {"person": world.lsms.pk, **when})
    page = shown(client.get(f"/rotas/{rota.pk}"))
    assert "Olu Grant covers for Asha Rao" in page
    cover, away = RotaCover.objects.get(), StaffAway.objects.get()
    assert (cover.begins, away.ends) == (at(day, "09:00"), at(day, "17:00"))

    client.post(f"/rotas/{rota.pk}/covers/{cover.pk}/end")
    client.post(f"/rotas/{rota.pk}/away/{away.pk}/end")

    page = shown(client.get(f"/rotas/{rota.pk}"))
    assert "Nobody covers for anybody." in page
    assert "Nobody is away." in page


def test_what_changed_from_one_version_of_a_rota_to_the_next_is_told(client, world):
    rota = rota_of(world, world.manager)
    turns = Turns("Europe/London", date(2026, 3, 2), people=(world.manager.pk, world.lsms.pk))
    actions.publish_rota(world.organisation, turns, name="Nights", rota=rota, by=actor_for(world.manager.user))
    client.force_login(world.lsms.user)

    assert "People was: Asha Rao. It is: Asha Rao, Lee Stone." in shown(client.get(f"/rotas/{rota.pk}"))
    assert "People was: Asha Rao." in shown(client.get(f"/rotas/{rota.pk}/versions/2"))
    assert client.get(f"/rotas/{rota.pk}/versions/3").status_code == 404
