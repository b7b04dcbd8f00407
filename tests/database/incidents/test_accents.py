"""What is found whatever accents it was written or typed with."""

import unicodedata
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.finding import queries
from alongside.incidents.finding.filters import read_pairs
from alongside.incidents.new_report import NewResponsible, Who
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


@pytest.fixture
def finds(world: World, app_role: Any) -> Callable[[str], list[str]]:
    """References of what the LSMS finds."""

    def search(words: str) -> list[str]:
        user = world.users()["lsms"]
        with app_role(), acting_as(user):
            return [one.reference for one in queries.find(user, read_pairs([("q", words)])).incidents]

    return search


DECOMPOSED = unicodedata.normalize("NFD", "Zoë")


@pytest.mark.parametrize("written", ["Zoë", "Zoe", "ZOË", DECOMPOSED, "“Zoë”", "“Zoe”", "there—Zoe", "Zoe…"])
@pytest.mark.parametrize("typed", ["zoe", "Zoë", DECOMPOSED, "ZOE was", "“zoe”"])
def test_a_name_in_what_happened_is_found_with_or_without_accents(
    written: str, typed: str, report: Report, finds: Any
) -> None:
    found = report(account=f"{written} was at the door.")
    report(account="Zara was at the door.")
    assert finds(typed) == [found.incident.reference]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Müller", "muller"), ("Muller", "Müller"), ("Jürgen Łuczak", "luczak"), ("Straße", "strasse")],
)
def test_people_are_found_with_or_without_accents(written: str, typed: str, report: Report, finds: Any) -> None:
    found = report(responsible=[NewResponsible("public", who=Who(name=written))])
    assert finds(typed) == [found.incident.reference]


def test_a_word_is_found_by_its_beginning_and_next_to_another_without_accents(report: Report, finds: Any) -> None:
    reference = report(account="The café Zoë keeps is closed.").incident.reference
    assert finds("caf") == [reference]
    assert finds("müll") == []
    assert finds('"cafe zoe"') == [reference]
    assert finds('"zoe cafe"') == []
    assert finds("zoe keeping") == [reference]


def test_what_must_not_be_in_it_is_left_out_however_it_was_written(report: Report, finds: Any) -> None:
    plain = report(account="A penguin at the door.").incident.reference
    report(account="A penguin and Zoë at the door.")
    report(account="A penguin and Zoe at the door.")
    assert finds("penguin -zoe") == [plain]
    assert finds("penguin -Zoë") == [plain]


def test_the_page_marks_the_word_as_it_was_written(report: Report, sign_in: SignIn) -> None:
    report(account="“Zoë” was at the door.", responsible=[NewResponsible("public", who=Who(name="Jürgen Müller"))])
    page = sign_in("lsms").get("/incidents", {"q": "zoe"}).content.decode()
    assert "<mark>Zoë</mark>" in page.replace('<mark>"Zoë"</mark>', "<mark>Zoë</mark>")
    assert "<mark>Müller</mark>" in sign_in("lsms").get("/incidents", {"q": "muller"}).content.decode()


def test_a_rare_word_is_looked_up_in_both_indexes(report: Report, world: World) -> None:
    """The index of all words and the one of accented words, and never every row."""
    report()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incidents_account (id, organisation_id, incident_id, compartment, author, author_name, given_at,"
            " text) SELECT gen_random_uuid(), organisation_id, incident_id, compartment, author, author_name, given_at,"
            " CASE WHEN n % 50 = 0 THEN 'Café number ' ELSE 'Cellar number ' END || n"
            " FROM incidents_account, generate_series(1, 20000) AS n WHERE compartment = 'narrative' LIMIT 20000"
        )
        cursor.execute("ANALYZE incidents_account")
        cursor.execute(
            'SELECT incidents_hits(\'{"said": "zoe", "words": "zoe"}\', %s, NULL, \'narrative\')',
            [world.organisation.pk],
        )
        (hits,) = cursor.fetchone()
        cursor.execute("EXPLAIN " + hits.replace("%", "%%"))
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT number FROM incidents_estimate(%s)", [hits])
        (expected,) = cursor.fetchone()
        cursor.execute("SELECT number FROM incidents_estimate(%s)", [f"{hits[: hits.index(' OR octet')]})"])
        (as_before,) = cursor.fetchone()
    assert "incidents_account_search" in plan, plan
    assert "incidents_account_accented" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert as_before <= expected <= as_before + 10


def test_a_database_without_the_extension_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("alongside.incidents.migrations.0020_without_accents")
    monkeypatch.setattr(migration, "EXTENSION", "unaccent_that_nobody_has")
    with pytest.raises(CommandError, match=r"install it, .* and then run `alongside migrate` again"):
        migration.add_extension(None, SimpleNamespace(connection=connection))
