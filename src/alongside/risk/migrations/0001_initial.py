"""Whom and what visits, assessments and markers are about."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0014_notifications"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
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
                            ("patient", "Patient"),
                            ("associate", "Relative, friend or visitor"),
                            ("animal", "Animal"),
                            ("premises", "Address"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("born_on", models.DateField(null=True)),
                ("address", models.TextField(blank=True)),
                ("address_key", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="around", to="risk.subject"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("address_key", ""), _negated=True),
                        fields=["organisation", "address_key"],
                        name="risk_subject_at",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["patient", "associate", "animal", "premises"])),
                        name="risk_subject_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("nhs_number", ""), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            models.Q(("address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="risk_subject_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "premises"), _negated=True),
                            models.Q(("address_key", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="risk_subject_premises",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["associate", "animal"]), ("about", None), _connector="OR"),
                        name="risk_subject_about",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about", None), models.Q(("about", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="risk_subject_not_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("nhs_number", ""), _negated=True), ("kind", "patient")),
                        fields=("organisation", "nhs_number"),
                        name="risk_subject_nhs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("reference", ""), _negated=True), ("kind", "patient")),
                        fields=("organisation", "reference"),
                        name="risk_subject_reference",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "premises")),
                        fields=("organisation", "address_key"),
                        name="risk_subject_address",
                    ),
                ],
            },
        ),
        by_organisation("risk_subject"),
    ]
