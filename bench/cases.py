"""Casework with 100, 10,000 and 200,000 cases: a list of 25 with filters, opening a case, full-text search.

Through the real web process under row-level security, over HTTP, by the API; the page of the list besides. What each figure is
compared with is the same at 100 cases, in the same run: it has to stay flat.
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

from bench.cases_rows import COMMON_WORD, MIDDLE_WORD, RARE_WORD, write_cases, write_spares
from bench.incidents import Browser
from bench.installation import Installation, installed
from bench.result import Beside, Failed, Result, percentile

NAMES = ("cases_list_p50", "cases_list_page_p50", "cases_lists_per_s", "cases_open_p50", "cases_search_p50")
SIZES = (100, 10_000, 200_000)
TIMES = 20
OPENED = 100
SECONDS = 8.0
CONNECTIONS = 8
LISTS = (
    "",
    "status=running",
    "status=running&owner=me&sort=due",
    "kind=theft&status=closed",
    "priority=1&sort=priority",
    "waits_on=court",
    "status=running&late=yes",
)
SEARCHES = (COMMON_WORD, MIDDLE_WORD, RARE_WORD, f"{COMMON_WORD} {MIDDLE_WORD}", "nobodywrotethis")


def run(names: Sequence[str]) -> Iterator[Result]:
    """Measures at each size, the smallest first; a figure is that of the largest beside that of the smallest."""
    with installed() as installation:
        world = installation.run("bench.cases_world")
        measured: dict[str, list[float]] = {name: [] for name in names}
        written = spares = 1
        for size in SIZES:
            write_cases(installation.url("postgres"), world, written, size)
            written = size
            keys = write_spares(installation.url("postgres"), world, spares, spares + OPENED)
            spares += OPENED
            for name, value in _measure(installation, world, names, keys).items():
                measured[name].append(value)
        for name in names:
            small, *_, large = measured[name]
            unit = "1/s" if name.endswith("per_s") else "ms"
            details = dict(zip(map(str, SIZES), (round(value, 2) for value in measured[name]), strict=True))
            yield Result(name, large, unit, Beside(f"the same with {SIZES[0]} cases", small), {"by_size": details})


def _measure(
    installation: Installation, world: dict[str, Any], names: Sequence[str], spares: list[str]
) -> dict[str, float]:
    def line() -> Line:
        return Line(installation.web, world["token"])

    lists = [f"/api/v1/cases?{query}" for query in LISTS]
    ways: dict[str, Callable[[], float]] = {
        "cases_list_p50": lambda: _ask(line(), lists),
        "cases_list_page_p50": lambda: _look(
            Browser(installation.web, world["sign_in"]), [f"/cases?{query}" for query in LISTS]
        ),
        "cases_lists_per_s": lambda: _flood(installation.web, world["token"], lists),
        "cases_open_p50": lambda: _open(line(), spares),
        "cases_search_p50": lambda: _ask(line(), [f"/api/v1/cases?q={quote(words)}" for words in SEARCHES]),
    }
    return {name: ways[name]() for name in names}


class Line:
    """One connection that stays open, with a bearer token."""

    def __init__(self, web: str, token: str) -> None:
        self._line = http.client.HTTPConnection(urlsplit(web).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: Any = None) -> float:
        """Milliseconds until the whole answer was there. Raises Failed where it is an error."""
        headers = self._headers | ({"Content-Type": "application/json"} if body is not None else {})
        began = time.perf_counter()
        self._line.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self._line.getresponse()
        said = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status >= 300:
            raise Failed(f"{method} {path} was answered {answer.status}: {said[:300]!r}")
        return took


def _ask(line: Line, paths: Sequence[str]) -> float:
    for path in paths:
        line.ask("GET", path)
    return percentile([line.ask("GET", path) for _ in range(TIMES) for path in paths], 50)


def _look(browser: Browser, paths: Sequence[str]) -> float:
    for path in paths:
        browser.ask(path)
    return percentile([browser.ask(path)[0] for _ in range(TIMES) for path in paths], 50)


def _open(line: Line, spares: list[str]) -> float:
    return percentile([line.ask("POST", "/api/v1/cases", {"incidents": [key]}) for key in spares], 50)


def _flood(web: str, token: str, paths: Sequence[str]) -> float:
    """Lists answered in a second, with eight connections that ask one after the other."""
    until = time.perf_counter() + SECONDS

    def ask(number: int) -> int:
        line, done = Line(web, token), 0
        while time.perf_counter() < until:
            line.ask("GET", paths[(number + done) % len(paths)])
            done += 1
        return done

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(ask, range(CONNECTIONS))) / SECONDS
