"""A violence marker from its proposal to the page of the worker who goes there, by hand, at a desk and on a phone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.casework import fills_in
from tests.browser.conftest import DESK, PHONE
from tests.marked import ADDRESS, ADVICE


@pytest.fixture
def report(town):
    return town.installation.inside("tests.reports", "new")["urgent"]


def fits(page, size):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_proposed_from_a_report_decided_and_read_by_whoever_goes_there(opens, town, report, size):
    page = opens(town.lsms, "/risk/markers", size=size)
    fits(page, size)
    page.goto(f"/incidents/{report}")
    page.get_by_role("link", name="Propose a violence marker").first.click()
    fits(page, size)
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text(
        "Violence used or threatened: choose one of the answers."
    )
    fits(page, size)
    page.get_by_label("Address", exact=True).check()
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_label("Address, where visits go there").fill(ADDRESS)
    for words in (
        "Threats, pushing, things thrown",
        "Slight, no treatment",
        "Upset for a while",
        "Somebody goes within days",
    ):
        page.get_by_label(words).check()
    page.get_by_label("It could").check()
    page.get_by_label("Why is a marker needed?").fill("Two dogs came at her.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("The marker is proposed")).to_be_visible()
    fits(page, size)
    page.get_by_role("link", name="Agree to the marker").click()
    fits(page, size)
    page.get_by_label("What should somebody who goes there do?").fill(ADVICE)
    page.get_by_label(town.lsms.name).check()
    page.get_by_label("Why?").fill("Three visits a week go there.")
    day = town.clock.now.astimezone(ZoneInfo("Europe/London")).date() + timedelta(days=60)
    fills_in(page, {"By which day is it reviewed?": day})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(ADVICE).first).to_be_visible()
    for link in ("Write the letter", "They are not told for now"):
        page.get_by_role("link", name=link).click()
        fits(page, size)
        page.go_back()
    page.goto("/risk/markers")
    fits(page, size)
    page.goto("/risk/markers/settings")
    fits(page, size)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_worker_reads_it_on_her_visit_and_finds_it_by_a_search_with_a_reason(opens, town, report, size):
    town.installation.inside("tests.marked", "at_an_address", report)
    page = opens(town.nurse, "/my-safety", size=size)
    expect(page.get_by_text(ADVICE)).to_be_visible()
    fits(page, size)
    page.get_by_role("button", name="Start").first.click()
    expect(page.get_by_role("heading", name=ADDRESS)).to_be_visible()
    expect(page.get_by_text(ADVICE)).to_be_visible()
    fits(page, size)
    page.goto("/risk/markers/search")
    page.get_by_label("Address", exact=True).fill("5, weaver street")
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    fits(page, size)
    page.get_by_label("I am about to visit", exact=True).check()
    page.get_by_label("Say it in a few words").fill("A visit in an hour")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text(ADVICE)).to_be_visible()
    fits(page, size)
