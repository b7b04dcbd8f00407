"""Finding one incident among a million: the list with filters, the triage list, search, and an incident's page.

Through the real web process under row-level security, one question after the other. `value` is the whole time at the
server's door, over HTTP, sign-in and layout included; `details.inside_ms` is what the view itself took, by the header
`Server-Timing`; `beside` is the bare SQL that the page cannot do without, under the same role in the same run.
"""

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from bench.incidents_rows import write_incidents
from bench.incidents_words import COMMON_WORD, MIDDLE_WORD, RARE_WORD
from bench.installation import Installation, installed
from bench.result import Beside, Failed, Result, percentile

NAMES = (
    "incidents_list_p50",
    "incidents_list_p95",
    "incidents_triage_p95",
    "incidents_search_p95",
    "incidents_page_p95",
)
INCIDENTS = 1_000_000
TIMES = 12
"""How often each address is asked for, after once to warm up."""
LISTS = (
    "",
    "kind=physical_assault",
    "kind=physical_assault&status=closed",
    "status=submitted",
    "kind=weapon&urgent=weapon&sort=urgency",
    "sort=occurred",
    "status=triaged&who=patient",
    "anonymous=yes&factor=alcohol",
    "hate=race",
    "from=2024-01-01&to=2024-03-31&kind=threat&sort=occurred",
)
SEARCHES = (
    COMMON_WORD,
    MIDDLE_WORD,
    RARE_WORD,
    f"{COMMON_WORD} {MIDDLE_WORD}",
    '"said to"',
    f"{COMMON_WORD} -{MIDDLE_WORD}",
    f"{RARE_WORD} or {MIDDLE_WORD}",
    "securi",
    "nobodywrotethis",
)
TRIAGE = ("", "reason=weapon", "reason=repeat_person", "who=mine", "who=nobody", "reason=serious_harm&who=nobody")
PAGES = 40

ORGANISATION = "organisation_id = (SELECT id FROM people_organisation WHERE code = 'ZZB01')"
BARE = {
    "list": f"SELECT * FROM incidents_incident WHERE {ORGANISATION} ORDER BY id DESC LIMIT 26",  # noqa: S608
    "triage": f"SELECT * FROM incidents_incident WHERE {ORGANISATION} AND status = 'submitted'"  # noqa: S608
    " ORDER BY urgency DESC, id LIMIT 26",
    "search": f"SELECT incident_id FROM incidents_account WHERE {ORGANISATION} AND compartment = 'narrative'"  # noqa: S608
    f" AND search @@ websearch_to_tsquery('english', '{RARE_WORD}') ORDER BY incident_id DESC LIMIT 26",
    "page": f"SELECT * FROM incidents_incident WHERE {ORGANISATION} ORDER BY id DESC LIMIT 1",  # noqa: S608
}
"""What a page cannot do without. The search's goes round row-level security, as the owner: it is what the index could do."""


def run(names: Sequence[str]) -> Iterator[Result]:
    """Fills an installation once, then asks."""
    with installed() as installation:
        world = installation.run("bench.incidents_world")
        began = time.perf_counter()
        write_incidents(installation.url("postgres"), world, INCIDENTS)
        loaded = time.perf_counter() - began
        yield from measure(installation, world, names, {"incidents": INCIDENTS, "loaded_in_s": round(loaded)})


def measure(
    installation: Installation, world: dict[str, Any], names: Sequence[str], details: dict[str, Any]
) -> Iterator[Result]:
    """The figures of an installation that is filled."""
    browser = Browser(installation.web, world["lsms"])
    asked: dict[str, Callable[[], list[str]]] = {
        "list": lambda: [f"/incidents?{query}" for query in LISTS],
        "triage": lambda: [f"/incidents/triage?{query}" for query in TRIAGE],
        "search": lambda: [f"/incidents?{urlencode({'q': words})}" for words in [*SEARCHES, *_names(installation)]],
        "page": lambda: [f"/incidents/{reference}" for reference in _references(installation)],
    }
    measured: dict[str, tuple[list[float], dict[str, Any]]] = {}
    for name in names:
        what, percent = name.removeprefix("incidents_").split("_")
        if what not in measured:
            measured[what] = _ask(browser, asked[what]())
        whole, more = measured[what]
        yield Result(
            name,
            percentile(whole, float(percent[1:])),
            "ms",
            Beside(f"the bare SQL of the same {what} by psycopg", _bare(installation, world, what, float(percent[1:]))),
            {**details, **more},
        )


class Browser:
    """Somebody who is signed in, with one connection that stays open."""

    def __init__(self, web: str, person: dict[str, str]) -> None:
        self._line = http.client.HTTPConnection(urlsplit(web).netloc, timeout=60)
        self._cookies: dict[str, str] = {}
        page, _ = self._get("GET", "/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {"login": person["username"], "password": person["password"]}
        form["csrfmiddlewaretoken"] = token.group(1) if token else ""
        _, answer = self._get("POST", "/accounts/login/", urlencode(form), Origin=web)
        if answer.status != 302:
            raise Failed(f"signing in was answered {answer.status}")

    def ask(self, path: str) -> tuple[float, float]:
        """Milliseconds until the whole page was there, and what of them the server spent within its view."""
        began = time.perf_counter()
        _, answer = self._get("GET", path)
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise Failed(f"{path} was answered {answer.status}")
        inside = re.search(r"view;dur=([\d.]+)", answer.headers.get("Server-Timing", ""))
        return took, float(inside.group(1)) if inside else float("nan")

    def _get(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[str, http.client.HTTPResponse]:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.read().decode(), answer


def _ask(browser: Browser, paths: Sequence[str]) -> tuple[list[float], dict[str, Any]]:
    for path in paths:
        browser.ask(path)
    times = [(path, *browser.ask(path)) for _ in range(TIMES) for path in paths]
    whole = [took for _, took, _ in times]
    inside = [within for _, _, within in times]
    slowest = max(paths, key=lambda path: percentile([took for asked, took, _ in times if asked == path], 50))
    return whole, {
        "asked": len(times),
        "whole_ms": {f"p{percent}": round(percentile(whole, percent), 1) for percent in (50, 95)},
        "inside_ms": {f"p{percent}": round(percentile(inside, percent), 1) for percent in (50, 95)},
        "slowest": slowest,
        "slowest_p50_ms": round(percentile([took for asked, took, _ in times if asked == slowest], 50), 1),
    }


def _bare(installation: Installation, world: dict[str, Any], what: str, percent: float) -> float:
    role = "owner" if what == "search" else "app"
    with psycopg.connect(installation.url(role), autocommit=True) as connection:
        if role == "app":
            user = installation.ask("SELECT id FROM people_user WHERE username = %s", world["lsms"]["username"])
            connection.execute("SELECT set_config('alongside.user_id', %s, false)", [str(user)])
        times = []
        for _ in range(TIMES * 10 + 1):
            began = time.perf_counter()
            if not connection.execute(BARE[what]).fetchall():
                raise Failed(f"the bare SQL of {what} finds nothing")
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times[1:], percent)


def _names(installation: Installation) -> list[str]:
    """A common surname, and the whole name of somebody."""
    common = f"""
        SELECT split_part(name, ' ', 2) FROM incidents_identity WHERE {ORGANISATION}
        GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"""  # noqa: S608
    somebody = f"SELECT name FROM incidents_identity WHERE {ORGANISATION} AND compartment = 'suspect' LIMIT 1"  # noqa: S608
    return [installation.ask(common), installation.ask(somebody)]


def _references(installation: Installation) -> list[str]:
    """Of incidents spread over the whole table of the biggest organisation."""
    query = f"""
        SELECT json_agg(reference) FROM (
            SELECT reference FROM incidents_incident WHERE {ORGANISATION} ORDER BY md5(id::text) LIMIT {PAGES}
        ) AS chosen"""  # noqa: S608
    found = installation.ask(query)
    return list(found if isinstance(found, list) else json.loads(found))
