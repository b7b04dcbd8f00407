"""How long things take, read and set through the API, with the rules of the pages."""

import json
from datetime import timedelta

import pytest

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.watch.models import Timing
from alongside.watch.timings import NAMES, timings_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, world):
    def put(who, method, path="", said=None):
        client.force_login(getattr(world, who).user)
        content = json.dumps(said, default=str) if said is not None else ""
        return client.generic(method, f"/api/v1/timings{path}", content, content_type="application/json")

    return put


def test_what_counts_stands_beside_what_was_set_here(world, ask):
    ask("lsms", "POST", f"/{world.organisation.pk}", {"said": {"driving_s": 3600}})
    answer = ask("manager", "POST", f"/{world.team.pk}", {"said": {"grace_high_s": 30}, "why": "The moor"})
    assert answer.status_code == 201, answer.content
    team = ask("manager", "GET", f"/{world.team.pk}").json()
    assert (team["counts"]["driving_s"], team["counts"]["grace_high_s"], team["counts"]["check_in_interval_s"]) == (
        3600,
        30,
        3600,
    )
    assert {name: value for name, value in team["said"].items() if value is not None} == {"grace_high_s": 30}
    assert set(team["counts"]) == set(NAMES)
    assert [(one["why"], one["made_by"]) for one in team["history"]] == [("The moor", world.manager.user.name)]
    assert timings_for(world.nurse).grace_high_s == 30
    entry = Entry.objects.filter(verb="team.timing_set").latest("id")
    assert (entry.actor_id, entry.subject_id) == (world.manager.user.pk, world.team.pk)
    listed = {one["id"]: one for one in ask("manager", "GET").json()}
    assert listed[str(world.team.pk)]["said"]["grace_high_s"] == 30


def test_what_is_left_out_is_not_set_any_more(world, ask):
    for said in ({"driving_s": 3600}, {"grace_high_s": 30}):
        assert ask("manager", "POST", f"/{world.team.pk}", {"said": said}).status_code == 201
    assert ask("manager", "GET", f"/{world.team.pk}").json()["said"]["driving_s"] is None
    assert timings_for(world.nurse).driving_s == 0


def test_it_is_set_from_a_later_moment_on(world, ask):
    begins = now() + timedelta(days=2)
    asked = {"said": {"owner_clock_s": 300}, "in_force_from": begins.isoformat()}
    answer = ask("manager", "POST", f"/{world.team.pk}", asked).json()
    assert answer["said"]["owner_clock_s"] is None
    assert answer["history"][0]["said"]["owner_clock_s"] == 300
    assert timings_for(world.nurse).owner_clock_s == 600


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"said": {"grace_high_s": 3601}}, "grace_high_s"),
        ({"said": {"driving_s": 10}}, "driving_s"),
        ({"said": {"patience_s": 10}}, "asked.said.patience_s"),
        ({"said": {}, "in_force_from": "2020-01-01T00:00:00Z"}, "in_force_from"),
        ({"said": {}, "why": "x" * 501}, "why"),
    ],
)
def test_what_is_out_of_bounds_is_refused_at_its_field_and_sets_nothing(world, ask, asked, field):
    before = Timing.objects.count()
    answer = ask("manager", "POST", f"/{world.team.pk}", asked)
    assert answer.status_code == 422
    assert field.split(".")[-1] in " ".join(answer.json()["errors"])
    assert Timing.objects.count() == before


def test_who_answers_alarms_reads_them_and_sets_none_and_the_outsider_finds_nothing(world, ask):
    assert ask("operator", "GET", f"/{world.team.pk}").status_code == 200
    assert ask("operator", "POST", f"/{world.team.pk}", {"said": {}}).status_code == 403
    assert ask("outsider", "GET", f"/{world.team.pk}").status_code == 404
    assert ask("outsider", "POST", f"/{world.team.pk}", {"said": {}}).status_code == 404
    assert str(world.team.pk) not in {one["id"] for one in ask("outsider", "GET").json()}
