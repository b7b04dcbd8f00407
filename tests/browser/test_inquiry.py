"""An investigation in the browser: what is to be found out, a statement, the scene, what applied, and the disclosure schedule."""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.casework import does, fills_in, follows
from tests.browser.conftest import DESK, PHONE
from tests.files import FILES

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
SHOWN = os.environ.get("LOOK_AT", "")


@pytest.fixture
def case(town) -> str:
    """The address of the investigation of a case."""
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return f"/cases/{town.installation.inside('tests.to_change', 'a_case', reference)['case']}/inquiry"


@pytest.fixture
def today(town):
    return town.clock.now.astimezone(ZoneInfo("Europe/London")).date()


def is_fine(page: Page, size: dict[str, int], name: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    if SHOWN:
        page.screenshot(path=f"{SHOWN}/inquiry-{name}-{size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def saves(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()


@SIZES
def test_what_is_to_be_found_out_stands_with_what_came_of_it(opens, town, case, size):
    page = opens(town.lsms, case, size=size)
    is_fine(page, size, "empty")
    follows(page, "Add a line of enquiry")
    fills_in(page, {"What is to be done?": "Who held the door?"})
    saves(page)
    page.goto(case)
    expect(page.get_by_text("Lee Stone follows it")).to_be_visible()
    follows(page, "What came of it")
    is_fine(page, size, "enquiry")
    nothing = "It was followed and showed nothing"
    fills_in(page, {nothing: True, "What did it show, or why is it not needed?": "The porter does not remember."})
    saves(page)
    page.goto(case)
    expect(page.get_by_text("The porter does not remember.")).to_be_visible()
    is_fine(page, size, "enquiries")


@SIZES
def test_a_statement_is_signed_withdrawn_and_stood_by(opens, town, case, today, size):
    page = opens(town.lsms, case, size=size)
    follows(page, "Write a statement down")
    is_fine(page, size, "statement-form")
    said = {
        "A witness": True,
        "Full name": "Ines Halloran",
        "What they state": "I saw him raise his arm.",
        "Where was it taken?": "Ward 4",
    }
    fills_in(page, said)
    saves(page)
    follows(page, "Ines Halloran")
    statement = page.url
    follows(page, "Sign it")
    is_fine(page, size, "sign")
    page.get_by_role("button", name="Sign me out and open their page").click()
    expect(page.get_by_role("heading", name="Read your statement, then sign it")).to_be_visible()
    expect(page.get_by_text("I saw him raise his arm.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_forward()
    page.get_by_label("Type your name").fill("Ines Halloran")
    page.get_by_role("button", name="Sign the statement").click()
    expect(page.get_by_role("link", name="Tick it if it is true.")).to_be_visible()
    is_fine(page, size, "their-page")
    page.get_by_role("checkbox").check()
    page.get_by_label("Type your name").fill("Ines Halloran")
    page.get_by_role("button", name="Sign the statement").click()
    expect(page.get_by_role("heading", name="You have signed your statement")).to_be_visible()
    is_fine(page, size, "signed")
    page.goto(statement)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page = opens(town.lsms, statement.removeprefix(town.installation.web), size=size)
    expect(page.get_by_text("On the device of Lee Stone")).to_be_visible()
    does(page, "They withdraw it", says={"Why, in their words?": "I am not sure any more."})
    expect(page.get_by_text("I am not sure any more.")).to_be_visible()
    expect(page.get_by_role("link", name="They state something else or more")).to_have_count(0)
    is_fine(page, size, "statement")
    does(page, "They stand by it after all", says={"How do you know?": "She rang."})
    expect(page.get_by_role("link", name="They state something else or more")).to_be_visible()


@SIZES
def test_the_scene_is_set_right_and_what_applied_is_kept_with_its_file(opens, town, case, today, size, tmp_path):
    page = opens(town.lsms, case, size=size)
    seen = {"At what time?": "00:00", "Where?": "The waiting room", "What was to be seen?": "One lamp of four is lit."}
    does(page, "Add a note of the scene", says=seen)
    follows(page, "Set right")
    is_fine(page, size, "scene-form")
    fills_in(page, {"Why is it set right?": "I counted again.", "What was to be seen?": "Two lamps of four are lit."})
    saves(page)
    follows(page, "Add what applied")
    saves(page)
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write what it is called.")
    is_fine(page, size, "policy-form")
    document = tmp_path / "waiting room.pdf"
    document.write_bytes(FILES["pdf"][0])
    told = {
        "Risk assessment": True,
        "What is it called?": "The waiting room",
        "In force from which day? (If you know.)": today + timedelta(days=2),
    }
    fills_in(page, told)
    page.get_by_label("Its file, if you have it").set_input_files(document)
    saves(page)
    expect(page.get_by_text("Not in force on the day")).to_be_visible()
    expect(page.get_by_role("link", name="waiting room.pdf", exact=True)).to_be_visible()
    is_fine(page, size, "section")
    expect(page.get_by_text("One lamp of four is lit.")).to_be_visible()


@SIZES
def test_the_schedule_is_filled_and_disclosed_without_scripts(opens, town, case, today, size):
    page = opens(town.lsms, case, size=size)
    seen = {"At what time?": "00:00", "Where?": "The waiting room", "What was to be seen?": "One lamp of four is lit."}
    does(page, "Add a note of the scene", says=seen)
    page = opens(town.lsms, f"{case}/disclosure", size=size, java_script_enabled=False)
    expect(page.get_by_text("Not on the schedule yet (2)")).to_be_visible()
    page.get_by_role("link", name="Put it on").first.click()
    fills_in(page, {"Relevant": True, "Unused": True, "It can be disclosed": True})
    saves(page)
    expect(page.get_by_text("Not on the schedule yet (1)")).to_be_visible()
    kept_back = {
        "How is it described?": "Where a witness lives",
        "Relevant": True,
        "Unused": True,
        "It is sensitive": True,
        "If it is sensitive: what harm would it do?": "He looks for her.",
    }
    does(page, "Add something else", says=kept_back)
    follows(page, "Something was disclosed")
    fills_in(page, {"To whom?": "PC Odell"})
    for box in page.get_by_role("checkbox").all():
        box.check()
    saves(page)
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write who decided that it goes out.")
    page.get_by_label("2. Where a witness lives (sensitive)").uncheck()
    saves(page)
    expect(page.get_by_text("to PC Odell")).to_have_count(1)
    shown = page.url
    follows(page, "Unused")
    expect(page.get_by_text("Where a witness lives")).to_have_count(0)
    page = opens(town.lsms, shown, size=size)
    is_fine(page, size, "schedule")
    follows(page, "Something was disclosed")
    is_fine(page, size, "disclose")
    page.goto(f"{case}/disclosure/add")
    is_fine(page, size, "item")
