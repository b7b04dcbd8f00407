"""A line manager does not read a report in which a colleague or the manager may have done it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.new_report import NewResponsible
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.actions import Classification, reclassify
from alongside.people.access import require
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


@pytest.mark.parametrize(
    ("said", "managers_see_it"),
    [
        ({"responsible": [NewResponsible("relative")]}, True),
        ({"responsible": [NewResponsible("manager")]}, False),
        ({"responsible": [NewResponsible("relative"), NewResponsible("colleague")]}, False),
        ({"kinds": ["sexual_safety"], "acts": [], "responsible": []}, False),
        ({"kinds": ["sexual_safety"], "acts": [], "responsible": [NewResponsible("unknown")]}, False),
        ({"kinds": ["harassment_stalking"], "acts": [], "responsible": [NewResponsible("relative")]}, True),
    ],
)
def test_who_reads_it(
    report: Report, world: World, sign_in: Callable[[str], Any], said: dict[str, Any], managers_see_it: bool
) -> None:
    incident = report(**said).incident
    manager = sign_in("manager")
    assert incidents_for(world.users()["manager"]).exists() is managers_see_it
    assert (incident.reference in manager.get("/incidents").content.decode()) is managers_see_it
    assert (incident.reference in manager.get("/incidents?q=disgrace").content.decode()) is managers_see_it
    assert (manager.get(f"/incidents/{incident.reference}").status_code == 200) is managers_see_it
    assert sign_in("lsms").get(f"/incidents/{incident.reference}").status_code == 200
    if not managers_see_it:
        with pytest.raises(PermissionDenied):
            require(world.users()["manager"], "incidents.read_people", incident)


def test_it_is_closed_to_them_as_soon_as_somebody_here_is_found_to_have_done_it(report: Report, world: World) -> None:
    incident = report().incident
    assert incidents_for(world.users()["manager"]).exists()
    found = replace(Classification.of(incident), responsible={1: {"kind": "colleague"}})
    reclassify(incident, found, "The camera shows who it was.", by=actor_for(world.lsms.user))
    assert not incidents_for(world.users()["manager"]).exists()
