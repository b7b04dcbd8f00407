"""What is to change because of a case: its section at a desk and on a small phone, and an answer from a message."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def made(town) -> dict[str, str]:
    """A case, an action of it, and the link in the message about it."""
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return town.installation.inside("tests.to_change", "a_case", reference)


def is_sound(page: Page, size: dict[str, int]) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_the_section_and_its_forms(opens, town, made, size):
    page = opens(town.lsms, f"/cases/{made['case']}/review", size=size)
    expect(page.get_by_text("Mend the door of the waiting room").first).to_be_visible()
    for summary in page.locator("summary:visible").all():
        summary.click()
    is_sound(page, size)
    here = f"/cases/{made['case']}/review"
    for path in (
        "write",
        "actions/add",
        f"actions/{made['action']}/give_to_other",
        f"actions/{made['action']}/carry-on",
    ):
        page.goto(f"{here}/{path}")
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        is_sound(page, size)
    page.goto("/cases/actions")
    expect(page.get_by_text("Mend the door of the waiting room")).to_be_visible()
    is_sound(page, size)


@SIZES
def test_an_action_is_answered_from_the_message_without_scripts(opens, town, made, size):
    page = opens(None, made["link"], size=size, java_script_enabled=False)
    expect(page.get_by_text("Mend the door of the waiting room")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    page.get_by_label("It is done").check()
    page.get_by_label("In words").fill("The joiner came on Monday.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer has arrived")).to_be_visible()
    desk = opens(town.lsms, f"/cases/{made['case']}/review")
    desk.get_by_text("What was said").click()
    expect(desk.get_by_text("The joiner came on Monday.")).to_be_visible()
    desk.get_by_role("link", name="Accept what shows it").click()
    desk.get_by_label("Who looks, in three months").select_option(label=town.director.name)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("whether it helps")).to_be_visible()


@SIZES
def test_their_own_pages(opens, town, made, size):
    page = opens(town.manager, "/actions", size=size)
    is_sound(page, size)
    page.get_by_role("link", name="Mend the door of the waiting room").first.click()
    expect(page.get_by_role("heading", name="What you are asked to change")).to_be_visible()
    is_sound(page, size)
    page.goto(made["link"])
    is_sound(page, size)


@SIZES
def test_handing_over_a_caseload(opens, town, made, size):
    page = opens(town.director, "/cases/hand-over", size=size)
    is_sound(page, size)
    page.get_by_role("link", name=town.lsms.name).click()
    expect(page.get_by_label(made["case"])).to_be_checked()
    is_sound(page, size)
