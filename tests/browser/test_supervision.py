"""A supervisor looks through cases with a specialist; both find their way in a case, by hand and by keyboard."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.casework import does, fills_in
from tests.browser.conftest import DESK, PHONE

CASELOAD, ON_CASE = "Twelve cases are too many.", "Ask the porter as well."


@pytest.fixture
def case(town):
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return town.installation.inside("tests.to_change", "a_case", reference)["case"]


def fits(page, size):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_was_said_is_written_agreed_read_and_added_to(opens, town, case, size):
    page = opens(town.director, "/cases/supervision", size=size)
    fits(page, size)
    page.get_by_role("link", name="Look through the cases").first.click()
    page.get_by_label("The caseload as a whole").fill(CASELOAD)
    page.locator("summary", has_text=case).click()
    page.get_by_label(f"{case},").fill(ON_CASE)
    fits(page, size)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is written down")).to_be_visible()
    fits(page, size)
    page.get_by_role("link", name="Agree on something to be done").click()
    day = town.clock.now.astimezone(ZoneInfo("Europe/London")).date() + timedelta(days=7)
    fills_in(page, {"What is to be done?": "Ask the porter", "Until which day?": day})
    page.get_by_label("On which case?").select_option(index=1)
    fits(page, size)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=case).first).to_be_visible()
    page = opens(town.lsms, "/cases/supervision", size=size)
    fits(page, size)
    page.get_by_role("link", name=town.lsms.name).first.click()
    expect(page.get_by_text(CASELOAD)).to_be_visible()
    does(page, "Add to it", says={"What do you want to add?": "I have nine."})
    expect(page.get_by_text("I have nine.")).to_be_visible()
    fits(page, size)
    page.goto(f"/cases/{case}/supervision")
    expect(page.get_by_text(ON_CASE)).to_be_visible()
    fits(page, size)


def test_the_parts_of_a_case_at_a_desk(opens, town, case):
    page = opens(town.lsms, f"/cases/{case}", size=DESK)
    parts = page.get_by_role("navigation", name="Parts of the case")
    expect(parts.get_by_role("link", name="The story")).to_have_attribute("aria-current", "true")
    expect(parts.get_by_role("link", name=re.compile("Sanctions and redress 1 open"))).to_be_visible()
    parts.get_by_role("link", name="Investigation").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}/inquiry")
    parts.get_by_role("link", name="Disclosure").click()
    page.wait_for_url(f"**/cases/{case}/inquiry/disclosure")
    expect(parts.get_by_role("link", name="Disclosure")).to_have_attribute("aria-current", "page")
    fits(page, DESK)
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name="Nobody has decided about sanctions.").click()
    page.wait_for_url(f"**/cases/{case}/sanctions/decide")


def test_the_parts_of_a_case_on_a_phone_without_javascript(opens, town, case):
    page = opens(town.lsms, f"/cases/{case}", size=PHONE, java_script_enabled=False)
    parts = page.get_by_role("navigation", name="Parts of the case")
    expect(parts.get_by_role("link", name="Police and court")).to_be_hidden()
    parts.locator("summary").focus()
    page.keyboard.press("Enter")
    link = parts.get_by_role("link", name="Police and court")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}/police")
    expect(parts.locator("summary")).to_have_text("Parts of the case: Police and court")


def test_the_open_menu_of_a_case_on_a_phone_bars_nobody(opens, town, case):
    page = opens(town.lsms, f"/cases/{case}/exhibits", size=PHONE)
    page.get_by_role("navigation", name="Parts of the case").locator("summary").click()
    fits(page, PHONE)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_narrowed_list_of_cases_bars_nobody(opens, town, case, size):
    page = opens(town.lsms, "/cases?status=running", size=size)
    expect(page.get_by_role("link", name="Show all cases")).to_be_visible()
    expect(page.get_by_role("link", name="Shared with you by other organisations")).to_be_visible()
    fits(page, size)
