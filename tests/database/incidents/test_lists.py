"""Every list of the room: narrowed and taken away in the same way, and each file is in the ledger."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.completing.actions import ask
from alongside.incidents.following.actions import answer
from alongside.incidents.reporting.link_actions import make_posters
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.models import Place

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]

LISTS = [
    # who, where, its heading, how it is narrowed to what is there, and to nothing
    ("lsms", "/incidents/triage/export", "Reference", "who=nobody", "who=mine"),
    ("lsms", "/incidents/links", "Place", "search=ward", "search=penguin"),
    ("lsms", "/incidents/answers", "Report", "reference=REF", "reference=0000-0000"),
    ("nurse", "/report/mine", "Report", "reference=REF&status=open", "status=ended"),
    ("second_nurse", "/incidents/parts", "Report", "reference=REF", "reference=0000-0000"),
    ("lsms", "/incidents/import", "File", "name=INCID", "name=penguin"),
    ("lsms", "/incidents/map", "Site", "kind=physical_assault", "kind=theft"),
    ("lsms", "/incidents/export", "Reference", "kind=physical_assault", "kind=theft"),
]
BY_ENDING = ("/incidents/export",)


@pytest.fixture
def reference(report: Report, world: World, ward: Place, sign_in: Any) -> str:
    """Of a report, to which something belongs in every list."""
    incident = report().incident
    by = actor_for(world.lsms.user)
    make_posters([ward])
    answer(incident, "Please ring me.", by=actor_for(world.nurse.user))
    ask(incident, "witness", of=world.second_nurse, by=by)
    file = SimpleUploadedFile("incidents.csv", b"Happened,Kind\n2026-01-02,theft\n")
    sign_in("lsms").post("/incidents/import", {"what": "incidents", "file": file})
    return incident.reference


def taken(browser: Any, path: str, query: str, form: str) -> list[tuple[Any, ...]]:
    address = f"{path}.{form}?{query}" if path in BY_ENDING else f"{path}?{query}&format={form}"
    content = whole(browser.get(address))
    if form == "xlsx":
        return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    return [tuple(line.split(",")) for line in content.decode("utf-8-sig").splitlines()]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("who", "path", "heading", "there", "nothing"), LISTS, ids=[one[1] for one in LISTS])
def test_a_list_is_taken_away_as_it_was_narrowed(
    who: str, path: str, heading: str, there: str, nothing: str, form: str, reference: str, sign_in: Any
) -> None:
    browser = sign_in(who)
    before = Entry.objects.filter(verb="incident.exported").count()
    (first, *rows) = taken(browser, path, there.replace("REF", reference[:4].lower()), form)
    assert first[0] == heading
    assert rows, "what is there is in the file"
    assert len(taken(browser, path, nothing, form)) == 1, "what does not fit is not"
    entries = list(Entry.objects.filter(verb="incident.exported").order_by("-pk")[:2])
    assert Entry.objects.filter(verb="incident.exported").count() == before + 2
    assert {json.loads(entry.details)["form"] for entry in entries} == {form}


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("lsms", "/incidents/answers"),
        ("lsms", "/incidents/map"),
        ("lsms", "/incidents/when"),
        ("lsms", "/incidents/triage"),
        ("lsms", "/incidents/links"),
        ("lsms", "/incidents/import"),
        ("lsms", "/incidents/due"),
        ("nurse", "/report/mine"),
        ("second_nurse", "/incidents/parts"),
    ],
)
def test_every_list_offers_its_files(who: str, path: str, reference: str, sign_in: Any) -> None:
    page = sign_in(who).get(path).content.decode()
    assert ">CSV</a>" in page
    assert ">Excel</a>" in page


def test_numbers_by_place_and_hour_are_taken_away_by_those_who_may(reference: str, sign_in: Any) -> None:
    rows = taken(sign_in("manager"), "/incidents/when", "", "xlsx")
    assert rows[0][0] == "Hour"
    assert sum(row[-1] for row in rows[1:]) == 1
    assert sign_in("nurse").get("/incidents/map?format=csv").status_code == 403


def test_a_list_that_is_narrowed_to_nothing_says_so_and_leads_back(reference: str, sign_in: Any) -> None:
    for who, path in (("lsms", "/incidents/answers?reference=0"), ("lsms", "/incidents/import?name=penguin")):
        page = sign_in(who).get(path).content.decode()
        assert "Show " in page.split('class="app-empty')[-1], path
