"""A violence marker that stands in another system: connected, found, looked at first, and let go with a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.models import Connection, Incident, MarkerElsewhere
from alongside.incidents.triage.markers import connect_marker, let_go_of_marker
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def said(since_days: int = 40, **more: Any) -> dict[str, str]:
    since, review = now().date() - timedelta(days=since_days), now().date() + timedelta(days=50)
    fields = {"system": "Ambulance control", "reference": "VM-2026-17", "why": ""}
    for name, day in (("since", since), ("review_on", review)):
        fields |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return fields | more


@pytest.fixture
def incident(report: Report) -> Incident:
    return report().incident


def test_the_specialist_connects_a_marker_and_reads_it_where_who_did_it_stands(
    incident: Incident, sign_in: SignIn
) -> None:
    desk, home = sign_in("lsms"), f"/incidents/{incident.reference}"
    assert f"{home}/marker" in desk.get(f"{home}/connections").content.decode()
    assert desk.post(f"{home}/marker", said()).status_code == 302
    assert desk.post(f"{home}/marker", said(reference="vm-2026-17")).status_code == 302
    assert MarkerElsewhere.objects.count() == 1
    page = desk.get(home).content.decode()
    assert "A violence marker in another system" in page
    assert "VM-2026-17" not in page
    opened = desk.get(f"{home}?open=suspect").content.decode()
    assert "Ambulance control, reference VM-2026-17, since " in opened
    assert "To be reviewed by " in opened
    assert Entry.objects.filter(subject_id=incident.pk, verb="incident.suspect_read").exists()


@pytest.mark.parametrize("who", ["director", "manager"])
def test_who_may_not_read_who_did_it_learns_of_no_marker(incident: Incident, sign_in: SignIn, who: str) -> None:
    sign_in("lsms").post(f"/incidents/{incident.reference}/marker", said())
    page = sign_in(who).get(f"/incidents/{incident.reference}").content.decode()
    assert "marker in another system" not in page
    assert "Connected</" not in page.split('id="history"')[-1]
    assert incident.reference not in sign_in(who).get("/incidents?q=VM-2026-17").content.decode()
    assert sign_in(who).post(f"/incidents/{incident.reference}/marker", said()).status_code == 403


def test_it_is_found_by_its_reference(incident: Incident, report: Report, sign_in: SignIn) -> None:
    other = report().incident
    sign_in("lsms").post(f"/incidents/{incident.reference}/marker", said())
    found = sign_in("lsms").get("/incidents?q=VM-2026-17").content.decode()
    assert incident.reference in found
    assert other.reference not in found


def test_a_marker_that_was_known_is_a_reason_to_look_first(incident: Incident, sign_in: SignIn, world: World) -> None:
    by = actor_for(world.lsms.user)
    later = connect_marker(incident, system="Records", reference="B-2", since=now().date(), by=by)
    incident.refresh_from_db()
    known_today = "marker_known" in incident.urgent_because
    assert known_today is (incident.occurred_at.date() == now().date())
    let_go_of_marker(later, "It is somebody else's.", by=by)
    connect_marker(incident, system="Records", reference="B-3", since=now().date() - timedelta(days=9), by=by)
    incident.refresh_from_db()
    assert "marker_known" in incident.urgent_because
    assert "Violence marker known before" in sign_in("lsms").get("/incidents/triage").content.decode()


def test_it_ends_with_a_reason_and_stays_in_the_history(incident: Incident, sign_in: SignIn) -> None:
    desk, home = sign_in("lsms"), f"/incidents/{incident.reference}"
    desk.post(f"{home}/marker", said())
    connection = Connection.objects.get(kind="marker")
    refused = desk.post(f"{home}/disconnect", {"connection": str(connection.pk)})
    assert refused.headers["Location"] == f"{home}/marker/{connection.pk}"
    assert desk.post(f"{home}/marker/{connection.pk}", {"why": " "}).status_code == 422
    assert desk.post(f"{home}/marker/{connection.pk}", {"why": "Removed after its review."}).status_code == 302
    connection.refresh_from_db()
    assert connection.ended_at is not None
    incident.refresh_from_db()
    assert "marker_known" not in incident.urgent_because
    page = desk.get(home).content.decode()
    assert "Removed after its review." in page
    assert desk.get(f"{home}/marker/{connection.pk}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"system": ""}, "In which system does it stand?"),
        ({"reference": "x" * 101}, "rite at most 100 characters."),
        ({"since_year": "2999", "review_on_year": "2999"}, "Choose a day that is not in the future."),
        ({"review_on_year": "2001"}, "not before the day on which it was set"),
    ],
)
def test_what_is_wrong_with_a_marker_is_said(
    incident: Incident, sign_in: SignIn, changes: dict[str, str], complaint: str
) -> None:
    answer = sign_in("lsms").post(f"/incidents/{incident.reference}/marker", said() | changes)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not MarkerElsewhere.objects.exists()


def test_what_was_written_of_a_marker_is_never_changed(incident: Incident, world: World) -> None:
    by = actor_for(world.lsms.user)
    connect_marker(incident, system="Records", reference="B-2", since=now().date(), by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        MarkerElsewhere.objects.update(reference="C-3")
    with pytest.raises(ValidationError, match="Write why"):
        let_go_of_marker(Connection.objects.get(kind="marker"), "…", by=by)
