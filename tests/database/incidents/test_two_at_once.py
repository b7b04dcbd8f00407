"""Two people work on one report at the same moment: nobody's work is lost, whoever comes first."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from tests.eventually import eventually
from tests.world import World, make_world

from alongside.incidents.actions import Submitted, judge_again, submit_report
from alongside.incidents.completing.actions import ask
from alongside.incidents.completing.giving import give_part
from alongside.incidents.duties import actions as duties
from alongside.incidents.duties.queries import settings_of
from alongside.incidents.models import Contribution, DutySettings, Incident
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.incidents.triage.actions import Classification, assign, reclassify
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

Report = Callable[..., Submitted]
OPINION = {"opinion": "accident", "factors": [], "ground": "A seizure."}


@pytest.mark.django_db
def test_judging_anew_leaves_alone_what_somebody_else_changed_meanwhile(report: Report, world: World) -> None:
    incident = report().incident
    mine = Incident.objects.get(pk=incident.pk)
    by = actor_for(world.lsms.user)
    assign(incident, world.lsms, by=by)
    said = Classification.of(incident)
    reclassify(incident, Classification(said.occurred_at, True, ["weapon"], weapons=["sharp"]), "A knife.", by=by)
    judge_again(mine)
    stands = Incident.objects.get(pk=incident.pk)
    assert (stands.assigned_to, stands.kinds, stands.occurred_estimated) == (world.lsms, ["weapon"], True)
    assert stands.urgency == mine.urgency > incident.urgency


@pytest.mark.django_db
def test_what_a_sender_noted_of_the_day_stays_when_settings_are_saved(world: World) -> None:
    DutySettings.objects.create(organisation=world.organisation)
    shown = settings_of(world.organisation.pk)
    DutySettings.objects.update(computed_on=now().date(), absence_columns={"email": "Who"})
    shown.aim_day = 9
    duties.change_settings(shown, by=actor_for(world.lsms.user))
    stands = DutySettings.objects.get()
    assert (stands.aim_day, stands.computed_on, stands.absence_columns) == (9, now().date(), {"email": "Who"})


@pytest.fixture
def elsewhere(django_db_setup: None, django_db_blocker: Any, postgres: str) -> Iterator[World]:
    """A world that is really committed, in a database of its own, which any thread can work on."""
    connections.close_all()
    name = connection.settings_dict["NAME"]
    with psycopg.connect(postgres.replace("/alongside?", "/postgres?"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE two_at_once TEMPLATE {name}")
        connection.settings_dict["NAME"] = connections.databases["default"]["NAME"] = "two_at_once"
        try:
            with django_db_blocker.unblock():
                yield make_world()
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = connections.databases["default"]["NAME"] = name
            server.execute("DROP DATABASE two_at_once WITH (FORCE)")


@pytest.fixture
def opinion_asked(elsewhere: World) -> Contribution:
    """A report of which a clinician was asked for an opinion."""
    user: Any = elsewhere.nurse.user
    said = NewReport(
        kinds=["physical_assault"],
        acts=["hit"],
        occurred_at=now() - timedelta(hours=1),
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=elsewhere.nurse), injury="treated")],
        responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))],
        reporter=Who(staff=elsewhere.nurse),
    )
    taken = submit_report(elsewhere.organisation, said, by=actor_for(user), source="web", user_id=user.pk)
    return ask(taken.incident, "clinician", of=elsewhere.operator, by=actor_for(elsewhere.lsms.user)).part


def in_the_background(work: Callable[[], Any]) -> "Future[Any]":
    """`work` on a connection of its own. Returns as soon as it waits for somebody's lock."""

    def done() -> Any:
        try:
            return work()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(done)
    pool.shutdown(wait=False)
    eventually(lambda: future.done() or _somebody_waits(), "It did not wait")
    assert not future.done(), future.result()
    return future


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def test_an_opinion_that_comes_while_the_report_is_given_to_somebody_takes_nothing_back(
    elsewhere: World, opinion_asked: Contribution
) -> None:
    with transaction.atomic():
        assign(opinion_asked.incident, elsewhere.lsms, by=actor_for(elsewhere.lsms.user))
        by = actor_for(elsewhere.operator.user)
        waiting = in_the_background(lambda: give_part(opinion_asked, OPINION, by=by))
    waiting.result(timeout=20)
    stands = Incident.objects.get(pk=opinion_asked.incident_id)
    assert stands.assigned_to == elsewhere.lsms
    assert stands.definition == "neither"  # the opinion counts as well
