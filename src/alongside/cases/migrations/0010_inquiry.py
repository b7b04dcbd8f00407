"""Interviews and statements, by organisation and closed to whoever may have done it; lines of enquiry without a result.

A version of a statement stays as it was written: only that it was signed is added, once.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

closed = import_module("alongside.cases.migrations.0004_closed_to").closed

KEPT = """
CREATE FUNCTION cases_statement_kept() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
DECLARE
    signing CONSTANT text[] := ARRAY['signed_on', 'signing', 'signed_noted_at', 'signed_noted_by'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.signed_on IS NULL AND to_jsonb(NEW) - signing = to_jsonb(OLD) - signing THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a statement stays as it was written' USING ERRCODE = 'restrict_violation';
END
    $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON cases_statementversion
    FOR EACH ROW EXECUTE FUNCTION cases_statement_kept();
REVOKE DELETE, TRUNCATE ON cases_statementversion FROM alongside_app, alongside_service;
"""
NOT_KEPT = """
GRANT DELETE ON cases_statementversion TO alongside_app, alongside_service;
DROP TRIGGER kept ON cases_statementversion;
DROP FUNCTION cases_statement_kept();
"""
VERSIONS_CLOSED = """
CREATE POLICY closed ON cases_statementversion AS RESTRICTIVE TO alongside_app
    USING (EXISTS (SELECT 1 FROM cases_statement s WHERE s.id = statement_id))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_police_closed_to"),
        ("incidents", "0011_told_by_itself"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("hurt", "A person hurt"),
                            ("witness", "A witness"),
                            ("staff", "A colleague"),
                            ("suspect", "Somebody who may have done it"),
                            ("other", "Somebody else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("person", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("called_off", "Called off")], max_length=10
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("present", models.CharField(blank=True, max_length=500)),
                ("notes", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("hurt", "A person hurt"),
                            ("witness", "A witness"),
                            ("staff", "A colleague"),
                            ("suspect", "Somebody who may have done it"),
                            ("other", "Somebody else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StatementVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("why", models.TextField(blank=True)),
                ("witness", models.CharField(max_length=200)),
                ("age", models.PositiveSmallIntegerField(null=True)),
                ("occupation", models.CharField(blank=True, max_length=200)),
                ("occurrence_number", models.CharField(blank=True, max_length=60)),
                ("words", models.TextField()),
                ("taken_on", models.DateField()),
                ("taken_at_place", models.CharField(max_length=200)),
                ("taken_by", models.CharField(max_length=200)),
                ("reader", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("signed_on", models.DateField(null=True)),
                (
                    "signing",
                    models.CharField(
                        blank=True,
                        choices=[("paper", "On paper"), ("signatory", "On the screen, by the person themselves")],
                        max_length=10,
                    ),
                ),
                ("signed_noted_at", models.DateTimeField(null=True)),
                ("signed_noted_by", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AlterField(
            model_name="task",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[("done", "Done"), ("dropped", "Not needed"), ("no_result", "No result")],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ending", "no_result"), _negated=True),
                    models.Q(("kind", "enquiry"), models.Q(("result", ""), _negated=True)),
                    _connector="OR",
                ),
                name="cases_task_enquiry_without_result",
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="interview",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="affected",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.affected",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="statementversion",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="statementversion",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="cases.statement"
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "planned"),
                    models.Q(("state__in", ["held", "called_off"]), models.Q(("notes", ""), _negated=True)),
                    _connector="OR",
                ),
                name="cases_interview_ended_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("affected__isnull", True), ("whose", "hurt"), _connector="OR"),
                name="cases_statement_of_person_hurt",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementversion",
            constraint=models.UniqueConstraint(fields=("statement", "number"), name="cases_statementversion_number"),
        ),
        migrations.AddConstraint(
            model_name="statementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("why", ""), _negated=True), _connector="OR"),
                name="cases_statementversion_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("age__isnull", True), ("age__range", (1, 17)), _connector="OR"),
                name="cases_statementversion_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("witness", ""), _negated=True),
                    models.Q(("taken_by", ""), _negated=True),
                    models.Q(("taken_at_place", ""), _negated=True),
                ),
                name="cases_statementversion_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("signed_noted_at__isnull", True),
                        ("signed_noted_by", ""),
                        ("signed_on__isnull", True),
                        ("signing", ""),
                    ),
                    models.Q(
                        ("signed_noted_at__isnull", False),
                        ("signed_on__isnull", False),
                        ("signing__in", ["paper", "signatory"]),
                        models.Q(("signed_noted_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_statementversion_signed",
            ),
        ),
        *[by_organisation(f"cases_{table}") for table in ("interview", "statement", "statementversion")],
        closed("interview", "case_id"),
        closed("statement", "case_id"),
        migrations.RunSQL(VERSIONS_CLOSED, "DROP POLICY closed ON cases_statementversion"),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
