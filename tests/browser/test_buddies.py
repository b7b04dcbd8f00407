"""Buddies, a line manager's board and the worker's privacy, in a real browser: small and large, by keyboard, and for everybody."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.scenario import given

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def fits(page, size):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize(("size", "who"), [(DESK, "manager"), (PHONE, "operator")], ids=["desk", "phone"])
def test_somebody_is_asked_and_agrees_by_keyboard(opens, town, size, who):
    asked = getattr(town, who)
    page = opens(town.nurse, "/buddy", size=size)
    fits(page, size)
    page.get_by_role("button", name="Ask somebody to be your buddy").click()
    fits(page, size)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose for how long")
    fits(page, size)
    page.get_by_label("Whom do you ask").fill(asked.name)
    page.get_by_label("Until one of us ends it").check()
    page.get_by_role("button", name="Ask them").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("They have been asked")

    page = opens(asked, "/buddy", size=size)
    page.get_by_role("link", name=town.nurse.name).first.click()
    expect(page.locator("main")).to_contain_text("What it means")
    fits(page, size)
    page.get_by_role("button", name="I agree to be their buddy").click()
    expect(page.get_by_role("alert")).to_contain_text("Read what it means")
    page.get_by_label("I have read what it means").check()
    page.get_by_role("button", name="I agree to be their buddy").click()
    expect(page.get_by_role("status")).to_contain_text("You have agreed")
    expect(page.locator("main")).to_contain_text(f"The day of {town.nurse.name}")
    fits(page, size)
    page.get_by_role("link", name="All that was agreed").click()
    fits(page, size)


@SIZES
def test_a_buddy_presses_what_they_have_done(opens, town, size):
    given.an_alarm(town.nurse)
    page = opens(town.buddy, "/response", size=size)
    expect(page.locator("main")).to_contain_text("You are their buddy: what to do")
    page.get_by_label("What else you know").fill("Her car is in the drive")
    page.get_by_role("button", name="No answer", exact=True).click()
    expect(page.locator("main")).to_contain_text("Called them: no answer. Her car is in the drive")
    fits(page, size)
    page.get_by_role("button", name="Take this alarm").click()  # what everybody does at an alarm keeps its place
    page.get_by_label("What have you done, what do you know now?").fill("On my way.")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("On my way.")).to_be_visible()


@SIZES
def test_a_line_manager_sees_the_team_and_how_it_is_used(opens, town, size):
    page = opens(town.manager, "/team", size=size)
    expect(page.locator("main")).to_contain_text(town.nurse.name)
    fits(page, size)
    page.get_by_role("link", name="How lone working is used").click()
    expect(page.locator("main")).to_contain_text("Who might need help getting started")
    fits(page, size)


@SIZES
def test_a_worker_asks_for_a_copy_of_their_data_and_takes_it(opens, town, size):
    page = opens(town.nurse, "/my-safety/privacy", size=size)
    fits(page, size)
    page.get_by_role("button", name="Make a copy of my data").click()
    link = page.get_by_role("link", name="Take away the copy").first
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as taken:
        link.click()
    assert taken.value.suggested_filename.endswith(".zip")
    fits(page, size)
