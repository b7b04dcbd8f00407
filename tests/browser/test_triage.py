"""From the list of new reports to one that is put away: at a desk, on a small phone, by keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def reports(town) -> dict[str, str]:
    """References of new reports by name."""
    return town.installation.inside("tests.reports", "new")


def fits(page: Page, size: dict[str, int]) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= size["width"])


@SIZES
def test_the_list_of_new_reports(opens, town, reports, size):
    page = opens(town.lsms, "/incidents/triage", size=size)
    expect(page.locator(".app-triage__item").first).to_contain_text("Weapon")
    assert violations(page) == []
    assert fits(page, size)


@SIZES
def test_the_page_of_an_incident(opens, town, reports, size):
    page = opens(town.lsms, f"/incidents/{reports['urgent']}", size=size)
    expect(page.get_by_role("heading", name="Physical assault, weapon")).to_be_visible()
    assert violations(page) == []
    assert fits(page, size)


@SIZES
def test_every_compartment_open(opens, town, reports, size):
    query = "&".join(f"open={one}" for one in ("narrative", "people", "suspect", "evidence"))
    page = opens(town.lsms, f"/incidents/{reports['urgent']}?{query}", size=size)
    expect(page.get_by_text("Arno Velt")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    assert violations(page) == []
    assert fits(page, size)


@SIZES
@pytest.mark.parametrize("path", ["classify", "connections"])
def test_classifying_and_connecting(opens, town, reports, size, path):
    page = opens(town.lsms, f"/incidents/{reports['urgent']}/{path}", size=size)
    assert violations(page) == []
    assert fits(page, size)


@SIZES
def test_what_other_systems_call_it(opens, town, size):
    page = opens(town.lsms, "/incidents/local-codes", size=size)
    page.get_by_label("Which system is it?").fill("Datix category")
    page.get_by_label("What is it called there?").fill("Racial abuse of staff by relative or visitor")
    page.get_by_label("What do we call it?").select_option("kinds:hate")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Racial abuse of staff").first).to_be_visible()
    assert violations(page) == []
    assert fits(page, size)


def test_a_report_is_put_away_by_keyboard_alone_and_the_next_one_comes(opens, town, reports):
    page = opens(town.lsms, "/incidents/triage")
    page.locator(".app-triage__link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/incidents/\w{4}-\w{4}$"))
    page.locator("#outcome").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Close without a case")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("The door was mended the same day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"done=next$"))
    expect(page.get_by_text("The report before is put away.")).to_be_visible()
    assert violations(page) == []


def test_a_compartment_opens_without_scripts(opens, town, reports):
    page = opens(town.lsms, f"/incidents/{reports['urgent']}", java_script_enabled=False)
    page.get_by_role("link", name="Open “Who did it, and clinical facts”").click()
    expect(page.get_by_text("Arno Velt")).to_be_visible()
    expect(page.get_by_text("Meant to do it").first).to_be_visible()


def test_twins_are_joined(opens, town, reports):
    page = opens(town.lsms, f"/incidents/{reports['urgent']}")
    page.get_by_role("link", name="Compare and join").click()
    page.get_by_role("button", name=f"Join {reports['twin']}", exact=True).click()
    expect(page.get_by_text("The reports are joined. You can part them again.")).to_be_visible()
    assert violations(page) == []


def test_the_page_on_paper_has_no_forms(opens, town, reports):
    page = opens(town.lsms, f"/incidents/{reports['urgent']}?open=narrative")
    page.emulate_media(media="print")
    expect(page.get_by_text("He shouted that the wait")).to_be_visible()
    expect(page.locator("form:visible")).to_have_count(0)
