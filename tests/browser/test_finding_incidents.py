"""Looking for an incident at a desk, on a small phone, by keyboard, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

PAGES = ["/incidents", "/incidents?kind=theft&site=x", "/incidents?q=disgrace", "/incidents?q=penguin", "/incidents/map",
         "/incidents/when", "/incidents/views?kind=theft", "/incidents/views"]  # fmt: skip


@pytest.fixture
def reports(town):
    """Thirty reports of the nurse."""
    town.installation.inside("tests.reports", "many", 30)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_bars_anyone_from_finding(opens, town, reports, size):
    page = opens(town.lsms, "/incidents", size=size)
    for path in PAGES:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_a_search_by_keyboard_alone_and_the_way_back(opens, town, reports):
    page = opens(town.lsms, "/incidents")
    expect(page.get_by_role("status").first).to_have_text("30 incidents")
    page.keyboard.press("/")
    expect(page.get_by_label("Search incidents")).to_be_focused()
    page.keyboard.type("disgr")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("disgrace")
    page.get_by_label("Search incidents").blur()
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Search incidents")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Search incidents")).to_have_value("")
    expect(page.locator("mark")).to_have_count(0)


def test_a_slash_in_a_field_is_a_slash(opens, town, reports):
    page = opens(town.lsms, "/incidents")
    page.get_by_label("Search incidents").fill("a")
    page.keyboard.type("/b")
    expect(page.get_by_label("Search incidents")).to_have_value("a/b")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_the_list_is_narrowed_paged_saved_and_widened_again(opens, town, reports, scripts):
    page = opens(town.lsms, "/incidents", java_script_enabled=scripts)
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".app-incident")).to_have_count(5)
    page.get_by_role("link", name="Newer").click()
    expect(page.locator(".app-incident")).to_have_count(25)
    page.locator("summary", has_text="What happened").click()
    page.locator("#narrow").get_by_role("link", name="Theft", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("10 incidents")
    page.get_by_role("link", name="Save this view").click()
    page.get_by_label("Name").fill("Thefts")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Thefts")).to_be_visible()
    page.get_by_role("link", name=re.compile("Remove What happened")).click()
    expect(page.get_by_role("status").first).to_have_text("30 incidents")
    page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Thefts").click()
    expect(page.locator(".app-incident")).to_have_count(10)


def test_an_hour_and_a_place_lead_to_their_incidents(opens, town, reports):
    page = opens(town.lsms, "/incidents/when", java_script_enabled=False)
    page.locator(".app-heat a").first.click()
    expect(page.locator(".app-incident").first).to_be_visible()
    page.goto("/incidents/map")
    page.locator(".app-by-place").get_by_role("link", name="Northbrook Hospital").click()
    expect(page.get_by_role("status").first).to_have_text("30 incidents")


def test_the_list_is_taken_away_as_a_file(opens, town, reports):
    page = opens(town.lsms, "/incidents?kind=theft")
    for name, ending in (("CSV", ".csv"), ("Excel", ".xlsx")):
        with page.expect_download() as taken:
            page.get_by_role("link", name=name, exact=True).click()
        assert taken.value.suggested_filename.endswith(ending)
        content = taken.value.path().read_bytes()
        assert content.startswith(b"PK" if ending == ".xlsx" else b"\xef\xbb\xbfReference,")
        if ending == ".csv":
            assert content.decode("utf-8-sig").count("\r\n") == 11


def test_the_incident_that_was_found_opens(opens, town, reports):
    page = opens(town.lsms, "/incidents?q=velt")
    page.locator(".app-incident__what a").first.click()
    page.wait_for_url(re.compile(r"/incidents/[0-9A-Z]{4}-[0-9A-Z]{4}$"))
