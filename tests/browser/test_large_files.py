"""A large file, sent from a desk and gone on with after a lost network, a reload and a changed mind."""

import random

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.files import WEBM
from tests.world import PASSWORD

SIZE = 30 * 1024 * 1024
LATEST = "SELECT reference FROM incidents_incident ORDER BY id DESC LIMIT 1"
PARTS = "**/evidence/uploads/*"
BEGIN = "**/evidence/uploads"


@pytest.fixture
def report(town) -> str:
    """The page of a report at which files are added."""
    town.installation.inside("tests.reports", "many", 1)
    with town.installation.connect("postgres") as database:
        (reference,) = database.execute(LATEST).fetchone()
    return f"/incidents/{reference}?open=evidence"


@pytest.fixture
def film(tmp_path):
    file = tmp_path / "ward.webm"
    file.write_bytes(WEBM + random.Random(3).randbytes(SIZE))
    return file


def choose(page: Page, film) -> None:
    if not page.get_by_label("Picture, film, sound recording or PDF").is_visible():
        page.get_by_text("Add a file").click()
    page.get_by_label("Picture, film, sound recording or PDF").set_input_files(film)
    page.get_by_label("What does it show?").fill("The ward at 22:10")
    page.get_by_role("button", name="Add the file").click()


def cut_after(page: Page, parts: int) -> None:
    """The network goes away once so many parts have arrived."""
    arrived = 0

    def pass_on(route) -> None:
        nonlocal arrived
        if route.request.method == "PATCH":
            arrived += 1
        if arrived > parts:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route(PARTS, pass_on)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_file_is_sent_and_stands_in_the_report(opens, town, report, film, size):
    page = opens(town.lsms, report, size=size)
    choose(page, film)
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.get_by_role("link", name="The ward at 22:10", exact=True)).to_be_visible(timeout=60_000)


def test_it_goes_on_after_the_page_was_loaded_again(opens, town, report, film):
    page = opens(town.lsms, report)
    cut_after(page, 2)
    choose(page, film)
    expect(page.get_by_text("53% of")).to_be_visible(timeout=60_000)
    page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?"
    page.reload()
    page.unroute(PARTS)
    page.get_by_text("Add a file").click()
    expect(page.get_by_text("You had begun to send ward.webm: 53% has arrived.")).to_be_visible()
    assert violations(page) == []
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "PATCH" else None)
    choose(page, film)
    expect(page.get_by_role("link", name="The ward at 22:10", exact=True)).to_be_visible(timeout=60_000)
    assert sent[0].headers["upload-offset"] == str(16 * 1024 * 1024)
    assert sent[0].headers["upload-checksum"].startswith("sha256 ")
    assert len(sent) == 2


def test_it_is_paused_gone_on_with_and_cancelled(opens, town, report, film):
    page = opens(town.lsms, report)
    page.route(PARTS, lambda route: page.wait_for_timeout(1000) or route.continue_())
    choose(page, film)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. What had arrived is erased.")).to_be_visible(timeout=30_000)
    page.goto("/evidence/uploads")
    expect(page.get_by_text("Nothing is on its way.")).to_be_visible()


@pytest.mark.parametrize("deeds", [["Cancel"], ["Pause", "Cancel"], ["Pause", "Go on", "Cancel"]], ids=" ".join)
def test_whoever_cancels_before_the_server_has_answered_leaves_nothing(opens, town, report, film, deeds):
    page = opens(town.lsms, report)
    asked = []
    page.route(BEGIN, lambda route: asked.append(route) if route.request.method == "POST" else route.continue_())
    with page.expect_request(BEGIN):
        choose(page, film)
    for deed in deeds:
        page.get_by_role("button", name=deed).click()
    expect(page.get_by_text("Cancelling…")).to_be_visible()
    asked.pop().continue_()
    expect(page.get_by_text("Cancelled. What had arrived is erased.")).to_be_visible(timeout=30_000)
    page.goto("/evidence/uploads")
    expect(page.get_by_text("Nothing is on its way.")).to_be_visible()
    assert asked == []


def test_who_cannot_cancel_for_lack_of_a_network_is_told(opens, town, report, film):
    page = opens(town.lsms, report)
    cut_after(page, 1)
    choose(page, film)
    expect(page.get_by_text("26% of")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("It could not be cancelled just now.")).to_be_visible()
    page.unroute(PARTS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. What had arrived is erased.")).to_be_visible(timeout=30_000)
    page.goto("/evidence/uploads")
    expect(page.get_by_text("Nothing is on its way.")).to_be_visible()


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(opens, town, report, film):
    page = opens(town.lsms, "/")

    def sign_out(route) -> None:
        """They are signed out while the page still asks what they had begun to send."""
        with town.installation.connect("postgres") as database:
            database.execute("DELETE FROM people_session")
        route.continue_()

    page.route(f"{BEGIN}?*", sign_out)
    with page.expect_request(f"{BEGIN}?*"):
        page.goto(report)
    choose(page, film)
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    other = page.context.new_page()
    other.goto("/accounts/login/")
    other.get_by_label("Username or email address").fill(town.lsms.username)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("/")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("link", name="The ward at 22:10", exact=True)).to_be_visible(timeout=60_000)


def test_a_file_that_cannot_be_taken_in_is_refused_in_words(opens, town, report, tmp_path):
    program = tmp_path / "holiday.jpg"
    program.write_bytes(b"MZ\x90\0\x03\0\0\0" + bytes(SIZE))
    page = opens(town.lsms, report)
    choose(page, program)
    expect(page.get_by_text("This file cannot be taken in. Choose a picture")).to_be_visible()
    expect(page.get_by_role("button", name="Add the file")).to_be_visible()
    assert violations(page) == []


def test_a_small_file_needs_no_scripts(opens, town, report, tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7\n" + bytes(300) + b"%%EOF")
    page = opens(town.lsms, report, java_script_enabled=False)
    choose(page, letter)
    expect(page.get_by_role("link", name="The ward at 22:10", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_was_not_finished_is_listed(opens, town, report, film, size):
    page = opens(town.lsms, report, size=size)
    cut_after(page, 1)
    choose(page, film)
    expect(page.get_by_text("26% of")).to_be_visible(timeout=60_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/evidence/uploads")
    expect(page.get_by_role("heading", name="ward.webm")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.locator(".app-told")).to_have_count(0)
    page.get_by_role("button", name="Cancel ward.webm").click()
    expect(page.get_by_text("Nothing is on its way.")).to_be_visible()
