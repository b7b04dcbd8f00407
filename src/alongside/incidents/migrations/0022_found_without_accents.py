"""A search finds words whatever accents they were written or typed with, "Zoë" by "zoe" and the other way round.

What was typed loses its accents. Rows in plain letters are found by the index that there is, as before; the others by the index
of `0021_accented_words` as well.
"""

from importlib import import_module

from django.db import migrations

typed_before = import_module("alongside.incidents.migrations.0014_found_by_other_numbers")
markers = import_module("alongside.incidents.migrations.0016_markers_and_counts")

QUERY = """
CREATE OR REPLACE FUNCTION incidents_tsquery(asked jsonb, config regconfig) RETURNS tsquery
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
    AS $$
        SELECT websearch_to_tsquery(config, alongside_plain(coalesce(asked ->> 'words', '')))
            && CASE WHEN asked ->> 'beginning' <> '' THEN to_tsquery(config, (asked ->> 'beginning') || ':*')
                    ELSE ''::tsquery END
    $$;
"""

FITS = """
CREATE FUNCTION incidents_fits(search text, said text, config regconfig, words tsquery) RETURNS text
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    AS $$
        SELECT format('(%1$s @@ %4$L::tsquery%5$s OR octet_length(%2$s) - length(%2$s) > 0
                        AND to_tsvector(%3$L::regconfig, alongside_plain(%2$s)) @@ %4$L::tsquery)',
                      search, said, config::oid, words,
                      CASE WHEN words::text LIKE '%!%' THEN format(' AND octet_length(%1$s) - length(%1$s) = 0', said)
                           ELSE '' END)
    $$;
REVOKE ALL ON FUNCTION incidents_fits(text, text, regconfig, tsquery) FROM PUBLIC;
COMMENT ON FUNCTION incidents_fits(text, text, regconfig, tsquery) IS
    'The condition under which a row fits what was typed: its indexed words do, or it is accented and does so without accents.
     What must not be in it is looked for without accents alone.';
"""

HITS = """
CREATE OR REPLACE FUNCTION incidents_hits(asked jsonb, organisation uuid, team uuid, part text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    config CONSTANT regconfig := CASE part WHEN 'narrative' THEN 'alongside_english' ELSE 'alongside_names' END;
    identity CONSTANT text :=
        'n.name || '' '' || n.email || '' '' || n.phone || '' '' || n.nhs_number || '' '' || n.description';
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
    words := incidents_tsquery(asked, config);
    IF numnode(words) = 0 THEN
        RETURN NULL;
    END IF;
    IF part = 'narrative' THEN
        RETURN format('SELECT a.incident_id FROM incidents_account a WHERE a.organisation_id = %L::uuid AND a.compartment = %L
                       AND %s', organisation, part, incidents_fits('a.search', 'a.text', config, words));
    END IF;
    IF part = 'suspect' THEN
        RETURN format(
            'SELECT a.incident_id FROM (
                SELECT n.incident_id FROM incidents_identity n
                    WHERE n.organisation_id = %1$L::uuid AND n.compartment = %2$L AND %3$s
                UNION ALL
                SELECT m.incident_id FROM incidents_markerelsewhere m
                    WHERE m.organisation_id = %1$L::uuid AND %4$s) AS a WHERE true',
            organisation, part, incidents_fits('n.search', identity, config, words),
            incidents_fits('m.search', 'm.system || '' '' || m.reference', config, words));
    END IF;
    RETURN format('SELECT a.incident_id FROM (SELECT n.incident_id FROM incidents_identity n
                   WHERE n.organisation_id = %L::uuid AND n.compartment = %L AND %s) AS a WHERE true',
                  organisation, part, incidents_fits('n.search', identity, config, words));
END
    $$;
"""
"""As in `0016_markers_and_counts`, with and without accents."""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0021_accented_words")]
    operations = [
        migrations.RunSQL(QUERY, typed_before.QUERY),
        migrations.RunSQL(FITS, "DROP FUNCTION incidents_fits(text, text, regconfig, tsquery)"),
        migrations.RunSQL(HITS, markers.HITS),
    ]
