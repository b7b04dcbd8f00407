"""The ways in: a poster, an organisation that opened its door, the organisation of whoever is signed in; and what opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.database.incidents.test_reporting_pages import SHORTEST, answer, begin
from tests.world import World

from alongside.incidents.models import Account, Draft, Incident
from alongside.incidents.reporting.entering import COOKIE
from alongside.incidents.reporting.link_actions import close_poster, make_posters, open_door
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.models import AccessLink, Place

pytestmark = pytest.mark.django_db


def test_a_visitor_reports_by_a_poster(client: AppClient, world: World, ward: Place) -> None:
    poster = make_posters([ward])[0]
    assert "Ward 7" in client.get(f"/report/at/{poster.secret}").content.decode()
    begin(client, f"/report/at/{poster.secret}")
    steps = [step for step in SHORTEST if step[0] != "where"]
    led = []
    for name, said in steps:
        said = {"reporter": "contact", "name": "Vic Ames"} if name == "you" else said
        led.append(client.post(f"/report/{name}", said).headers["Location"])
    assert "/report/where" not in led
    assert "/report/you_are?then=check" in client.get("/report/check").content.decode()
    assert client.post("/report/you_are", {"i_am": "visitor"}).headers["Location"] == "/report/check"
    assert "/report/you_are?then=check" in client.get("/report/check").content.decode()
    client.post("/report/send")
    incident = Incident.objects.get()
    assert (incident.place, incident.source, incident.reporter_user) == (ward, "link", None)
    assert incident.affected.get().kind == "visitor"
    assert incident.affected.get().identity.name == "Vic Ames"


def test_a_closed_poster_lets_nobody_in_and_loses_no_report(client: AppClient, world: World, ward: Place) -> None:
    poster = make_posters([ward])[0]
    begin(client, f"/report/at/{poster.secret}")
    client.post("/report/danger", {"danger": "no"})
    close_poster(AccessLink.objects.get(purpose="report.place"), by=SYSTEM)
    assert client.post("/report/what", {"kinds": ["theft"]}).status_code == 302
    stranger = AppClient()
    for page in (stranger.get(f"/report/at/{poster.secret}"), stranger.post(f"/report/at/{poster.secret}")):
        assert page.status_code == 404
        assert "no longer in use" in page.content.decode()
        assert "Ward 7" not in page.content.decode()


def test_an_expired_poster_lets_nobody_in(client: AppClient, world: World, ward: Place) -> None:
    poster = make_posters([ward])[0]
    AccessLink.objects.filter(purpose="report.place").update(expires_at=now() - timedelta(minutes=1))
    assert client.get(f"/report/at/{poster.secret}").status_code == 404
    assert client.get(f"/report/at/{'x' * 3000}").status_code == 404


def test_only_organisations_that_opened_their_door_can_be_chosen(client: AppClient, world: World, ward: Place) -> None:
    page = client.get("/report").content.decode()
    assert world.organisation.name not in page
    assert begin(client, organisation=world.organisation.code).status_code == 422
    open_door(world.organisation)
    assert world.organisation.name in client.get("/report").content.decode()
    assert begin(client, organisation=world.organisation.name).headers["Location"] == "/report/danger"
    assert Draft.objects.get().organisation == world.organisation


def test_part_of_a_name_is_enough_where_only_one_organisation_is_called_so(client: AppClient, world: World) -> None:
    open_door(world.organisation)
    word = world.organisation.name.split()[0]
    assert word != world.organisation.name
    assert begin(client, organisation=word.lower()).headers["Location"] == "/report/danger"
    open_door(world.outsider.organisation)
    shared = set(world.organisation.name.split()) & set(world.outsider.organisation.name.split())
    page = begin(AppClient(), organisation=shared.pop() if shared else "e").content.decode()
    assert "Several organisations are called so" in page
    assert begin(AppClient(), organisation="Nowhere at all").status_code == 422


def test_a_stale_or_foreign_secret_opens_nothing(client: AppClient, world: World, ward: Place) -> None:
    for secret in ("x" * 32, "", "x", "é" * 40, "a" * 5000):
        client.cookies[COOKIE] = secret
        assert client.get("/report/what").headers["Location"] == "/report?not=found"
        assert client.post("/report/send").headers["Location"] == "/report?not=found"


def test_a_link_of_another_purpose_opens_no_draft(client: AppClient, world: World, ward: Place) -> None:
    poster = make_posters([ward], secrets=["p" * 40])[0]
    client.cookies[COOKIE] = poster.secret
    assert client.get("/report/check").headers["Location"] == "/report?not=found"


def test_the_outsider_reports_to_their_own_organisation(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("outsider")
    assert begin(browser, organisation=world.organisation.code).status_code == 422
    begin(browser, organisation=world.outsider.organisation.code)
    page = browser.get("/report/where").content.decode()
    assert "Ward 7" not in page
    answer(browser, SHORTEST)
    browser.post("/report/send")
    incident = Incident.objects.get()
    assert incident.organisation == world.outsider.organisation
    assert incident.place is None
    assert "Ward 7" in Account.objects.get().text
