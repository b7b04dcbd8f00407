"""What an organisation says of privacy, and copies of their data that workers ask for."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
        ("watch", "0010_buddies"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnArchive",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                            ("erased", "Erased"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("parts_done", models.PositiveSmallIntegerField(default=0)),
                ("parts_total", models.PositiveSmallIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("erase_at", models.DateTimeField(null=True)),
                ("content", models.BinaryField(null=True)),
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_archives",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["staff", "-id"], name="watch_ownarchive_newest"),
                    models.Index(
                        condition=models.Q(("status", "waiting")), fields=["asked_at"], name="watch_ownarchive_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("status", "ready")), fields=["erase_at"], name="watch_ownarchive_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content__isnull", False), ("erase_at__isnull", False), ("status", "ready")),
                            models.Q(models.Q(("status", "ready"), _negated=True), ("content", None)),
                            _connector="OR",
                        ),
                        name="watch_ownarchive_content",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting")),
                        fields=("staff",),
                        name="watch_ownarchive_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("person", models.TextField()),
                ("reached_by", models.TextField()),
                ("applies_from", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
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
                "indexes": [models.Index(fields=["organisation", "-id"], name="watch_privacynotice_newest")],
            },
        ),
        by_organisation("watch_privacynotice"),
        by_organisation("watch_ownarchive"),
        append_only("watch_privacynotice"),
    ]
