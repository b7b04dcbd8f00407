"""Whoever administers an organisation looks for somebody, revokes a token that nobody needs, and ends a role."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_token_is_revoked_and_a_role_given_and_ended(opens, town, size):
    town.installation.inside("tests.inhabitants", "make_token", town.nurse.username, "Old pager")
    page = opens(town.administrator, "/staff", size=size)

    def is_fine(heading):
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    is_fine("Staff")
    page.get_by_label("Name, job or e-mail").fill("okoye")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="API tokens").click()
    is_fine("API tokens")
    page.get_by_label("What for, or whose").fill("old pager")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Revoke it").first.click()
    is_fine("Revoke the token")
    page.get_by_role("button", name="Revoke the token").click()
    expect(page.get_by_text("The token is revoked.")).to_be_visible()
    page.get_by_text("Give a role").click()
    is_fine(town.nurse.name)
    page.get_by_label("Role", exact=True).select_option(label="Chief executive")
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_text("The role is given.")).to_be_visible()
    page.get_by_role("link", name=re.compile("End it.*Chief executive")).click()
    page.get_by_role("button", name="End the role").click()
    expect(page.get_by_text("The role is ended.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("End it.*Chief executive"))).to_have_count(0)
    is_fine(town.nurse.name)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_worker_sees_who_looked(opens, town, size):
    page = opens(town.nurse, "/my-safety/who?search=penguin", size=size)
    expect(page.get_by_text("Nobody who looked fits this.")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
