"""A file is shown only once a scanner found no malware in it; what it found stays evidence and goes to no browser."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import IntegrityError
from tests.database.evidence.kept import Take
from tests.database.evidence.test_nothing_changes import run
from tests.files import WEBM
from tests.standins.clamd import EICAR, ClamdStandIn
from tests.world import World

from alongside.evidence import actions
from alongside.evidence.arriving import arrive
from alongside.evidence.models import Keeping, Piece
from alongside.evidence.scanning import work
from alongside.incidents.models import Incident
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings: Any) -> Any:
    with ClamdStandIn(longest=3 * 1024 * 1024) as running:
        settings.CLAMD_URL = running.url
        yield running


def test_a_file_is_shown_only_once_the_scanner_found_nothing(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any
) -> None:
    file = take(WEBM)
    there = f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}"
    answer = sign_in("lsms").get(there)
    assert (answer.status_code, "looked at for malware" in answer.content.decode()) == (409, True)
    with service_role():
        assert work.scan_due()
    assert scanner.scanned == [WEBM]
    assert sign_in("lsms").get(there).content == WEBM


def test_malware_is_kept_as_evidence_and_sent_to_no_browser(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any
) -> None:
    file = take(WEBM + EICAR)
    with service_role():
        work.scan_due()
    for query in ("", "?download=yes&why=police"):
        answer = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}{query}")
        assert answer.status_code == 409
        assert "Eicar-Test-Signature" in answer.content.decode()
        assert EICAR not in answer.content
    assert Piece.objects.filter(file=file).exists()
    assert "infected" in Entry.objects.get(verb="evidence.scanned").details


def test_a_scanner_that_is_away_is_said_and_asked_again(
    take: Take, settings: Any, sign_in: Any, incident: Incident, service_role: Any, later: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    file = take(WEBM)
    with service_role():
        assert not work.scan_due()
    shown = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}").content.decode()
    assert "The scanner does not answer now" in shown
    with ClamdStandIn() as back:
        settings.CLAMD_URL = back.url
        with service_role():
            assert not work.scan_due()  # not yet
        later(minutes=2)
        with service_role():
            assert work.scan_due()
    assert Keeping.objects.get(file=file).scan == "clean"


def test_a_file_too_large_for_the_scanner_is_released_by_a_person(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any, app_role: Any, world: World
) -> None:
    file = take()
    there = f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}"
    with service_role():
        work.scan_due()
    assert "too large for the malware scanner" in sign_in("lsms").get(there).content.decode()
    with app_role(), acting_as(world.lsms.user):
        with pytest.raises(ValidationError):
            work.release(file, " ", actor_for(world.lsms.user))
        work.release(file, "It is from our own cameras.", actor_for(world.lsms.user))
    assert sign_in("lsms").get(there).status_code == 200


def test_the_web_cannot_call_a_file_clean(take: Take, scanner: ClamdStandIn, world: World, app_role: Any) -> None:
    take(WEBM)
    with pytest.raises(IntegrityError, match="scan has found"), app_role(), acting_as(world.lsms.user):
        run("UPDATE evidence_keeping SET scan = 'clean'")


def test_a_spoken_note_does_not_wait_for_the_scanner(world: World, scanner: ClamdStandIn) -> None:
    from django.test import RequestFactory

    from alongside.evidence.sending import send_file

    by = actor_for(world.nurse.user)
    note = actions.receive(arrive("n", [WEBM]), organisation_id=world.organisation.pk, purpose="amber_note", by=by)
    assert Keeping.objects.get(file=note).scan == "waiting"
    assert send_file(RequestFactory().get("/"), note, by=actor_for(world.operator.user)).status_code == 200
