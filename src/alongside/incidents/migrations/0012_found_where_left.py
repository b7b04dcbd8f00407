"""The list and its search find what is left to somebody, or read by them instead of others, wherever else they see nothing.

A scope may name `not_teams` (reports of no team, and of other teams than these) or `incidents` (these alone) besides its
organisation. The version before this one names neither, and finds what it found.
"""

from importlib import import_module

from django.db import migrations

finding = import_module("alongside.incidents.migrations.0004_finding_search")
closed = import_module("alongside.incidents.migrations.0009_closed_to")

SCOPES = """
DROP FUNCTION incidents_scopes(jsonb);
CREATE FUNCTION incidents_scopes(asked jsonb)
    RETURNS TABLE (organisation uuid, team uuid, compartments text[], narrowed jsonb)
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    AS $$
        SELECT (one ->> 'organisation')::uuid, (one ->> 'team')::uuid,
               ARRAY(SELECT jsonb_array_elements_text(one -> 'compartments')),
               one - ARRAY['organisation', 'team', 'compartments']
        FROM jsonb_array_elements(asked -> 'scopes') AS one
        WHERE (one ->> 'organisation')::uuid = ANY ((SELECT alongside_scope())::uuid[])
    $$;
REVOKE ALL ON FUNCTION incidents_scopes(jsonb) FROM PUBLIC;
"""
SCOPES_BEFORE = f"DROP FUNCTION incidents_scopes(jsonb); {finding.SCOPES} REVOKE ALL ON FUNCTION incidents_scopes(jsonb) FROM PUBLIC;"

CONDITION = """
CREATE OR REPLACE FUNCTION incidents_condition(asked jsonb, organisation uuid, team uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    me CONSTANT uuid := nullif(current_setting('alongside.user_id', true), '')::uuid;
    closed uuid[];
    answers boolean;
BEGIN
    SELECT ARRAY(SELECT c.incident_id FROM people_staff s JOIN incidents_closedto c ON c.staff_id = s.id AND c.ended_at IS NULL
                 WHERE s.user_id = me AND s.active),
           EXISTS(SELECT FROM people_staff s JOIN people_appointment a ON a.staff_id = s.id
                  WHERE s.user_id = me AND s.active AND a.organisation_id = $2 AND a.role IN ('lsms', 'security_director')
                      AND (a.team_id IS NULL OR a.team_id = $3 OR (a.role = 'lsms' AND asked ? 'not_teams')))
        INTO closed, answers;
    RETURN incidents_condition_of_filters(asked, organisation, team)
        || CASE WHEN cardinality(closed) > 0 THEN format(' AND i.id <> ALL (%L::uuid[])', closed) ELSE '' END
        || CASE WHEN asked ? 'not_teams' THEN
               format(' AND (i.team_id IS NULL OR i.team_id <> ALL (%L::uuid[]))',
                      ARRAY(SELECT jsonb_array_elements_text(asked -> 'not_teams'))) ELSE '' END
        || CASE WHEN asked ? 'incidents' THEN
               format(' AND i.id = ANY (%L::uuid[])', ARRAY(SELECT jsonb_array_elements_text(asked -> 'incidents')))
           WHEN answers THEN '' ELSE ' AND NOT i.accused_inside' END;
END
    $$;
"""
CONDITION_BEFORE = closed.FOUND[closed.FOUND.index("CREATE FUNCTION") :].replace("CREATE", "CREATE OR REPLACE", 1)

FUNCTIONS = [finding.SEARCHED, finding.PAGE, finding.EVERY]
CALLED = (
    (
        "incidents_condition(asked, scope.organisation",
        "incidents_condition(asked || scope.narrowed, scope.organisation",
    ),
    ("incidents_condition('{}', scope.organisation", "incidents_condition(scope.narrowed, scope.organisation"),
)


def _replaced(function: str) -> migrations.RunSQL:
    before = function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    now = before
    for old, new in CALLED:
        now = now.replace(old, new)
    return migrations.RunSQL(now, before)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0011_told_by_itself")]
    operations = [
        migrations.RunSQL(CONDITION, CONDITION_BEFORE),
        migrations.RunSQL(SCOPES, SCOPES_BEFORE),
        *map(_replaced, FUNCTIONS),
    ]
