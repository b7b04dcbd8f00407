"""Violence markers, under row-level security; what is said of them is never changed, and none stands without a report."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

TABLES = ("marker", "ground", "markerstep", "markertold", "markersetting", "markersearch")
NEVER_CHANGED = TABLES[1:]
# As its owner: when the transaction ends, nobody may be signed in any more to see the rows.
HAS_GROUND = """
    CREATE FUNCTION risk_marker_has_ground() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM risk_ground WHERE marker_id = NEW.id) THEN
            RAISE EXCEPTION 'a violence marker stands only on a report of what happened'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'risk_marker_has_ground';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER risk_marker_has_ground AFTER INSERT ON risk_marker
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION risk_marker_has_ground();
    REVOKE DELETE, TRUNCATE ON risk_marker FROM alongside_app, alongside_service;
"""
HAD_NONE = """
    GRANT DELETE ON risk_marker TO alongside_app, alongside_service;
    DROP TRIGGER risk_marker_has_ground ON risk_marker;
    DROP FUNCTION risk_marker_has_ground;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_marker_panel"),
        ("risk", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Marker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("interim", "interim"),
                            ("active", "active"),
                            ("review_due", "review_due"),
                            ("appealed", "appealed"),
                            ("declined", "declined"),
                            ("lapsed", "lapsed"),
                            ("removed", "removed"),
                            ("entered_in_error", "entered_in_error"),
                        ],
                        max_length=20,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("degree", models.PositiveSmallIntegerField()),
                ("injury_physical", models.PositiveSmallIntegerField()),
                ("injury_psychological", models.PositiveSmallIntegerField()),
                ("urgency", models.PositiveSmallIntegerField()),
                ("likelihood", models.PositiveSmallIntegerField()),
                ("medical_factors", models.TextField(blank=True)),
                ("proposal", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.TextField()),
                ("proposed_by_id", models.UUIDField(null=True)),
                ("origin_type", models.CharField(blank=True, max_length=20)),
                ("origin_id", models.UUIDField(null=True)),
                ("advice", models.TextField(blank=True)),
                ("interim_until", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("lapses_on", models.DateField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="markers", to="risk.subject"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("incident_id", models.UUIDField(db_index=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "marker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds",
                        to="risk.marker",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MarkerSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=20)),
                ("words", models.TextField()),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                (
                    "found",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MarkerSetting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("in_force_from", models.DateTimeField()),
                ("interim_days", models.PositiveSmallIntegerField()),
                ("usual_review_days", models.PositiveSmallIntegerField()),
                ("longest_review_days", models.PositiveSmallIntegerField()),
                (
                    "at_review",
                    models.CharField(
                        choices=[
                            ("escalate", "It stays for the days of grace, and those who act are told; then it lapses"),
                            ("lapse", "It lapses on its day"),
                        ],
                        max_length=10,
                    ),
                ),
                ("grace_days", models.PositiveSmallIntegerField()),
                ("remind_days", models.PositiveSmallIntegerField()),
                ("panel_at_least", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("why", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MarkerStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("why", models.TextField(blank=True)),
                ("advice", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
                ("deciders", models.JSONField(default=list)),
                ("appellant", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "marker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="risk.marker"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MarkerTold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("told", models.BooleanField()),
                ("on", models.DateField()),
                ("method", models.CharField(blank=True, max_length=20)),
                ("why_not", models.TextField(blank=True)),
                ("agreed_by", models.TextField(blank=True)),
                ("review_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "marker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tellings", to="risk.marker"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="marker",
            index=models.Index(
                condition=models.Q(("state__in", ["interim", "active", "review_due", "appealed"])),
                fields=["subject"],
                name="risk_marker_shown",
            ),
        ),
        migrations.AddIndex(
            model_name="marker",
            index=models.Index(fields=["organisation", "state", "review_on"], name="risk_marker_due"),
        ),
        migrations.AddIndex(
            model_name="marker",
            index=models.Index(
                condition=models.Q(("origin_id__isnull", False)), fields=["origin_id"], name="risk_marker_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="risk_marker_number"),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "proposed",
                            "interim",
                            "active",
                            "review_due",
                            "appealed",
                            "declined",
                            "lapsed",
                            "removed",
                            "entered_in_error",
                        ],
                    )
                ),
                name="risk_marker_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["active", "review_due", "appealed"]), _negated=True),
                    models.Q(("review_on__isnull", False), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="risk_marker_is_reviewed",
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "interim"), _negated=True), ("interim_until__isnull", False), _connector="OR"
                ),
                name="risk_marker_interim_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["interim", "active", "review_due", "appealed"]), _negated=True),
                    models.Q(("advice", ""), _negated=True),
                    _connector="OR",
                ),
                name="risk_marker_says_what_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("degree__lte", 3),
                    ("injury_physical__lte", 3),
                    ("injury_psychological__lte", 3),
                    ("urgency__lte", 3),
                    ("likelihood__lte", 3),
                ),
                name="risk_marker_factors",
            ),
        ),
        migrations.AddConstraint(
            model_name="marker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin_type", ""), ("origin_id", None)),
                    models.Q(models.Q(("origin_type", ""), _negated=True), ("origin_id__isnull", False)),
                    _connector="OR",
                ),
                name="risk_marker_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="ground",
            constraint=models.UniqueConstraint(fields=("marker", "incident_id"), name="risk_ground_once"),
        ),
        migrations.AddIndex(
            model_name="markersearch",
            index=models.Index(fields=["organisation", "-id"], name="risk_markersearch_of"),
        ),
        migrations.AddIndex(
            model_name="markersetting",
            index=models.Index(fields=["organisation", "-in_force_from"], name="risk_markersetting_of"),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("at_review__in", ["escalate", "lapse"])), name="risk_markersetting_at_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("interim_days__range", (1, 28))), name="risk_markersetting_interim_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("usual_review_days__range", (14, 1095))), name="risk_markersetting_usual_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("longest_review_days__range", (30, 1095))), name="risk_markersetting_longest_revi"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("grace_days__range", (0, 56))), name="risk_markersetting_grace_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_days__range", (0, 90))), name="risk_markersetting_remind_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="markersetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("panel_at_least__range", (1, 10))), name="risk_markersetting_panel_at_lea"
            ),
        ),
        migrations.AddConstraint(
            model_name="markerstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("act", ""), _negated=True), name="risk_markerstep_act"
            ),
        ),
        migrations.AddConstraint(
            model_name="markertold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told", True), models.Q(("method", ""), _negated=True), ("review_on", None)),
                    models.Q(
                        ("told", False),
                        models.Q(("why_not", ""), _negated=True),
                        models.Q(("agreed_by", ""), _negated=True),
                        ("review_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="risk_markertold_whole",
            ),
        ),
        *(by_organisation(f"risk_{table}") for table in TABLES),
        *(append_only(f"risk_{table}") for table in NEVER_CHANGED),
        migrations.RunSQL(HAS_GROUND, HAD_NONE),
    ]
