"""Who looked, at a worker's position, a report or a case: searched, narrowed, turned over and taken away."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.opening.actions import open_case
from alongside.incidents.actions import Submitted
from alongside.ledger.actions import Actor, Deed, record_many
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


@dataclass
class Where:
    """A list of who looked: where it is, who reads it; two kinds of looks and what they are of; the second kind in words."""

    path: str
    browser: AppClient
    verbs: tuple[str, str]
    of: tuple[str, object]
    words: str

    def page(self, query: str = "") -> str:
        return re.sub(r"\s+", " ", self.browser.get(f"{self.path}{query}").content.decode())


@pytest.fixture(params=["worker", "report", "case"])
def where(request: pytest.FixtureRequest, world: World, sign_in: SignIn, report: Callable[..., Submitted]) -> Where:
    if request.param == "worker":
        nurse = sign_in("nurse")
        assert nurse.post("/api/v1/alarms", {}, content_type="application/json").status_code == 201
        of = ("alarm", Alarm.objects.get().pk)
        return Where("/my-safety/who", nurse, ("position.seen", "note.seen"), of, "Your note")
    incident = report().incident
    if request.param == "report":
        verbs = ("incident.narrative_read", "incident.people_read")
        path, of = f"/incidents/{incident.reference}/looks", ("incident", incident.pk)
        return Where(path, sign_in("lsms"), verbs, of, "People affected and witnesses")
    case = open_case([incident], title="At the desk", owner=world.lsms, by=actor_for(world.lsms.user))
    verbs = ("case.narrative_read", "case.people_read")
    return Where(
        f"/cases/{case.reference}/looks", sign_in("lsms"), verbs, ("case", case.pk), "People hurt and witnesses"
    )


@pytest.fixture
def looked(where: Where, world: World) -> None:
    """Sixty looks of one person, and the newest of another, of the other kind."""
    plain, other = where.verbs
    of, key = where.of
    body = world.organisation.pk
    ada, olu = (Actor("user", one.user_id, one.name) for one in (world.administrator, world.operator))
    record_many([Deed(plain, of, key, body, ada) for _ in range(60)])  # type: ignore[arg-type]
    record_many([Deed(other, of, key, body, olu)])  # type: ignore[arg-type]


def test_nobody_has_looked_says_what_to_do(where: Where) -> None:
    shown = where.page()
    assert "Nobody has looked" in shown
    assert "When somebody does" in shown


def test_more_looks_than_a_page_holds_are_turned_over(where: Where, looked: None) -> None:
    rows, query = [], ""
    for _ in range(3):
        shown = where.page(query)
        rows.append(shown.count("Ada Quist") + shown.count("Olu Grant"))
        further = re.search(r'href="(\?[^"]*before=[^"]*)" rel="next"', shown)
        query = further[1].replace("&amp;", "&") if further else ""
    assert rows == [25, 25, 11]
    assert not query


def test_it_is_searched_and_narrowed(where: Where, looked: None) -> None:
    shown = where.page("?search=GRANT")
    assert (shown.count("Olu Grant"), shown.count("Ada Quist")) == (1, 0)
    shown = where.page(f"?what={where.verbs[1]}")
    assert (shown.count("Olu Grant"), shown.count("Ada Quist")) == (1, 0)
    assert f">{where.words}</option>" in shown
    for query in ("?search=penguin", "?last=2020-01-01", f"?what={where.verbs[1]}&search=quist"):
        assert "Nobody who looked fits this." in where.page(query), query
    assert "Olu Grant" in where.page("?what=nonsense&first=2020-01-01")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_is_taken_away_whole_and_as_it_was_narrowed_and_the_ledger_keeps_that(
    where: Where, looked: None, form: str
) -> None:
    assert f"format={form}" in where.page()
    before = Entry.objects.count()
    answer = where.browser.get(f"{where.path}?format={form}")
    if form == "csv":
        rows = rows_of(answer)
        assert rows[0][:3] == ["When", "Who", "What they saw"]
        assert rows[1][1:3] == ["Olu Grant", where.words]
        assert len(rows) == 62
        narrowed = rows_of(where.browser.get(f"{where.path}?format=csv&search=grant"))
        assert [row[1] for row in narrowed[1:]] == ["Olu Grant"]
    assert Entry.objects.count() > before
    entry = Entry.objects.exclude(verb__in=where.verbs).order_by("-pk")[0]
    assert "who-looked" in json.loads(entry.details)["list"]
