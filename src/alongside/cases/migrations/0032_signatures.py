"""What shows that a statement was signed. Whoever may have done what the case is about sees it no more than the statement."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_lessons_of_the_unit"), ("evidence", "0006_keeping_rules")]
    operations = [
        migrations.CreateModel(
            name="StatementSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("declaration", models.TextField(blank=True)),
                ("reader", models.CharField(blank=True, max_length=200)),
                ("reader_declaration", models.TextField(blank=True)),
                ("digest", models.CharField(max_length=64)),
                ("from_afar", models.BooleanField(default=False)),
                ("asked_by", models.TextField()),
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
                    "scan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.storedfile",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="cases.statementversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declaration", ""), ("name", ""), ("scan__isnull", False)),
                            models.Q(
                                ("scan__isnull", True),
                                models.Q(("name", ""), _negated=True),
                                models.Q(("declaration", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_statementsignature_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="cases_statementsignature_digest",
                    ),
                ],
            },
        ),
        by_organisation("cases_statementsignature"),
        migrations.RunSQL(
            "CREATE POLICY closed ON cases_statementsignature AS RESTRICTIVE TO alongside_app"
            " USING (EXISTS (SELECT FROM cases_statementversion v WHERE v.id = version_id))",
            "DROP POLICY closed ON cases_statementsignature",
        ),
        append_only("cases_statementsignature"),
    ]
