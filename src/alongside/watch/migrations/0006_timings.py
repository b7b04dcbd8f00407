"""Timings of organisations and teams, dated and append-only. What teams had before is carried over; their old table stays for the
version that reads it."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

CARRY_OVER = """
    INSERT INTO watch_timing (id, organisation_id, team_id, in_force_from, check_in_interval_s, reminder_s, grace_low_s,
        grace_medium_s, grace_high_s, owner_clock_s, made_at, why)
    SELECT gen_random_uuid(), organisation_id, team_id, now(), check_in_interval_s, least(reminder_s, 3600),
        least(grace_low_s, 3600), least(grace_medium_s, 3600), least(grace_high_s, 3600), owner_clock_s, now(),
        'As it was before timings were dated.'
    FROM watch_teamsettings
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_reached"),
        ("watch", "0005_plans_and_rotas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Timing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("in_force_from", models.DateTimeField()),
                ("check_in_interval_s", models.PositiveIntegerField(null=True)),
                ("reminder_s", models.PositiveIntegerField(null=True)),
                ("grace_low_s", models.PositiveIntegerField(null=True)),
                ("grace_medium_s", models.PositiveIntegerField(null=True)),
                ("grace_high_s", models.PositiveIntegerField(null=True)),
                ("owner_clock_s", models.PositiveIntegerField(null=True)),
                ("owner_asked_s", models.PositiveIntegerField(null=True)),
                ("extensions_low", models.PositiveIntegerField(null=True)),
                ("extensions_medium", models.PositiveIntegerField(null=True)),
                ("extensions_high", models.PositiveIntegerField(null=True)),
                ("extended_low_s", models.PositiveIntegerField(null=True)),
                ("extended_medium_s", models.PositiveIntegerField(null=True)),
                ("extended_high_s", models.PositiveIntegerField(null=True)),
                ("driving_s", models.PositiveIntegerField(null=True)),
                ("home_safe_s", models.PositiveIntegerField(null=True)),
                ("device_silence_s", models.PositiveIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True, db_default="")),
                ("why", models.TextField(blank=True, db_default="")),
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
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timings",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "team", "-in_force_from"], name="watch_timing_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("check_in_interval_s__isnull", True),
                            ("check_in_interval_s__range", (300, 86400)),
                            _connector="OR",
                        ),
                        name="watch_timing_check_in_interval_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminder_s__isnull", True), ("reminder_s__range", (0, 3600)), _connector="OR"
                        ),
                        name="watch_timing_reminder_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grace_low_s__isnull", True), ("grace_low_s__range", (0, 3600)), _connector="OR"
                        ),
                        name="watch_timing_grace_low_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grace_medium_s__isnull", True), ("grace_medium_s__range", (0, 3600)), _connector="OR"
                        ),
                        name="watch_timing_grace_medium_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grace_high_s__isnull", True), ("grace_high_s__range", (0, 3600)), _connector="OR"
                        ),
                        name="watch_timing_grace_high_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner_clock_s__isnull", True), ("owner_clock_s__range", (120, 1800)), _connector="OR"
                        ),
                        name="watch_timing_owner_clock_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner_asked_s__isnull", True),
                            ("owner_asked_s__range", (30, 900)),
                            ("owner_asked_s", 0),
                            _connector="OR",
                        ),
                        name="watch_timing_owner_asked_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extensions_low__isnull", True), ("extensions_low__range", (0, 100)), _connector="OR"
                        ),
                        name="watch_timing_extensions_low",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extensions_medium__isnull", True), ("extensions_medium__range", (0, 100)), _connector="OR"
                        ),
                        name="watch_timing_extensions_medium",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extensions_high__isnull", True), ("extensions_high__range", (0, 100)), _connector="OR"
                        ),
                        name="watch_timing_extensions_high",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_low_s__isnull", True), ("extended_low_s__range", (0, 86400)), _connector="OR"
                        ),
                        name="watch_timing_extended_low_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_medium_s__isnull", True),
                            ("extended_medium_s__range", (0, 86400)),
                            _connector="OR",
                        ),
                        name="watch_timing_extended_medium_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_high_s__isnull", True), ("extended_high_s__range", (0, 86400)), _connector="OR"
                        ),
                        name="watch_timing_extended_high_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("driving_s__isnull", True),
                            ("driving_s__range", (300, 14400)),
                            ("driving_s", 0),
                            _connector="OR",
                        ),
                        name="watch_timing_driving_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("home_safe_s__isnull", True),
                            ("home_safe_s__range", (900, 43200)),
                            ("home_safe_s", 0),
                            _connector="OR",
                        ),
                        name="watch_timing_home_safe_s",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("device_silence_s__isnull", True),
                            ("device_silence_s__range", (300, 86400)),
                            ("device_silence_s", 0),
                            _connector="OR",
                        ),
                        name="watch_timing_device_silence_s",
                    ),
                ],
            },
        ),
        by_organisation("watch_timing"),
        append_only("watch_timing"),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
    ]
