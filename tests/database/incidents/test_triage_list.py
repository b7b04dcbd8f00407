"""The list of new reports: urgent first, narrowed, taken away, and from one report to the next."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from tests.conftest import AppClient
from tests.pages import shown
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.models import Incident
from alongside.incidents.triage import actions
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def test_the_list_shows_urgent_reports_first_with_their_reasons(report: Report, sign_in: SignIn) -> None:
    calm, urgent = report(affected=[]).incident, report(weapons=["sharp"]).incident
    page = shown(sign_in("lsms").get("/incidents/triage"))
    assert page.index(urgent.reference) < page.index(calm.reference)
    assert "Weapon" in page
    assert "Ward 7, Northbrook Hospital" in page
    assert "Arno Velt" not in page


def test_the_list_is_narrowed_by_links(report: Report, sign_in: SignIn, world: World) -> None:
    mine, urgent = report(affected=[], place=None).incident, report(weapons=["sharp"]).incident
    actions.assign(mine, world.lsms, by=actor_for(world.lsms.user))
    client = sign_in("lsms")
    for query, expected in (
        ("reason=weapon", {urgent.reference}),
        ("who=mine", {mine.reference}),
        ("who=nobody", {urgent.reference}),
        (f"site={urgent.site_id}", {urgent.reference}),
        ("reason=nothing&site=x&who=y&after=z", {mine.reference, urgent.reference}),
    ):
        page = shown(client.get(f"/incidents/triage?{query}"))
        assert {one for one in (mine.reference, urgent.reference) if one in page} == expected, query


def test_an_empty_list_says_so(sign_in: SignIn) -> None:
    assert "Every report has been looked at." in shown(sign_in("lsms").get("/incidents/triage"))
    assert "No new report fits." in shown(sign_in("lsms").get("/incidents/triage?reason=weapon"))


def test_a_long_list_comes_in_pages_and_each_report_once(report: Report, sign_in: SignIn, monkeypatch: Any) -> None:
    monkeypatch.setattr("alongside.incidents.triage.listing.PAGE", 2)
    expected = [report(affected=[]).incident.reference for _ in range(5)]
    client, address, seen = sign_in("lsms"), "/incidents/triage", []
    while address:
        page = shown(client.get(address))
        seen += re.findall(r'href="/incidents/(\w{4}-\w{4})"', page)
        further = re.search(r'href="([^"]+)" rel="next"', page)
        address = further[1].replace("&amp;", "&") if further else ""
    assert seen == expected


def test_the_list_as_csv_names_nobody_and_is_noted(report: Report, sign_in: SignIn) -> None:
    reference = report().incident.reference
    client = sign_in("lsms")
    head, row = whole(client.get("/incidents/triage/export")).decode("utf-8-sig").splitlines()
    assert head.startswith("Reference,Reported")
    assert row.startswith(reference)
    assert "Velt" not in row
    (entry,) = Entry.objects.filter(verb="incident.exported")
    assert json.loads(entry.details) == {"list": "new-reports", "form": "csv", "rows": 1, "filters": {}}


def test_the_list_is_taken_to_excel_as_it_was_narrowed(report: Report, sign_in: SignIn) -> None:
    report()
    armed = report(weapons=["sharp"]).incident
    client = sign_in("lsms")
    page = shown(client.get("/incidents/triage?reason=weapon"))
    address = re.search(r'href="([^"]+)">Excel', page)
    assert address is not None
    sheet = load_workbook(BytesIO(whole(client.get(address[1].replace("&amp;", "&"))))).active
    assert sheet is not None
    (_, row) = sheet.iter_rows(values_only=True)
    assert row[0] == armed.reference
    happened = armed.occurred_at.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)
    assert abs(row[2] - happened) < timedelta(minutes=1)  # type: ignore[operator]


def test_from_one_report_to_the_next(report: Report, sign_in: SignIn) -> None:
    first, second = report(weapons=["sharp"]).incident, report(affected=[]).incident
    client = sign_in("lsms")
    answer = client.post(f"/incidents/{first.reference}/triage", {"outcome": "keep", "then": "next"})
    assert answer.headers["Location"] == f"/incidents/{second.reference}?done=next"
    answer = client.post(f"/incidents/{second.reference}/triage", {"outcome": "keep", "then": "next"})
    assert answer.headers["Location"] == "/incidents/triage?done=last"
    assert "That was the last" in shown(client.get(answer.headers["Location"]))


def test_the_next_report_comes_from_the_list_as_it_was_narrowed(report: Report, sign_in: SignIn, world: World) -> None:
    calm = report(affected=[]).incident
    mine = [report(affected=[]).incident for _ in range(3)]
    urgent = report(weapons=["sharp"]).incident
    for one in mine:
        actions.assign(one, world.lsms, by=actor_for(world.lsms.user))
    client = sign_in("lsms")
    client.get("/incidents/triage?who=mine")
    page = shown(client.get(f"/incidents/{mine[0].reference}"))
    assert 'name="list" value="who=mine"' in page
    assert 'href="/incidents/triage?who=mine"' in page
    answer = client.post(
        f"/incidents/{mine[0].reference}/triage", {"outcome": "keep", "then": "next", "list": "who=mine"}
    )
    assert answer.headers["Location"] == f"/incidents/{mine[1].reference}?done=next"
    skipped = client.get(f"/incidents/triage/next?after={mine[1].reference}&list=who%3Dmine")
    assert skipped.headers["Location"] == f"/incidents/{mine[2].reference}?done=passed"
    assert Incident.objects.get(pk=mine[1].pk).status == "submitted"
    for one in (mine[2], mine[1]):
        answer = client.post(
            f"/incidents/{one.reference}/triage", {"outcome": "keep", "then": "next", "list": "who=mine"}
        )
    assert answer.headers["Location"] == "/incidents/triage?who=mine&done=last"
    assert {one.reference for one in (calm, urgent)} == set(
        Incident.objects.filter(status="submitted").values_list("reference", flat=True)
    )


def test_what_was_chosen_in_the_list_stays_after_a_form_was_refused_and_in_another_tab(
    report: Report, sign_in: SignIn
) -> None:
    incident, client = report(weapons=["sharp"]).incident, sign_in("lsms")
    client.get("/incidents/triage")  # in another tab, meanwhile
    said = {"outcome": "close", "then": "next", "list": "reason=weapon"}
    page = shown(client.post(f"/incidents/{incident.reference}/triage", said), 422)
    assert 'name="list" value="reason=weapon"' in page
    alone = client.get(f"/incidents/triage/next?after={incident.reference}&list=reason%3Dweapon")
    assert alone.headers["Location"] == "/incidents/triage?reason=weapon&done=only"
    assert "There is no other new report in this list." in shown(client.get(alone.headers["Location"]))
    odd = client.get(
        f"/incidents/triage/next?after={incident.reference}&list=who%3Dx%26site%3Dy%26done%3D//evil.example"
    )
    assert odd.headers["Location"] == "/incidents/triage?done=only"
