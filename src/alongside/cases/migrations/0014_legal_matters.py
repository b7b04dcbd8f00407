"""What the Legal Protection Unit decides, costs and outcomes, read by whoever sent it and by whom it was sent to; and what the
unit learned, its own.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

of_referrals = import_module("alongside.cases.migrations.0013_referrals_row_security")
OURS, THEIRS = of_referrals.sent_by_us("cases_legalmatter"), of_referrals.sent_to_us("cases_legalmatter")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_referrals_row_security"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalLearning",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("confirmed_by", models.TextField()),
                ("recorded_on", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("confirmed_by", ""), _negated=True)
                        ),
                        name="cases_legallearning_confirmed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalMatter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("go_on", "Go on privately"), ("leave", "Do not go on privately")],
                        max_length=10,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                (
                    "refused_by",
                    models.CharField(
                        blank=True,
                        choices=[("police", "The police"), ("prosecutor", "The Crown Prosecution Service")],
                        max_length=10,
                    ),
                ),
                ("refused_on", models.DateField(null=True)),
                ("waiver", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True)),
                ("estimated_pence", models.BigIntegerField(null=True)),
                ("agreed_pence", models.BigIntegerField(null=True)),
                ("agreed_by", models.TextField(blank=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("actual_pence", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("outcome_words", models.TextField(blank=True)),
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
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matter", to="cases.referral"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decision__in", ["go_on", "leave"]),
                                models.Q(("reasons", ""), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_legalmatter_decided_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "go_on"), _negated=True),
                            models.Q(("waiver", ""), _negated=True),
                            models.Q(("refused_by__in", ["police", "prosecutor"]), ("refused_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_legalmatter_goes_on_after_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("agreed_by", ""), ("agreed_pence__isnull", True)),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_pence__isnull", False),
                                models.Q(("agreed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_legalmatter_agreed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("estimated_pence__isnull", True), ("estimated_pence__gt", 0), _connector="OR"),
                            models.Q(("agreed_pence__isnull", True), ("agreed_pence__gt", 0), _connector="OR"),
                            models.Q(("actual_pence__isnull", True), ("actual_pence__gt", 0), _connector="OR"),
                        ),
                        name="cases_legalmatter_money",
                    ),
                ],
            },
        ),
        of_referrals.secured(
            "cases_legalmatter",
            f"sender TO alongside_app USING ({OURS}) WITH CHECK ({OURS})",
            f"receiver TO alongside_app USING ({THEIRS}) WITH CHECK ({THEIRS})",
            "closed AS RESTRICTIVE TO alongside_app USING (EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id))",
        ),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON cases_legalmatter, cases_referral FROM alongside_app, alongside_service",
            "GRANT DELETE ON cases_legalmatter, cases_referral TO alongside_app, alongside_service",
        ),
        by_organisation("cases_legallearning"),
        append_only("cases_legallearning"),
    ]
