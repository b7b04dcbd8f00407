"""The workload and the age of cases, at a desk and on a small phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_number_leads_from_the_workload_to_its_cases(opens, town, size):
    reference = town.installation.inside("tests.reports", "new")["urgent"]
    case = town.installation.inside("tests.to_change", "a_case", reference)["case"]
    page = opens(town.lsms, "/cases/board", size=size)
    page.get_by_role("link", name="Workload", exact=True).click()
    expect(page.get_by_role("heading", name="Workload and age")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("link", name=f"of {town.lsms.name}, running").click()
    expect(page.get_by_text(case).first).to_be_visible()
