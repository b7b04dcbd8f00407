"""What the gate before a visit found, who comes along, what was ticked, and how it felt."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
        ("risk", "0003_assessments"),
        ("watch", "0011_privacy"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="gate",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="goes_with",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="company",
                to="watch.visit",
            ),
        ),
        migrations.CreateModel(
            name="ChecklistAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("before", "Before the visit"),
                            ("arrival", "On arrival"),
                            ("entry", "On entry"),
                            ("during", "During the visit"),
                            ("after", "After the visit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("asked", models.JSONField()),
                ("answers", models.JSONField()),
                ("at", models.DateTimeField()),
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
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="risk.checklistversion",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ticked", to="watch.visit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Companion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.staff"),
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="companions", to="watch.visit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "asked"), name="watch_companion_once"),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("declined_at", None), _connector="OR"),
                        name="watch_companion_one_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Felt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("safe", "Safe"), ("uneasy", "Uneasy"), ("threatened", "Threatened")], max_length=10
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="felt", to="watch.visit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "how", "-id"], name="watch_felt_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["safe", "uneasy", "threatened"])), name="watch_felt_how"
                    )
                ],
            },
        ),
        by_organisation("watch_companion"),
        by_organisation("watch_checklistanswer"),
        by_organisation("watch_felt"),
        append_only("watch_checklistanswer"),
        append_only("watch_felt"),
    ]
