"""What the database itself refuses, whatever our code asks for."""

import psycopg.errors
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.models import Entry
from alongside.people.actions import add_staff
from alongside.people.models import Organisation, Staff, User
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

CHANGES = ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry CASCADE"]
TOMORROW = """
    CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz
    LANGUAGE sql AS 'SELECT clock_timestamp() + interval ''1 day'''
"""


@pytest.fixture
def bodies():
    """Two providers with a person in each; the second is the outsider."""
    made = {}
    for code, username in (("ZZ1", "nurse"), ("ZZ2", "outsider")):
        organisation = Organisation.objects.create(code=code, name=f"Provider {code}", kind="provider")
        user = User.objects.create_user(username, name=username.title())
        made[username] = add_staff(organisation, user.name, user=user, roles=[Role.WORKER])
    return made


def test_a_person_sees_their_own_organisation_only(bodies, app_role):
    with app_role(), acting_as(bodies["outsider"].user):
        assert list(Staff.objects.values_list("name", flat=True)) == ["Outsider"]


def test_nobody_sees_anything_without_signing_in(bodies, app_role):
    with app_role(), acting_as(None):
        assert Staff.objects.count() == 0
        assert Entry.objects.count() == 0


def test_the_outsider_cannot_write_into_another_organisation(bodies, app_role):
    nurse = bodies["nurse"]
    outsider = bodies["outsider"].user
    with pytest.raises(ProgrammingError, match="row-level security"), app_role(), acting_as(outsider):
        Staff.objects.create(organisation=nurse.organisation, name="Planted")


def test_somebody_who_left_sees_nothing(bodies, app_role):
    Staff.objects.filter(pk=bodies["nurse"].pk).update(active=False)
    with app_role(), acting_as(bodies["nurse"].user):
        assert Staff.objects.count() == 0


@pytest.mark.parametrize("role_name", ["app_role", "service_role"])
@pytest.mark.parametrize("statement", CHANGES)
def test_the_application_cannot_change_the_ledger(bodies, request, role_name, statement):
    with request.getfixturevalue(role_name)(), pytest.raises(ProgrammingError) as refused, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("statement", CHANGES)
def test_even_the_owner_is_refused_by_the_trigger(bodies, statement):
    record("test", "staff", None, organisation_id=bodies["nurse"].organisation_id, actor=SYSTEM)
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


@pytest.mark.parametrize("role_name", ["app_role", "service_role"])
def test_production_roles_cannot_move_the_clock(request, role_name):
    with request.getfixturevalue(role_name)(), pytest.raises(ProgrammingError) as refused, transaction.atomic():
        connection.cursor().execute(TOMORROW)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("role_name", ["alongside_app", "alongside_service", "alongside_owner"])
def test_no_role_of_ours_stands_above_row_security(role_name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role_name])
        assert cursor.fetchone() == (False,)


def test_every_table_with_an_organisation_is_under_row_security():
    """A new table that forgets its policy fails here."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organisation_id'
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """
        )
        assert cursor.fetchall() == []
