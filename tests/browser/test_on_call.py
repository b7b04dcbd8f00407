"""One's own turns, and saying that one is away, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.situation_of_plans import LONDON


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_somebody_says_that_they_are_away_and_comes_back(opens, town, size):
    town.installation.inside("tests.situation_of_plans", "on_call_alone", "buddy")
    page = opens(town.buddy, "/on-call", size=size)
    expect(page.locator("main")).to_contain_text("On call alone")
    assert violations(page) == []
    first = town.clock.now.astimezone(LONDON).date() + timedelta(days=5)
    last = first + timedelta(days=1)
    for name, day in (("From", first), ("Until", last)):
        page.get_by_label(name, exact=True).fill(day.isoformat())
        page.get_by_label(f"{name}, at what time").fill("09:00")
    page.get_by_role("button", name="I am away then").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody would be on call by On call alone")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.get_by_label("From", exact=True)).to_have_value(first.isoformat())

    page.get_by_label("I have found nobody, and it may leave a gap").check()
    page.get_by_role("button", name="I am away then").click()
    expect(page.get_by_role("status")).to_contain_text("You are away then.")
    page.get_by_role("link", name="I am not away").click()
    assert violations(page) == []
    page.get_by_role("button", name="I am not away").click()
    expect(page.locator("main")).to_contain_text("You are not away.")
