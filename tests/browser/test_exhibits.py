"""Exhibits of a case: a recording is asked for and secured, a file and a thing become exhibits."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.casework import does, fills_in, follows
from tests.browser.conftest import DESK, PHONE
from tests.files import WEBM

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def case(town) -> str:
    """The address of a case."""
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    return f"/cases/{town.installation.inside('tests.to_change', 'a_case', reference)['case']}/exhibits"


@pytest.fixture
def today(town):
    return town.clock.now.astimezone(ZoneInfo("Europe/London")).date()


def is_fine(page: Page, size: dict[str, int]) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_a_recording_is_asked_for_and_secured_as_the_exhibit_that_its_copy_is(opens, town, case, today, size, tmp_path):
    page = opens(town.lsms, case, size=size)
    is_fine(page, size)
    follows(page, "Ask for a recording")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write which camera.")
    is_fine(page, size)
    asked = {
        "Which camera?": "Camera 4, entrance",
        "Who has the recording?": "Northshire Buses",
        "Which day do you need?": today,
        "From when?": "00:00",
        "Until when?": "00:01",
        "What should it show?": "He runs past it.",
        "On which day is it written over? (If you know.)": today,
    }
    fills_in(page, asked)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Written over today")).to_be_visible()
    is_fine(page, size)

    film = tmp_path / "camera 4.webm"
    film.write_bytes(WEBM)
    follows(page, "Add an exhibit")
    is_fine(page, size)
    fills_in(page, exhibit("NA/1", today))
    page.get_by_label("The file, if it is one").set_input_files(film)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="camera 4.webm")).to_be_visible()
    does(page, "A copy is secured", says={"Which exhibit is it?": "NA/1: A film"})
    expect(page.get_by_text("Secured", exact=True)).to_be_visible()
    is_fine(page, size)


@SIZES
def test_a_thing_goes_from_hand_to_hand_without_scripts(opens, town, case, today, size):
    page = opens(town.lsms, case, size=size, java_script_enabled=False)
    follows(page, "Add an exhibit")
    fills_in(page, exhibit("NA/2", today))
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Choose a file, or write where the thing is.")
    fills_in(page, {"Where is it now, if it is no file?": "Safe 2"})
    page.get_by_role("main").get_by_role("button", name="Save").click()
    handed = {
        "On which day?": today,
        "At what time?": "00:00",
        "Who took it?": "PC Odell",
        "Where is it now?": "Police station",
        "Why?": "For the trial.",
    }
    does(page, "Hand it over", says=handed)
    expect(page.get_by_text("It is at: Police station")).to_be_visible()
    page.get_by_text("In whose hands it was (1)").click()
    expect(page.get_by_text("Nia Okoye to PC Odell")).to_be_visible()


def exhibit(mark: str, today: date) -> dict[str, Any]:
    return {
        "Reference": mark,
        "What is it?": "A film",
        "On which day was it found or made?": today,
        "Where was it found?": "Ward 7",
        "Who found or made it?": "Nia Okoye",
    }
