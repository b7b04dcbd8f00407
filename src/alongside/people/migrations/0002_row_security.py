"""Row-level security by organisation, for people and for the ledger below them."""

from django.db import migrations

from alongside.people.rowsecurity import by_organisation

SCOPE = """
CREATE FUNCTION alongside_scope() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT organisation_id), '{}')
        FROM people_staff
        WHERE active AND user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    $$;
COMMENT ON FUNCTION alongside_scope() IS 'Organisations in which the signed-in person has an active place';
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("ledger", "0003_append_only")]
    operations = [
        migrations.RunSQL(SCOPE, "DROP FUNCTION alongside_scope();"),
        by_organisation("people_site"),
        by_organisation("people_team"),
        by_organisation("people_staff"),
        by_organisation("people_appointment"),
        by_organisation("people_contactpoint"),
        by_organisation("ledger_entry"),
        by_organisation("ledger_link"),
        by_organisation("ledger_pending"),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON people_organisation FROM alongside_app, alongside_service;",
            "GRANT INSERT, UPDATE, DELETE ON people_organisation TO alongside_app, alongside_service;",
        ),
    ]
