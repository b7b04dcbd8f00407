"""A case is kept from whoever is said to have done what one of its reports tells (`incidents` migration `0009_closed_to`).

A link that has ended closes its case still: what was written while it stood is in the file.
"""

from django.db import migrations

TO_ME = """
CREATE FUNCTION cases_closed_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    me CONSTANT uuid := nullif(current_setting('alongside.user_id', true), '')::uuid;
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(array_agg(l.case_id), '{}')
        FROM people_staff s JOIN incidents_closedto c ON c.staff_id = s.id AND c.ended_at IS NULL
            JOIN cases_caseincident l ON l.incident_id = c.incident_id
        WHERE s.user_id = me AND s.active);
END
    $$;
COMMENT ON FUNCTION cases_closed_to_me() IS 'Cases of which a report is closed to the signed-in person, those that they reported themselves too';
"""
FOUND = """
ALTER FUNCTION cases_condition(jsonb, uuid, uuid) RENAME TO cases_condition_of_filters;

CREATE FUNCTION cases_condition(asked jsonb, organisation uuid, team uuid) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    closed CONSTANT uuid[] := cases_closed_to_me();
BEGIN
    RETURN cases_condition_of_filters(asked, organisation, team)
        || CASE WHEN cardinality(closed) > 0 THEN format(' AND c.id <> ALL (%L::uuid[])', closed) ELSE '' END;
END
    $$;
REVOKE ALL ON FUNCTION cases_condition(jsonb, uuid, uuid) FROM PUBLIC;
"""
NOT_FOUND = """
DROP FUNCTION cases_condition(jsonb, uuid, uuid);
ALTER FUNCTION cases_condition_of_filters(jsonb, uuid, uuid) RENAME TO cases_condition;
"""
TABLES = {"case": "id", "event": "case_id", "task": "case_id"}
"""`caseincident` holds keys alone, and `cases.queries.closed_cases` reads it to leave the others out."""


def closed(table: str, column: str) -> migrations.RunSQL:
    """Keeps from the web what is closed to whoever it works for."""
    return migrations.RunSQL(
        f"CREATE POLICY closed ON cases_{table} AS RESTRICTIVE TO alongside_app"
        f" USING ({column} <> ALL ((SELECT cases_closed_to_me())::uuid[]))",
        f"DROP POLICY closed ON cases_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_finding"), ("incidents", "0009_closed_to")]
    operations = [
        migrations.RunSQL(TO_ME, "DROP FUNCTION cases_closed_to_me();"),
        *[closed(table, column) for table, column in TABLES.items()],
        migrations.RunSQL(FOUND, NOT_FOUND),
    ]
