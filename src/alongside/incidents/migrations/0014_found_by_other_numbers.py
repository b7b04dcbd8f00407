"""A search finds a name however its apostrophe was typed; and the index by which a report is found by its LFPSE reference
(`0016_markers_and_counts` asks for it).
"""

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
        migrations.RunSQL(QUERY, searching.QUERY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
