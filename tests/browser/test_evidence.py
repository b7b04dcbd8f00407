"""The pages of those who keep evidence, at a desk and on a small phone, and a destruction by two people."""

import os

import pytest
from bench.file_sender import FileSender
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.files import WEBM
from tests.world import PASSWORD

LATEST = "SELECT reference FROM incidents_incident ORDER BY id DESC LIMIT 1"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def file(town, tmp_path) -> str:
    """The page of a file that the LSMS has sent."""
    town.installation.inside("tests.reports", "many", 1)
    with town.installation.connect("postgres") as database:
        (reference,) = database.execute(LATEST).fetchone()
    film = tmp_path / "a film of the ward with a long name that somebody's camera gave it 20261128T221000.webm"
    film.write_bytes(WEBM)
    lsms = FileSender(town.installation.web, town.lsms.username, PASSWORD)
    lsms.begin(film, owner="incident", key=reference, purpose="incident_attachment", caption="The ward")
    lsms.send_until(film, len(WEBM))
    lsms.until_kept(60)
    return f"/evidence/{lsms.address.rsplit('/')[-1]}"


def is_fine(page: Page, size: dict[str, int]) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/{page.title()[:24]}-{size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
@pytest.mark.parametrize(
    "path",
    [
        "/evidence",
        "/evidence?q=film&state=",
        "/evidence/destruction",
        "/evidence/destruction?show=due",
        "/evidence/checks",
        "/evidence/uploads?search=film",
    ],
)
def test_lists(opens, town, file, size, path):
    is_fine(opens(town.lsms, path, size=size), size)


@SIZES
def test_the_page_of_a_file(opens, town, file, size):
    page = opens(town.lsms, file, size=size)
    expect(page.get_by_text("Kept as").first).to_be_visible()
    is_fine(page, size)


@SIZES
def test_why_somebody_takes_a_file_away(opens, town, file, size):
    page = opens(town.lsms, file, size=size)
    page.get_by_role("link", name="where it belongs").click()
    page.get_by_role("link", name="Download The ward").click()
    expect(page.get_by_role("heading", name="Why do you need this file?")).to_be_visible()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_role("link", name="Choose why you need the file.")).to_be_visible()
    is_fine(page, size)
    page.get_by_label("Police").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away").click()
    assert taken.value.suggested_filename.endswith(".webm")


@SIZES
def test_a_hold_stands_in_the_way_and_then_two_people_destroy_it(opens, town, file, size):
    lsms = opens(town.lsms, file, size=size)
    lsms.get_by_text("Place a legal hold").click()
    lsms.get_by_role("button", name="Place the hold").click()
    expect(lsms.get_by_role("link", name="Write why, in at most 2000 characters.")).to_be_visible()
    is_fine(lsms, size)
    lsms.get_by_label("Why must nobody destroy it?").fill("The police asked for it.")
    lsms.get_by_role("button", name="Place the hold").click()
    expect(lsms.get_by_text("Nobody can destroy this file.")).to_be_visible()
    expect(lsms.get_by_text("Propose to destroy it")).to_have_count(0)
    is_fine(lsms, size)
    director = opens(town.director, file, size=size)
    director.locator("summary", has_text="Lift").first.click()
    director.get_by_label("Why is it lifted?").fill("The case is closed.")
    director.get_by_role("button", name="Lift the hold").click()
    expect(director.get_by_text("Nobody can destroy this file.")).to_have_count(0)
    lsms.reload()
    lsms.get_by_text("Propose to destroy it").first.click()
    expect(lsms.get_by_text("It cannot be destroyed now, because:")).to_be_visible()
    is_fine(lsms, size)
    lsms.get_by_label("A legal duty or order to erase it").select_option(label="Order of a court to erase it")
    lsms.get_by_label("Which duty or order it is").fill("Northbrook Crown Court, T20260042, 3 November 2026")
    lsms.get_by_label("What does the duty or order say?").fill("Crown Court order of today: erase the film.")
    lsms.get_by_role("button", name="Propose to destroy it").click()
    lsms.get_by_role("link", name="Destruction D-").click()
    expect(lsms.get_by_role("button", name="Confirm: destroy it")).to_have_count(0)
    director.goto(lsms.url)
    is_fine(director, size)
    expect(
        director.get_by_text("Confirm only when you have seen the duty or order yourself: Northbrook Crown Court")
    ).to_be_visible()
    director.get_by_role("button", name="Confirm: destroy it").click()
    expect(director.get_by_text("It is destroyed within a minute.")).to_be_visible()
    for _ in range(60):
        if director.get_by_role("heading", name="Certificate of destruction").count():
            break
        director.reload()
    expect(director.get_by_role("heading", name="Certificate of destruction")).to_be_visible()
    is_fine(director, size)
