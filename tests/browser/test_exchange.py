"""The pages of imports and webhooks: at a desk, on a small phone, by anybody."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

HEADINGS = "Datix ID,Incident date,Incident time,Description,Sub category,Site,Type of person"
ROWS = [
    "{p}1,03/05/2026,09:42,He shouted.,Verbal abuse,,Staff",
    "{p}2,31/02/2026,,x,Kerfuffle {p},,Staff",
    "{p}3,29/03/2026,01:30,y,Theft,,",
]
SHOWN = os.environ.get("SCREENSHOTS", "")


def file_of(prefix: str) -> dict[str, object]:
    text = "\n".join([HEADINGS, *ROWS]).replace("{p}", prefix)
    return {"name": "datix-export.csv", "mimeType": "text/csv", "buffer": text.encode()}


def is_well(page, name: str) -> None:
    if SHOWN:
        page.screenshot(path=f"{SHOWN}/{name}-{page.viewport_size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_file_of_incidents_is_sent_checked_matched_and_imported(opens, town, size):
    page = opens(town.lsms, "/incidents/import", size=size)
    is_well(page, "imports")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Choose a file.")).to_be_visible()
    page.get_by_label("File", exact=True).set_input_files(file_of(f"B{size['width']}-"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What the columns mean")).to_be_visible()
    expect(page.get_by_label("Sub category")).to_have_value("kinds")
    is_well(page, "columns")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("link", name="Match the words").click()
    page.get_by_label(f"Kerfuffle B{size['width']}-").select_option("antisocial_behaviour")
    is_well(page, "words")
    page.get_by_role("button", name="Save and check again").click()
    start = page.get_by_role("button", name="Import 2 incidents")
    expect(start).to_be_visible()
    expect(page.get_by_text("In 1 row the clocks jumped over the time")).to_be_visible()
    is_well(page, "checked")
    start.click()
    expect(page.get_by_text("Wrong: not imported")).to_be_visible()
    expect(page.get_by_text("“31/02/2026” is not a date that fits").first).to_be_visible()
    is_well(page, "imported")
    page.get_by_label("Show", exact=True).select_option("Imported")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^Incident "))).to_have_count(2)
    page.get_by_role("link", name="Erase this file").click()
    is_well(page, "erase")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_webhook_is_registered_tested_and_removed(opens, town, size):
    page = opens(town.administrator, "/incidents/webhooks", size=size)
    is_well(page, "webhooks")
    page.get_by_label("What stands at the other end").fill("The trust’s risk system")
    page.get_by_role("button", name="Register").click()
    expect(
        page.get_by_text("This is not an address").or_(page.get_by_text("The address must begin")).first
    ).to_be_visible()
    is_well(page, "webhook-refused")
    page.get_by_label("Address").fill("http://127.0.0.1:9/hook")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    is_well(page, "webhook-secret")
    page.get_by_role("link", name="I have passed it on").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Test", exact=False).first).to_be_visible()
    is_well(page, "webhook")
    page.get_by_role("link", name=re.compile("^Test")).first.click()
    expect(page.get_by_role("heading", name="What is sent")).to_be_visible()
    is_well(page, "delivery")
    page.get_by_role("link", name="The trust’s risk system").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What stands at the other end").fill("The risk system")
    is_well(page, "webhook-change")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The webhook is changed.")).to_be_visible()
    page.get_by_role("link", name="Remove it").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="Webhooks")).to_be_visible()
