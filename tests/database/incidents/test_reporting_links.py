"""Posters and the open door: who keeps them, and that nobody keeps another organisation's."""

import re
from typing import Any

import pytest
from django.db import connection
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.reporting.link_actions import close_poster, make_posters, open_door
from alongside.incidents.reporting.queries import doors
from alongside.ledger.actions import SYSTEM
from alongside.ledger.models import Entry
from alongside.people.actions import open_place
from alongside.people.models import AccessLink, Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["lsms", "administrator"])
def test_a_poster_is_made_with_its_code_and_leads_to_the_place(
    sign_in: Any, client: Any, world: World, ward: Place, who: str
) -> None:
    page = sign_in(who).post("/incidents/links", {"place": [str(ward.pk)]}, follow=True)
    assert b"<svg" in page.content
    assert b"style=" not in page.content.split(b"<svg")[1].split(b"</svg>")[0]
    address = page.content.decode().split("/report/at/")[1].split("<")[0].strip()
    assert "Ward 7" in client.get(f"/report/at/{address}").content.decode()
    assert address not in sign_in(who).get("/incidents/links").content.decode()


@pytest.mark.parametrize("who", ["nurse", "manager", "operator", "director"])
def test_others_keep_no_posters(sign_in: Any, world: World, ward: Place, who: str) -> None:
    assert sign_in(who).get("/incidents/links").status_code == 403
    assert sign_in(who).post("/incidents/links", {"place": [str(ward.pk)]}).status_code == 403
    assert not AccessLink.objects.exists()


def test_the_outsider_sees_makes_and_closes_none_of_ours(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([ward])
    link = AccessLink.objects.get()
    browser = sign_in("outsider")
    assert "Ward 7" not in browser.get("/incidents/links").content.decode()
    assert browser.post("/incidents/links", {"place": [str(ward.pk)]}).headers["Location"].endswith("nothing")
    assert browser.post(f"/incidents/links/{link.pk}/close").status_code == 404
    door = {"organisation": world.organisation.code, "open": "yes"}
    assert browser.post("/incidents/links/door", door).status_code == 404
    assert AccessLink.objects.get() == link


def test_a_link_is_found_closed_and_listed_as_closed(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([ward])
    browser = sign_in("lsms")
    assert "Ward 7" in browser.get("/incidents/links?search=ward+7").content.decode()
    assert "No links are shown" in browser.get("/incidents/links?search=nothing").content.decode()
    browser.post(f"/incidents/links/{AccessLink.objects.get().pk}/close")
    assert "No links are shown" in browser.get("/incidents/links").content.decode()
    assert "Ward 7" in browser.get("/incidents/links?closed=yes").content.decode().split("Closed links")[1]
    assert "Ward 7" in whole(browser.get("/incidents/links?closed=yes&format=csv")).decode()
    assert "Ward 7" not in whole(browser.get("/incidents/links?format=csv")).decode()
    assert whole(browser.get("/incidents/links?format=xlsx")).startswith(b"PK")
    assert Entry.objects.filter(verb="incident.exported", details__contains="posters-and-links").count() == 3


def test_many_links_come_a_page_at_a_time(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([open_place(ward.site, f"Bay {number:02}") for number in range(40)])
    page = sign_in("lsms").get("/incidents/links").content.decode()
    assert page.count("/close") == 25
    older = page.split("before=")[1].split('"')[0]
    assert sign_in("lsms").get(f"/incidents/links?before={older}").content.decode().count("/close") == 15
    assert sign_in("lsms").get("/incidents/links?before=nonsense").status_code == 200


def test_the_door_is_opened_shut_and_opened_again(sign_in: Any, world: World, ward: Place) -> None:
    browser, code = sign_in("lsms"), world.organisation.code
    for wanted, shown in (("yes", [code]), ("no", []), ("yes", [code])):
        browser.post("/incidents/links/door", {"organisation": code, "open": wanted})
        assert [door.code for door in doors()] == shown
    assert AccessLink.objects.filter(purpose="report.anywhere").count() == 1
    open_door(world.organisation)
    assert [door.code for door in doors()] == [code]


def test_a_label_that_a_spreadsheet_would_run_is_made_harmless(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([open_place(ward.site, "=1+1")])
    assert "'=1+1" in whole(sign_in("lsms").get("/incidents/links?format=csv")).decode()


def printed(page: Any) -> list[str]:
    return re.findall(r"/report/at/([\w-]+)", page.content.decode())


@pytest.mark.parametrize("who", ["lsms", "administrator"])
def test_a_poster_is_printed_again_as_it_hangs(sign_in: Any, client: Any, world: World, ward: Place, who: str) -> None:
    first = printed(sign_in("lsms").post("/incidents/links", {"place": [str(ward.pk)]}, follow=True))
    link = AccessLink.objects.get()
    again = sign_in(who).get(f"/incidents/links/print?link={link.pk}")
    assert printed(again) == first
    assert again.headers["Cache-Control"] == "no-store"
    assert client.get(f"/report/at/{first[0]}").status_code == 200
    assert Entry.objects.filter(verb="link.shown", subject_id=link.pk).count() == 2, "when it was made, and again"
    assert printed(sign_in(who).get("/incidents/links/print?search=Ward")) == first


def test_the_page_of_new_posters_can_be_loaded_again_without_making_more(
    sign_in: Any, world: World, ward: Place
) -> None:
    bay = open_place(ward.site, "Bay 3")
    browser = sign_in("lsms")
    made = browser.post("/incidents/links", {"place": [str(ward.pk), str(bay.pk)]})
    make_posters([ward])
    first, again = printed(browser.get(made["Location"])), printed(browser.get(made["Location"]))
    assert (len(first), first) == (2, again)
    assert AccessLink.objects.count() == 3


def test_its_secret_stands_in_no_table(sign_in: Any, world: World, ward: Place) -> None:
    (secret,) = printed(sign_in("lsms").post("/incidents/links", {"place": [str(ward.pk)]}, follow=True))
    sign_in("lsms").get("/incidents/links/print")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE row_to_json(t)::text LIKE %s', [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table


def test_others_print_none(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([ward])
    link = AccessLink.objects.get()
    assert sign_in("nurse").get(f"/incidents/links/print?link={link.pk}").status_code == 403
    elsewhere = sign_in("outsider")
    assert elsewhere.get(f"/incidents/links/print?link={link.pk}").headers["Location"].endswith("none_to_print")
    assert elsewhere.post(f"/incidents/links/{link.pk}/replace").status_code == 404
    assert AccessLink.objects.get().closed_at is None


def test_one_that_was_replaced_lets_nobody_in_and_the_new_one_does(
    sign_in: Any, client: Any, world: World, ward: Place
) -> None:
    (old,) = [poster.secret for poster in make_posters([ward])]
    (new,) = printed(sign_in("lsms").post(f"/incidents/links/{AccessLink.objects.get().pk}/replace", follow=True))
    assert new != old
    assert client.get(f"/report/at/{old}").status_code == 404
    assert client.get(f"/report/at/{new}").status_code == 200


def test_one_that_was_made_with_another_key_says_so_and_goes_on_to_work(
    sign_in: Any, client: Any, world: World, ward: Place, settings: Any
) -> None:
    (secret,) = [poster.secret for poster in make_posters([ward])]
    settings.SECRET_KEY = "another" * 10
    page = sign_in("lsms").get("/incidents/links/print")
    assert printed(page) == []
    assert "cannot be shown again" in page.content.decode()
    assert client.get(f"/report/at/{secret}").status_code == 200


def test_a_closed_poster_is_not_printed(sign_in: Any, world: World, ward: Place) -> None:
    make_posters([ward])
    link = AccessLink.objects.get()
    close_poster(link, by=SYSTEM)
    page = sign_in("lsms").get(f"/incidents/links/print?link={link.pk}")
    assert page.headers["Location"].endswith("none_to_print")
