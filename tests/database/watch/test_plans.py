"""Plans as people make them: written, published, refused where something is wrong with them; on pages and for programs."""

import json

import pytest
from django.core.exceptions import ValidationError
from tests.pages import shown
from tests.situation_of_plans import draft, nights_of, plan_of, published, rota_of, today

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff, appoint, form_team
from alongside.people.models import ContactPoint, User
from alongside.people.roles import Role
from alongside.watch import actions as visits
from alongside.watch.engine import AlarmKind, Step, Target
from alongside.watch.models import PlanVersion
from alongside.watch.planning import actions
from alongside.watch.planning.checking import check_plan
from alongside.watch.planning.drafts import DraftStep, draft_as_json, draft_from_json, draft_of, understand
from alongside.watch.plans import engine_plan, plan_for

pytestmark = pytest.mark.django_db


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
