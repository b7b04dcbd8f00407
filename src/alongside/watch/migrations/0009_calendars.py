"""Calendars elsewhere, from which visits come onto a worker's list. The version before this one never reads these tables."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
        ("watch", "0008_fewer_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("url", models.TextField(blank=True)),
                ("content", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True, db_default="", default="")),
                ("left_out", models.JSONField(default=dict)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "worker",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calendar_feed", to="people.staff"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(url="", content__isnull=False) | (~Q(url="") & Q(content=None)),
                        name="watch_calendarfeed_source",
                    )
                ],
                "indexes": [models.Index(fields=["next_at"], name="watch_calendarfeed_next")],
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("ends_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="watch.calendarfeed"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="watch.visit"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["feed", "key"], name="watch_calendarentry_once")],
            },
        ),
        by_organisation("watch_calendarfeed"),
        by_organisation("watch_calendarentry"),
    ]
