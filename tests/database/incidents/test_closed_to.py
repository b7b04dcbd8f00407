"""Somebody who may have done it meets the report nowhere, whatever their role; and somebody always remains who acts on it.

`named` holds every role there is. A colleague with the same roles shows that each place would show the report.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from tests.conftest import AppClient
from tests.named import AppClientAs, api, digest, feed, fresh, signed_in, somebody, text
from tests.world import World

from alongside.incidents.accused_inside import OUTSIDE
from alongside.incidents.actions import Submitted
from alongside.incidents.codes import code_list
from alongside.incidents.completing.actions import ask
from alongside.incidents.duties.actions import fact
from alongside.incidents.following.actions import answer
from alongside.incidents.models import Account, ClosedTo, Duty, Identity, Incident
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.incidents.queries import incidents_for, who_acts_on
from alongside.incidents.triage import actions, closing, connecting
from alongside.incidents.triage.queries import suggestions_for
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, appoint
from alongside.people.models import Staff
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
EVERY_ROLE = (
    Role.LSMS,
    Role.SECURITY_DIRECTOR,
    Role.LINE_MANAGER,
    Role.ADMINISTRATOR,
    Role.OPERATOR,
    Role.OPERATOR_SUPERVISOR,
    Role.WORKER,
    Role.BUDDY,
)


@pytest.fixture
def named(world: World) -> Staff:
    return somebody(world.organisation, "Mara Quillon", *EVERY_ROLE)


@pytest.fixture
def other(world: World) -> Staff:
    return somebody(world.organisation, "Otto Brandvold", *EVERY_ROLE)


PLACES: dict[str, Callable[[AppClient, Staff, Incident, Incident], str]] = {
    "list": lambda client, staff, it, joined: text(client.get("/incidents")),
    "list, urgent first": lambda client, staff, it, joined: text(client.get("/incidents?sort=urgency")),
    "search by a word": lambda client, staff, it, joined: text(client.get("/incidents?q=ambergris")),
    "search by a name": lambda client, staff, it, joined: text(client.get("/incidents?q=Quillon")),
    "search by reference": lambda client, staff, it, joined: " ".join(
        re.findall(r'href="/incidents/(\w{4}-\w{4})', text(client.get(f"/incidents?q={it.reference}")))
    ),
    "new reports": lambda client, staff, it, joined: text(client.get("/incidents/triage")),
    "new reports as CSV": lambda client, staff, it, joined: text(client.get("/incidents/triage/export")),
    "export as CSV": lambda client, staff, it, joined: text(client.get("/incidents/export.csv")),
    "export for Excel": lambda client, staff, it, joined: text(client.get("/incidents/export.xlsx")),
    "page": lambda client, staff, it, joined: text(client.get(f"/incidents/{it.reference}")),
    "answers": lambda client, staff, it, joined: text(client.get("/incidents/answers")),
    "due": lambda client, staff, it, joined: text(client.get("/incidents/due")),
    "due as CSV": lambda client, staff, it, joined: text(client.get("/incidents/due.csv")),
    "calendar": lambda client, staff, it, joined: feed(client, staff),
    "digest": lambda client, staff, it, joined: digest(staff),
    "API": lambda client, staff, it, joined: api(staff, "/incidents"),
    "API, one": lambda client, staff, it, joined: api(staff, f"/incidents/{it.reference}?include=narrative,suspect"),
    "what may be the same": lambda client, staff, it, joined: text(
        client.get(f"/incidents/{joined.reference}/connections")
    ),
}


@pytest.fixture
def it(report: Report, named: Staff, other: Staff, world: World) -> Incident:
    """A report in which `named` is said to have done it."""
    incident = report(
        weapons=["sharp"],
        kinds=["physical_assault", "weapon"],
        responsible=[NewResponsible("colleague", who=Who(staff=named))],
        account="It smelled of ambergris.",
    ).incident
    answer(incident, "Is there news?", by=actor_for(world.nurse.user))  # type: ignore[arg-type]
    fact(incident, "investigator_named", now(), by=actor_for(other.user))  # type: ignore[arg-type]
    assert Duty.objects.filter(incident=incident, ended_at=None).exists()
    return incident


@pytest.mark.parametrize("where", PLACES)
def test_they_meet_it_nowhere(where: str, it: Incident, named: Staff, other: Staff, report: Report) -> None:
    near = report(account="It smelled of rope.").incident
    for staff, shown in ((other, True), (named, False)):
        with signed_in(staff) as client:
            assert (it.reference in PLACES[where](client, staff, it, near)) is shown, staff


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "?open=narrative&open=suspect"),
        ("get", "/classify"),
        ("get", "/connections"),
        ("get", "/closed"),
        ("get", "/as-reporter"),
        ("post", "/triage"),
        ("post", "/accounts"),
        ("post", "/opinions"),
        ("post", "/closed"),
        ("get", "/riddor/1"),
        ("get", "/deadlines"),
    ],
)
def test_its_pages_are_not_there_for_them(method: str, path: str, it: Incident, named: Staff, other: Staff) -> None:
    with signed_in(named) as client:
        assert getattr(client, method)(f"/incidents/{it.reference}{path}").status_code == 404
    with signed_in(other) as client:
        assert getattr(client, method)(f"/incidents/{it.reference}{path}").status_code != 404


def test_it_is_in_none_of_their_counts(it: Incident, named: Staff, other: Staff, report: Report) -> None:
    report(responsible=[])
    for staff, number in ((other, 2), (named, 1)):
        with signed_in(staff) as client:
            assert f"{number} incident" in text(client.get("/incidents"))
            assert f">{number}<" in text(client.get("/incidents/map"))
            row = text(client.get("/incidents/feedback-measures?format=csv")).splitlines()[1].split(",")
            assert row[:2] == ["whole period", str(number)]
            due = text(client.get("/incidents/due"))
            assert ("2 late" in due or it.reference in due) is (staff == other)


def test_no_message_about_it_goes_to_them(it: Incident, named: Staff, other: Staff) -> None:
    assert Message.objects.filter(recipient=other, about_id=it.pk).exists()
    assert not Message.objects.filter(recipient=named).exists()


def test_the_database_itself_keeps_it_from_them(it: Incident, named: Staff, other: Staff, app_role: Any) -> None:
    """Whatever a view forgets: not even a question to the bare tables finds it."""
    tables = [
        "SELECT count(*) FROM incidents_incident WHERE id = %s",
        *(
            f"SELECT count(*) FROM incidents_{table} WHERE incident_id = %s"
            for table in ("account", "affected", "change", "duty", "identity", "responsible", "told")
        ),
    ]
    for staff, found in ((other, True), (named, False)):
        with app_role(), acting_as(fresh(staff)), connection.cursor() as cursor:
            for query in tables:
                cursor.execute(query, [it.pk])
                assert (cursor.fetchone()[0] > 0) is found, query


def test_every_table_that_belongs_to_a_report_is_closed_with_it() -> None:
    """A new table that names a report, or somebody affected, needs the policy too."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
            WHERE k.contype = 'f' AND r.relname IN ('incidents_incident', 'incidents_affected')
              AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'closed' AND NOT p.polpermissive)
            """
        )
        missing = {name for (name,) in cursor.fetchall()}
    assert missing == {"incidents_closedto", "incidents_draft", "cases_caseincident"}, (
        "these say what is closed, what one wrote oneself, and which cases are closed with it"
    )


def test_a_name_that_is_written_in_another_way_closes_it_too(report: Report, named: Staff, world: World) -> None:
    for written, kind, closed in (
        ("Mara Quillon", "colleague", True),
        ("QUILLON, Mara", "manager", True),
        ("Dr. Mara Quíllon (security)", "unknown", True),
        ("Mara", "colleague", False),
        ("Mara Quill", "colleague", False),
        ("Mara Quillon", "patient", False),
    ):
        incident = report(responsible=[NewResponsible(kind, who=Who(name=written))]).incident
        assert incidents_for(fresh(named)).filter(pk=incident.pk).exists() is not closed, written
        assert who_acts_on(incident).exists()


@pytest.mark.parametrize("kind", [code.code for code in code_list("responsible_kinds")])
def test_a_name_is_looked_up_unless_somebody_from_outside_did_it(kind: str, report: Report, named: Staff) -> None:
    incident = report(responsible=[NewResponsible(kind, who=Who(name=named.name))]).incident
    assert incident.closed_to.exists() is (kind not in OUTSIDE | {"nobody"})


def test_whom_the_report_called_a_visitor_is_found_to_be_a_colleague(
    report: Report, named: Staff, other: Staff
) -> None:
    incident = report(responsible=[NewResponsible("relative", who=Who(name=named.name))]).incident
    assert incidents_for(fresh(named)).filter(pk=incident.pk).exists()
    with signed_in(other) as client:
        page = text(client.get(f"/incidents/{incident.reference}/closed?name=quillon"))
        assert "Mara Quillon" in page
        said = {"staff": str(named.pk), "how": "1", "why": "The camera shows her."}
        assert client.post(f"/incidents/{incident.reference}/closed", said).status_code == 302
        assert "Mara Quillon" in text(client.get(f"/incidents/{incident.reference}/closed?done=closed"))
    again = Incident.objects.get(pk=incident.pk)
    assert (again.accused_inside, again.responsible_kinds) == (True, ["colleague"])
    assert Identity.objects.get(incident=incident, part="responsible").staff == named
    with signed_in(named) as client:
        assert client.get(f"/incidents/{incident.reference}").status_code == 404


def test_what_they_had_of_it_is_taken_from_them(report: Report, named: Staff, other: Staff) -> None:
    incident, by = report(responsible=[]).incident, actor_for(other.user)  # type: ignore[arg-type]
    actions.assign(incident, named, by=by)
    part = ask(incident, "witness", of=named, by=by).part
    closing.name_colleague(incident, None, named, "She says so herself.", by=by)
    incident.refresh_from_db()
    part.refresh_from_db()
    assert (incident.assigned_to, part.status) == (None, "taken_back")
    waiting = Message.objects.filter(recipient=named, about_id__in=[incident.pk, part.pk])
    assert waiting.exists()
    assert {message.cancelled_at is None for message in waiting} == {False}
    with pytest.raises(ValidationError, match="closed to Mara Quillon"):
        ask(incident, "witness", of=named, by=by)
    with pytest.raises(ValidationError, match="closed to Mara Quillon"):
        actions.assign(incident, named, by=by)


def test_a_namesake_reads_it_again_and_stays_a_reader(it: Incident, report: Report, named: Staff, other: Staff) -> None:
    incident, by = report(responsible=[NewResponsible("colleague", who=Who(name=named.name))]).incident, None
    by = actor_for(other.user)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        closing.open_again(incident.closed_to.get(), " ", by=by)
    closing.open_again(incident.closed_to.get(), "Another Mara Quillon works at the agency.", by=by)
    assert incidents_for(fresh(named)).filter(pk=incident.pk).exists()
    Identity.objects.filter(incident=incident, part="responsible").update(phone="+447700900001")
    Identity.objects.filter(incident=incident, part="responsible").update(name="Mara  Quillon")
    assert incidents_for(fresh(named)).filter(pk=incident.pk).exists()
    closing.name_colleague(incident, incident.responsible.get(), named, "It was her after all.", by=by)
    assert not incidents_for(fresh(named)).filter(pk=incident.pk).exists()
    closing.open_again(incident.closed_to.get(), "It was not.", by=by)
    assert incidents_for(fresh(named)).filter(pk=incident.pk).exists()


def test_reports_of_the_same_are_closed_to_the_same_people(
    it: Incident, report: Report, named: Staff, other: Staff
) -> None:
    by = actor_for(other.user)  # type: ignore[arg-type]
    joined, event, earlier = (report(responsible=[]).incident for _ in range(3))
    connecting.merge_reports(it, [joined], by=by)
    connecting.connect(it, event, "same_event", by=by)
    connecting.connect(it, earlier, "earlier", by=by)
    seen = set(incidents_for(fresh(named)).values_list("pk", flat=True))
    assert {joined.pk, event.pk} & seen == set()
    assert earlier.pk in seen
    with signed_in(named) as client:
        assert it.reference not in text(client.get(f"/incidents/{earlier.reference}"))


def test_a_reporter_who_is_named_follows_their_own_report_and_opens_no_compartment(
    report: Report, world: World, other: Staff
) -> None:
    appoint(world.nurse, Role.LSMS)
    submitted = report()
    closing.name_colleague(
        submitted.incident,
        submitted.incident.responsible.get(),
        world.nurse,
        "The camera shows it.",
        by=actor_for(other.user),  # type: ignore[arg-type]
    )
    with signed_in(world.nurse) as client:
        page = text(client.get(f"/report/track/{submitted.incident.reference}"))
        assert "What you reported" in page
        assert client.get(f"/incidents/{submitted.incident.reference}").status_code == 404
        assert submitted.incident.reference not in text(client.get("/incidents"))
        assert submitted.incident.reference not in text(client.get("/incidents/triage"))


def test_whoever_names_themselves_in_a_report_can_send_it(report: Report, world: World) -> None:
    with AppClientAs(world.nurse):
        submitted = report(
            affected=[NewAffected("patient")], responsible=[NewResponsible("colleague", who=Who(staff=world.nurse))]
        )
    assert submitted.incident.accused_inside
    assert Account.objects.filter(incident=submitted.incident).exists()
    assert ClosedTo.objects.get(incident=submitted.incident).staff == world.nurse


def test_what_is_closed_is_not_compared(it: Incident, report: Report, named: Staff, other: Staff) -> None:
    near = report(account="It smelled of ambergris, they say.", responsible=[]).incident
    assert it in [one.incident for one in suggestions_for(fresh(other), near)]
    assert it not in [one.incident for one in suggestions_for(fresh(named), near)]
