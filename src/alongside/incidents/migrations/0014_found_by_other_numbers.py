"""A search finds a report by its number in another system and by its LFPSE reference, and a name however its apostrophe was typed."""

from importlib import import_module

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

searching = import_module("alongside.incidents.migrations.0004_finding_search")

QUERY = """
CREATE OR REPLACE FUNCTION incidents_tsquery(asked jsonb, config regconfig) RETURNS tsquery
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
    AS $$
        SELECT CASE WHEN said ~ '[''’‘`]'
                    THEN websearch_to_tsquery(config, translate(said, '’‘`', ''''''''))
                        || websearch_to_tsquery(config, translate(said, '''‘`', '’’’'))
                    ELSE websearch_to_tsquery(config, said) END
            && CASE WHEN asked ->> 'beginning' <> '' THEN to_tsquery(config, (asked ->> 'beginning') || ':*')
                    ELSE ''::tsquery END
        FROM (SELECT coalesce(asked ->> 'words', '') AS said) AS typed
    $$;
"""

HITS = """
CREATE OR REPLACE FUNCTION incidents_hits(asked jsonb, organisation uuid, team uuid, part text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    words tsquery;
BEGIN
    IF part = 'reference' THEN
        RETURN CASE WHEN asked ->> 'said' <> '' THEN format(
            'SELECT r.id AS incident_id FROM incidents_incident r WHERE r.organisation_id = %L::uuid AND r.reference = %L
             UNION ALL
             SELECT r.id FROM incidents_incident r WHERE r.organisation_id = %1$L::uuid AND r.external_reference = %3$L
                AND r.external_reference <> %4$L
             UNION ALL
             SELECT r.id FROM incidents_incident r WHERE r.organisation_id = %1$L::uuid AND r.lfpse_reference = %3$L
                AND r.lfpse_reference <> %4$L', organisation, asked ->> 'reference', asked ->> 'said', '') END;
    END IF;
    words := incidents_tsquery(asked, CASE part WHEN 'narrative' THEN 'english' ELSE 'simple' END::regconfig);
    IF numnode(words) = 0 THEN
        RETURN NULL;
    END IF;
    RETURN format('SELECT a.incident_id FROM %I a WHERE a.organisation_id = %L::uuid AND a.compartment = %L
                   AND a.search @@ %L::tsquery',
                  CASE part WHEN 'narrative' THEN 'incidents_account' ELSE 'incidents_identity' END,
                  organisation, part, words);
END
    $$;
"""


def instead(new: str, old: str) -> migrations.RunSQL:
    """Another body for a function, whoever may call it."""
    return migrations.RunSQL(new, old.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0013_what_became_of_it")]
    operations = [
        AddIndexConcurrently(
            "incident",
            models.Index(
                fields=["organisation", "lfpse_reference"],
                condition=~models.Q(lfpse_reference=""),
                name="incidents_incident_lfpse",
            ),
        ),
        instead(QUERY, searching.QUERY),
        instead(HITS, searching.HITS),
    ]
