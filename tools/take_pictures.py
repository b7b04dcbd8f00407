"""Takes the pictures of the README that show reporting and casework, from a running demonstration:

    alongside up --demo --json > started.json &
    python tools/take_pictures.py started.json

The demonstration is made up, people included. It reports an incident as the worker does, so take a fresh one.
"""

import json
import re
import sys
from pathlib import Path

from find_chromium import find
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs/images"
DESK = {"width": 1366, "height": 900}
PHONE = {"width": 320, "height": 640}


def main(started: str) -> None:
    """Writes `report.png`, `incident.png` and `case.png`."""
    said = json.loads(Path(started).read_text())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        picture_of_a_report(signed_in(browser, said, "worker", PHONE))
        picture_of_an_incident(signed_in(browser, said, "lsms", DESK))
        picture_of_a_case(signed_in(browser, said, "lsms", DESK))
        browser.close()


def picture_of_a_report(page: Page) -> None:
    """The second question, on a telephone."""
    page.goto("/report")
    page.get_by_role("main").get_by_role("button", name="Start").click()
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("checkbox", name="Someone was threatened").check()
    page.screenshot(path=IMAGES / "report.png")


def picture_of_an_incident(page: Page) -> None:
    """The page of the most urgent new report, with what happened opened."""
    page.goto("/incidents/triage")
    page.locator(".app-triage__link").first.click()
    page.goto(f"{page.url}?open=narrative")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "incident.png")


def picture_of_a_case(page: Page) -> None:
    """The first page of the case that came to court."""
    page.goto("/cases")
    page.get_by_role("link", name=re.compile("trial")).click()
    page.screenshot(path=IMAGES / "case.png")


def signed_in(browser: Browser, said: dict[str, object], role: str, size: dict[str, int]) -> Page:
    """A page at which the one with this role is signed in."""
    signs: list[dict[str, str]] = said["sign_ins"]  # type: ignore[assignment]
    person = next(one for one in signs if one["role"] == role)
    page = browser.new_context(viewport=size, base_url=str(said["web"])).new_page()  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    page.get_by_label("Username or email address").fill(person["username"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/$"))
    return page


if __name__ == "__main__":
    main(sys.argv[1])
