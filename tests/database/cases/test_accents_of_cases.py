"""Cases, and what is in their files, are found whatever accents they were written or typed with."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.world import World

from alongside.cases.finding.filters import read
from alongside.cases.finding.queries import find
from alongside.cases.models import Case, Event
from alongside.cases.working import actions
from alongside.cases.working.queries import page_of_file
from alongside.incidents.finding.accents import said
from alongside.ledger.actions import Actor
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def finds(world: World, app_role: Any) -> Callable[[str], list[Case]]:
    """What the LSMS finds."""

    def search(words: str) -> list[Case]:
        user = world.users()["lsms"]
        with app_role(), acting_as(user):
            return find(user, read({"q": words})).cases

    return search


@pytest.mark.parametrize(("written", "typed"), [("Zoë", "zoe"), ("Zoe", "Zoë"), ("“Müller”", "muller")])
def test_a_case_is_found_by_its_title_and_by_its_file(
    written: str, typed: str, finds: Any, new_case: Any, by: Actor
) -> None:
    titled, noted, neither = new_case(f"{written} at the desk"), new_case("The desk"), new_case("Another desk")
    actions.note(noted, f"{written} was asked for.", compartment="narrative", by=by)
    assert {case.pk for case in finds(typed)} == {titled.pk, noted.pk}
    assert {case.pk for case in finds(f"desk -{typed}")} == {noted.pk, neither.pk}


def test_the_file_of_a_case_is_searched_so(case: Case, by: Actor) -> None:
    actions.note(case, "Zoë was asked for.", compartment="narrative", by=by)
    actions.note(case, "Nobody was there.", compartment="narrative", by=by)
    found, _ = page_of_file(case, ["narrative"], "zoe", 1, 10)
    assert [event.text for event in found] == ["Zoë was asked for."]
    found, _ = page_of_file(case, ["narrative"], "-zoë", 1, 10)
    assert "Zoë was asked for." not in [event.text for event in found]
    assert Event.objects.filter(said("asked zoe", "text")).count() == 1
