"""Whoever may have done it sees nothing of the case, whatever their role: in no list, page, search or export."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.world import World

from alongside.cases.finding.filters import Filters
from alongside.cases.finding.queries import board_of, find
from alongside.cases.models import Case, Event
from alongside.cases.opening.actions import add_reports, split_case
from alongside.cases.queries import cases_for
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


def seen(world: World, name: str, app_role: Any) -> dict[str, int]:
    """In how many ways somebody sees a case, each asked of the database as the web asks."""
    user = type(world.users()[name]).objects.get(pk=world.users()[name].pk)
    with app_role(), acting_as(user):
        return {
            "list": len(find(user, Filters()).cases),
            "search": len(find(user, Filters(words="assault")).cases),
            "queries": cases_for(user).count(),
            "board": sum(row["number"] for row in board_of(user)),
            "rows": Case.objects.count(),
            "file": Event.objects.count(),
        }


def test_the_accused_specialist_sees_nothing_and_the_director_still_does(
    world: World, new_case: Callable[..., Case], app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    assert set(seen(world, "lsms", app_role).values()) == {0}
    assert min(seen(world, "director", app_role).values()) == 1
    assert not world.lsms.user.has_perm("cases.see", case)
    assert not world.lsms.user.has_perm("cases.work", case)


def test_the_pages_are_not_there_for_the_accused(
    world: World, new_case: Callable[..., Case], sign_in: Callable[[str], Any]
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    browser = sign_in("lsms")
    for path in ("", "/file", "/plan", "/tasks/add"):
        assert browser.get(f"/cases/{case.reference}{path}").status_code == 404
    assert case.reference not in browser.get("/cases").content.decode()
    assert (
        browser.get("/cases/export.csv").headers["Content-Length"]
        == browser.get("/cases/export.csv?q=nobodywrotethis").headers["Content-Length"]
    )


def test_a_report_that_was_split_off_still_closes_what_was_written_meanwhile(
    world: World, case: Case, report: Callable[..., Any], by: Actor, app_role: Any
) -> None:
    named = report(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))]).incident
    add_reports(case, [named], by=by)
    split_case(case, [named], "Another matter.", by=by)
    assert set(seen(world, "lsms", app_role).values()) == {0}


def test_each_of_the_three_that_keep_it_from_the_accused_does_so_alone(
    world: World, new_case: Callable[..., Case], app_role: Any
) -> None:
    """The queries where the database would show everything, and the search function before anything is read."""
    new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    director, accused = world.director.user, world.lsms.user
    for user, number in ((director, 1), (accused, 0)):
        assert cases_for(user).count() == number, "asked as the superuser, whom row-level security lets through"
        scope = {"organisation": str(world.organisation.pk), "team": None, "compartments": ["narrative"]}
        with app_role(), acting_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_page(%s, 26)", [json.dumps({"scopes": [scope]})])
            assert len(cursor.fetchall()) == number
