"""What was lost, claims, instalments and payments; under row-level security from the first row."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_sanctions"),
        ("incidents", "0008_duties"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("status", models.CharField(max_length=20)),
                ("status_before", models.CharField(blank=True, max_length=20)),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("organisation", "The organisation"),
                            ("staff", "A member of staff"),
                            ("patient", "A patient or visitor"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("claimed_pence", models.BigIntegerField(default=0)),
                ("awarded_pence", models.BigIntegerField(default=0)),
                ("paid_pence", models.BigIntegerField(default=0)),
                ("written_off_pence", models.BigIntegerField(default=0)),
                ("planned_after_pence", models.BigIntegerField(default=0)),
                ("claimed_on", models.DateField(null=True)),
                ("awarded_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("asked_by_id", models.UUIDField(null=True)),
                ("approved_by", models.TextField(blank=True)),
                ("ended_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                (
                    "affected",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.affected",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="cases.case"
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
                    "responsible",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.responsible",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("awarded_pence__range", (0, 1000000000000)),
                            ("claimed_pence__range", (0, 1000000000000)),
                            ("paid_pence__gte", 0),
                        ),
                        name="cases_claim_pence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "awarded_pence__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid_pence"), "+", models.F("written_off_pence")
                                ),
                            ),
                            ("written_off_pence__gte", 0),
                        ),
                        name="cases_claim_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("written_off_pence", 0), models.Q(("approved_by", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_claim_write_off_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_on", models.DateField()),
                ("pence", models.BigIntegerField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="instalments", to="cases.claim"
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
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pence__range", (1, 1000000000000))), name="cases_instalment_pence"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Loss",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("organisation", "The organisation"),
                            ("staff", "A member of staff"),
                            ("patient", "A patient or visitor"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("pence", models.BigIntegerField(null=True)),
                ("ground", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.TextField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "affected",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.affected",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="losses", to="cases.case"
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
                    "property_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="losses",
                        to="incidents.propertyitem",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pence__isnull", True), ("pence__range", (1, 1000000000000)), _connector="OR"
                        ),
                        name="cases_loss_pence",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("struck_at__isnull", True)),
                        fields=("property_item",),
                        name="cases_loss_item_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("pence", models.BigIntegerField()),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("why", models.TextField(blank=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="cases.claim"
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
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="cases.payment",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pence__range", (1, 1000000000000)), ("undoes__isnull", True)),
                            models.Q(
                                ("pence__range", (-1000000000000, -1)),
                                ("undoes__isnull", False),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_payment_pence",
                    )
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in ("loss", "claim", "instalment", "payment")],
        append_only("cases_payment"),
    ]
