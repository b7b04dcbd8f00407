"""What comes in by file, and webhooks, with row-level security by organisation."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

TABLES = [
    "importrun",
    "importpiece",
    "importedrow",
    "savedmapping",
    "webhook",
    "webhooksecret",
    "webhookdelivery",
]


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0002_row_security"),
        ("people", "0007_staff_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("incidents", "Incidents"), ("staff", "Staff list"), ("sites", "Sites and places")],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("arrived", "Columns to be matched"),
                            ("checking", "Being checked"),
                            ("checked", "Checked, nothing imported yet"),
                            ("importing", "Being imported"),
                            ("done", "Imported"),
                            ("stopped", "Stopped"),
                            ("failed", "Could not be read"),
                        ],
                        default="arrived",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("shape", models.TextField(blank=True)),
                ("headings", models.JSONField(default=list)),
                ("samples", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("rows_total", models.PositiveIntegerField(null=True)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("rows_wrong", models.PositiveIntegerField(default=0)),
                ("rows_added", models.PositiveIntegerField(default=0)),
                ("rows_changed", models.PositiveIntegerField(default=0)),
                ("rows_same", models.PositiveIntegerField(default=0)),
                ("rows_left", models.PositiveIntegerField(default=0)),
                ("notes", models.JSONField(default=dict)),
                ("unmatched", models.JSONField(default=dict)),
                ("preview", models.JSONField(default=list)),
                ("error", models.TextField(blank=True)),
                ("stop_asked", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("made_kind", models.CharField(max_length=10)),
                ("made_id", models.UUIDField(null=True)),
                ("made_name", models.TextField()),
                ("phase_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("leased_by", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
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
                "indexes": [
                    models.Index(fields=["organisation", "-id"], name="incidents_importrun_newest"),
                    models.Index(
                        condition=models.Q(("status__in", ["checking", "importing"])),
                        fields=["id"],
                        name="incidents_importrun_work",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["arrived", "checking", "checked", "importing", "done", "stopped", "failed"])
                        ),
                        name="incidents_importrun_status",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("bytes", models.BinaryField()),
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
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="incidents.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("run", "number"), name="incidents_importpiece_number")],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wrong", "Not imported"),
                            ("changed", "Already here, and different"),
                            ("joins", "Joins"),
                            ("changes", "Changes"),
                            ("leaves", "Leaves"),
                        ],
                        max_length=8,
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                ("cells", models.JSONField(default=list)),
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
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told_rows",
                        to="incidents.importrun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "kind", "line"], name="incidents_importedrow_line")],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("incidents", "Incidents"), ("staff", "Staff list"), ("sites", "Sites and places")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("columns", models.JSONField(default=dict)),
                ("order", models.CharField(default="dmy", max_length=3)),
                ("changed_at", models.DateTimeField()),
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
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "what", "name"), name="incidents_savedmapping_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("url", models.TextField()),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                ("stopped_because", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("removed_at", models.DateTimeField(null=True)),
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
                "ordering": ["label"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("active", True), ("removed_at", None)),
                        fields=["organisation"],
                        name="incidents_webhook_active",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event", models.CharField(max_length=40)),
                ("reference", models.CharField(blank=True, max_length=16)),
                ("payload", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("delivered", "Delivered"), ("given_up", "Given up")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_answer", models.TextField(blank=True)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.incident",
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
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="incidents.webhook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["webhook", "-id"], name="incidents_delivery_newest"),
                    models.Index(
                        condition=models.Q(("status", "queued")),
                        fields=["webhook", "next_at"],
                        name="incidents_delivery_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookSecret",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret", models.TextField()),
                ("made_at", models.DateTimeField()),
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
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="secrets", to="incidents.webhook"
                    ),
                ),
            ],
        ),
        *[by_organisation(f"incidents_{table}") for table in TABLES],
        migrations.RunSQL(
            "REVOKE SELECT, UPDATE ON incidents_webhooksecret FROM alongside_app;",
            "GRANT SELECT, UPDATE ON incidents_webhooksecret TO alongside_app;",
        ),
    ]
