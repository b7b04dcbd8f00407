"""Recordings that are asked for, exhibits and whose hands they were in: by organisation, and closed as the case is."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

BY_CASE = "case_id <> ALL ((SELECT cases_closed_to_me())::uuid[])"
CLOSED = {
    "exhibit": BY_CASE,
    "footagerequest": BY_CASE,
    "handover": "EXISTS (SELECT 1 FROM cases_exhibit e WHERE e.id = exhibit_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_review"),
        ("evidence", "0006_keeping_rules"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exhibit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("mark", models.CharField(max_length=20)),
                ("what", models.CharField(max_length=300)),
                ("found_on", models.DateField()),
                ("found_where", models.CharField(max_length=300)),
                ("found_by", models.CharField(max_length=200)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("seal", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exhibits", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.storedfile",
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
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "mark"), name="cases_exhibit_mark"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("file__isnull", False), models.Q(("place", ""), _negated=True), _connector="OR"
                        ),
                        name="cases_exhibit_is_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FootageRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="asked", max_length=12)),
                ("camera", models.CharField(max_length=300)),
                ("holder", models.CharField(max_length=300)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("why", models.TextField()),
                ("asked_on", models.DateField()),
                ("overwritten_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="footage", to="cases.case"
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.exhibit"
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
                "ordering": ["overwritten_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["case", "overwritten_on"],
                        name="cases_footage_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="cases_footage_lasts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "secured", "refused", "overwritten", "dropped"])),
                        name="cases_footage_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("exhibit__isnull", True), ("state", "secured"), _connector="OR"),
                        name="cases_footage_secured_as",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("giver", models.CharField(max_length=200)),
                ("taker", models.CharField(max_length=200)),
                ("why", models.TextField()),
                ("place", models.CharField(max_length=300)),
                ("seal", models.CharField(blank=True, max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "exhibit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hands", to="cases.exhibit"
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
                "ordering": ["at", "id"],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in CLOSED],
        append_only("cases_handover"),
        *[
            migrations.RunSQL(
                f"CREATE POLICY closed ON cases_{table} AS RESTRICTIVE TO alongside_app USING ({condition})",
                f"DROP POLICY closed ON cases_{table}",
            )
            for table, condition in CLOSED.items()
        ],
    ]
