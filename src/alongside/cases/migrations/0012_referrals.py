"""What is shared of a case: the referral, each copy that was sent, what both bodies wrote."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_documents_closed_to"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=16, unique=True)),
                ("purpose", models.CharField(max_length=40)),
                ("for_role", models.CharField(max_length=40)),
                ("ground", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
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
                    "to_organisation",
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
                    models.Index(fields=["to_organisation", "-id"], name="cases_referral_received"),
                    models.Index(
                        condition=models.Q(
                            ("announced_at__isnull", True),
                            ("announced_at__lt", models.F("changed_at")),
                            _connector="OR",
                        ),
                        fields=["changed_at"],
                        name="cases_referral_to_announce",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["sent", "accepted", "refused", "ended"])),
                        name="cases_referral_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_organisation", models.F("organisation")), _negated=True),
                        name="cases_referral_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("status", "ended")),
                            models.Q(models.Q(("status", "ended"), _negated=True), ("ended_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_referral_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("by_receiver", models.BooleanField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("answer", "Answer"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                            ("sent_again", "Sent again"),
                            ("advice", "Advice"),
                            ("chase", "Reminder"),
                            ("help", "Offer of help"),
                            ("stepped_in", "Stepped in"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="cases.referralmessage",
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
                    "referral",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="cases.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["referral", "at", "id"], name="cases_referralmessage_thread")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["accepted", "sent_again"]),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_referralmessage_says",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("case_status", models.CharField(max_length=20)),
                ("occurred_on", models.DateField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.TextField()),
                ("sent_by_id", models.UUIDField(null=True)),
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
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="cases.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("referral", "number"), name="cases_snapshot_number"),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="cases_snapshot_digest"
                    ),
                ],
            },
        ),
    ]
