"""A case shows what else happened with the same people and at the same place, to those who may know of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.queries import incidents_of
from alongside.cases.working.queries import same_places
from alongside.incidents.models import Incident
from alongside.ledger.clock import now
from alongside.people.models import Place

pytestmark = pytest.mark.django_db


def test_other_reports_at_the_same_place_are_counted_with_the_way_to_them(
    world: World, case: Case, report: Callable[..., object], ward: Place, sign_in: Callable[[str], AppClient]
) -> None:
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}"
    assert "at the same place" not in lsms.get(here).content.decode()
    for ago in (3, 30, 700):
        report(occurred_at=now() - timedelta(days=ago))
    report(place=None)
    page = lsms.get(here).content.decode()
    assert "at the same place, within a year" in page
    assert f"{ward.name}: 2 other reports" in page
    way = f"/incidents?site={ward.site_id}&amp;place={ward.pk}"
    assert way in page
    assert lsms.get(way.replace("&amp;", "&")).status_code == 200


def test_what_somebody_may_not_see_is_not_counted(
    world: World, case: Case, report: Callable[..., object], sign_in: Callable[[str], AppClient]
) -> None:
    report()
    reports = list(incidents_of(case))
    assert [one.number for one in same_places(world.lsms.user, reports)] == [1]
    assert same_places(world.second_nurse.user, reports) == []
    Incident.objects.exclude(pk__in=[one.pk for one in reports]).update(status=Incident.Status.WITHDRAWN)
    assert same_places(world.lsms.user, reports) == []
