"""Rotas with their versions, covers and times away, drafts of plans, the next of kin, and what the nightly dry run found."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

TABLES = [
    "watch_rota",
    "watch_rotaversion",
    "watch_rotacover",
    "watch_staffaway",
    "watch_nextofkin",
    "watch_plancheck",
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_reached"),
        ("watch", "0004_spoken_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="draft",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="drafted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="drafted_by",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="planversion",
            name="kin_number",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="planversion",
            name="made_by",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.CreateModel(
            name="Rota",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rotas", to="people.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RotaCover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.staff"),
                ),
                (
                    "covered",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.staff"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "rota",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="covers", to="watch.rota"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RotaVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "rota",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="watch.rota"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffAway",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="away", to="people.staff"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NextOfKin",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="next_of_kin",
                        serialize=False,
                        to="people.staff",
                    ),
                ),
                ("name", models.TextField()),
                ("number", models.TextField()),
                (
                    "tells",
                    models.CharField(
                        choices=[
                            ("ask", "Only that work is trying to reach me"),
                            ("help", "That I may need help"),
                            ("place", "That I may need help, and where I am"),
                        ],
                        max_length=10,
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^\\+[1-9][0-9]{6,14}$")), name="watch_nextofkin_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tells__in", ["ask", "help", "place"])), name="watch_nextofkin_tells"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanCheck",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="check_made",
                        serialize=False,
                        to="watch.plan",
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("checked_on", models.DateField()),
                ("holds", models.BooleanField()),
                ("gaps", models.JSONField(default=list)),
                ("hours", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("told_at", models.DateTimeField(null=True)),
                ("told", models.JSONField(default=list)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["checked_on"], name="watch_plancheck_day")],
            },
        ),
        migrations.AddConstraint(
            model_name="rota",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="watch_rota_name"),
        ),
        migrations.AddIndex(
            model_name="rotacover",
            index=models.Index(fields=["rota", "ends"], name="watch_rotacover_of"),
        ),
        migrations.AddConstraint(
            model_name="rotacover",
            constraint=models.CheckConstraint(
                condition=models.Q(("covered", models.F("by")), _negated=True), name="watch_rotacover_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="rotacover",
            constraint=models.CheckConstraint(
                condition=models.Q(("begins__lt", models.F("ends"))), name="watch_rotacover_times"
            ),
        ),
        migrations.AddConstraint(
            model_name="rotaversion",
            constraint=models.UniqueConstraint(fields=("rota", "version"), name="watch_rotaversion_number"),
        ),
        migrations.AddIndex(
            model_name="staffaway",
            index=models.Index(fields=["staff", "ends"], name="watch_staffaway_of"),
        ),
        migrations.AddConstraint(
            model_name="staffaway",
            constraint=models.CheckConstraint(
                condition=models.Q(("begins__lt", models.F("ends"))), name="watch_staffaway_times"
            ),
        ),
        *[by_organisation(table) for table in TABLES],
        append_only("watch_rotaversion"),
    ]
