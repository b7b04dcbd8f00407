"""A report that arrives is kept whole, in its compartments, and judged at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from tests.reports import ACCOUNT
from tests.world import World

from alongside.incidents.actions import Submitted, open_compartment
from alongside.incidents.models import Account, Compartment, Identity, Incident
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.queries import incidents_for
from alongside.incidents.references import follow_secret
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.queries import link_of
from alongside.people.scope import acting_as, entering_by

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


def test_what_was_said_stands_in_its_compartments_and_nowhere_else(report: Report, world: World) -> None:
    incident = report().incident
    assert [(one.part, one.compartment, one.name) for one in incident.identities.order_by("part")] == [
        ("affected", "people", "Nia Okoye"),
        ("reporter", "people", "Nia Okoye"),
        ("responsible", "suspect", "Arno Velt"),
    ]
    assert [account.text for account in incident.accounts.all()] == [ACCOUNT]
    plain = " ".join(str(value) for value in Incident.objects.filter(pk=incident.pk).values_list()[0])
    assert "Velt" not in plain
    assert "shouted" not in plain
    assert (incident.harm_physical, incident.injury, incident.definition) == ("low", "minor", "physical")


def test_a_report_is_in_the_ledger_without_names_or_words(report: Report) -> None:
    incident = report().incident
    details = " ".join(Entry.objects.filter(subject_id=incident.pk).values_list("details", flat=True))
    assert Entry.objects.filter(subject_id=incident.pk, verb="incident.submitted").count() == 1
    assert "Velt" not in details
    assert "shouted" not in details


def test_an_anonymous_report_names_its_reporter_nowhere(report: Report, world: World) -> None:
    incident = report(anonymous=True, anonymous_because="employer").incident
    assert incident.reporter_user is None
    assert not incident.affected.filter(is_reporter=True).exists()
    assert [one.part for one in incident.identities.all()] == ["responsible"]


def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(report: Report) -> None:
    with pytest.raises(ValidationError) as refused:
        report(kinds=["hugging"], occurred_at=now() + timedelta(days=1), account="x" * 20_001)
    assert set(refused.value.message_dict) == {"kinds", "occurred_at", "account"}
    assert not Incident.objects.exists()


def test_somebody_hurt_again_is_looked_at_sooner(report: Report) -> None:
    report()
    assert report().incident.urgent_because == ["repeat_victim"]


def test_a_child_makes_it_urgent(report: Report) -> None:
    incident = report(affected=[NewAffected("child", who=Who(name="Pim"))]).incident
    assert "child" in incident.urgent_because


def test_words_once_given_are_never_changed(report: Report, service_role: Any) -> None:
    account = report().incident.accounts.get()
    with service_role(), pytest.raises(DatabaseError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(text="Nothing happened.")


def test_the_same_look_is_recorded_once_and_a_later_one_again(report: Report, world: World) -> None:
    incident, by = report().incident, actor_for(world.lsms.user)
    open_compartment(incident, Compartment.SUSPECT, by=by)
    open_compartment(incident, Compartment.SUSPECT, by=by)
    open_compartment(incident, Compartment.PEOPLE, by=by)
    verbs = Entry.objects.filter(subject_id=incident.pk, actor_id=by.id).values_list("verb", flat=True)
    assert sorted(verbs) == ["incident.people_read", "incident.suspect_read"]


@pytest.mark.parametrize(("who", "seen"), [("lsms", 1), ("manager", 1), ("nurse", 0), ("operator", 0), ("outsider", 0)])
def test_who_finds_it(who: str, seen: int, report: Report, world: World) -> None:
    report()
    assert incidents_for(world.users()[who]).count() == seen


def test_the_database_shows_a_report_to_whoever_holds_its_code_and_to_no_stranger(
    report: Report, app_role: Any, world: World
) -> None:
    submitted = report()
    secret = follow_secret(submitted.incident.reference.lower(), submitted.code.replace("-", " "))
    with app_role(), acting_as(None):
        assert not Incident.objects.exists()
        with entering_by(secret):
            link = link_of(secret, "report.follow")
            assert link is not None
            assert link.subject_id == submitted.incident.pk
            assert Incident.objects.get().pk == submitted.incident.pk
        with entering_by(secret + "X"):
            assert not Incident.objects.exists()
        assert not Incident.objects.exists()
    with app_role(), acting_as(world.outsider.user):
        assert not Incident.objects.exists()
        assert not Identity.objects.exists()


def test_every_table_of_the_room_is_under_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'incidents\\_%' AND relkind = 'r' AND NOT relforcerowsecurity"
        )
        assert cursor.fetchall() == []
