"""Plans as people make them: written, tried, refused where they do not hold, published, looked at every night."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.pages import shown
from tests.situation_of_plans import LONDON, at, draft, plan_of, rota_of, today

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_staff, appoint, form_team
from alongside.people.models import ContactPoint, User
from alongside.people.roles import Role
from alongside.watch import actions as visits
from alongside.watch import engine
from alongside.watch.engine import AlarmKind, Step, Target
from alongside.watch.holding import gap_in
from alongside.watch.models import PlanCheck, PlanVersion
from alongside.watch.planning import actions
from alongside.watch.planning.checking import check_due, check_plan
from alongside.watch.planning.coverage import gaps_of, in_words, week_of
from alongside.watch.planning.drafts import DraftStep, draft_as_json, draft_from_json, draft_of, understand
from alongside.watch.planning.dry_run import MISSED, PANIC, complaints_about, dry_run
from alongside.watch.plans import engine_plan, plan_for, publish_plan, reaches
from alongside.watch.rotas import Length, Shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(world):
    """Takes every verified number away but those of these people."""

    def keep(*people):
        numbers = ContactPoint.objects.filter(channel="sms", organisation=world.organisation)
        numbers.exclude(staff__in=people).update(verified_at=None)

    return keep


@pytest.fixture
def writes(world):
    """Saves the draft of the team's plan as the manager wrote it."""

    def write(*steps, **how):
        return actions.save_draft(plan_of(world), draft(*steps, **how), by=actor_for(world.manager.user))

    return write


def published(world, *steps, **how):
    return publish_plan(world.organisation, "District nursing", steps, team=world.team, **how)


def nights_of(world, *people, days=None):
    """A rota from 18:00 to 08:00; with nobody in between."""
    more = {} if days is None else {"days": days}
    line = Shift(time(18), time(8), tuple(one.pk for one in people), **more)
    return rota_of(world, name="Nights only", people=(), length=Length.HOURS, shifts=(line,), gaps=True)


# --- writing and publishing --------------------------------------------------------------------------


def test_a_draft_rings_nobody_until_it_is_published_and_then_every_step_as_it_was_written(world, writes):
    rota = rota_of(world, world.manager, world.lsms)
    plan = writes(
        DraftStep(people="Bo Lind\nasha rao", roles=["operator"], timeout_s="60", again_s="30"),
        DraftStep(rotas=[str(rota.pk)]),
        cumulative=False,
        kin=True,
        kin_number="+441632960001",
    )
    assert plan_for(world.nurse).version == 1

    version = actions.publish_draft(plan, by=actor_for(world.manager.user))

    content = engine_plan(version)
    assert (version.version, version.made_by, version.kin_number) == (2, "Asha Rao", "+441632960001")
    assert content.steps == (
        Step((Target(world.buddy.pk), Target(world.manager.pk), Target(role="operator")), 60, 30),
        Step((Target(rota_id=rota.pk),)),
        Step((Target(kin=True),), 300),
    )
    assert not content.cumulative
    assert plan_of(world).draft is None
    entry = Entry.objects.filter(verb="plan.published").latest("pk")
    assert (entry.actor_name, json.loads(entry.details)["version"]) == ("Asha Rao", 2)


def test_an_open_alarm_keeps_the_version_that_it_began_with(world, writes):
    alarm = visits.ask_for_help(world.nurse, visits.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    actions.publish_draft(writes(DraftStep(people="Olu Grant\nPia Marsh")), by=SYSTEM)

    alarm.refresh_from_db()
    assert alarm.plan_version.version == 1
    assert plan_for(world.nurse).version == 2


def test_a_version_can_be_changed_again_as_it_was_written(world, writes):
    rota = rota_of(world, world.manager, world.lsms)
    steps = (DraftStep(people="Bo Lind", roles=["lsms"], rotas=[str(rota.pk)], timeout_s="45", again_s="30"),)
    plan = writes(*steps, kin=True, kin_number="+441632960001", panic_to_all=False)
    version = actions.publish_draft(plan, by=SYSTEM)

    again = draft_of(version)
    assert again.steps == list(steps)
    assert draft_from_json(draft_as_json(again)) == again
    assert (again.kin, again.kin_number, again.panic_to_all) == (True, "+441632960001", False)


@pytest.mark.parametrize(
    ("step", "field", "complaint"),
    [
        (DraftStep(), "people-1", "Step 1 is empty"),
        (DraftStep(people="Nobody Known"), "people-1", "Nobody who works here is called “Nobody Known”."),
        (DraftStep(people="Ida Frost"), "people-1", "Nobody who works here is called “Ida Frost”."),
        (DraftStep(people="Bo Lind", timeout_s="29"), "timeout-1", "from 30 to 1800"),
        (DraftStep(people="Bo Lind", timeout_s="soon"), "timeout-1", "from 30 to 1800"),
        (DraftStep(people="Bo Lind", again_s="5"), "again-1", "from 30 to 1800"),
        (DraftStep(rotas=["not a rota"]), "people-1", "is not there any more"),
    ],
)
def test_a_step_that_is_wrong_is_refused_with_words_at_its_field(world, writes, step, field, complaint):
    plan = writes(step)

    assert complaint in understand(draft_from_json(plan.draft), world.organisation).errors[field]
    with pytest.raises(ValidationError) as refused:
        actions.publish_draft(plan, by=SYSTEM)
    assert field in refused.value.message_dict
    assert PlanVersion.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize("number", ["", "01632 960001", "+44 1632 960001", "+44123", "ring work"])
def test_the_next_of_kin_needs_a_number_to_ring_in_e164_form(world, writes, number):
    plan = writes(DraftStep(people="Bo Lind"), kin=True, kin_number=number)

    assert "kin-number" in understand(draft_from_json(plan.draft), world.organisation).errors


def test_two_who_are_called_the_same_are_told_apart_by_e_mail(world, writes):
    other = add_staff(world.organisation, "Bo Lind")
    other.email = "bo2@example.org"
    other.save()
    assert "2 people here are called “Bo Lind”" in _errors(world, "Bo Lind")["people-1"]

    understood = understand(draft(DraftStep(people="Bo Lind <bo2@example.org>\nbuddy@example.org")), world.organisation)

    assert understood.plan.steps[0].targets == (Target(other.pk), Target(world.buddy.pk))


def _errors(world, people):
    return understand(draft(DraftStep(people=people)), world.organisation).errors


def test_a_person_whom_nothing_reaches_is_refused_by_name_also_in_a_rota(world, writes):
    plan = writes(DraftStep(people="Bo Lind\nOlu Grant"))
    ContactPoint.objects.filter(staff=world.buddy).update(verified_at=None)

    with pytest.raises(ValidationError, match="Nothing reaches Bo Lind"):
        actions.publish_draft(plan, by=SYSTEM)
    with pytest.raises(ValidationError, match="Nothing reaches Bo Lind"):
        rota_of(world, world.buddy, world.manager)


# --- S8: does it hold --------------------------------------------------------------------------------


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


# --- the dry run -------------------------------------------------------------------------------------


def test_a_dry_run_of_a_panic_rings_everybody_at_once_and_then_again(world):
    moment = at(today() + timedelta(days=1), "14:00")

    rung = dry_run(engine_plan(plan_for(world.nurse)), world.nurse, moment, PANIC)

    assert [(one.at, one.what.split(",")[0]) for one in rung] == [
        (moment, "Every step at once"),
        (moment + timedelta(seconds=120), "Everybody"),
    ]
    first = {one.name: one.channels for one in rung[0].called}
    assert first["Bo Lind"] == "on screen, text message"
    assert "Nia Okoye" not in first
    assert Message.objects.count() == 0


def test_a_dry_run_of_a_missed_check_in_rings_the_worker_first_and_then_step_by_step(world):
    moment = at(today() + timedelta(days=1), "14:00")

    rung = dry_run(engine_plan(plan_for(world.nurse)), world.nurse, moment, MISSED)

    grace = timedelta(minutes=10)
    assert (rung[0].at, rung[0].called[0].name) == (moment, "Nia Okoye")
    steps = [one for one in rung if one.what.startswith("Step")]
    assert [(one.at - moment, [each.name for each in one.called]) for one in steps] == [
        (grace, ["Bo Lind", "Asha Rao"]),
        (grace + timedelta(seconds=120), ["Bo Lind", "Asha Rao", "Olu Grant", "Pia Marsh"]),
    ]


def test_a_dry_run_says_whom_an_alarm_of_that_moment_really_rings(world):
    rota = rota_of(world, world.manager, world.lsms, length=Length.DAY)
    version = published(world, Step((Target(rota_id=rota.pk),), 60, 30), Step((Target(role="operator"),)))
    alarm = visits.ask_for_help(world.nurse, visits.Press(AlarmKind.FALL, now()), by=actor_for(world.nurse.user))

    rung = dry_run(engine_plan(version), world.nurse, alarm.raised_at, PANIC)
    really = {message.recipient.name for message in Message.objects.filter(about_id=alarm.pk)}

    assert really <= {called.name for called in rung[0].called}
    assert really == {reach.staff.name for reach in reaches([Target(rota_id=rota.pk)], world.nurse)}


def test_a_dry_run_finds_whoever_is_on_call_at_the_moment_that_is_tried(world):
    rota = rota_of(world, world.manager, world.lsms, first_day=date(2026, 3, 2))
    plan = engine_plan(published(world, Step((Target(rota_id=rota.pk),)), Step((Target(role="operator"),))))

    def rung_at(day):
        runs = dry_run(plan, world.nurse, at(day, "12:00"), MISSED)
        return [one.name for one in next(run for run in runs if run.what == "Step 1").called]

    assert rung_at(date(2026, 3, 3)) == ["Asha Rao"]
    assert rung_at(date(2026, 3, 10)) == ["Lee Stone"]


def test_a_step_in_which_nobody_is_on_call_is_passed_over_at_once(world):
    rota = nights_of(world, world.lsms)
    plan = engine_plan(published(world, Step((Target(rota_id=rota.pk),)), Step((Target(role="operator"),))))
    moment = at(today() + timedelta(days=1), "12:00")

    rung = dry_run(plan, world.nurse, moment, MISSED)

    [first, second] = [one for one in rung if one.what.startswith("Step")]
    assert (first.called, second.at, second.called[0].name) == ((), first.at, "Olu Grant")


def test_numbers_that_are_not_verified_stale_or_shared_are_named(world, settings):
    ContactPoint.objects.filter(staff=world.manager, channel="sms").update(verified_at=None)
    ContactPoint.objects.filter(staff=world.buddy, channel="sms").update(verified_at=now() - timedelta(days=181))
    number = ContactPoint.objects.get(staff=world.operator, channel="sms").address
    ContactPoint.objects.filter(staff=world.second_operator, channel="sms").update(address=number)
    people = [world.manager, world.buddy, world.operator, world.second_operator, world.lsms]

    said = complaints_about(people)

    assert said[0] == "Asha Rao: has a number that is not verified."
    assert said[1].startswith("Bo Lind: the number was last confirmed on ")
    assert said[2] == "Olu Grant and Pia Marsh have one number between them."
    assert len(said) == 3
    assert gap_in(plan_for(world.nurse), world.nurse) is None  # what was verified long ago is rung, and counts


# --- every night -------------------------------------------------------------------------------------


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


# --- pages -------------------------------------------------------------------------------------------


def test_a_manager_writes_tries_and_publishes_the_plan_of_her_team(client, world):
    client.force_login(world.manager.user)
    plan = plan_of(world)
    form = {"steps": "1", "people-1": "Bo Lind", "timeout-1": "90", "order": "together", "panic": "all"}

    assert client.post(f"/plans/{plan.pk}/change", form | {"do": "add"}).url.endswith("/change#step-2")
    form |= {"steps": "2", "roles-2": ["operator"], "timeout-2": "60", "do": "try"}
    tried = client.post(f"/plans/{plan.pk}/change", form, follow=True)
    assert "Every step at once" in shown(tried)
    asks = shown(client.get(f"/plans/{plan.pk}/publish"))
    assert "Step 1 was:" in asks
    assert "It holds at every hour of these seven days." in asks
    assert client.post(f"/plans/{plan.pk}/publish").url.endswith("?done=published")
    page = shown(client.get(f"/plans/{plan.pk}"))
    assert "Version 2" in page
    assert "Asha Rao" in page
    assert "It holds" in page


def test_a_draft_with_a_fault_is_kept_as_it_was_written_and_says_what_is_wrong(client, world):
    client.force_login(world.lsms.user)
    plan = plan_of(world)

    page = client.post(f"/plans/{plan.pk}/change", {"steps": "1", "people-1": "Bo Lund", "timeout-1": "90"})

    assert "Nobody who works here is called “Bo Lund”." in shown(page, 422)
    assert plan_of(world).draft["steps"][0]["people"] == "Bo Lund"


def test_steps_are_moved_and_taken_out(client, world):
    client.force_login(world.lsms.user)
    plan = plan_of(world)
    form = {"steps": "3", "people-1": "A", "people-2": "B", "people-3": "C"}

    client.post(f"/plans/{plan.pk}/change", form | {"do": "up-3"})
    assert [step["people"] for step in plan_of(world).draft["steps"]] == ["A", "C", "B"]
    client.post(f"/plans/{plan.pk}/change", form | {"do": "out-1"})
    assert [step["people"] for step in plan_of(world).draft["steps"]] == ["B", "C"]


def test_a_manager_of_another_team_cannot_keep_this_plan(client, world):
    user = User.objects.create_user("mel", name="Mel Orr")
    other = add_staff(world.organisation, "Mel Orr", user=user)

    appoint(other, Role.LINE_MANAGER, team=form_team(world.organisation, "Midwifery"))
    client.force_login(other.user)

    assert client.get(f"/plans/{plan_of(world).pk}").status_code == 404
    assert client.post(f"/plans/{plan_of(world).pk}/change", {"steps": "1"}).status_code == 404


def test_the_page_of_a_week_says_a_gap_in_words_and_marks_its_hours(client, world, only):
    only(world.administrator, world.chief_executive)
    rota = nights_of(world, world.chief_executive)
    published(world, Step((Target(world.administrator.pk), Target(rota_id=rota.pk))))
    client.force_login(world.manager.user)

    page = shown(client.get(f"/plans/{plan_of(world).pk}/week?worker={world.nurse.pk}"))

    assert "08:00 to 18:00: only Ada Quist can be reached" in page
    assert "1 person, a gap" in page


def test_a_day_that_is_none_is_refused_by_the_dry_run(client, world):
    client.force_login(world.manager.user)
    address = f"/plans/{plan_of(world).pk}/try"

    assert "Choose a day within two years." in shown(client.get(f"{address}?day=2019-01-01"), 422)
    assert "Write a time, for example 14:00." in shown(client.get(f"{address}?day={today()}&time=25:00"), 422)


def test_a_worker_reads_on_her_page_why_she_cannot_start(client, world, only):
    only(world.buddy)
    client.force_login(world.nurse.user)

    assert "Fewer than two people can be reached" in shown(client.get("/my-safety"))


# --- the API -----------------------------------------------------------------------------------------


def test_a_program_reads_whether_a_plan_holds_who_would_be_rung_and_who_is_on_call(client, world):
    rota = rota_of(world, world.manager, world.lsms)
    version = published(world, Step((Target(rota_id=rota.pk),), 60), Step((Target(role="operator"),)))
    check_plan(version.plan, now())
    client.force_login(world.operator.user)

    plan = client.get(f"/api/v1/plans/{version.plan_id}").json()
    assert (plan["version"], plan["holds"], plan["gaps"]) == (2, True, [])
    assert plan["says"]["Step 1"] == "Whoever is on call by the rota “Nights”. 60 seconds"
    address = f"/api/v1/plans/{version.plan_id}/dry-run?occasion=missed&at=2026-12-08T12:00:00Z"
    rung = client.get(address).json()
    assert [one["what"] for one in rung if one["what"].startswith("Step")] == ["Step 1", "Step 2"]
    assert client.get(f"/api/v1/rotas/{rota.pk}?at=2026-03-03T12:00:00Z").json()["on_call"][0]["name"] == "Asha Rao"
    assert client.get(f"/api/v1/rotas/{rota.pk}?at=2126-03-03T12:00:00Z").status_code in (400, 422)
    assert client.get(f"{address}&worker={world.outsider.pk}").status_code in (400, 422)
