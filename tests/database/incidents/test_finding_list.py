"""The list of incidents: filters, pages, files, saved views, places and hours."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import chain
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from tests.conftest import AppClient
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.finding import actions, exports, queries
from alongside.incidents.finding.filters import read_pairs
from alongside.incidents.finding.places import dots
from alongside.incidents.models import Incident, SavedView
from alongside.incidents.new_report import NewResponsible
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff, appoint, form_team, open_place, open_site
from alongside.people.models import Place
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]
REFERENCE = re.compile(r'href="/incidents/([0-9A-Z]{4}-[0-9A-Z]{4})"')


def shown(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return REFERENCE.findall(answer.content.decode())


def link(answer: Any, rel: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{rel}"', answer.content.decode())
    return unescape(found.group(1)) if found else ""


def taken_away(answer: Any) -> list[dict[str, str]]:
    text = whole(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(("who", "seen"), [("lsms", 2), ("director", 2), ("manager", 1), ("outsider", 0)])
def test_each_sees_what_they_answer_for(who: str, seen: int, report: Report, sign_in: SignIn, world: World) -> None:
    report()
    report(team=form_team(world.organisation, "Night nursing"))
    assert len(shown(sign_in(who).get("/incidents"))) == seen


@pytest.mark.parametrize("who", ["nurse", "operator", "administrator"])
def test_who_answers_for_no_incidents_has_no_list(who: str, sign_in: SignIn) -> None:
    assert sign_in(who).get("/incidents").status_code == 403


def test_filters_combine_values_of_one_widen_and_different_ones_narrow(
    report: Report, sign_in: SignIn, ward: Place
) -> None:
    theft = report(kinds=["theft"], weapons=[]).incident.reference
    knife = report(kinds=["weapon"], weapons=["sharp"], responsible=[NewResponsible("patient")]).incident.reference
    hate = report(kinds=["hate", "threat"], hate_strands=["race"], anonymous=True).incident.reference
    browser = sign_in("lsms")
    expected = {
        "": {theft, knife, hate},
        "kind=theft": {theft},
        "kind=theft&kind=threat": {theft, hate},
        "kind=weapon&weapon=sharp&who=patient": {knife},
        "kind=weapon&who=relative": set(),
        "anonymous=yes": {hate},
        "anonymous=no": {theft, knife},
        "hate=race": {hate},
        "urgent=weapon": {knife},
        "status=submitted&source=web": {theft, knife, hate},
        "status=closed": set(),
        f"site={ward.site_id}&place={ward.pk}&kind=theft": {theft},
        "from=2000-01-01&to=2000-02-01": set(),
    }
    assert {query: set(shown(browser.get(f"/incidents?{query}"))) for query in expected} == expected


def test_what_is_assigned_to_me(report: Report, sign_in: SignIn, world: World) -> None:
    mine = report().incident
    report()
    Incident.objects.filter(pk=mine.pk).update(assigned_to=world.lsms)
    assert shown(sign_in("lsms").get(f"/incidents?assigned={world.lsms.pk}")) == [mine.reference]


def test_each_chosen_filter_is_named_and_can_be_taken_away(report: Report, sign_in: SignIn, ward: Place) -> None:
    page = sign_in("lsms").get(f"/incidents?kind=theft&site={ward.site_id}&hour=3").content.decode()
    for words in ("Theft", "Northbrook Hospital", "03:00 to 04:00"):
        assert re.search(rf'class="app-chip"[^>]*>.*{words}', page)
    assert f'href="/incidents?site={ward.site_id}&amp;hour=3"' in page


def test_the_name_of_a_strangers_site_is_not_told(report: Report, sign_in: SignIn, ward: Place) -> None:
    page = sign_in("outsider").get(f"/incidents?site={ward.site_id}").content.decode()
    assert "Northbrook" not in page
    assert "not one of yours" in page


@pytest.mark.parametrize("sort", ["newest", "occurred", "urgency"])
def test_pages_hold_each_incident_once_also_while_reports_arrive(sort: str, report: Report, sign_in: SignIn) -> None:
    start = now()
    there = [
        report(occurred_at=start - timedelta(hours=number % 7), danger_now=number % 3 == 0).incident.reference
        for number in range(60)
    ]
    browser = sign_in("lsms")
    page = browser.get(f"/incidents?sort={sort}")
    pages = [shown(page)]
    while older := link(page, "next"):
        report(danger_now=True, occurred_at=now())
        page = browser.get(older)
        pages.append(shown(page))
    assert [len(found) for found in pages] == [25, 25, 10]
    assert sorted(chain.from_iterable(pages)) == sorted(there)
    back = browser.get(link(page, "prev"))
    assert shown(back) == pages[1]
    assert shown(browser.get(link(back, "prev")))[-25:] == pages[0]


def test_the_order_is_the_one_that_was_asked_for(report: Report, sign_in: SignIn) -> None:
    old = report(occurred_at=now() - timedelta(days=3), danger_now=True).incident.reference
    new = report().incident.reference
    browser = sign_in("lsms")
    assert shown(browser.get("/incidents")) == [new, old]
    assert shown(browser.get("/incidents?sort=occurred")) == [new, old]
    assert shown(browser.get("/incidents?sort=urgency")) == [old, new]


@pytest.mark.parametrize("cursor", ["after=x", "after=1~2", "before=~", "after=9999999999~x", "after=a~b~c"])
@pytest.mark.parametrize("sort", ["newest", "occurred", "urgency"])
def test_a_page_that_cannot_be_found_is_the_first(cursor: str, sort: str, report: Report, sign_in: SignIn) -> None:
    reference = report().incident.reference
    assert shown(sign_in("lsms").get(f"/incidents?sort={sort}&{cursor}")) == [reference]


def test_in_two_organisations_both_are_listed_each_as_far_as_its_role_goes(
    report: Report, world: World, sign_in: SignIn
) -> None:
    place = add_staff(world.outsider.organisation, "Lee Stone", user=world.lsms.user)
    appoint(place, Role.LINE_MANAGER, team=form_team(world.outsider.organisation, "Porters"))
    here = report().incident.reference
    there = report().incident
    report_of_a_stranger = report().incident
    for moved, team in ((there, place.appointments.get().team), (report_of_a_stranger, None)):
        Incident.objects.filter(pk=moved.pk).update(organisation=world.outsider.organisation, team=team)
    assert shown(sign_in("lsms").get("/incidents")) == [there.reference, here]


def test_the_file_holds_what_the_list_holds_and_no_names(report: Report, sign_in: SignIn, world: World) -> None:
    for number in range(30):
        report(kinds=["theft"] if number % 2 else ["threat"], anonymous=number == 3)
    browser = sign_in("lsms")
    page = browser.get("/incidents?kind=theft")
    answer = browser.get("/incidents/export.csv?kind=theft")
    rows = taken_away(answer)
    assert [row["Reference"] for row in rows] == shown(page)
    assert {row["What happened"] for row in rows} == {"Theft"}
    assert {row["What happened (codes)"] for row in rows} == {"theft"}
    told = " ".join(" ".join(row.values()) for row in rows)
    assert "Okoye" not in told
    assert "Velt" not in told
    assert "disgrace" not in told
    entry = Entry.objects.get(verb="incident.exported", actor_id=world.lsms.user_id)
    assert '"kind": ["theft"]' in entry.details


def test_the_excel_file_holds_the_same(report: Report, sign_in: SignIn) -> None:
    report()
    report(kinds=["theft"])
    browser = sign_in("lsms")
    book = load_workbook(io.BytesIO(whole(browser.get("/incidents/export.xlsx"))))
    heading, *rows = book.active.iter_rows(values_only=True)
    assert [row[0] for row in rows] == shown(browser.get("/incidents"))
    assert len(rows[0]) == len(heading)


def test_a_file_of_many_pieces_is_whole(report: Report, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 4)
    there = [report(danger_now=number % 2 == 0).incident.reference for number in range(11)]
    for sort in ("newest", "occurred", "urgency"):
        rows = taken_away(sign_in("lsms").get(f"/incidents/export.csv?sort={sort}"))
        assert sorted(row["Reference"] for row in rows) == sorted(there)


def test_no_cell_of_a_file_is_a_formula(report: Report, sign_in: SignIn, world: World, ward: Place) -> None:
    danger = open_place(ward.site, '=HYPERLINK("http://example.org")')
    report(place=danger)
    browser = sign_in("lsms")
    (row,) = taken_away(browser.get("/incidents/export.csv"))
    assert row["Place"] == '\'=HYPERLINK("http://example.org")'
    book = load_workbook(io.BytesIO(whole(browser.get("/incidents/export.xlsx"))))
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)


def test_a_file_of_a_search_tells_the_ledger_that_there_was_one_and_not_its_words(
    report: Report, sign_in: SignIn, world: World
) -> None:
    report()
    assert len(taken_away(sign_in("lsms").get("/incidents/export.csv?q=velt"))) == 1
    details = Entry.objects.get(verb="incident.exported").details
    assert '"search": true' in details
    assert "velt" not in details


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_ledger_knows_how_many_rows_were_taken_away(form: str, report: Report, sign_in: SignIn) -> None:
    for _ in range(3):
        report()
    whole(sign_in("lsms").get(f"/incidents/export.{form}"))
    details = json.loads(Entry.objects.get(verb="incident.export_ended").details)
    assert details == {"rows": 3, "whole": True}


def test_the_ledger_knows_that_a_file_was_not_taken_to_its_end(report: Report, sign_in: SignIn, world: World) -> None:
    for _ in range(3):
        report()
    rows = exports.rows(world.lsms.user, read_pairs([]), by=actor_for(world.lsms.user))
    with acting_as(world.lsms.user):
        next(rows), next(rows)
        rows.close()
    details = json.loads(Entry.objects.get(verb="incident.export_ended").details)
    assert details == {"rows": 1, "whole": False}


def test_a_view_is_saved_named_anew_shared_and_removed(report: Report, sign_in: SignIn, world: World) -> None:
    lsms, manager, outsider = (sign_in(who) for who in ("lsms", "manager", "outsider"))
    answer = lsms.post("/incidents/views?kind=theft&sort=urgency", {"name": "Thefts"})
    assert answer["Location"] == "/incidents?kind=theft&sort=urgency"
    view = SavedView.objects.get()
    assert "Thefts" in lsms.get("/incidents").content.decode()
    assert "Thefts" not in manager.get("/incidents").content.decode()
    assert lsms.post(f"/incidents/views/{view.pk}", {"name": "Stolen things", "shared": "on"}).status_code == 302
    assert "Stolen things" in manager.get("/incidents").content.decode()
    assert "Stolen things" not in outsider.get("/incidents").content.decode()
    for who in (manager, outsider):
        assert who.post(f"/incidents/views/{view.pk}", {"name": "Mine now"}).status_code == 404
        assert who.post(f"/incidents/views/{view.pk}/remove").status_code == 404
    assert lsms.post(f"/incidents/views/{view.pk}/remove").status_code == 302
    assert not SavedView.objects.exists()


def test_saved_views_are_searched_narrowed_ordered_and_turned_over(sign_in: SignIn, world: World) -> None:
    lsms, manager = sign_in("lsms"), sign_in("manager")
    for number in range(26):
        lsms.post("/incidents/views?kind=theft", {"name": f"View {number:02}"})
    manager.post("/incidents/views?kind=theft", {"name": "Thefts on my ward", "shared": "on"})
    manager.post("/incidents/views?kind=hate", {"name": "For me alone"})

    def shown(query: str) -> list[str]:
        page = lsms.get(f"/incidents/views?{query}").content.decode()
        return [item.split(">", 1)[1].split("<")[0] for item in page.split('<li class="app-saved-view">')[1:]]

    assert shown("") == ["Thefts on my ward", *(f"View {number:02}" for number in range(24))]
    assert shown("page=2") == ["View 24", "View 25"]
    assert shown("order=newest")[:2] == ["Thefts on my ward", "View 25"]
    assert (
        shown("search=ward") == shown("whose=others") == shown(f"search={world.manager.name}") == ["Thefts on my ward"]
    )
    assert shown("whose=mine&search=View+07") == ["View 07"]
    assert shown("whose=shared") == []
    page = lsms.get("/incidents/views?whose=others").content.decode()
    assert f"shared by {world.manager.name}" in page
    assert "/remove" not in page.split("<main")[1]
    listed = lsms.get("/incidents").content.decode()
    assert "View 11" in listed
    assert "View 12" not in listed, "the list of incidents is not pushed off the screen"


@pytest.mark.parametrize(("name", "said"), [("", "Give it a name."), ("x" * 81, "Use at most 80 characters.")])
def test_a_view_needs_a_name(name: str, said: str, sign_in: SignIn) -> None:
    answer = sign_in("lsms").post("/incidents/views?kind=theft", {"name": name})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_name_is_used_once(sign_in: SignIn) -> None:
    for _ in range(2):
        answer = sign_in("lsms").post("/incidents/views?kind=theft", {"name": "Thefts"})
    assert "You already have a view of that name." in answer.content.decode()


def test_a_view_with_words_is_not_shared_for_they_may_name_somebody(world: World) -> None:
    user: Any = world.lsms.user
    filters, by = read_pairs([("q", "Arno Velt")]), actor_for(user)
    with acting_as(user):
        with pytest.raises(ValidationError, match="cannot be shared"):
            actions.save_view(user, "Him", filters, by=by, shared=True)
        view = actions.save_view(user, "Him", filters, by=by)
        with pytest.raises(ValidationError, match="cannot be shared"):
            actions.change_view(view, "Him", shared=True, by=by)


def test_incidents_are_counted_by_place_with_the_same_filters(report: Report, sign_in: SignIn, world: World) -> None:
    east, west = (
        open_site(world.organisation, "East clinic", position=(51.5, -2.6)),
        open_site(world.organisation, "West"),
    )
    for _ in range(3):
        report(place=open_place(east, f"Room {Incident.objects.count()}"))
    report(place=open_place(west, "Desk"), kinds=["theft"])
    browser = sign_in("lsms")
    page = browser.get("/incidents/map").content.decode()
    assert "4 incidents" in page
    assert "in the last twelve months" in page
    assert page.index("East clinic</a>") < page.index("West</a>")
    assert f"site={east.pk}" in page
    narrowed = browser.get("/incidents/map?kind=theft").content.decode()
    assert "East clinic</a>" not in narrowed
    assert "East clinic" not in sign_in("outsider").get("/incidents/map").content.decode()


def test_dots_stand_where_the_sites_are_and_are_as_large_as_their_numbers(world: World) -> None:
    sites = [
        open_site(world.organisation, name, position=at)
        for name, at in (("N", (52, -1)), ("S", (51, -1)), ("E", (51, 0)))
    ]
    rows = [{"name": site.name, "number": number, "site": site} for site, number in zip(sites, (16, 4, 1), strict=True)]
    north, south, east = dots([*rows, {"name": "?", "number": 9, "site": None}])
    assert north["y"] < south["y"] == east["y"]
    assert north["x"] == south["x"] < east["x"]
    assert north["radius"] == 2 * south["radius"]
    assert dots([]) == []


def test_each_hour_of_the_week_leads_to_its_incidents(report: Report, sign_in: SignIn) -> None:
    summer = datetime(2026, 6, 3, 22, 30, tzinfo=UTC)  # 23:30 of a Wednesday in London
    reference = report(occurred_at=summer).incident.reference
    report(occurred_at=datetime(2026, 6, 3, 9, 0, tzinfo=UTC))
    browser = sign_in("lsms")
    page = browser.get("/incidents/when?from=2026-06-01&to=2026-06-30").content.decode()
    cell = re.search(r'href="([^"]+)" aria-label="Wednesday, 23:00 to 00:00: 1 incident"', page)
    assert cell
    assert shown(browser.get(unescape(cell.group(1)))) == [reference]


def test_an_empty_list_says_what_to_do(sign_in: SignIn) -> None:
    browser = sign_in("lsms")
    assert "No incident has been reported yet." in browser.get("/incidents").content.decode()
    assert "Remove something" in browser.get("/incidents?kind=theft").content.decode()
    assert "Check the spelling" in browser.get("/incidents?q=penguin").content.decode()
