"""A plan with a rota is made, tried and published; a number is shown to reach somebody. At a desk and on a small phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def is_fine():
    """The page has this heading, bars nobody and is no wider than the window."""

    def look(page, heading, size):
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    return look


@SIZES
def test_a_rota_is_made_and_a_plan_that_rings_it_is_tried_and_published(opens, town, size, is_fine):
    name = f"Managers on call, {size['width']}"
    page = opens(town.lsms, "/rotas/new", size=size)
    is_fine(page, "Make a rota", size)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("For whom").select_option(index=1)
    page.get_by_label("First day").fill("2026-03-02")
    page.get_by_label("People, in the order of their turns").fill(f"{town.manager.name}\nNobody Known")
    page.get_by_role("button", name="Put it in use").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Nobody who works here is called “Nobody Known”.")
    is_fine(page, "Make a rota", size)
    page.get_by_label("People, in the order of their turns").fill(f"{town.manager.name}\n{town.lsms.name}")
    page.get_by_role("button", name="See who would be on call").click()
    expect(page.get_by_text("Not in use yet.")).to_be_visible()
    is_fine(page, "Make a rota", size)
    page.get_by_role("button", name="Put it in use").click()
    expect(page.get_by_text("The rota is in use from now on.")).to_be_visible()
    page.get_by_text("Let somebody cover").click()
    page.get_by_text("Somebody is away").click()
    is_fine(page, name, size)

    team = f"Night team, {size['width']}"
    town.installation.inside("tests.situation_of_plans", "a_team", team)
    page.goto("/plans")
    is_fine(page, "Plans", size)
    page.get_by_role("button", name="Make a plan").click()
    is_fine(page, "Make a plan", size)
    page.get_by_label("For whom").select_option(label=team)
    page.get_by_label("Name of the plan").fill(team)
    page.get_by_role("button", name="Go on").click()
    is_fine(page, f"Write {team}", size)
    page.get_by_role("button", name="Save and try it").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Step 1 is empty")
    is_fine(page, f"Write {team}", size)
    page.get_by_label("Response centre operators").check()
    page.get_by_role("button", name="Add a step").click()
    page.locator("#step-2").get_by_label(name).check()
    page.get_by_role("button", name="Save and try it").click()
    is_fine(page, re.compile("Try"), size)
    expect(page.locator("tbody").get_by_text(f"(On call: {name})").first).to_be_visible()
    page.get_by_label("What happens").select_option(label="A check-in that is missed")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("The worker")
    page.goto(re.sub("/try.*", "/publish", page.url))
    is_fine(page, re.compile("Publish"), size)
    expect(page.get_by_text("It holds at every hour of these seven days.")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The plan is published.")).to_be_visible()
    expect(page.get_by_text(f"by the rota “{name}”").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="See its week").click()
    is_fine(page, re.compile("The week of"), size)


@SIZES
def test_somebody_shows_that_a_number_reaches_them(opens, town, size, is_fine):
    number = f"07700 9{size['width']:05}"
    page = opens(town.nurse, "/accounts/reached/", size=size)
    is_fine(page, "How you are reached", size)
    page.get_by_label("Number or address").fill("call me")
    page.get_by_role("button", name=re.compile("^Add it and send")).click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write the number with its country code")
    is_fine(page, "How you are reached", size)
    page.get_by_label("Number or address").fill(number)
    page.get_by_role("button", name=re.compile("^Add it and send")).click()
    page.get_by_label("Code that we sent to").fill("12")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("That is not the code that we sent last.")
    is_fine(page, "How you are reached", size)
    page.get_by_role("link", name=re.compile("Take it away.*07700 90")).last.click()
    is_fine(page, re.compile("Take .* away"), size)
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("It is taken away.")).to_be_visible()


@SIZES
def test_a_worker_names_a_next_of_kin(opens, town, size, is_fine):
    page = opens(town.nurse, "/my-safety/kin", size=size)
    is_fine(page, "Who is told if nobody at work can be reached", size)
    page.get_by_role("button", name=re.compile("Name this person|Keep this")).click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write the name of the person.")
    is_fine(page, "Who is told if nobody at work can be reached", size)
    page.get_by_label("Name", exact=True).fill("Ola Okoye")
    page.get_by_label("Mobile number").fill("07700 900888")
    page.get_by_label("Only that work is trying to reach me").check()
    page.get_by_role("button", name="Name this person").click()
    expect(page.get_by_text("so that they know")).to_be_visible()
    page.get_by_role("button", name="Nobody is to be told").click()
    expect(page.get_by_text("Nobody is told any more.")).to_be_visible()
