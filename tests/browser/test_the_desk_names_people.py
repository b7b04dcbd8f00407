"""The specialist asks the right person by link, and connects a violence marker of another system: on a desk and a small phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_following_a_report import SIZES, nothing_bars_anyone


@pytest.fixture
def reported(town):
    """A report of hers (`tests.reports.followed`)."""
    return town.installation.inside("tests.reports", "followed")


@SIZES
def test_a_link_is_made_for_whoever_is_chosen(opens, town, reported, size):
    page = opens(town.lsms, f"/incidents/{reported['reference']}/ask", size=size)
    page.get_by_label("Person affected").check()
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_label("Whose injury is it about?")).to_be_visible()
    nothing_bars_anyone(page, size, "ask-injured")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("person 1, a member of staff")).to_be_visible()
    nothing_bars_anyone(page, size, "link-injured")
    address = page.get_by_label("The link").input_value()
    theirs = opens(None, address[address.index("/report/part/") :], size=size)
    expect(theirs.get_by_text("These questions are about the injury of person 1, a member of staff")).to_be_visible()
    nothing_bars_anyone(theirs, size, "part-injured")


@SIZES
def test_a_marker_of_another_system_is_connected_and_let_go(opens, town, reported, size):
    home = f"/incidents/{reported['reference']}"
    page = opens(town.lsms, f"{home}/marker", size=size)
    nothing_bars_anyone(page, size, "marker")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("In which system does it stand?").fill("Ambulance control")
    page.get_by_label("Its reference there").fill("VM-17")
    since = page.get_by_role("group", name="Since when is it there?")
    for name, value in (("Day", "3"), ("Month", "2"), ("Year", "2026")):
        since.get_by_label(name).fill(value)
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Ambulance control, reference VM-17, since 3 February 2026")).to_be_visible()
    nothing_bars_anyone(page, size, "marker-read")
    page.get_by_role("link", name="It no longer belongs to this report").first.click()
    page.get_by_label("Why does it no longer belong").fill("It was removed after its review.")
    nothing_bars_anyone(page, size, "marker-end")
    page.get_by_role("button", name="Let go of it").click()
    expect(page.get_by_text("It was removed after its review.")).to_be_visible()
