"""That something promised to a person hurt is not kept. Whoever may have done what the case is about sees it no more than the case."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0038_news_of_returned_cases"),
        ("people", "0011_token_used"),
    ]

    operations = [
        migrations.CreateModel(
            name="Waiver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=100)),
                ("sentence", models.TextField()),
                ("why", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.TextField()),
                ("asked_by_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True)),
                ("decided_by_id", models.UUIDField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="cases.case"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=["organisation"],
                        name="cases_waiver_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed__isnull", True), ("decided_at__isnull", True), ("decided_by", "")),
                            models.Q(
                                ("agreed__isnull", False),
                                ("decided_at__isnull", False),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_waiver_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed__isnull", True),
                            ("agreed", False),
                            models.Q(("decided_by_id", models.F("asked_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_waiver_agreed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed", False), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_waiver_declined_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("case", "code"),
                        name="cases_waiver_asked_once",
                    ),
                ],
            },
        ),
        by_organisation("cases_waiver"),
        migrations.RunSQL(
            "CREATE POLICY closed ON cases_waiver AS RESTRICTIVE TO alongside_app"
            " USING (case_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))",
            "DROP POLICY closed ON cases_waiver",
        ),
    ]
