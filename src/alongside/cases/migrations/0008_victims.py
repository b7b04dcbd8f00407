"""People hurt: how they want to be treated, support, what they were told; by organisation."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

TABLES = ["victim", "supportoffer", "victimtold"]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_police"),
        ("incidents", "0009_closed_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportOffer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("offered_on", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("taken", "Taken"), ("declined", "Not wanted"), ("later", "Perhaps later")],
                        max_length=10,
                    ),
                ),
                ("answered_on", models.DateField(null=True)),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support_offers",
                        to="incidents.affected",
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
                "ordering": ["offered_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_on__isnull", True)),
                            models.Q(
                                ("answer__in", ["taken", "declined", "later"]),
                                ("answered_on__gte", models.F("offered_on")),
                            ),
                            _connector="OR",
                        ),
                        name="cases_supportoffer_answer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Victim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact_way", models.CharField(blank=True, max_length=40)),
                ("contact_when", models.CharField(blank=True, max_length=300)),
                ("not_told", models.TextField(blank=True)),
                ("safe_contact", models.TextField(blank=True)),
                ("no_messages", models.BooleanField(db_default=False, default=False)),
                ("disclosure", models.BooleanField(null=True)),
                ("disclosure_on", models.DateField(null=True)),
                ("disclosure_note", models.TextField(blank=True)),
                (
                    "statement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("offered", "Offered"),
                            ("taken", "Taken"),
                            ("declined", "They do not want to make one"),
                            ("later", "They want to make one later"),
                        ],
                        max_length=10,
                    ),
                ),
                ("statement_on", models.DateField(null=True)),
                ("statement_reading", models.CharField(blank=True, max_length=40)),
                ("changed_at", models.DateTimeField()),
                (
                    "affected",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="victim", to="incidents.affected"
                    ),
                ),
                (
                    "contact_task",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
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
                            models.Q(("disclosure__isnull", True), ("disclosure_on__isnull", True)),
                            models.Q(("disclosure__isnull", False), ("disclosure_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_victim_disclosure_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("statement", ""), ("statement_on__isnull", True)),
                            models.Q(
                                ("statement__in", ["offered", "taken", "declined", "later"]),
                                ("statement_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_victim_statement_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VictimTold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("refused", models.BooleanField(default=False)),
                ("on", models.DateField()),
                ("by", models.TextField()),
                ("way", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="incidents.affected"
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
                "ordering": ["on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=["affected"],
                        name="cases_victimtold_stands",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("by", ""), _negated=True)),
                        name="cases_victimtold_what_by_whom",
                    )
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in TABLES],
    ]
