"""Pages that are the same for everybody: nothing bars anyone, at a desk or on a small phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.scenario import given, when
from tests.world import PASSWORD

NOBODYS = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/nowhere"]
SOMEBODYS = [
    "/",
    "/accounts/signed-in/",
    "/accounts/sign-ins/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/nowhere",
]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", NOBODYS)
def test_pages_before_signing_in(opens, path, size):
    page = opens(None, path, size=size)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", SOMEBODYS)
def test_pages_after_signing_in(opens, town, path, size):
    page = opens(town.nurse, path, size=size)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_one_signs_in_and_is_at_home(opens, town):
    page = opens(None, "/accounts/login/")
    page.get_by_label("Username or email address").fill(town.nurse.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("/")
    expect(page.get_by_text(town.nurse.name).first).to_be_visible()


def test_a_wrong_password_is_told_in_words(opens, town):
    page = opens(None, "/accounts/login/")
    page.get_by_label("Username or email address").fill(town.nurse.username)
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    assert violations(page) == []


def test_the_keyboard_reaches_the_content_first(opens, town):
    page = opens(town.nurse, "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_of_a_check_in_link(opens, town, size):
    for port in (town.installation.web, town.installation.devices):
        page = opens(None, f"{port}/c/{town.nurse.badge}", size=size)
        expect(page.get_by_role("button").first).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_closed_genuine_alarm_on_the_desk_of_who_must_check_it(opens, town):
    alarm = given.taken(given.an_alarm(town.nurse), town.operator)
    assert when.closes(town.operator, alarm, "genuine", "The dog bit her.").status == 200
    desk = opens(town.second_operator, f"/response?alarm={alarm['id']}")
    expect(desk.get_by_role("heading", name="1 closing to check")).to_be_visible()
    assert violations(desk) == []
