"""A report of the nurse's, senders of files to it, and files that were kept with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.database.evidence.kept import LARGE, Take
from tests.database.evidence.sending import Sender
from tests.database.evidence.test_nothing_changes import run
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.evidence.keeping import actions as keeping
from alongside.evidence.models import StoredFile
from alongside.evidence.uploading import finishing
from alongside.incidents.actions import submit_report
from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewAffected, NewReport, Who
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.clock import now
from alongside.people.actions import actor_for


@pytest.fixture
def incident(world: World) -> Incident:
    user: Any = world.nurse.user
    said = NewReport(
        kinds=["physical_assault"],
        occurred_at=now() - timedelta(hours=1),
        team=world.team,
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=world.nurse), injury="minor")],
        account="He struck her.",
        reporter=Who(staff=world.nurse),
    )
    return submit_report(world.organisation, said, by=actor_for(user), source="web", user_id=user.pk).incident


@pytest.fixture
def sender(sign_in: Callable[[str], Any], incident: Incident) -> Callable[..., Sender]:
    """`sender("lsms")`: somebody who sends a file to the report."""
    return lambda who="lsms": Sender(sign_in(who), incident.reference)


@pytest.fixture
def finish(service_role: Any) -> Callable[[], bool]:
    """One turn of `send`."""

    def turn() -> bool:
        with service_role():
            return finishing.finish_due()

    return turn


@pytest.fixture
def take(world: World, incident: Incident) -> Take:
    """A file of the report that the LSMS added: `take(content)`."""

    def added(content: bytes = LARGE) -> StoredFile:
        by = actor_for(world.lsms.user)
        made = add_exhibit(incident, arrive("ward.webm", [content]), caption="The ward", by=by).file
        run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return made

    return added


@pytest.fixture
def take_old(take: Take, lsms: Any) -> Take:
    """One whose time is over."""

    def aged(*args: Any) -> StoredFile:
        file = take(*args)
        keeping.classify(file, kept_as="incident", starts_on=date(2010, 1, 1), reason="It is of 2010.", by=lsms)
        return file

    return aged


@pytest.fixture
def lsms(world: World) -> Any:
    return actor_for(world.lsms.user)


@pytest.fixture
def director(world: World) -> Any:
    return actor_for(world.director.user)
