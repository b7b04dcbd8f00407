"""Places within a site, and ways in without an account."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

SCOPE = """
CREATE OR REPLACE FUNCTION alongside_scope() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT organisation_id), '{}')
        FROM (
            SELECT organisation_id FROM people_staff
            WHERE active AND user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
            UNION ALL
            SELECT organisation_id FROM people_accesslink
            WHERE digest = decode(current_setting('alongside.link', true), 'hex')
              AND current_setting('alongside.link', true) <> ''
              AND closed_at IS NULL AND (expires_at IS NULL OR expires_at > alongside_now())
        ) AS ways_in
    $$;
COMMENT ON FUNCTION alongside_scope() IS
    'Organisations in which the signed-in person has an active place, and that of the access link that was shown';
"""
BEFORE = """
CREATE OR REPLACE FUNCTION alongside_scope() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT organisation_id), '{}')
        FROM people_staff
        WHERE active AND user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_health_systems")]
    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("active", models.BooleanField(default=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="people.site"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("site", "name"), name="people_place_name")]},
        ),
        migrations.CreateModel(
            name="AccessLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField(null=True)),
                ("label", models.TextField(blank=True)),
                ("digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["purpose", "subject_id"], name="people_accesslink_subject")],
            },
        ),
        by_organisation("people_place"),
        by_organisation("people_accesslink"),
        migrations.RunSQL(SCOPE, BEFORE),
    ]
