"""The made-up world: complete, the same each time, and only where nothing real is kept."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from tests.conftest import role as database_role

from alongside.cases.disclosure.queries import not_yet_listed, schedule_of
from alongside.cases.models import AgreedAction, Case, Lesson, Payment, PoliceTrack, Referral, SupervisionNote
from alongside.cases.police.queries import OWED_RULES, clocks_of, tracks_of
from alongside.cases.supervision.queries import overdue_for, supervisions_for
from alongside.demo import world
from alongside.demo.credentials import DURESS_PIN, PIN
from alongside.devices.models import Device
from alongside.devices.protocols.link import identify
from alongside.devices.store import digest_secret
from alongside.incidents.reporting.doors import PLACE
from alongside.incidents.reporting.link_actions import secret_of_poster
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import check_pin, open_organisation
from alongside.people.models import AccessLink, ApiToken, Appointment, ContactPoint, Organisation, Site, Staff, Team
from alongside.people.queries import token_of
from alongside.people.roles import Role
from alongside.watch.buddies.standing import buddies_of
from alongside.watch.engine import Target
from alongside.watch.holding import gap_in
from alongside.watch.models import Plan, Rota, Timing, Visit
from alongside.watch.planning.queries import known_rota
from alongside.watch.planning.rota_effects import plans_using
from alongside.watch.plans import engine_plan, plan_for, reaches

COUNTED = (
    Organisation, Site, Team, Staff, Appointment, ContactPoint, ApiToken, Device, Plan, Timing, Visit, Case, Entry
)  # fmt: skip


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    """The small world, written once for this file under the role of the command line, and taken away again."""
    with django_db_blocker.unblock():
        with database_role("alongside_owner"):
            told = world.load()
        yield told
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # the ledger's own guard
            cursor.execute("TRUNCATE people_organisation, people_user, ledger_entry CASCADE")


@pytest.fixture
def loaded(written, db):
    return written


def test_there_is_one_national_body_with_two_providers_below_it(loaded):
    national = Organisation.objects.get(kind="national_body")

    assert national.children.filter(kind="provider").count() == 2
    assert Organisation.objects.count() == 3


def test_its_posters_can_be_printed_again(loaded):
    posters = AccessLink.objects.filter(purpose=PLACE)

    assert posters.count() > 1
    assert all(secret_of_poster(link) for link in posters)


def test_every_code_is_one_that_nobody_is_given(loaded):
    codes = set(Organisation.objects.values_list("code", flat=True))

    assert all(code.startswith("ZZ") for code in codes)


def test_one_person_of_every_role_can_sign_in(loaded, rf):
    request = rf.post("/accounts/login/")
    assert [person["role"] for person in loaded["sign_ins"]] == list(Role)
    for person in loaded["sign_ins"]:
        user = authenticate(request, username=person["username"], password=person["password"])
        assert user is not None
        assert user.name == person["name"]
        assert Appointment.objects.filter(staff__user=user, role=person["role"]).exists()


def test_every_provider_has_a_security_specialist_who_can_sign_in_and_the_first_has_two(loaded, rf):
    request = rf.post("/accounts/login/")
    found = {person["name"] for person in loaded["sign_ins"] if person["role"] == "lsms"}
    for person in loaded["more_sign_ins"]:
        user = authenticate(request, username=person["username"], password=person["password"])
        assert user is not None
        assert Appointment.objects.filter(staff__user=user, role=person["role"]).exists()
        found.add(person["name"])
    held = Appointment.objects.filter(role=Role.LSMS, staff__name__in=found, staff__organisation__kind="provider")
    by_body = Counter(held.values_list("staff__organisation__code", flat=True))
    assert by_body == {"ZZW01": 2, "ZZS02": 1}


def test_the_case_that_came_to_court_is_told_to_its_end(loaded):
    case = Case.objects.get(title__startswith="Broken thumb")
    assert (case.status, case.outcome) == ("lessons", "sanction")
    assert [track.responsible.identity.name for track in tracks_of(case)] == ["Corin Vael"]
    assert not clocks_of(case, OWED_RULES).exists()


def test_each_body_has_a_story_of_its_own(loaded):
    titles = {
        code: set(Case.objects.filter(organisation__code=code).values_list("title", flat=True))
        for code in ("ZZW01", "ZZS02")
    }
    assert all(titles.values())
    assert not titles["ZZW01"] & titles["ZZS02"]
    waiting = Referral.objects.filter(to_organisation__code="ZZW01", purpose="transfer", status="sent")
    assert waiting.count() == 1, "there is something to take over"


def test_every_role_has_a_token_of_the_same_person(loaded):
    assert set(loaded["tokens"]) == set(Role)
    for person in loaded["sign_ins"]:
        assert token_of(loaded["tokens"][person["role"]]).user.username == person["username"]


def test_no_worker_lacks_a_plan_a_manager_a_buddy_or_pins(loaded):
    workers = Staff.objects.filter(appointments__role=Role.WORKER)
    assert workers.count() > 15
    for worker in workers:
        assert gap_in(plan_for(worker), worker) is None
        assert worker.line_manager.organisation_id == worker.organisation_id
        assert [one.team_id for one in buddies_of(worker, now())] == [worker.team_id]
        assert check_pin(worker, PIN) == "safe"
        assert check_pin(worker, DURESS_PIN) == "duress"


def test_the_first_step_rings_the_buddy_and_the_manager_of_the_worker_who_can_sign_in(loaded):
    names = {person["role"]: person["name"] for person in loaded["sign_ins"]}
    worker = Staff.objects.get(name=names["worker"])
    near = plan_for(worker).content["steps"][0]["targets"]
    rung = {reach.staff.name for reach in reaches([Target(role=one["role"]) for one in near], worker)}

    assert rung == {names["buddy"], names["line_manager"]}


def test_a_rota_with_a_cover_says_who_of_the_managers_is_rung_in_the_third_step(loaded):
    rotas = list(Rota.objects.all())
    assert rotas
    for rota in rotas:
        using = plans_using(rota)
        assert using
        known = known_rota(rota)
        cover = rota.covers.get()
        assert known.on_call(cover.begins) == (cover.by_id,)
        assert known.on_call(cover.begins - timedelta(seconds=1)) == (cover.covered_id,)
        third = engine_plan(using[0].versions.latest("version")).steps[2]
        rung = {reach.staff.pk for reach in reaches(third.targets, Staff(organisation=rota.organisation))}
        assert rung == set(known.on_call(now()))


def test_everybody_can_be_reached_by_text_on_a_number_that_rings_nowhere(loaded):
    for staff in Staff.objects.all():
        points = {point.channel: point for point in staff.contact_points.exclude(verified_at=None)}
        assert set(points) - {"voice"} == {"console", "sms", "email"}
        assert "voice" not in points or points["voice"].address == points["sms"].address
        assert points["sms"].address.startswith("+447700900")
        assert points["email"].address.endswith("@example.org")


def test_the_worker_who_can_sign_in_comes_first_with_a_device_of_every_protocol(loaded):
    worker = next(person["name"] for person in loaded["sign_ins"] if person["role"] == "worker")
    first = loaded["devices_registered"][:3]

    assert {device["protocol"] for device in first} == {"owntracks", "osmand", "link"}
    assert {device["worker"] for device in first} == {worker}


def test_what_is_told_of_a_device_is_what_it_is_registered_with(loaded):
    for told in loaded["devices_registered"]:
        identifier = identify(told["id"]) if told["protocol"] == "link" else told["id"]
        device = Device.objects.get(protocol=told["protocol"], identifier=identifier)
        expected = bytes.fromhex(digest_secret(told["secret"])) if told["secret"] else None
        assert device.worker.name == told["worker"]
        assert (bytes(device.secret_digest) if device.secret_digest else None) == expected


def test_workers_whom_nobody_simulates_have_visits_on_their_list(loaded):
    shown = {device["worker"] for device in loaded["devices_registered"]}

    assert {name for (name,) in Visit.objects.values_list("worker__name").distinct()} >= shown
    assert set(Visit.objects.values_list("status", flat=True)) == {"planned", "gated"}
    waits = {tuple(visit.gate["reasons"]) for visit in Visit.objects.filter(status="gated")}
    assert waits == {("out_of_date",), ("high",), ("missing", "high")}, (
        "one assessment is out of date, one is red with an override asked for, and somebody is marked whom nobody has assessed"
    )


def test_each_provider_has_cases_of_its_own_which_its_specialists_work(loaded):
    by_body = Counter(Case.objects.values_list("organisation__code", flat=True))
    assert by_body == {"ZZW01": 5, "ZZS02": 3}
    for case in Case.objects.select_related("owner", "organisation"):
        assert Appointment.objects.filter(staff=case.owner, role=Role.LSMS, organisation=case.organisation).exists()
    told = PoliceTrack.objects.values_list("organisation__code", "state")
    assert sorted(told) == [
        ("ZZS02", "investigating"), ("ZZW01", "convicted"), ("ZZW01", "investigating"), ("ZZW01", "reported")
    ]  # fmt: skip
    assert Payment.objects.get().pence == 15_000


def test_a_part_of_the_cases_is_shown_to_every_kind_of_body(loaded):
    sent = Referral.objects.values_list("organisation__code", "purpose", "to_organisation__kind")

    assert sorted(sent) == [
        ("ZZS02", "transfer", "provider"),
        ("ZZW01", "legal_advice", "national_body"),
        ("ZZW01", "national", "national_body"),
        ("ZZW01", "share", "provider"),
    ]
    assert Lesson.objects.get().state == "shared"


def test_what_was_gathered_in_a_case_that_came_to_court_is_on_its_schedule(loaded):
    case = Case.objects.get(title__contains="trial")
    lsms = case.owner.user

    used, unused = ([one.source for one in schedule_of(lsms, case) if one.use == use] for use in ("used", "unused"))
    assert used == ["statement", "statement"]
    assert {"account", "exhibit"} <= set(unused)
    assert not_yet_listed(lsms, case) == []


def test_the_director_looked_through_the_cases_and_one_supervision_is_overdue(loaded):
    director = Staff.objects.get(organisation__code="ZZW01", appointments__role=Role.SECURITY_DIRECTOR)
    held = supervisions_for(director.user)
    assert held.count() == 2
    assert SupervisionNote.objects.filter(supervision__in=held, case=None).count() == 3
    assert SupervisionNote.objects.filter(supervision__in=held).exclude(case=None).count() == 2
    assert [one.what[:4] for one in AgreedAction.objects.order_by("due_on")] == ["Hear", "Keep"]
    [late] = overdue_for(director.user)
    assert late.supervised.job_title.endswith("community")


def test_loading_again_changes_nothing(loaded):
    before = [list(model.objects.order_by("pk").values()) for model in COUNTED]

    with database_role("alongside_owner"):
        again = world.load()

    assert again == loaded
    assert [list(model.objects.order_by("pk").values()) for model in COUNTED] == before


def test_the_same_seed_tells_the_same_and_another_seed_other_secrets():
    assert world.sign_ins(7) == world.sign_ins(7)
    passwords = {person["password"] for person in world.sign_ins(7)}
    assert passwords.isdisjoint(person["password"] for person in world.sign_ins(8))
    assert set(world.tokens(7).values()).isdisjoint(world.tokens(8).values())


def test_another_seed_is_refused_and_nothing_is_written(loaded):
    with pytest.raises(world.NotHere, match="another seed"):
        world.load(seed=2)

    digest = hashlib.sha256(world.tokens(2)["worker"].encode()).digest()
    assert not ApiToken.objects.filter(digest=digest).exists()


def test_a_live_installation_is_left_alone(loaded):
    open_organisation("RXX99", "A body that is not invented", "provider")

    with pytest.raises(world.NotHere, match="Real organisations"):
        world.load()

    assert Organisation.objects.count() == 4


def test_what_was_loaded_is_in_the_ledger(loaded):
    verbs = set(Entry.objects.values_list("verb", flat=True))

    assert {"organisation.opened", "team.formed", "staff.added", "plan.published", "device.registered"} <= verbs
