"""Who finds what: each word only in the compartments that the searcher may open."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted, give_account
from alongside.incidents.finding import queries
from alongside.incidents.finding.filters import read_pairs
from alongside.incidents.models import Compartment, Incident
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, appoint, form_team
from alongside.people.models import Staff
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


@pytest.fixture
def finds(world: World, app_role: Any) -> Callable[..., dict[str, list[str]]]:
    """`finds("lsms", "velt")`: for each reference, the parts in which the words were found."""

    def search(who: str, words: str, **more: str) -> dict[str, list[str]]:
        user = world.users()[who]
        for cached in ("_places", "_incident_scopes"):
            user.__dict__.pop(cached, None)
        with app_role(), acting_as(user):
            found = queries.find(user, read_pairs([("q", words), *more.items()]), with_excerpts=True)
            return {
                incident.reference: sorted({excerpt.part for excerpt in found.excerpts[incident.pk]})
                for incident in found.incidents
            }

    return search


@pytest.mark.parametrize("typed", ["W1001", " W1001 ", "LF-20-1"])
def test_a_report_is_found_by_its_numbers_elsewhere_and_by_nobody_else(
    typed: str, report: Report, finds: Any, world: World
) -> None:
    mine, other = report(), report()
    Incident.objects.filter(pk=mine.incident.pk).update(external_reference="W1001", lfpse_reference="LF-20-1")
    Incident.objects.filter(pk=other.incident.pk).update(external_reference="W1002")

    assert list(finds("lsms", typed)) == [mine.incident.reference]
    assert finds("outsider", typed) == {}


@pytest.mark.parametrize("written", ["O'Brien", "O’Brien"])
@pytest.mark.parametrize("typed", ["O'Brien", "o’brien", "O‘Brien was"])
def test_an_apostrophe_is_found_however_it_was_typed(written: str, typed: str, report: Report, finds: Any) -> None:
    found = report(account=f"{written} was at the door.")
    report(account="Brian was at the door.")

    assert list(finds("lsms", typed)) == [found.incident.reference]


MATRIX = [
    # who, narrative, people, suspect, reference
    ("lsms", True, True, True, True),
    ("manager", True, True, False, True),
    ("director", True, False, False, True),
    ("administrator", False, False, False, False),
    ("nurse", False, False, False, False),
    ("operator", False, False, False, False),
    ("outsider", False, False, False, False),
]


@pytest.mark.parametrize(("who", "narrative", "people", "suspect", "reference"), MATRIX)
def test_words_are_found_only_where_they_may_be_read(
    who: str, narrative: bool, people: bool, suspect: bool, reference: bool, report: Report, finds: Any
) -> None:
    own = report().incident.reference
    assert finds(who, "disgrace") == ({own: ["narrative"]} if narrative else {})
    assert finds(who, "Okoye") == ({own: ["people"]} if people else {})
    assert finds(who, "Velt") == ({own: ["suspect"]} if suspect else {})
    assert finds(who, own.lower().replace("-", " ")) == ({own: ["reference"]} if reference else {})


def test_a_manager_of_another_team_finds_nothing(report: Report, finds: Any, world: World) -> None:
    report(team=form_team(world.organisation, "Night nursing"))
    assert finds("manager", "disgrace") == {}
    assert len(finds("lsms", "disgrace")) == 1


def test_who_answers_for_all_and_manages_a_team_reads_people_of_that_team_alone(
    report: Report, finds: Any, world: World
) -> None:
    mine = report().incident.reference
    report(team=form_team(world.organisation, "Night nursing"))
    appoint(world.director, Role.LINE_MANAGER, team=world.team)
    assert finds("director", "Okoye") == {mine: ["people"]}
    assert len(finds("director", "disgrace")) == 2


def test_words_are_found_in_other_forms_and_by_their_beginning(report: Report, finds: Any) -> None:
    report()
    assert finds("lsms", "shouting")
    assert finds("lsms", "disgr")
    assert finds("lsms", "Arn")
    assert finds("lsms", '"wait was a disgrace"')
    assert not finds("lsms", '"disgrace was a wait"')
    assert not finds("lsms", "shouted -fist")
    assert finds("lsms", "penguin or fist")
    assert not finds("lsms", "the")


def test_what_several_parts_say_is_found_in_each(report: Report, finds: Any) -> None:
    incident = report(account="Velt shouted.").incident
    assert finds("lsms", "velt") == {incident.reference: ["narrative", "suspect"]}
    assert finds("manager", "velt") == {incident.reference: ["narrative"]}


def test_words_written_for_another_compartment_are_not_found_in_the_narrative(
    report: Report, finds: Any, world: World
) -> None:
    incident = report().incident
    by = actor_for(world.lsms.user)
    give_account(incident, "A zebra.", author="lsms", by=by, compartment=Compartment.SUSPECT)
    assert finds("manager", "zebra") == {}


def test_search_and_filters_narrow_together(report: Report, finds: Any) -> None:
    report(kinds=["theft"])
    assault = report().incident.reference
    assert list(finds("lsms", "disgrace", kind="physical_assault")) == [assault]
    assert finds("lsms", "disgrace", status="closed") == {}


@pytest.mark.parametrize(
    "words", ["'", '"', "\\", "!!", "a & | b", "%s", "'); DROP TABLE x; --", "velt:*", "😀", "-", "or or"]
)
def test_no_words_break_the_search(words: str, report: Report, sign_in: SignIn) -> None:
    report()
    assert sign_in("lsms").get("/incidents", {"q": words}).status_code == 200


def test_the_page_shows_where_it_was_found_and_marks_it(report: Report, sign_in: SignIn) -> None:
    report(account="<script>alert(1)</script> the knife lay there.")
    page = sign_in("lsms").get("/incidents", {"q": "knife"}).content.decode()
    assert "In what happened" in page
    assert "<mark>knife</mark>" in page
    assert "<script>alert" not in page


def test_a_search_is_in_the_ledger_with_what_it_opened_and_never_its_words(
    report: Report, sign_in: SignIn, world: World
) -> None:
    incident = report().incident
    browser = sign_in("lsms")
    browser.get("/incidents", {"q": "Velt"})
    browser.get("/incidents", {"q": "Velt"})
    entries = Entry.objects.filter(actor_id=world.lsms.user_id)
    searched = entries.filter(verb="incident.searched")
    assert searched.count() == 2
    assert json.loads(searched[0].details) == {"compartments": ["narrative", "people", "suspect"], "shown": 1}
    assert entries.filter(verb="incident.suspect_read", subject_id=incident.pk).count() == 1
    assert not entries.filter(verb="incident.narrative_read").exists()
    assert "velt" not in " ".join(entries.values_list("details", flat=True)).lower()


@pytest.mark.parametrize("path", ["/incidents/map", "/incidents/when"])
def test_counting_what_a_search_finds_is_a_search(path: str, report: Report, sign_in: SignIn, world: World) -> None:
    report()
    assert "1 incident" in sign_in("lsms").get(path, {"q": "velt"}).content.decode()
    assert "1 incident" not in sign_in("manager").get(path, {"q": "velt"}).content.decode()
    assert Entry.objects.filter(verb="incident.searched").count() == 2


def test_a_list_without_a_search_opens_nothing(report: Report, sign_in: SignIn, world: World) -> None:
    report()
    page = sign_in("lsms").get("/incidents").content.decode()
    assert "Velt" not in page
    assert "disgrace" not in page
    assert not Entry.objects.filter(actor_id=world.lsms.user_id).exists()


def test_the_database_finds_nothing_where_it_is_asked_beyond_the_callers_scope(
    report: Report, app_role: Any, world: World
) -> None:
    """Whatever the web asks for, the functions narrow by themselves to the organisations of who is signed in."""
    report()
    scope = {
        "organisation": str(world.organisation.pk),
        "team": None,
        "compartments": ["narrative", "people", "suspect"],
    }
    asked = json.dumps({"scopes": [scope], "said": "velt", "words": "velt", "zone": "Europe/London", "sort": "newest"})
    calls = ["incidents_searched(%s, 10)", "incidents_counted(%s, 'place')"]
    for who, found in ((world.outsider.user, 0), (None, 0), (world.lsms.user, 1)):
        with app_role(), acting_as(who), connection.cursor() as cursor:
            for call in calls:
                cursor.execute(f"SELECT count(*) FROM {call}", [asked])
                assert cursor.fetchone()[0] == found
            cursor.execute("SELECT number FROM incidents_about(%s, 10)", [asked])
            assert cursor.fetchone()[0] == found
            cursor.execute("SELECT count(*) FROM incidents_page(%s, 10)", [asked])
            assert cursor.fetchone()[0] == found


def test_the_web_cannot_call_what_the_functions_are_made_of(app_role: Any) -> None:
    with app_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'incidents\\_%' AND has_function_privilege(oid, 'EXECUTE')"
        )
        callable_by_the_web = {name for (name,) in cursor.fetchall()}
    assert callable_by_the_web == {
        "incidents_about", "incidents_counted", "incidents_page", "incidents_searched", "incidents_tsquery",
        # What the policies ask, of whoever is signed in; words of a name; a trigger, which nobody can call.
        "incidents_closed_to_me", "incidents_affected_closed_to_me", "incidents_words_of", "incidents_close_when_named",
    }  # fmt: skip


def test_a_column_that_is_no_filter_is_refused(app_role: Any, world: World) -> None:
    scope = {"organisation": str(world.organisation.pk), "team": None, "compartments": []}
    for filters in (
        {"equal": {"reporter_user": ["x"]}},
        {"overlap": {"id": ["x"]}},
        {"is": {"1=1 OR anonymous": "true"}},
    ):
        with pytest.raises(Exception, match="incidents are not found by"), app_role(), acting_as(world.lsms.user):
            queries._call("SELECT id FROM incidents_page(%s, 5)", {"scopes": [scope], **filters})


def test_common_words_find_the_newest(
    report: Report, finds: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the planner expects many hits, the newest reports are looked through first; both ways find the same."""
    references = [report(account=f"A penguin, number {number}.").incident.reference for number in range(30)]
    report(account="Nothing of the kind.")
    everything = finds("lsms", "penguin")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('incidents_searched(jsonb,integer)'::regprocedure)")
        body = cursor.fetchone()[0].replace("many CONSTANT integer := 5000", "many CONSTANT integer := -1")
        cursor.execute(body.replace("%", "%%") if "%%" in body else body)
    assert list(everything) == references[::-1][:25]
    assert finds("lsms", "penguin") == everything


def test_the_people_of_the_search_are_the_people_of_the_report(report: Report, finds: Any, world: World) -> None:
    report(
        affected=[NewAffected("patient", who=Who(name="Pim Quist", nhs_number="9990000018"))],
        responsible=[NewResponsible("public", who=Who(description="Tall, a green parka"))],
        reporter=Who(staff=Staff.objects.get(pk=world.second_nurse.pk)),
    )
    assert list(finds("lsms", "9990000018").values()) == [["people"]]
    assert list(finds("lsms", "parka").values()) == [["suspect"]]
    assert list(finds("manager", "Tomas Vale").values()) == [["people"]]
