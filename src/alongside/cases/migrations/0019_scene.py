"""Notes of the scene, which only grow, and what applied: by organisation, and closed as the case is."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

closed = import_module("alongside.cases.migrations.0004_closed_to").closed
through = import_module("alongside.cases.migrations.0015_review").through
OF_NOTE = "EXISTS (SELECT 1 FROM cases_scenenote n WHERE n.id = note_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_statement_withdrawn"),
        ("evidence", "0006_keeping_rules"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="SceneNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scene_notes", to="cases.case"
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
            name="AppliedPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("policy", "Policy"),
                            ("risk_assessment", "Risk assessment"),
                            ("procedure", "Procedure or safe system of work"),
                            ("care_plan", "Care plan"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("version", models.CharField(blank=True, max_length=60)),
                ("in_force_from", models.DateField(null=True)),
                ("in_force_until", models.DateField(null=True)),
                ("kept_at", models.CharField(blank=True, max_length=300)),
                ("what_it_says", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="applied_policies", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.storedfile",
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
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file__isnull", False), models.Q(("kept_at", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_appliedpolicy_is_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_from__isnull", True),
                            ("in_force_until__isnull", True),
                            ("in_force_until__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="cases_appliedpolicy_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SceneNoteVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("why", models.TextField(blank=True)),
                ("seen_at", models.DateTimeField()),
                ("place", models.CharField(max_length=300)),
                ("seen_by", models.CharField(max_length=200)),
                ("words", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="cases.scenenote"
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
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("note", "number"), name="cases_scenenoteversion_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1), models.Q(("why", ""), _negated=True), _connector="OR"),
                        name="cases_scenenoteversion_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            models.Q(("seen_by", ""), _negated=True),
                        ),
                        name="cases_scenenoteversion_whole",
                    ),
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in ("scenenote", "scenenoteversion", "appliedpolicy")],
        append_only("cases_scenenoteversion"),
        closed("scenenote", "case_id"),
        closed("appliedpolicy", "case_id"),
        through("scenenoteversion", OF_NOTE),
    ]
