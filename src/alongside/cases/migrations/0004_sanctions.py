"""Sanctions, their letters and decisions, and removals; under row-level security from the first row."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

TABLES = ["sanction", "sanctionletter", "letterapproval", "sanctiondecision", "hospitalremoval", "practiceremoval"]
ONLY_GROWING = ["sanctionletter", "letterapproval", "sanctiondecision", "hospitalremoval"]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_closed_to"),
        ("incidents", "0008_duties"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sanction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("procedural", "Procedural"),
                            ("disciplinary", "Disciplinary"),
                            ("civil", "Civil"),
                            ("criminal", "Criminal"),
                        ],
                        max_length=12,
                    ),
                ),
                ("machine", models.CharField(max_length=12)),
                ("status", models.CharField(max_length=20)),
                ("status_before", models.CharField(blank=True, max_length=20)),
                ("level", models.CharField(blank=True, max_length=20)),
                ("ground", models.TextField()),
                ("terms", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.TextField()),
                ("proposed_by_id", models.UUIDField(null=True)),
                ("opinion", models.CharField(blank=True, max_length=40)),
                ("opinion_by", models.TextField(blank=True)),
                ("opinion_ground", models.TextField(blank=True)),
                ("opinion_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.TextField(blank=True)),
                ("approved_by_id", models.UUIDField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("asked_ends_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("reviewed_on", models.DateField(null=True)),
                ("given_on", models.DateField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("acknowledged", models.CharField(blank=True, max_length=20)),
                ("slip_on", models.DateField(null=True)),
                ("breached_on", models.DateField(null=True)),
                ("appealed_on", models.DateField(null=True)),
                ("heard_by", models.TextField(blank=True)),
                ("heard_by_id", models.UUIDField(null=True)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("applicant", models.CharField(blank=True, max_length=200)),
                ("decision", models.CharField(blank=True, max_length=40)),
                ("ended_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sanctions", to="cases.case"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="incidents.responsible",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True), ("ends_on__isnull", False)),
                        fields=["organisation", "ends_on"],
                        name="cases_sanction_last_day",
                    ),
                    models.Index(fields=["organisation", "status"], name="cases_sanction_waits"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("family__in", ["procedural", "disciplinary", "civil", "criminal"])),
                        name="cases_sanction_family",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by", "")),
                            models.Q(
                                ("approved_at__isnull", False),
                                models.Q(("approved_by", ""), _negated=True),
                                models.Q(("opinion", ""), _negated=True),
                                ("ends_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_sanction_approved_after_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opinion", ""), ("opinion_at__isnull", True)),
                            models.Q(
                                models.Q(("opinion", ""), _negated=True), models.Q(("opinion_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="cases_sanction_opinion_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cases_sanction_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_by_id__isnull", True),
                            ("approved_by_id__isnull", True),
                            models.Q(("heard_by_id", models.F("approved_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_sanction_heard_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SanctionDecision",
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
                        choices=[("sanctions", "Sanctions, as listed"), ("none", "No sanction")], max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sanction_decisions", to="cases.case"
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "sanctions"), ("reason", "")),
                            models.Q(("decision", "none"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="cases_decision_none_because",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SanctionLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("person", "The person"),
                            ("gp", "The person's GP"),
                            ("bodies", "Other health bodies"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
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
                    "sanction",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="cases.sanction",
                    ),
                ),
            ],
            options={
                "ordering": ["addressee", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("sanction", "addressee", "number"), name="cases_letter_version"),
                    models.CheckConstraint(
                        condition=models.Q(("addressee__in", ["person", "gp", "bodies"])), name="cases_letter_addressee"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterApproval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("approved_at", models.DateTimeField()),
                ("approved_by", models.TextField()),
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
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="cases.sanctionletter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HospitalRemoval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                ("nuisance", models.TextField()),
                ("asked_by", models.CharField(max_length=200)),
                ("refusal", models.TextField()),
                ("not_for_care", models.TextField()),
                ("excuse", models.TextField()),
                ("checked_by", models.CharField(max_length=200)),
                ("check_ground", models.TextField()),
                (
                    "removed_by",
                    models.CharField(
                        choices=[
                            ("constable", "A constable"),
                            ("officer", "An authorised officer"),
                            ("staff", "Staff whom an authorised officer authorised"),
                        ],
                        max_length=10,
                    ),
                ),
                ("officer", models.CharField(max_length=200)),
                ("certificate", models.CharField(blank=True, max_length=60)),
                ("authorised_on", models.DateField(null=True)),
                ("trained_on", models.DateField(null=True)),
                ("removers", models.CharField(blank=True, max_length=200)),
                ("force_used", models.BooleanField()),
                ("force", models.TextField(blank=True)),
                ("outcome", models.CharField(max_length=40)),
                ("outcome_text", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("why_replaced", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hospital_removals", to="cases.case"
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
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.hospitalremoval",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.responsible"
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nuisance", ""), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            models.Q(("not_for_care", ""), _negated=True),
                            models.Q(("excuse", ""), _negated=True),
                            models.Q(("checked_by", ""), _negated=True),
                        ),
                        name="cases_hospitalremoval_elements",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed_by", "constable"),
                            models.Q(
                                ("authorised_on__isnull", False),
                                ("trained_on__isnull", False),
                                models.Q(("certificate", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_hospitalremoval_authorised",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("force_used", False), models.Q(("force", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_hospitalremoval_force_described",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_by", "staff"), _negated=True),
                            models.Q(("removers", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_hospitalremoval_removers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("why_replaced", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_hospitalremoval_why_replaced",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeRemoval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("status", models.CharField(max_length=20)),
                ("practice", models.CharField(max_length=200)),
                ("ground", models.TextField()),
                ("police_reference", models.CharField(max_length=60)),
                ("notified_at", models.DateTimeField(null=True)),
                ("in_writing", models.BooleanField(null=True)),
                ("confirmed_on", models.DateField(null=True)),
                ("acknowledged_on", models.DateField(null=True)),
                ("placed_on", models.DateField(null=True)),
                ("placed_with", models.CharField(blank=True, max_length=200)),
                ("patient_told", models.CharField(blank=True, max_length=20)),
                ("review_on", models.DateField(null=True)),
                ("reviewed_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="practice_removals", to="cases.case"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.responsible"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("police_reference", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="cases_practiceremoval_police_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("placed_on__isnull", True),
                            ("ended_on__gte", models.F("placed_on")),
                            _connector="OR",
                        ),
                        name="cases_practiceremoval_days_in_order",
                    ),
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in TABLES],
        *[append_only(f"cases_{table}") for table in ONLY_GROWING],
    ]
