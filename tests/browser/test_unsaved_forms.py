"""A session ends in the middle of a form, in a real browser: what was typed is saved after signing in, by its person alone."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.world import PASSWORD

SHOWN = os.environ.get("LOOK_AT", "")
WORDS = "He waited at the door.\n\nThen he came closer & shouted."
SCRIPTS = pytest.mark.parametrize(("scripts", "size"), [(True, DESK), (False, PHONE)], ids=["scripts", "no-scripts"])


@pytest.fixture
def case(town) -> str:
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return f"/cases/{town.installation.inside('tests.to_change', 'a_case', reference)['case']}"


def is_fine(page: Page, size: dict[str, int], name: str) -> None:
    if SHOWN:
        page.screenshot(path=f"{SHOWN}/unsaved-{name}-{size['width']}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def signs_in(page: Page, person) -> None:
    page.get_by_label("Username or email address").fill(person.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in and save").click()


@SCRIPTS
@pytest.mark.parametrize("gone", ["sessionid", None], ids=["session", "every-cookie"])
def test_a_note_in_the_file_of_a_case_is_saved_after_signing_in_again(opens, town, case, scripts, size, gone):
    page = opens(town.lsms, f"{case}/file", size=size, java_script_enabled=scripts)
    page.locator("textarea[name=text]").fill(WORDS)
    page.context.clear_cookies(name=gone) if gone else page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Write it").click()
    expect(page.get_by_role("heading", name="You were signed out before this was saved")).to_be_visible()
    expect(page.get_by_text("Then he came closer & shouted.")).to_be_visible()
    is_fine(page, size, "signed-out")
    if scripts:
        assert violations(page) == []
    signs_in(page, town.second_nurse)
    expect(page.get_by_text("Somebody else typed this.").first).to_be_visible()
    assert "shouted" not in page.content()
    is_fine(page, size, "closed")
    signs_in(page, town.lsms)
    if not scripts:
        is_fine(page, size, "again")
        page.get_by_role("button", name="Save again").click()
    expect(page.get_by_text("Then he came closer & shouted.").first).to_be_visible()
    expect(page).not_to_have_url(f"{town.installation.web}/accounts/unsaved/")


def test_signing_out_in_another_tab_hides_what_was_typed_and_its_person_alone_saves_it(opens, town, case):
    page = opens(town.lsms, f"{case}/file", size=PHONE)
    other = page.context.new_page()
    other.goto("/")
    page.locator("textarea[name=text]").fill(WORDS)
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You signed out in another tab")).to_be_visible()
    expect(page.get_by_text("Then he came closer")).to_have_count(0)
    expect(page.locator("textarea[name=text]")).to_be_hidden()
    is_fine(page, PHONE, "elsewhere")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in and save it").click()
    expect(page.get_by_role("heading", name="Sign in to save what you typed")).to_be_visible()
    assert "shouted" not in page.content(), "whoever stands there now reads nothing of it"
    signs_in(page, town.second_nurse)
    expect(page.get_by_text("Somebody else typed this.").first).to_be_visible()
    signs_in(page, town.lsms)
    expect(page.get_by_text("Then he came closer & shouted.").first).to_be_visible()
    expect(page).not_to_have_url(f"{town.installation.web}/accounts/unsaved/")


def test_a_page_on_which_nothing_was_typed_goes_when_its_person_signs_out_in_another_tab(opens, town, case):
    page = opens(town.lsms, f"{case}/file")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator("textarea[name=text]")).to_have_count(0)
