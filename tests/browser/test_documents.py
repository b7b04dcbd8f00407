"""Documents of a case and the templates behind them: at a desk, on a small phone, and with a letter that is produced and taken."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
HERE = "/documents/templates/police_update"


@pytest.fixture
def there(town) -> dict[str, str]:
    """A case with a document, and a version of a template."""
    return town.installation.inside("tests.documents", "produced")


def is_fine(page: Page, size: dict[str, int], name: str) -> None:
    for summary in page.locator("main summary:visible").all():
        summary.click()
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{size['width']}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_the_list_of_documents(opens, town, there, size):
    page = opens(town.lsms, f"/cases/{there['case']}/documents", size=size)
    expect(page.get_by_role("heading", name="Letter to the police, how it stands: common assault")).to_be_visible()
    is_fine(page, size, "list")


@SIZES
def test_every_form_before_a_document(opens, town, there, size):
    page = opens(town.lsms, f"/cases/{there['case']}/documents", size=size)
    for kind in ("police_update", "cps_review", "outcome_letter", "case_pack"):
        page.goto(f"/cases/{there['case']}/documents/make/{kind}")
        is_fine(page, size, f"make-{kind}")
    page.goto(f"/cases/{there['case']}/documents/make/outcome_letter")
    expect(page.get_by_text("may not learn of it: Her mother")).to_be_visible()
    page.get_by_role("button", name="Produce it").click()
    expect(page.get_by_role("link", name="Write what came of it.")).to_be_visible()
    is_fine(page, size, "make-wrong")


@SIZES
def test_a_letter_is_looked_at_produced_and_taken(opens, town, there, size, tmp_path: Path):
    page = opens(town.lsms, f"/cases/{there['case']}/documents/make/police_update", size=size)
    page.get_by_label("What else do you want to say?").fill("We kept the film of the ward.")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_alt_text("Page 1")).to_be_visible()
    assert "We kept the film of the ward." in page.get_by_label("The words alone").input_value()
    is_fine(page, size, "looked")
    page.get_by_role("button", name="Produce it").click()
    expect(page.get_by_role("status").filter(has_text="The document was produced")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").first.click()
    taken.value.save_as(tmp_path / "letter.pdf")
    [printed] = PdfReader(tmp_path / "letter.pdf").pages
    assert "We kept the film of the ward." in printed.extract_text()


@SIZES
def test_the_pages_of_templates(opens, town, there, size):
    page = opens(town.lsms, "/documents/templates", size=size)
    is_fine(page, size, "templates")
    for path, name in (
        (HERE, "template"),
        (f"{HERE}/versions/{there['version']}", "version"),
        ("/documents/letterhead", "head"),
    ):
        page.goto(path)
        is_fine(page, size, name)


@SIZES
def test_a_template_is_changed_tried_kept_and_put_in_force(opens, town, there, size):
    page = opens(town.lsms, HERE, size=size)
    page.get_by_label("Template", exact=True).fill("Dear {{ officer }},\n\n{{ ofence }}")
    page.get_by_role("button", name="Try it with the sample").click()
    expect(page.get_by_role("link", name="Line 3: There is no field called “ofence” here.")).to_be_visible()
    is_fine(page, size, "template-wrong")
    page.get_by_label("Template", exact=True).fill("Dear {{ officer }},\n\nhow does {{ offence }} stand?")
    page.get_by_role("button", name="Try it with the sample").click()
    expect(page.get_by_alt_text("Page 1 of 1, with the sample")).to_be_visible()
    is_fine(page, size, "tried")
    page.get_by_label("Why did you change it?").fill("It was too long.")
    page.get_by_role("button", name="Keep it as a new version").click()
    expect(page.get_by_text("Not in force", exact=True)).to_be_visible()
    page.get_by_label("Why is it put in force?").fill("It is clearer.")
    page.get_by_role("button", name="Put this version in force").click()
    expect(page.get_by_text("From now on documents are produced with it.")).to_be_visible()
    is_fine(page, size, "in-force")


def test_without_scripts_a_template_is_tried_all_the_same(opens, town, there):
    page = opens(town.lsms, HERE, java_script_enabled=False)
    page.get_by_role("button", name="Try it with the sample").click()
    expect(page.get_by_alt_text("Page 1 of 1, with the sample")).to_be_visible()


def test_a_long_word_breaks_and_makes_no_narrow_page_wider(opens, town):
    here = "/documents/templates/cps_review"
    page = opens(town.lsms, here, size=PHONE)
    page.get_by_label("Why did you change it?").fill("W" * 200)
    page.get_by_role("button", name="Keep it as a new version").click()
    expect(page.get_by_text("The version is kept.")).to_be_visible()
    for path in (page.url, here):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
