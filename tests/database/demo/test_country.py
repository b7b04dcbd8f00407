"""The national size: the small world, and around it health systems with their providers."""

import json

import pytest
from tests.conftest import role as database_role

from alongside.demo import cast, nationwide, world
from alongside.demo.credentials import DURESS_PIN, PIN
from alongside.demo.simulate import players
from alongside.devices.models import Device, LastHeard
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import check_pin
from alongside.people.models import ApiToken, ContactPoint, Organisation, Staff, User
from alongside.people.queries import token_of
from alongside.people.roles import Role
from alongside.watch.buddies.standing import buddies_of
from alongside.watch.holding import gap_in
from alongside.watch.plans import plan_for


@pytest.fixture
def short_country(monkeypatch):
    """A country of one health system with two providers, which is loaded the same way in a hundredth of the time."""
    whole = nationwide.read_list("national.toml")
    monkeypatch.setattr(nationwide, "read_list", lambda name: whole | {"systems": 1, "providers": 2})
    nationwide.national.cache_clear()
    yield
    nationwide.national.cache_clear()


@pytest.fixture
def said(short_country, db):
    """What was told of the progress, after the country was loaded under the role of the command line."""
    said = []
    with database_role("alongside_owner"):
        world.load("national", say=said.append)
    return said


def test_a_health_system_stands_between_the_national_body_and_its_providers(said):
    system = Organisation.objects.get(kind="system")

    assert system.parent.kind == "national_body"
    assert system.children.filter(kind="provider").count() == 2
    assert said == ["1 of 1 health systems"]


def test_its_workers_may_start_lone_work(said):
    workers = Staff.objects.filter(organisation__parent__kind="system", appointments__role=Role.WORKER)

    assert workers.count() == 30
    for worker in workers:
        assert gap_in(plan_for(worker), worker) is None
        buddies = buddies_of(worker, now())
        assert [one.team_id for one in buddies] == [worker.team_id]
        assert worker.line_manager.team_id == worker.team_id
        assert LastHeard.objects.filter(worker=worker).exists()
    assert check_pin(workers[0], PIN) == "safe"
    assert check_pin(workers[0], DURESS_PIN) == "duress"


def test_the_people_whom_the_simulation_plays_are_there_with_tokens_and_devices(said):
    for _, member in players(40, seed=1):
        assert token_of(member.token).user.username == member.username
        assert Device.objects.filter(worker__user__username=member.username).count() == len(member.devices)


def test_the_ledger_tells_as_much_of_everybody_as_if_they_had_been_employed_one_by_one(said):
    def told(kind):
        staff = Staff.objects.filter(organisation__kind="provider", organisation__parent__kind=kind)
        one = staff.filter(appointments__role=Role.BUDDY).exclude(devices=None).first()
        entries = Entry.objects.filter(subject_id__in=[one.pk, one.user_id, *one.devices.values_list("pk", flat=True)])
        return sorted({(entry.verb, entry.subject_type, tuple(json.loads(entry.details))) for entry in entries})

    assert told("system") == told("national_body")


def test_loading_it_again_changes_nothing(said):
    counted = (Organisation, User, Staff, ContactPoint, ApiToken, Device, Entry)
    before = [model.objects.count() for model in counted]

    with database_role("alongside_owner"):
        world.load("national")

    assert [model.objects.count() for model in counted] == before


def test_the_whole_country_has_42_systems_and_200_providers_with_names_and_codes_of_their_own():
    bodies = nationwide.national(1)
    everybody = [member.username for body in (*cast.small(1), *bodies) for member in body.members]

    assert [sum(body.kind == kind for body in bodies) for kind in ("system", "provider")] == [42, 200]
    assert len({body.code for body in (*cast.small(1), *bodies)}) == len(bodies) + 3
    assert len({body.name for body in bodies}) == len(bodies)
    assert all(body.code.startswith("ZZ") for body in bodies)
    assert len(set(everybody)) == len(everybody)
