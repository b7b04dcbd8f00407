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
from alongside.incidents.exchange.webhooks.actions import register
from alongside.incidents.following.actions import answer
from alongside.incidents.models import ImportedRow, ImportRun, Webhook
from alongside.incidents.reporting.link_actions import make_posters
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
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
    ("lsms", "/incidents/views", "View", "search=struck&whose=mine", "whose=others"),
    ("lsms", "/incidents/local-codes/export", "system", "q=nick", "q=penguin"),
    ("administrator", "/incidents/webhooks", "Webhook", "search=risk&state=on", "state=stopped"),
    ("administrator", "HOOK", "Sent", "search=REF&event=incident.submitted&status=queued", "last=2020-01-01"),
    ("lsms", "RUN", "Row", "kind=wrong&search=31/02", "kind=added"),
]
BY_ENDING = ("/incidents/export",)


@pytest.fixture
def reference(report: Report, world: World, ward: Place, sign_in: Any, settings: Any) -> str:
    """Of a report, to which something belongs in every list."""
    settings.WEBHOOKS_INSIDE = True
    register(world.organisation, "Risk system", "http://127.0.0.1:9/", ["incident.submitted"], by=SYSTEM)
    incident = report().incident
    by = actor_for(world.lsms.user)
    make_posters([ward])
    answer(incident, "Please ring me.", by=actor_for(world.nurse.user))
    ask(incident, "witness", of=world.second_nurse, by=by)
    file = SimpleUploadedFile("incidents.csv", b"Happened,Kind\n2026-01-02,theft\n")
    lsms = sign_in("lsms")
    lsms.post("/incidents/import", {"what": "incidents", "file": file})
    lsms.post("/incidents/views?kind=physical_assault", {"name": "Who was struck"})
    lsms.post("/incidents/local-codes", {"system": "Datix", "meaning": "kinds:theft", "local": "Nicked"})
    run = ImportRun.objects.create(
        organisation=world.organisation, what="incidents", name="history.csv", size_bytes=1, headings=["Day"],
        status="checked", made_at=now(), made_name="Ines", made_kind="user",
    )  # fmt: skip
    ImportedRow.objects.create(
        organisation=world.organisation, run=run, line=2, kind="wrong", cells=["31/02/2026"],
        problems=[{"column": "Day", "reason": "This is not a date."}],
    )  # fmt: skip
    return incident.reference


def address_of(path: str) -> str:
    """Where a list is that belongs to one thing."""
    if path == "HOOK":
        return f"/incidents/webhooks/{Webhook.objects.get().pk}"
    return f"/incidents/import/{ImportedRow.objects.get().run_id}" if path == "RUN" else path


def taken(browser: Any, path: str, query: str, form: str) -> list[tuple[Any, ...]]:
    path = address_of(path)
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
        ("lsms", "/incidents/views"),
        ("lsms", "/incidents/local-codes"),
        ("lsms", "RUN"),
        ("administrator", "/incidents/webhooks"),
        ("administrator", "HOOK"),
        ("nurse", "/accounts/signed-in/"),
    ],
)
def test_every_list_offers_its_files(who: str, path: str, reference: str, sign_in: Any) -> None:
    page = sign_in(who).get(address_of(path)).content.decode()
    assert ">CSV</a>" in page
    assert ">Excel</a>" in page


def test_numbers_by_place_and_hour_are_taken_away_by_those_who_may(reference: str, sign_in: Any) -> None:
    rows = taken(sign_in("manager"), "/incidents/when", "", "xlsx")
    assert rows[0][0] == "Hour"
    assert sum(row[-1] for row in rows[1:]) == 1
    assert sign_in("nurse").get("/incidents/map?format=csv").status_code == 403


def test_a_list_that_is_narrowed_to_nothing_says_so_and_leads_back(reference: str, sign_in: Any) -> None:
    for who, path, asked in (
        ("lsms", "/incidents/answers", "reference=0"),
        ("lsms", "/incidents/import", "name=penguin"),
        ("lsms", "/incidents/views", "search=penguin"),
        ("lsms", "/incidents/local-codes", "q=penguin"),
        ("lsms", "RUN", "search=penguin"),
        ("administrator", "/incidents/webhooks", "search=penguin"),
        ("administrator", "HOOK", "search=penguin"),
        ("nurse", "/accounts/signed-in/", "search=penguin"),
        ("nurse", "/accounts/sign-ins/", "search=penguin"),
    ):
        page = sign_in(who).get(f"{address_of(path)}?{asked}").content.decode()
        assert "Show " in page.split('class="app-empty')[-1], path


RUBBISH = [
    "before=penguin&after=1~x&page=-3&status=penguin&event=x&kind=x&column=x&state=x&whose=x&order=x&kept=x",
    "first=yesterday&last=2026-02-31&page=999999&after=99999999999~00000000-0000-0000-0000-000000000000",
    "search=%27%22%3Cscript%3E%25_&q=%5C&format=exe&first=9999-12-31&last=9999-12-31",
    "first=0001-01-01&last=0001-01-01&search=00000000-0000-0000-0000-000000000000&page=%C2%B2&format=",
]


@pytest.mark.parametrize("query", RUBBISH)
def test_rubbish_in_an_address_shows_a_list_and_no_fault(query: str, reference: str, sign_in: Any) -> None:
    for who, path in (
        ("lsms", "/incidents/views"),
        ("lsms", "/incidents/local-codes"),
        ("lsms", "/incidents/import"),
        ("lsms", "RUN"),
        ("administrator", "/incidents/webhooks"),
        ("administrator", "HOOK"),
        ("nurse", "/accounts/signed-in/"),
        ("nurse", "/accounts/sign-ins/"),
    ):
        answer_of = sign_in(who).get(f"{address_of(path)}?{query}")
        assert answer_of.status_code == 200, path
        assert "<script>" not in answer_of.content.decode().split("<main")[1].split("</main>")[0].replace(
            '<script type="module"', ""
        )
