"""The parts of a case: grouped, each with what is due or missing there, and nothing that somebody may not open."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.sections import GROUPS, SECTIONS, address, menu_of
from alongside.cases.working.actions import add_task
from alongside.ledger.actions import Actor
from alongside.people.days import today_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


@pytest.fixture
def menu(world: World) -> Callable[..., dict[str, Any]]:
    """The menu of a case as somebody sees it, by title."""

    def of(case: Case, who: str = "lsms", current: str = "") -> dict[str, Any]:
        case.refresh_from_db()
        user = world.users()[who]
        return {one.title: one for one in menu_of(type(user).objects.get(pk=user.pk), case, current)}

    return of


def test_every_section_stands_in_one_group_and_opens(case: Case, sign_in: SignIn) -> None:
    names = [section.name for group in GROUPS for section in group.sections]
    assert len(names) == len(set(names)) == len(SECTIONS)
    lsms = sign_in("lsms")
    for name in names:
        answer = lsms.get(address(case, name))
        assert answer.status_code == 200, name
        page = answer.content.decode()
        nav = page[page.index("app-parts__groups") : page.index("</nav>", page.index("app-parts__groups"))]
        wide, narrow = nav.split("</details>")[0].split("<details")
        assert all(f'href="{address(case, one)}"' in narrow for one in names), name
        assert len(re.findall(r'aria-current="(?:true|page)"', wide)) == 1, "one group is the one where we are"
        assert f'href="{address(case, name)}" aria-current="page"' in narrow


def test_what_is_late_due_and_missing_stands_at_its_group(case: Case, menu: Any, by: Actor) -> None:
    today = today_in(case.organisation)
    before = menu(case)
    assert before["The story"].state == ""
    assert before["Sanctions and redress"].state == "1 open", "nobody has decided about sanctions"
    assert before["People"].state == "1 open", "nobody has told the person hurt"
    Case.objects.filter(pk=case.pk).update(occurred_at=case.occurred_at - timedelta(days=2))
    add_task(case, "Ask the porter", due_on=today - timedelta(days=1), by=by)
    one = menu(case)["The story"]
    assert (one.state, one.kind) == ("1 late, 1 open", "danger")
    add_task(case, "Ring the ward", due_on=today, by=by)
    assert menu(case)["The story"].state == "1 late, due today"
    add_task(case, "Far away", due_on=today + timedelta(days=40), by=by)
    assert len(menu(case)["The story"].owed) == 3


def test_what_is_missing_elsewhere_is_listed_on_the_overview(case: Case, sign_in: SignIn) -> None:
    page = sign_in("lsms").get(address(case)).content.decode()
    assert "What is missing in the other parts" in page
    assert f'href="/cases/{case.reference}/sanctions/decide">Nobody has decided about sanctions.' in page


def test_of_a_case_that_has_ended_nothing_is_due(case: Case, menu: Any, sign_in: SignIn) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=case.opened_at)
    case.refresh_from_db()
    assert {one.state for one in menu(case).values()} == {""}
    assert "What is missing" not in sign_in("lsms").get(address(case)).content.decode()


def test_a_group_of_which_somebody_may_open_nothing_is_not_there(case: Case, menu: Any) -> None:
    seen = menu(case, "director")
    assert not {"Police and court", "People", "Investigation"} & set(seen)
    assert [one.title for one in seen["Sanctions and redress"].places] == ["Redress"]
    assert seen["Sanctions and redress"].state == "", "what is missing of sanctions is not theirs to see"
    assert seen["Sanctions and redress"].href == address(case, "redress")


def test_the_group_where_one_is_says_so_and_shows_its_sections(case: Case, menu: Any, sign_in: SignIn) -> None:
    found = menu(case, current="exhibits")
    assert [one.title for one in found.values() if one.is_current] == ["Investigation"]
    page = sign_in("lsms").get(address(case, "exhibits")).content.decode()
    below = page[page.index('class="app-parts__places"') :]
    assert f'href="{address(case, "inquiry/disclosure")}"' in below[: below.index("</ul>")]
    assert 'class="app-parts__places"' not in sign_in("lsms").get(address(case, "police")).content.decode()
