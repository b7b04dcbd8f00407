"""Incidents by place: what the map is given, and from where its page may fetch."""

from collections.abc import Callable

import pytest
from django.test import override_settings
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.people.actions import open_place, open_site
from alongside.people.models import Place
from alongside.web.contentpolicy import POLICY

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


def policy_of(browser: AppClient, path: str) -> str:
    return str(browser.get(path).headers["Content-Security-Policy"])


@pytest.fixture
def two_sites(report: Report, world: World, ward: Place) -> None:
    ward.site.lat, ward.site.lon = 53.39, -2.6
    ward.site.save()
    for _ in range(3):
        report(place=ward)
    report(place=open_place(open_site(world.organisation, "Base without a position"), "Office"))


def test_each_site_with_a_position_is_a_place_of_the_map(two_sites: None, sign_in: SignIn, ward: Place) -> None:
    page = sign_in("lsms").get("/incidents/map").content.decode()
    assert page.count("data-map-place") == 1
    assert f'data-map-place data-name="{ward.site.name}" data-lat="53.39" data-lon="-2.6" data-number="3"' in page
    assert "Base without a position" in page


def test_without_tiles_the_page_may_fetch_from_nowhere_else(two_sites: None, sign_in: SignIn) -> None:
    assert policy_of(sign_in("lsms"), "/incidents/map") == POLICY
    assert 'data-map-tiles=""' in sign_in("lsms").get("/incidents/map").content.decode()


def test_the_page_with_the_map_and_no_other_may_fetch_tiles(two_sites: None, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    with override_settings(MAP_TILES=TILES, MAP_HOSTS=["https://fonts.example.org/a/b"], MAP_ATTRIBUTION="© Them"):
        policy = policy_of(lsms, "/incidents/map")
        page = lsms.get("/incidents/map").content.decode()
        assert policy_of(lsms, "/incidents") == POLICY
    assert "connect-src 'self' https://tiles.example.org https://fonts.example.org;" in policy
    assert "img-src 'self' data: https://tiles.example.org https://fonts.example.org;" in policy
    assert "script-src 'self';" in policy
    assert f'data-map-tiles="{TILES}"' in page
    assert 'data-map-attribution="© Them"' in page


@pytest.mark.parametrize(
    "wrong", ["javascript:alert(1)", "https://a.example; script-src *", "//tiles.example", "tiles"]
)
def test_an_address_that_is_none_widens_nothing(wrong: str, two_sites: None, sign_in: SignIn) -> None:
    with override_settings(MAP_TILES=wrong, MAP_HOSTS=[wrong]):
        assert policy_of(sign_in("lsms"), "/incidents/map") == POLICY


def test_a_place_on_the_map_leads_to_its_incidents(two_sites: None, sign_in: SignIn, ward: Place) -> None:
    page = sign_in("lsms").get("/incidents/map").content.decode()
    row = page[page.index("data-map-place") : page.index("</th>", page.index("data-map-place"))]
    assert f'href="/incidents?site={ward.site.pk}' in row.replace("&amp;", "&")
