"""Whoever is a buddy has agreed to it. Those who stood as buddies before anybody was asked stand as having agreed."""

from itertools import islice
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.ledger.clock import now
from alongside.people.rowsecurity import by_organisation


def stand_as_agreed(apps: Any, schema_editor: Any) -> None:
    """Whoever was named as a buddy stays one."""
    moment = now()
    said = {"lasts": "standing", "begins": moment, "status": "accepted", "asked_at": moment, "answered_at": moment}
    staff, agreement = apps.get_model("people", "Staff"), apps.get_model("watch", "BuddyAgreement")
    named = staff.objects.exclude(buddy=None).values_list("organisation_id", "pk", "buddy_id").iterator(500)
    while some := list(islice(named, 500)):
        agreement.objects.bulk_create(
            agreement(organisation_id=organisation, worker_id=worker, buddy_id=buddy, **said)
            for organisation, worker, buddy in some
        )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
        ("watch", "0009_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuddyAgreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "lasts",
                    models.CharField(
                        choices=[
                            ("day", "For one day"),
                            ("shifts", "For a run of shifts"),
                            ("standing", "Until one of us ends it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("accepted", "Agreed"),
                            ("declined", "Declined"),
                            ("ended", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True)),
                (
                    "takes",
                    models.CharField(
                        blank=True, choices=[("cover", "Cover for a time"), ("over", "Hand-over")], max_length=10
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "buddy",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buddy_to",
                        to="people.staff",
                    ),
                ),
                (
                    "instead_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_by",
                        to="watch.buddyagreement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buddy_agreements",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "accepted")), fields=["worker"], name="watch_buddyagreement_of"
                    ),
                    models.Index(
                        condition=models.Q(("status", "accepted")), fields=["buddy"], name="watch_buddyagreement_by"
                    ),
                    models.Index(fields=["worker", "-id"], name="watch_buddyagreement_worker"),
                    models.Index(fields=["buddy", "-id"], name="watch_buddyagreement_buddy"),
                    models.Index(
                        condition=models.Q(("instead_of__isnull", False)),
                        fields=["instead_of"],
                        name="watch_buddyagreement_cover",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("buddy")), _negated=True),
                        name="watch_buddyagreement_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends", None), ("begins__lt", models.F("ends")), _connector="OR"),
                        name="watch_buddyagreement_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends", None), ("lasts", "standing")),
                            models.Q(models.Q(("lasts", "standing"), _negated=True), ("ends__isnull", False)),
                            _connector="OR",
                        ),
                        name="watch_buddyagreement_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("ended_at", None), ("status", "asked")),
                            models.Q(("answered_at__isnull", False), ("ended_at", None), ("status", "accepted")),
                            models.Q(("answered_at__isnull", False), ("ended_at", None), ("status", "declined")),
                            models.Q(("ended_at__isnull", False), ("status", "ended")),
                            _connector="OR",
                        ),
                        name="watch_buddyagreement_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("instead_of", None), ("takes", "")),
                            models.Q(models.Q(("takes", ""), _negated=True), ("instead_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="watch_buddyagreement_takes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("worker", "buddy"),
                        name="watch_buddyagreement_asked_once",
                    ),
                ],
            },
        ),
        by_organisation("watch_buddyagreement"),
        migrations.RunPython(stand_as_agreed, migrations.RunPython.noop),
    ]
