"""Violence markers of other systems, found by their reference by those who may read who did it; and each event is counted once.

The version before this one knows no markers: it leaves them alone, and finds by them what it is asked for.
"""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

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
    IF part = 'suspect' THEN
        RETURN format(
            'SELECT a.incident_id FROM (
                SELECT n.incident_id FROM incidents_identity n
                    WHERE n.organisation_id = %1$L::uuid AND n.compartment = %2$L AND n.search @@ %3$L::tsquery
                UNION ALL
                SELECT m.incident_id FROM incidents_markerelsewhere m
                    WHERE m.organisation_id = %1$L::uuid AND m.search @@ %3$L::tsquery) AS a WHERE true',
            organisation, part, words);
    END IF;
    RETURN format('SELECT a.incident_id FROM %I a WHERE a.organisation_id = %L::uuid AND a.compartment = %L
                   AND a.search @@ %L::tsquery',
                  CASE part WHEN 'narrative' THEN 'incidents_account' ELSE 'incidents_identity' END,
                  organisation, part, words);
END
    $$;
"""
"""As in `0004_finding_search`, and by the numbers of other systems whatever words were typed; who did it is found by a marker's
reference too.
"""

COUNTED = """
CREATE OR REPLACE FUNCTION incidents_counted(asked jsonb, by text)
    RETURNS TABLE (site uuid, place uuid, weekday integer, hour integer, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    every CONSTANT text := incidents_every(asked);
    events CONSTANT text := format(
        'SELECT e.site_id, e.place_id, e.occurred_at FROM (%1$s) AS e
             WHERE e.event IS NULL AND e.status NOT IN (''merged'', ''withdrawn'')
         UNION ALL
         (SELECT DISTINCT ON (e.event) e.site_id, e.place_id, e.occurred_at FROM (%1$s) AS e
             WHERE e.event IS NOT NULL AND e.status NOT IN (''merged'', ''withdrawn'') ORDER BY e.event, e.id)', every);
BEGIN
    IF by = 'place' THEN
        RETURN QUERY EXECUTE format('SELECT f.site_id, f.place_id, NULL::int, NULL::int, count(*)
                                     FROM (%s) AS f GROUP BY 1, 2', events);
    ELSE
        RETURN QUERY EXECUTE format('SELECT NULL::uuid, NULL::uuid, extract(isodow FROM f.at)::int, extract(hour FROM f.at)::int,
                                     count(*) FROM (SELECT e.occurred_at AT TIME ZONE $1 AS at FROM (%s) AS e) AS f
                                     GROUP BY 3, 4', events) USING asked ->> 'zone';
    END IF;
END
    $$;
"""
"""A report that was taken back is not counted, one that was joined counts as the one that stands for both, and several reports of
one event as one, where and when the first of them says.
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0015_when_the_act_was")]
    operations = [
        migrations.CreateModel(
            name="MarkerElsewhere",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("system", models.TextField()),
                ("reference", models.TextField()),
                ("since", models.DateField()),
                ("review_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("system", "reference", config="simple"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="markers_elsewhere",
                        to="incidents.incident",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.responsible",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_on__isnull", True), ("review_on__gte", models.F("since")), _connector="OR"
                        ),
                        name="incidents_markerelsewhere_reviewed_after",
                    )
                ],
            },
        ),
        by_organisation("incidents_markerelsewhere"),
        append_only("incidents_markerelsewhere"),
        migrations.RunSQL(
            "CREATE POLICY closed ON incidents_markerelsewhere AS RESTRICTIVE TO alongside_app"
            " USING (coalesce(incident_id <> ALL ((SELECT incidents_closed_to_me())::uuid[]), true))",
            "DROP POLICY closed ON incidents_markerelsewhere",
        ),
        migrations.RunSQL(HITS, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
