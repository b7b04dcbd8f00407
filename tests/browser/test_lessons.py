"""The library of lessons: drafted from a case, refused while it names somebody, shared, and found by somebody elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def case(town) -> str:
    """The address of the review of a case."""
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return f"/cases/{town.installation.inside('tests.to_change', 'a_case', reference)['case']}/review"


def is_sound(page: Page, size: dict[str, int]) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_a_lesson_is_drafted_cleared_shared_and_found_by_a_colleague(opens, town, case, size):
    page = opens(town.lsms, case, size=size)
    is_sound(page, size)
    page.get_by_role("link", name="Draft a lesson").click()
    main = page.get_by_role("main")
    main.get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write what was learned.")
    is_sound(page, size)
    title = f"Say how long it takes ({size['width']})"
    page.get_by_label("What is it about?").fill(title)
    page.get_by_label("What was learned?").fill(f"{town.nurse.name} could not say how long it takes.")
    page.get_by_label("What should others do?").fill("Put up a board with the time.")
    page.get_by_label("Waiting and telling people what happens").check()
    page.get_by_label("Tags of your own").fill("boards")
    main.get_by_role("button", name="Save").click()

    page.get_by_role("link", name=title).click()
    is_sound(page, size)
    page.get_by_role("link", name="Share it with every organisation").click()
    is_sound(page, size)
    page.get_by_label(re.compile("confirm that nobody can be recognised")).check()
    main.get_by_role("button", name="Share it with every organisation").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text(town.nurse.name)
    is_sound(page, size)
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What was learned?").fill("Nobody at the desk could say how long it takes.")
    main.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Share it with every organisation").click()
    page.get_by_label(re.compile("confirm that nobody can be recognised")).check()
    main.get_by_role("button", name="Share it with every organisation").click()
    expect(page.get_by_text("Nobody has said so yet.")).to_be_visible()

    reader = opens(town.nurse, "/lessons", size=size)
    is_sound(reader, size)
    reader.get_by_label("Find a lesson by words").fill(f'"nobody at the desk" {size["width"]}')
    reader.get_by_role("button", name="Find").click()
    expect(reader.get_by_role("link", name=title)).to_have_count(1)
    is_sound(reader, size)
    reader.get_by_role("link", name=title).click()
    expect(reader.get_by_role("heading", name=title)).to_be_visible()
    expect(reader.get_by_role("heading", name="Your case")).to_have_count(0)
    reader.get_by_role("button", name="I found it useful").click()
    expect(reader.get_by_text("1 person found it useful. You did too.")).to_be_visible()
    is_sound(reader, size)
    reader.goto("/lessons?q=nothing+of+the+sort")
    expect(reader.get_by_text("No lesson fits.")).to_be_visible()
    is_sound(reader, size)


def test_the_library_is_reached_from_the_menu_and_works_without_scripts(opens, town, case):
    page = opens(town.nurse, "/", size=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Lessons", exact=True).first.click()
    expect(page.get_by_role("heading", name="Lessons", exact=True)).to_be_visible()
    page.get_by_label("Topic").select_option(label="Cameras")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("tag=cameras"))
