"""The lone worker's page on a slow telephone with a weak signal, opened for the first time: when it can be used.

The line and the processor are slowed down in Chromium by the figures with which Lighthouse simulates a telephone (its constants
`mobileSlow4G`, "applied" form: 562.5 ms for each request, 1.6 Mbit/s less a tenth, a processor four times slower). Usable: the page has run
its scripts, and pressing "I need help" does what it should.
"""

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.installation import installed
from bench.people import PASSWORD
from bench.result import Beside, Failed, Result

NAMES = ("first_use",)
LATENCY_MS = 150 * 3.75
DOWN_BYTES_PER_S = 1.6 * 1000 * 1000 * 0.9 / 8
UP_BYTES_PER_S = 750 * 1000 * 0.9 / 8
SLOWER = 4
TIMES = 7
PROMISED_MS = 2000.0
SIZES = """performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).map((one) => one.transferSize)"""
READY = "html[data-usable=yes]"


def run(names: Sequence[str]) -> Iterator[Result]:
    """Opens it seven times, each in a browser that has never seen it."""
    with installed() as installation, sync_playwright() as playwright:
        installation.run("bench.people", "1")
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        session = _session(browser, installation.web)
        taken, sizes = zip(*(_open(browser, installation.web, session) for _ in range(TIMES)), strict=True)
        browser.close()
    middle, size = statistics.median(taken), int(statistics.median(sizes))
    if middle > PROMISED_MS:
        raise Failed(f"the page could be used after {middle:.0f} ms, and {PROMISED_MS:.0f} are promised")
    floor = 2 * LATENCY_MS + size / DOWN_BYTES_PER_S * 1000
    details = {"bytes": size, "slowest_ms": round(max(taken)), "times": TIMES, "promised_ms": PROMISED_MS}
    yield Result(
        names[0], middle, "ms", Beside("two requests one after the other and these bytes on that line", floor), details
    )


def _session(browser: Browser, web: str) -> list[Any]:
    context = browser.new_context(base_url=web)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Username or email address").fill("worker-0")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    cookies = context.cookies()
    context.close()
    return cookies


def _open(browser: Browser, web: str, cookies: list[Any]) -> tuple[float, int]:
    """How many milliseconds it took until the page could be used, and how many bytes came."""
    context = browser.new_context(base_url=web, viewport={"width": 360, "height": 640}, has_touch=True)
    context.add_cookies(cookies)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    line = {"latency": LATENCY_MS, "downloadThroughput": DOWN_BYTES_PER_S, "uploadThroughput": UP_BYTES_PER_S}
    devtools.send("Network.emulateNetworkConditions", {"offline": False} | line)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    began = time.perf_counter()
    page.goto("/my-safety", wait_until="commit")
    page.locator(READY).wait_for(state="attached")
    taken = (time.perf_counter() - began) * 1000
    size = sum(page.evaluate(SIZES))
    context.close()
    return taken, size
