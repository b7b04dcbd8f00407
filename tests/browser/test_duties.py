"""Deadlines and RIDDOR at a desk, on a small phone, and without JavaScript."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
MATTER = "/incidents/{reference}/riddor/1"


@pytest.fixture
def reference(town) -> str:
    """The number of a report after which HSE has to be told."""
    return town.installation.inside("tests.reports", "broken_nose")


def is_sound(page: Page, size: dict[str, int], name: str) -> None:
    """Nothing bars anyone, and nothing is cut off; with SCREENSHOTS set, a picture of it is kept there."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_what_is_due(opens, town, reference, size):
    page = opens(town.lsms, "/incidents/due", size=size)
    expect(page.get_by_role("heading", name="Late", exact=True)).to_be_visible()
    is_sound(page, size, "due")
    page.get_by_role("button", name=re.compile("^Make a")).click()
    expect(page.get_by_text("It is shown only now.")).to_be_visible()
    is_sound(page, size, "due-calendar")


@SIZES
@pytest.mark.parametrize(
    "path",
    [
        MATTER,
        f"{MATTER}/step",
        f"{MATTER}/f2508",
        f"{MATTER}/absences",
        "/incidents/{reference}/riddor/0",
        "/incidents/{reference}",
        "/incidents/{reference}/deadlines",
        "/incidents/due/settings",
        "/incidents/due/settings/CCTV",
        "/incidents/absences",
    ],
)
def test_pages_of_duties(opens, town, reference, size, path):
    page = opens(town.lsms, path.format(reference=reference), size=size)
    for summary in page.locator("main summary").all():
        summary.click()
    is_sound(page, size, path.replace("/", "_").replace("{reference}", "r"))


def test_without_a_script_hse_is_told_and_the_deadline_ends(opens, town, reference):
    page = opens(town.lsms, f"/incidents/{reference}", java_script_enabled=False)
    page.get_by_role("link", name="Questions, days off and report").first.click()
    expect(page.get_by_role("heading", name="To be reported to HSE")).to_be_visible()
    page.get_by_role("link", name="Say what was done or decided").click()
    page.get_by_label("It is not to be reported to HSE").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give the reason for this decision.").first).to_be_visible()
    page.get_by_label("Reason").fill("She fell at home.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Not to be reported to HSE").first).to_be_visible()
    page.goto(f"/incidents/due?rule=RID-10&reference={reference}")
    expect(page.get_by_text("No deadline fits what you chose.")).to_be_visible()


def test_an_answer_is_copied_by_one_press(opens, town, reference):
    page = opens(town.lsms, MATTER.format(reference=reference) + "/f2508", permissions=["clipboard-write"])
    copy = page.get_by_role("button", name="Copy: Type of injury")
    copy.click()
    expect(page.get_by_role("button", name="Copied: Type of injury")).to_be_visible()
