"""Reviews after an incident and the actions that come of them: by organisation, and closed as the case is."""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

closed = import_module("alongside.cases.migrations.0004_closed_to").closed
TABLES = ["review", "reviewversion", "remedialaction", "actionstep"]
OF_ANOTHER = {
    "reviewversion": "EXISTS (SELECT 1 FROM cases_review r WHERE r.id = review_id)",
    "actionstep": "EXISTS (SELECT 1 FROM cases_remedialaction a WHERE a.id = action_id)",
}


def through(table: str, condition: str) -> migrations.RunSQL:
    """Keeps from the web what belongs to something that is closed to whoever it works for."""
    return migrations.RunSQL(
        f"CREATE POLICY closed ON cases_{table} AS RESTRICTIVE TO alongside_app USING ({condition})",
        f"DROP POLICY closed ON cases_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_legal_matters"),
        ("evidence", "0006_keeping_rules"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="RemedialAction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("why", models.TextField(blank=True)),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="given", max_length=12)),
                ("set_by_name", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("accepted_on", models.DateField(null=True)),
                ("check_on", models.DateField(null=True)),
                ("notice_on", models.DateField(null=True)),
                ("carried_on_at", models.DateTimeField(null=True)),
                ("carried_on_by", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remedial_actions", to="cases.case"
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="cases.remedialaction",
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
                    "owner",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.staff"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ActionStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=20)),
                ("state_from", models.CharField(blank=True, max_length=12)),
                ("state_to", models.CharField(max_length=12)),
                ("text", models.TextField(blank=True)),
                ("until", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("by_name", models.TextField()),
                ("by_link", models.BooleanField(default=False)),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_step",
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
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.remedialaction"
                    ),
                ),
            ],
            options={
                "ordering": ["action", "id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="begun", max_length=10)),
                ("finished_at", models.DateTimeField(null=True)),
                ("finished_by", models.TextField(blank=True)),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="cases.case"
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("finished_by", ""), ("state", "begun")),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("state", "finished"),
                                models.Q(("finished_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_review_finished_by_somebody",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="remedialaction",
            name="review",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.review",
            ),
        ),
        migrations.CreateModel(
            name="ReviewVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("held_on", models.DateField(null=True)),
                ("happened", models.TextField(blank=True)),
                (
                    "factors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("prevented", models.TextField(blank=True)),
                ("took_part", models.TextField(blank=True)),
                ("written_at", models.DateTimeField()),
                ("written_by", models.TextField()),
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
                    "review",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.review",
                    ),
                ),
            ],
            options={
                "ordering": ["review", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "number"), name="cases_reviewversion_number")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="remedialaction",
            index=models.Index(fields=["organisation", "due_on", "id"], name="cases_remedialaction_due"),
        ),
        migrations.AddIndex(
            model_name="remedialaction",
            index=models.Index(fields=["owner", "due_on"], name="cases_remedialaction_owner"),
        ),
        migrations.AddIndex(
            model_name="remedialaction",
            index=models.Index(
                condition=models.Q(("notice_on__isnull", False)),
                fields=["organisation", "notice_on"],
                name="cases_remedialaction_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedialaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "given",
                            "answered",
                            "impossible",
                            "time_asked",
                            "done",
                            "effective",
                            "no_effect",
                            "cancelled",
                        ],
                    )
                ),
                name="cases_remedialaction_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedialaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "effective", "no_effect"]), _negated=True),
                    models.Q(("accepted_on__isnull", False), ("check_on__isnull", False), ("checker__isnull", False)),
                    _connector="OR",
                ),
                name="cases_remedialaction_done_is_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedialaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_on_at__isnull", True), ("carried_on_by", "")),
                    models.Q(("carried_on_at__isnull", False), models.Q(("carried_on_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="cases_remedialaction_carried_on_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedialaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", models.F("id")), _negated=True), name="cases_remedialaction_not_itself"
            ),
        ),
        *[by_organisation(f"cases_{table}") for table in TABLES],
        append_only("cases_reviewversion"),
        append_only("cases_actionstep"),
        closed("review", "case_id"),
        closed("remedialaction", "case_id"),
        *[through(table, condition) for table, condition in OF_ANOTHER.items()],
    ]
