"""Whatever is reported, somebody who may act on it sees it; where nobody could, those who can change that are told."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewResponsible
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.queries import to_triage
from alongside.incidents.unread import tell_of_all_unread
from alongside.messages.models import Message
from alongside.people.actions import appoint, form_team
from alongside.people.models import Appointment, Place, Staff, Team
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db

REPORTS: dict[str, dict[str, Any]] = {
    "of a team": {},
    "of no team": {"team": None},
    "anonymous": {"team": None, "anonymous": True},
    "by somebody inside": {"responsible": [NewResponsible("manager")]},
}


@pytest.fixture
def other_team(world: World) -> Team:
    return form_team(world.organisation, "Night nursing")


def specialist_of(world: World, *teams: Team) -> None:
    """The organisation's security specialist is appointed for these teams alone."""
    Appointment.objects.filter(staff=world.lsms, role=Role.LSMS).delete()
    for team in teams:
        appoint(world.lsms, Role.LSMS, team=team)


def sees(user: Any, incident: Incident) -> tuple[bool, bool, bool]:
    for kept in ("_places", "_left_to", "_incident_scopes"):
        if hasattr(user, kept):
            delattr(user, kept)
    listed = incidents_for(user).filter(pk=incident.pk).exists()
    return listed, to_triage(user).filter(pk=incident.pk).exists(), user.has_perm("incidents.triage", incident)


@pytest.mark.parametrize("kind", REPORTS)
def test_whoever_is_appointed_for_the_whole_organisation_sees_it(
    report: Callable[..., Any], world: World, kind: str
) -> None:
    assert sees(world.users()["lsms"], report(**REPORTS[kind]).incident) == (True, True, True)


@pytest.mark.parametrize("kind", REPORTS)
def test_where_there_is_none_those_of_a_team_see_it(
    report: Callable[..., Any], world: World, other_team: Team, kind: str
) -> None:
    specialist_of(world, other_team)
    assert sees(world.users()["lsms"], report(**REPORTS[kind]).incident) == (True, True, True)


def test_they_open_it_and_act_on_it(report: Callable[..., Any], world: World, other_team: Team, sign_in: Any) -> None:
    specialist_of(world, other_team)
    incident = report(team=None, anonymous=True).incident
    browser = sign_in("lsms")
    assert incident.reference in browser.get("/incidents/triage").content.decode()
    assert browser.get(f"/incidents/{incident.reference}").status_code == 200
    assert browser.post(f"/incidents/{incident.reference}/triage", {"outcome": "keep"}).status_code == 302


@pytest.mark.parametrize("kind", REPORTS)
def test_they_find_it_in_the_list_the_search_the_files_the_table_of_places_and_the_api(
    report: Callable[..., Any], world: World, other_team: Team, sign_in: Any, kind: str
) -> None:
    specialist_of(world, other_team)
    incident = report(**REPORTS[kind]).incident
    browser = sign_in("lsms")
    for path in (
        "/incidents",
        "/incidents?q=disgrace",
        f"/incidents?q={incident.reference}",
        "/incidents?sort=urgency",
    ):
        assert incident.reference in browser.get(path).content.decode(), path
    assert incident.reference in whole(browser.get("/incidents/export.csv")).decode()
    assert "<strong>1 incident</strong>" in browser.get("/incidents/map").content.decode()
    assert "1 incident" in browser.get("/incidents/when").content.decode()
    assert incident.reference in str(browser.get("/api/v1/incidents").json())


@pytest.mark.parametrize("kind", REPORTS)
def test_what_another_is_appointed_for_they_do_not_find(
    report: Callable[..., Any], world: World, other_team: Team, sign_in: Any, kind: str
) -> None:
    specialist_of(world, other_team)
    appoint(world.second_operator, Role.LSMS)
    incident = report(**REPORTS[kind]).incident
    browser = sign_in("lsms")
    for path in ("/incidents", "/incidents?q=disgrace", f"/incidents?q={incident.reference}"):
        assert f"/incidents/{incident.reference}" not in browser.get(path).content.decode(), path
    assert browser.get("/api/v1/incidents").json()["items"] == []


def test_a_specialist_of_its_own_team_finds_it_alone(
    report: Callable[..., Any], world: World, other_team: Team, sign_in: Any
) -> None:
    specialist_of(world, other_team)
    appoint(world.second_operator, Role.LSMS, team=world.team)
    theirs, nobodys = report().incident, report(team=None).incident
    for path in ("/incidents", "/incidents?q=disgrace"):
        first, second = (sign_in(who).get(path).content.decode() for who in ("lsms", "second_operator"))
        assert theirs.reference not in first, path
        assert theirs.reference in second, path
        assert nobodys.reference in first, path
        assert nobodys.reference in second, path


def test_a_team_with_a_specialist_of_its_own_is_not_opened_to_those_of_others(
    report: Callable[..., Any], world: World, other_team: Team
) -> None:
    specialist_of(world, other_team)
    appoint(world.second_operator, Role.LSMS, team=world.team)
    incident = report().incident
    assert sees(world.users()["lsms"], incident) == (False, False, False)
    assert sees(world.users()["second_operator"], incident) == (True, True, True)


def test_where_somebody_is_appointed_for_all_nothing_is_left_to_those_of_a_team(
    report: Callable[..., Any], world: World, other_team: Team
) -> None:
    specialist_of(world, other_team)
    appoint(world.second_operator, Role.LSMS)
    assert sees(world.users()["lsms"], report(team=None).incident) == (False, False, False)


@pytest.mark.parametrize("gone", ["left", "account closed"])
def test_one_who_cannot_sign_in_any_more_counts_for_nobody(
    report: Callable[..., Any], world: World, other_team: Team, gone: str
) -> None:
    appoint(world.second_operator, Role.LSMS, team=other_team)
    incident = report(team=None).incident
    assert sees(world.users()["second_operator"], incident) == (False, False, False)
    user: Any = world.lsms.user
    if gone == "left":
        Staff.objects.filter(pk=world.lsms.pk).update(active=False)
    else:
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert sees(world.users()["second_operator"], incident) == (True, True, True)


@pytest.mark.parametrize("who", ["manager", "director", "nurse", "administrator", "outsider"])
def test_nobody_else_comes_to_act_on_it(report: Callable[..., Any], world: World, other_team: Team, who: str) -> None:
    specialist_of(world, other_team)
    assert sees(world.users()[who], report(team=None).incident)[1:] == (False, False)


def test_an_urgent_one_is_told_to_those_to_whom_it_is_left(
    report: Callable[..., Any], world: World, other_team: Team, settings: Any
) -> None:
    settings.URGENT_FROM = 0
    specialist_of(world, other_team)
    incident = report(team=None).incident
    assert Message.objects.filter(about_id=incident.pk, recipient=world.lsms).exists()


def test_where_nobody_could_read_it_those_who_can_change_that_are_told_once_a_day(
    report: Callable[..., Any], world: World, later: Any, sign_in: Any, service_role: Any
) -> None:
    specialist_of(world)
    report(team=None, anonymous=True)
    report()
    told = Message.objects.filter(body__contains="nobody who can sign in is appointed")
    assert {one.recipient_id for one in told} == {world.administrator.pk, world.director.pk}
    assert told.count() == 2
    assert "Arno" not in str(told.values())
    assert "Nobody can read what is reported" in sign_in("administrator").get("/incidents/links").content.decode()
    later(days=1)
    with service_role():
        assert tell_of_all_unread() == 2
        assert tell_of_all_unread() == 0
    appoint(world.lsms, Role.LSMS)
    later(days=1)
    with service_role():
        assert tell_of_all_unread() == 0
    assert "Nobody can read" not in sign_in("administrator").get("/incidents/links").content.decode()


def test_where_nothing_waits_nobody_is_told(world: World, ward: Place, service_role: Any) -> None:
    specialist_of(world)
    with service_role():
        assert tell_of_all_unread() == 0
