"""Real Chromium on the real processes."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.eventually import PATIENCE_S
from tests.town import Person

expect.set_options(timeout=PATIENCE_S * 1000)
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""A test tone, which nobody has to allow."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for this folder: Playwright keeps an event loop running, which tests elsewhere must not find."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=QUIET + MICROPHONE
        )
        yield browser
        browser.close()


@pytest.fixture
def opens(chromium: Browser, town: Any) -> Iterator[Callable[..., Page]]:
    """`opens(town.operator, "/response")`: a page at which somebody is signed in; None is nobody.

    The test fails where a page has written an error to the browser's console.
    """
    contexts, complaints = [], []

    def page_of(person: Person | None, path: str, *, size: dict[str, int] = DESK, **options: Any) -> Page:
        context = chromium.new_context(viewport=size, base_url=town.installation.web, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": person.session(), "url": town.installation.web}])
        page.goto(path)
        return page

    yield page_of
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # a request that is held up ends with its page
        context.close()
    assert complaints == []
