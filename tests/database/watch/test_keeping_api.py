"""Plans, rotas, covers and times away changed through the API, with the rules of the pages."""

import json
from datetime import timedelta

import pytest
from tests.situation_of_plans import at, nights_of, plan_of, rota_of, today

from alongside.messages.models import Message
from alongside.watch.engine import Target
from alongside.watch.models import PlanVersion, Rota, RotaVersion, StaffAway
from alongside.watch.planning.queries import known_rota
from alongside.watch.plans import engine_plan

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def ask(client, world):
    client.force_login(world.manager.user)

    def put(method, path, said=None):
        return client.generic(method, f"{API}{path}", _json(said), content_type="application/json")

    return put


def _json(said):
    return json.dumps(said, default=str) if said is not None else ""


def span(first, last):
    return {
        "begins": at(today() + timedelta(days=first), "09:00").isoformat(),
        "ends": at(today() + timedelta(days=last), "09:00").isoformat(),
    }


def test_a_plan_is_written_and_published(world, ask):
    plan = plan_of(world)
    rota = rota_of(world, world.lsms)
    before = PlanVersion.objects.filter(plan=plan).count()
    steps = [
        {"people": [world.buddy.pk], "roles": ["line_manager"], "timeout_s": 60, "again_s": 45},
        {"rotas": [rota.pk], "roles": ["operator"]},
    ]
    answer = ask("PUT", f"/plans/{plan.pk}/draft", {"steps": steps, "panic_to_all": False})
    assert answer.status_code == 200, answer.content
    assert PlanVersion.objects.filter(plan=plan).count() == before

    answer = ask("POST", f"/plans/{plan.pk}/publish", {"with_gaps": True})

    assert answer.status_code == 200, answer.content
    assert answer.json()["version"] == before + 1
    content = engine_plan(plan.versions.latest("version"))
    assert content.steps[0].targets == (Target(staff_id=world.buddy.pk), Target(role="line_manager"))
    assert (content.steps[0].timeout_s, content.steps[0].again_s, content.panic_to_all) == (60, 45, False)
    assert content.steps[1].targets == (Target(role="operator"), Target(rota_id=rota.pk))


def test_a_plan_that_cannot_be_is_not_published(world, ask):
    plan = plan_of(world)
    assert ask("POST", f"/plans/{plan.pk}/publish", {}).status_code == 422
    assert (
        ask("PUT", f"/plans/{plan.pk}/draft", {"steps": [{"timeout_s": 7, "roles": ["operator"]}]}).status_code == 200
    )
    answer = ask("POST", f"/plans/{plan.pk}/publish", {})
    assert answer.status_code == 422
    assert "from 30 to 1800 seconds" in answer.content.decode()
    assert ask("DELETE", f"/plans/{plan.pk}/draft").status_code == 200
    plan.refresh_from_db()
    assert plan.draft is None


@pytest.mark.parametrize(
    "steps",
    [[], [{"roles": ["worker"]}], [{"people": ["00000000-0000-7000-8000-000000000000"]}], [{"peeple": []}], "x"],
    ids=str,
)
def test_a_draft_that_names_nobody_who_can_be_rung_is_refused(world, ask, steps):
    assert ask("PUT", f"/plans/{plan_of(world).pk}/draft", {"steps": steps}).status_code in (400, 422)


def test_a_rota_is_begun_and_changed(world, ask):
    said = {"name": "Days", "team": world.team.pk, "first_day": today(), "people": [world.manager.pk, world.buddy.pk]}
    answer = ask("POST", "/rotas", said)
    assert answer.status_code == 201, answer.content
    rota = Rota.objects.get(pk=answer.json()["id"])
    assert (rota.name, rota.team) == ("Days", world.team)

    shifts = [{"begin": "18:00", "end": "08:00", "people": [world.buddy.pk], "days": [0, 1, 2, 3, 4, 5, 6]}]
    hours = {"name": "Nights", "first_day": today(), "length": "hours", "shifts": shifts}
    assert ask("PUT", f"/rotas/{rota.pk}", hours).status_code == 422
    answer = ask("PUT", f"/rotas/{rota.pk}", hours | {"gaps": True})

    assert answer.status_code == 200, answer.content
    assert answer.json()["version"] == 2
    assert known_rota(rota).on_call(at(today() + timedelta(days=1), "23:00")) == (world.buddy.pk,)


def test_nobody_of_elsewhere_comes_into_a_rota(world, ask):
    said = {"name": "Days", "team": world.team.pk, "first_day": today(), "people": [world.outsider.pk]}
    assert ask("POST", "/rotas", said).status_code == 422
    said |= {"people": [world.buddy.pk], "team": "00000000-0000-7000-8000-000000000000"}
    assert ask("POST", "/rotas", said).status_code == 422
    assert not RotaVersion.objects.exists()


def test_somebody_covers_and_does_not_any_more(world, ask):
    rota = rota_of(world, world.buddy)
    answer = ask("POST", f"/rotas/{rota.pk}/covers", {"covered": world.buddy.pk, "by": world.operator.pk} | span(2, 3))
    assert answer.status_code == 201, answer.content
    noon = at(today() + timedelta(days=2), "12:00")
    assert known_rota(rota).on_call(noon) == (world.operator.pk,)
    assert ask("DELETE", f"/rotas/{rota.pk}/covers/{answer.json()['id']}").status_code == 204
    assert known_rota(rota).on_call(noon) == (world.buddy.pk,)
    assert ask("DELETE", f"/rotas/{rota.pk}/covers/{answer.json()['id']}").status_code == 404


def test_somebody_is_away_and_is_not(world, ask):
    rota = rota_of(world, world.buddy, world.operator)
    answer = ask("POST", f"/rotas/{rota.pk}/away", {"person": world.buddy.pk} | span(2, 3))
    assert answer.status_code == 201, answer.content
    assert ask("POST", f"/rotas/{rota.pk}/away", {"person": world.nurse.pk} | span(2, 3)).status_code == 422
    assert ask("DELETE", f"/rotas/{rota.pk}/away/{answer.json()['id']}").status_code == 204
    assert not StaffAway.objects.filter(cancelled_at=None).exists()


def test_the_caller_reads_their_own_turns_and_says_that_they_are_away(world, ask, client):
    client.force_login(world.buddy.user)
    rota = nights_of(world, world.buddy)
    first = ask("GET", "/on-call").json()[0]
    assert (first["rota"], first["name"]) == (str(rota.pk), "Nights only")

    assert ask("POST", "/on-call/away", span(2, 3)).status_code == 422
    answer = ask("POST", "/on-call/away", span(2, 3) | {"leaves_gap": True})

    assert answer.status_code == 201, answer.content
    assert Message.objects.filter(recipient=world.manager, about_type="rota", body__contains=": nobody").exists()
    assert ask("DELETE", f"/on-call/away/{answer.json()['id']}").status_code == 204
    assert ask("DELETE", f"/on-call/away/{answer.json()['id']}").status_code == 404


def test_a_manager_changes_nothing_that_another_team_keeps(world, ask, client):
    rota = rota_of(world, world.operator)
    Rota.objects.filter(pk=rota.pk).update(team=None)
    answer = ask("POST", f"/rotas/{rota.pk}/away", {"person": world.operator.pk} | span(2, 3))
    assert answer.status_code in (403, 404)
    client.force_login(world.outsider.user)
    assert ask("PUT", f"/plans/{plan_of(world).pk}/draft", {"steps": [{"roles": ["operator"]}]}).status_code in (
        403,
        404,
    )
