"""On a phone: a drive is told and puts the check-in off, and after the visit she says that she is home."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.scenario import given
from tests.world import PIN


def test_a_drive_is_told_and_after_the_visit_she_says_that_she_is_home(opens, town):
    given.timings(town, driving_s=3600, home_safe_s=3600)
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_text("I am about to drive").click()
    assert violations(phone) == []
    phone.get_by_role("button", name="Drive 60 minutes").click()
    expect(phone.get_by_text("Your drive is saved, at")).to_be_visible()
    expect(phone.get_by_text("You are driving until")).to_be_visible()

    phone.get_by_text("End visit").first.click()
    phone.get_by_label("Your PIN").fill(PIN)
    phone.get_by_role("button", name="End visit").click()
    expect(phone.get_by_role("heading", name="Are you home?")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_label("Your PIN").fill(PIN)
    phone.get_by_role("button", name="I am home").click()
    expect(phone.get_by_text("It is saved that you are home.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Are you home?")).to_be_hidden()
