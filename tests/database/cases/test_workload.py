"""The workload: how much everybody has, how old it is, on whom it waits, and what came and went lately."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import World

from alongside.cases.finding.queries import today_of
from alongside.cases.models import Case
from alongside.cases.workload.queries import workload_of
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import appoint
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PLACE = "/cases/workload"


@pytest.fixture
def cases(world: World, new_case: Callable[..., Case]) -> list[Case]:
    """Four of the specialist's that run, one that ended, and one that is nobody's."""
    made = [new_case(f"Case {number}") for number in range(6)]
    for case, days in zip(made, (10, 30, 89, 180, 400, 5), strict=True):
        _set(case, opened_at=now() - days * DAY)
    _set(made[0], next_due_on=today_of(world.lsms.user) - DAY)
    _set(made[1], next_due_on=today_of(world.lsms.user))
    _set(made[2], status="outcome_pending", waits_on="court")
    _set(made[4], status="closed", closed_at=now() - 3 * DAY)
    _set(made[5], owner=None)
    return made


def test_what_runs_what_is_late_and_how_old_it_is(world: World, cases: list[Case]) -> None:
    nobody, lee = workload_of(world.lsms.user)
    assert (nobody.name, nobody.running, nobody.median, nobody.oldest, nobody.opened) == ("Nobody", 1, 5, 5, 1)
    assert (lee.name, lee.running, lee.late) == (world.lsms.name, 4, 1)
    assert (lee.median, lee.oldest, lee.bands) == (59, 180, (1, 2, 0, 1))
    assert lee.waits == {"court": 1}
    assert (lee.opened, lee.closed) == (1, 1)


def test_each_number_leads_to_the_list_of_just_these_cases(
    world: World, cases: list[Case], sign_in: Callable[[str], Any]
) -> None:
    browser = sign_in("lsms")
    page = browser.get(PLACE).content.decode()
    assert PLACE in browser.get("/cases/board").content.decode()
    for query, fitting in (
        (f"status=running&owner={world.lsms.pk}", cases[:4]),
        (f"status=running&owner={world.lsms.pk}&late=yes", cases[:1]),
        (f"status=outcome_pending&owner={world.lsms.pk}&waits_on=court", cases[2:3]),
        ("status=running&owner=nobody", cases[5:]),
    ):
        assert f"/cases?{query}".replace("&", "&amp;") in page or f"/cases?{query}" in page
        listed = browser.get(f"/cases?{query}").content.decode()
        assert {one.reference for one in cases if one.reference in listed} == {one.reference for one in fitting}


def test_a_case_closed_to_somebody_is_in_none_of_their_numbers(
    world: World, cases: list[Case], new_case: Callable[..., Case]
) -> None:
    appoint(world.second_nurse, Role.LSMS)
    new_case("The ward", responsible=[NewResponsible("colleague", who=Who(staff=world.second_nurse))])
    running = {one.name: one.running for one in workload_of(world.second_nurse.user)}
    assert running[world.lsms.name] == 4
    assert workload_of(world.lsms.user)[1].running == 5


def test_others_see_nothing_of_it(world: World, cases: list[Case], sign_in: Callable[[str], Any]) -> None:
    assert workload_of(world.outsider.user) == []
    assert "No case is running" in sign_in("outsider").get(PLACE).content.decode()
    assert sign_in("nurse").get(PLACE).status_code == 403


def test_it_is_taken_away_as_a_table_and_the_ledger_says_so(
    world: World, cases: list[Case], sign_in: Callable[[str], Any]
) -> None:
    browser = sign_in("lsms")
    for form in ("csv", "xlsx"):
        assert browser.get(f"{PLACE}.{form}").status_code == 200
        entry = Entry.objects.filter(verb="cases.exported").latest("pk")
        assert json.loads(entry.details) == {"list": "workload", "rows": 5}
    heading, nobody, lee = csv.reader(StringIO(_body(browser.get(f"{PLACE}.csv"))))
    said = dict(zip(heading, lee, strict=True))
    assert nobody[:2] == ["Nobody", "1"]
    assert (said["Running"], said["Median age in days"], said["30 to 89 days"]) == ("4", "59", "2")
    assert (said["Waits on: A court"], said["Closed in the last 30 days"]) == ("1", "1")


def test_more_cases_ask_no_more_of_the_database(world: World, cases: list[Case], new_case: Callable[..., Case]) -> None:
    def asked() -> int:
        world.lsms.user.__dict__.pop("_closed_cases", None)
        with CaptureQueriesContext(connection) as made:
            workload_of(world.lsms.user)
        return len(made)

    asked()
    before = asked()
    new_case("One more")
    assert asked() == before


def _set(case: Case, **changes: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**changes)


def _body(answer: Any) -> str:
    async def gather() -> bytes:
        return b"".join([piece async for piece in answer])

    return str(async_to_sync(gather)().decode("utf-8-sig"))
