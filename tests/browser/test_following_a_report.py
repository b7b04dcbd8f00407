"""The reporter's page, parts by link, and the question how somebody is: on a small phone, by keyboard, without scripts."""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def reported(town: Any) -> dict[str, Any]:
    """What leads to a report and its parts, fresh for each test (`tests.reports.followed`)."""
    return town.installation.inside("tests.reports", "followed")


def nothing_bars_anyone(page: Page, size: dict[str, int], name: str = "") -> None:
    """axe finds nothing and nothing hangs over the edge; with `SCREENSHOTS` set the page is kept to be looked at."""
    if os.environ.get("SCREENSHOTS") and name:
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}-{size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def open_with_code(page: Page, reference: str, code: str) -> None:
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Open my report").click()


@SIZES
def test_a_report_without_a_name_is_followed_by_its_code(opens, reported, size):
    page = opens(None, "/report/track", size=size)
    nothing_bars_anyone(page, size, "track")
    reference, code = reported["answered"]
    open_with_code(page, reference.lower().replace("-", " "), code)
    expect(page.get_by_role("heading", name=f"Your report {reference}")).to_be_visible()
    expect(page.get_by_text("He was given a written warning")).to_be_visible()
    expect(page.get_by_text("Two people now staff the desk")).to_be_visible()
    nothing_bars_anyone(page, size, "report")
    page.get_by_label("Your message").fill("Thank you.")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("Your message has arrived")).to_be_visible()
    nothing_bars_anyone(page, size, "answered")
    page.get_by_role("button", name="Close this page").click()
    expect(page.get_by_text("The page is closed")).to_be_visible()
    page.goto(f"/report/track/{reference}")
    expect(page.get_by_role("heading", name="Follow your report")).to_be_visible()


def test_a_report_is_followed_without_scripts(opens, reported):
    page = opens(None, "/report/track", size=PHONE, java_script_enabled=False)
    open_with_code(page, *reported["nameless"])
    expect(page.get_by_role("heading", name="What has happened with it")).to_be_visible()
    page.get_by_role("link", name="Correct your report, or add to it").click()
    page.get_by_label("What happened").fill("He pushed me.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your report is corrected")).to_be_visible()
    page.get_by_role("link", name="Take your report back").click()
    page.get_by_role("button", name="Take my report back").click()
    expect(page.get_by_text("You took your report back.", exact=True)).to_be_visible()


def test_a_wrong_code_is_told_calmly_and_by_keyboard(opens, reported):
    page = opens(None, "/report/track", size=PHONE)
    page.get_by_label("Reference").focus()
    page.keyboard.type(reported["reference"])
    page.keyboard.press("Tab")
    page.keyboard.type("0000-0000-0000")
    page.keyboard.press("Enter")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text(
        "We cannot open a report with this reference and code."
    )
    nothing_bars_anyone(page, PHONE, "wrong")


@SIZES
def test_the_nurse_finds_her_report_signed_in(opens, town, reported, size):
    page = opens(town.nurse, "/report/mine", size=size)
    nothing_bars_anyone(page, size, "mine")
    page.goto(f"/report/track/{reported['reference']}")
    expect(page.get_by_text("May I ring you tomorrow?")).to_be_visible()
    expect(page.get_by_text("Read by the security specialist.")).to_be_visible()
    nothing_bars_anyone(page, size, "nurses-report")


@SIZES
def test_somebody_who_was_hurt_says_how_they_are(opens, reported, size):
    page = opens(None, f"/wellbeing/{reported['offer']}", size=size)
    expect(page.get_by_role("heading", name="Support for you")).to_be_visible()
    nothing_bars_anyone(page, size, "offer")
    page.goto(f"/wellbeing/{reported['check']}")
    nothing_bars_anyone(page, size, "how-are-you")
    page.get_by_label("I am not well").check()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Nobody was told, because you did not ask for it.")).to_be_visible()
    nothing_bars_anyone(page, size, "not-well")


@SIZES
@pytest.mark.parametrize("part", ["witness", "injured", "clinician"])
def test_a_part_is_answered_by_link(opens, town, reported, part, size):
    page = opens(None, f"/report/part/{reported[part]}", size=size)
    assert "Arno" not in page.content()
    assert "disgrace" not in page.content()
    nothing_bars_anyone(page, size, part)
    if part == "injured":
        page.get_by_label("Yes, off work").check()
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write the first day.")
        nothing_bars_anyone(page, size, "injured-wrong")
        page.get_by_label("Day").first.fill("3")
        page.get_by_label("Month").first.fill("2")
        page.get_by_label("Year").first.fill("2020")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".nhsuk-error-summary")).to_contain_text("not before the incident")
        today = town.clock.now.astimezone(ZoneInfo("Europe/London"))  # other stories have moved the clock
        page.get_by_label("Day").first.fill(str(today.day))
        page.get_by_label("Month").first.fill(str(today.month))
        page.get_by_label("Year").first.fill(str(today.year))
    else:
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".nhsuk-error-summary")).to_be_visible()
        nothing_bars_anyone(page, size, f"{part}-wrong")
    if part == "clinician":
        page.get_by_label("Your name and role").fill("Dr Ines Roth, consultant")
        page.get_by_label("Cannot say").check()
        page.get_by_label("What do you base that on?").fill("I saw him for a minute only.")
    if part == "witness":
        page.get_by_label("What did you see and hear?").fill("He hit her at the desk.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer has arrived.")).to_be_visible()
    nothing_bars_anyone(page, size, f"{part}-done")


@SIZES
def test_the_manager_answers_and_the_specialist_reads(opens, town, reported, size):
    page = opens(town.manager, "/incidents/parts", size=size)
    nothing_bars_anyone(page, size, "parts")
    page.goto(f"/incidents/parts/{reported['manager_part']}")
    nothing_bars_anyone(page, size, "manager")
    page.get_by_label("What was done at once").fill("I sent him out and sat with her.")
    page.get_by_label("Fewer staff than planned").check()
    page.get_by_role("group", name="Did you offer support").get_by_label("Yes").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer has arrived.")).to_be_visible()
    desk = opens(town.lsms, f"/incidents/{reported['reference']}", size=size)
    expect(desk.get_by_text("Staffing: Fewer than planned")).to_be_visible()
    nothing_bars_anyone(desk, size, "incident")
    for path in ("ask?part=witness&name=o", "ask?part=injured", "tell", "as-reporter"):
        desk.goto(f"/incidents/{reported['reference']}/{path}")
        nothing_bars_anyone(desk, size, path.split("?")[0])
    desk.goto(f"/incidents/{reported['reference']}/ask?part=witness")
    desk.get_by_role("button", name="Make a link").click()
    expect(desk.get_by_role("img", name="QR code that opens the link")).to_be_visible()
    nothing_bars_anyone(desk, size, "link")
    for path in ("answers", "feedback-measures", "support"):
        desk.goto(f"/incidents/{path}")
        nothing_bars_anyone(desk, size, path)
