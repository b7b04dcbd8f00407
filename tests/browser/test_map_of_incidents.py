"""Incidents by place on a map: with a picture behind it and without, by hand, by keyboard, and where no map can be drawn."""

import re
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.eventually import eventually

MAP = "/incidents/map"
BEHIND = """document.addEventListener("readystatechange", () => {
    document.querySelector("[data-map]")?.setAttribute("data-map-tiles", "TILES");
}, { once: true });"""
"""Before its script begins, the page is told of other tiles."""
TOGETHER = re.compile(r"^Upper House and 2 more\W+7\W+Come nearer$")
UPPER = re.compile(r"^Upper House\W+4$")
LOWER = re.compile(r"^Lower House and 1 more\W+3$")
COAST = re.compile(r"^Coast base\W+1$")


@pytest.fixture
def sites(town):
    """Reports at sites near each other and far away (`tests.reports.SITES`)."""
    town.installation.inside("tests.reports", "at_sites")
    town.installation.tiles.asked.clear()
    town.installation.tiles.broken = False
    yield
    town.begins_anew()
    town.installation.inside("tests.reports", "close_sites")


@pytest.fixture
def map_opens(opens, town, sites):
    """`map_opens(tiles="")`: the map of another installation, that names other tiles, or none. Fails where the page has
    complained of anything on its console, of its content policy for example.
    """
    complaints = []

    def page_of(*, tiles=None, **options):
        page = opens(town.lsms, "/", **options)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)

        if tiles is not None:
            page.add_init_script(BEHIND.replace("TILES", tiles))
        page.goto(MAP)
        return page

    yield page_of
    # A drawing that is done in software is slow, and Chromium says so.
    assert [said for said in complaints if "GPU stall" not in said and "WebGL" not in said] == []


def colour_behind(page):
    """What the middle of an empty corner of the map looks like: red, green and blue."""
    picture = page.locator("[data-map-canvas]").screenshot()
    return page.evaluate(
        """async (bytes) => {
            const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
            const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
            canvas.drawImage(picture, 0, 0);
            return [...canvas.getImageData(20, picture.height / 2, 1, 1).data].slice(0, 3);
        }""",
        list(picture),
    )


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("tiles", [None, ""], ids=["tiles", "paper"])
def test_nothing_bars_anyone_from_the_map(map_opens, size, tiles):
    page = map_opens(tiles=tiles, size=size)
    expect(page.get_by_role("button", name=TOGETHER)).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.locator("#by-place").get_by_role("link", name="Lower House", exact=True)).to_be_visible()


def test_the_picture_behind_the_places_comes_from_the_tile_server(map_opens, town):
    page = map_opens()
    eventually(lambda: colour_behind(page)[1] > colour_behind(page)[2] + 20, "That the ground is green")
    assert all(re.fullmatch(r"/\d+/\d+/\d+\.png", path) for path in town.installation.tiles.asked)
    expect(page.get_by_text("© The stand-in")).to_be_visible()
    expect(page.locator("[data-map-trouble]")).to_be_hidden()


def test_a_style_brings_its_own_picture_and_says_whose_it_is(map_opens, town):
    page = map_opens(tiles=f"{town.installation.tiles.url}/style.json")
    eventually(lambda: colour_behind(page)[1] > colour_behind(page)[2] + 20, "That the ground is green")
    expect(page.get_by_text("Drawn by the style")).to_be_visible()


def test_without_a_tile_server_places_stand_on_paper_and_nothing_is_asked_of_anyone(map_opens, town):
    hosts = set()
    page = map_opens(tiles="")
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.reload()
    page.get_by_role("button", name=TOGETHER).click()
    expect(page.get_by_role("link", name=UPPER)).to_be_visible()
    assert colour_behind(page) == [255, 255, 255]
    assert hosts - {"", urlsplit(town.installation.web).netloc} == set()
    assert town.installation.tiles.asked == []


def test_a_tile_server_that_fails_is_said_and_the_places_stay(opens, town, sites):
    town.installation.tiles.broken = True
    page = opens(town.lsms, MAP)
    expect(page.get_by_text("cannot be loaded just now")).to_be_visible()
    expect(page.get_by_role("button", name=TOGETHER)).to_be_visible()


def test_places_that_cover_each_other_come_apart_and_lead_to_their_incidents(map_opens):
    page = map_opens()
    page.get_by_role("button", name=TOGETHER).click()
    page.get_by_role("link", name=UPPER).click()
    expect(page.get_by_role("status").first).to_have_text("4 incidents")


def test_two_sites_at_one_address_lead_to_the_incidents_of_both(map_opens):
    page = map_opens()
    page.get_by_role("button", name=TOGETHER).click()
    page.get_by_role("link", name=LOWER).click()
    expect(page.get_by_role("status").first).to_have_text("3 incidents")


def test_the_keyboard_goes_through_the_places_and_keeps_its_place(map_opens):
    page = map_opens(reduced_motion="reduce")
    page.get_by_role("button", name=TOGETHER).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=UPPER)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=LOWER)).to_be_focused()
    page.get_by_role("button", name="Show all places").press("Enter")
    expect(page.get_by_role("button", name=TOGETHER)).to_be_visible()
    page.get_by_role("link", name=COAST).press("Enter")
    expect(page.get_by_role("status").first).to_have_text("1 incident")


def test_without_scripts_a_plan_and_the_table_say_the_same(opens, town, sites):
    page = opens(town.lsms, MAP, java_script_enabled=False)
    expect(page.get_by_role("img", name=re.compile("Plan of the sites"))).to_be_visible()
    expect(page.locator("[data-map]")).to_be_hidden()
    page.locator("#by-place").get_by_role("link", name="Coast base").click()
    expect(page.get_by_role("status").first).to_have_text("1 incident")


def test_where_the_browser_draws_no_map_the_plan_stays(opens, town, sites):
    page = opens(town.lsms, "/")
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    with suppress(Error):
        page.goto(MAP)
    expect(page.get_by_role("img", name=re.compile("Plan of the sites"))).to_be_visible()
    expect(page.locator("[data-map]")).to_be_hidden()


def test_no_other_page_loads_what_draws_maps(opens, town, sites):
    asked = []
    page = opens(town.lsms, "/")
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/incidents")
    assert [url for url in asked if "map" in url or "maplibre" in url] == []
