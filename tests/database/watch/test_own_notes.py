"""A worker sees every note that they left, a page at a time, beside who looked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.watch import actions
from alongside.watch.models import VisitNote
from alongside.web.listing import PAGE

pytestmark = pytest.mark.django_db
WHO = "/my-safety/who"
NUMBER = PAGE * 2 + 5


@pytest.fixture
def notes(world: World) -> list[VisitNote]:
    """More notes than two pages hold, the oldest first."""
    by = actor_for(world.nurse.user)
    visit = actions.plan_visit(
        world.nurse, actions.Itinerary("9 Weir Road", now() + timedelta(hours=1)), by=by, start=True
    )
    return [actions.leave_note(visit, f"Note {number}.", by=by) for number in range(NUMBER)]


@pytest.fixture
def nurse(world: World) -> AppClient:
    client = AppClient()
    client.force_login(world.nurse.user)
    return client


def listed(answer: Any) -> int:
    """How many notes stand on the page."""
    return str(answer.content.decode()).count("What becomes of it </span>")


def older(answer: Any) -> str:
    """Where older notes are; empty where there are none."""
    found = re.search(r'href="([^"]*notes=[^"]*)#notes" rel="next"', answer.content.decode())
    return found.group(1).replace("&amp;", "&") if found else ""


def test_every_note_is_shown_a_page_at_a_time(notes: list[VisitNote], nurse: AppClient) -> None:
    page, seen = nurse.get(WHO), []
    while True:
        seen.append(listed(page))
        where = older(page)
        if not where:
            break
        page = nurse.get(f"{WHO}{where}")
    assert seen == [PAGE, PAGE, NUMBER - 2 * PAGE]
    assert 'href="?#notes" rel="prev"' in page.content.decode()


def test_turning_over_notes_keeps_what_narrows_the_list_of_looks(notes: list[VisitNote], nurse: AppClient) -> None:
    where = older(nurse.get(f"{WHO}?search=grant&first=2026-01-01"))
    assert where.startswith("?search=grant&first=2026-01-01&notes=")
    page = nurse.get(f"{WHO}{where}").content.decode()
    assert 'value="grant"' in page


def test_a_place_that_is_none_shows_the_latest(notes: list[VisitNote], nurse: AppClient) -> None:
    assert listed(nurse.get(f"{WHO}?notes=rubbish")) == PAGE
    beyond = nurse.get(f"{WHO}?notes={VisitNote.objects.order_by('pk')[0].pk}").content.decode()
    assert "You left no note before these." in beyond
    assert "You have left no notes" not in beyond
