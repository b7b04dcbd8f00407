"""The disclosure schedule: by organisation, and closed as the case is. A row is about one thing at most; that something was disclosed
stays as it was noted, and is only taken back, once.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

closed = import_module("alongside.cases.migrations.0004_closed_to").closed
through = import_module("alongside.cases.migrations.0015_review").through
OF_ITEM = "EXISTS (SELECT 1 FROM cases_disclosureitem i WHERE i.id = item_id)"
OF_ONE = """
ALTER TABLE cases_disclosureitem ADD CONSTRAINT cases_disclosureitem_of_one CHECK (
    num_nonnulls(statement_id, interview_id, exhibit_id, report_file_id, scene_id, recording_id, policy_id)
    <= CASE WHEN struck_at IS NULL THEN 1 ELSE 0 END)
"""
KEPT = """
CREATE FUNCTION cases_disclosed_kept() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_back_at IS NULL
        AND to_jsonb(NEW) - 'taken_back_at' = to_jsonb(OLD) - 'taken_back_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was disclosed stays as it was noted' USING ERRCODE = 'restrict_violation';
END
    $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON cases_disclosed FOR EACH ROW EXECUTE FUNCTION cases_disclosed_kept();
REVOKE DELETE, TRUNCATE ON cases_disclosed, cases_disclosureitem FROM alongside_app, alongside_service;
"""
NOT_KEPT = """
GRANT DELETE ON cases_disclosed, cases_disclosureitem TO alongside_app, alongside_service;
DROP TRIGGER kept ON cases_disclosed;
DROP FUNCTION cases_disclosed_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_scene"),
        ("incidents", "0012_found_where_left"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("description", models.CharField(max_length=1000)),
                ("kept_at", models.CharField(blank=True, max_length=300)),
                (
                    "relevance",
                    models.CharField(
                        choices=[("relevant", "Relevant"), ("not_relevant", "Not relevant")], max_length=12
                    ),
                ),
                ("use", models.CharField(choices=[("used", "Used"), ("unused", "Unused")], max_length=6)),
                ("sensitive", models.BooleanField()),
                ("why_sensitive", models.TextField(blank=True)),
                ("remark", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disclosure_items", to="cases.case"
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.exhibit"
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.interview"
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
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.appliedpolicy",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.footagerequest",
                    ),
                ),
                (
                    "report_file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.exhibit"
                    ),
                ),
                (
                    "scene",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.scenenoteversion",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.statementversion",
                    ),
                ),
            ],
            options={
                "ordering": ["case", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="cases_disclosureitem_number"),
                    models.UniqueConstraint(fields=("case", "statement"), name="cases_disclosureitem_once_statement"),
                    models.UniqueConstraint(fields=("case", "interview"), name="cases_disclosureitem_once_interview"),
                    models.UniqueConstraint(fields=("case", "exhibit"), name="cases_disclosureitem_once_exhibit"),
                    models.UniqueConstraint(
                        fields=("case", "report_file"), name="cases_disclosureitem_once_report_file"
                    ),
                    models.UniqueConstraint(fields=("case", "scene"), name="cases_disclosureitem_once_scene"),
                    models.UniqueConstraint(fields=("case", "recording"), name="cases_disclosureitem_once_recording"),
                    models.UniqueConstraint(fields=("case", "policy"), name="cases_disclosureitem_once_policy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("use", "unused"), models.Q(("relevance", "relevant"), ("use", "used")), _connector="OR"
                        ),
                        name="cases_disclosureitem_used",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sensitive", False), ("why_sensitive", "")),
                            models.Q(("sensitive", True), models.Q(("why_sensitive", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cases_disclosureitem_sensitive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("to_whom", models.CharField(max_length=300)),
                ("how", models.CharField(blank=True, max_length=300)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disclosed", to="cases.disclosureitem"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_whom", ""), _negated=True), name="cases_disclosed_to_somebody"
                    )
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in ("disclosureitem", "disclosed")],
        closed("disclosureitem", "case_id"),
        through("disclosed", OF_ITEM),
        migrations.RunSQL(OF_ONE, "ALTER TABLE cases_disclosureitem DROP CONSTRAINT cases_disclosureitem_of_one"),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
