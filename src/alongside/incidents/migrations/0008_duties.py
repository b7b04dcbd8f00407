"""What organisations say of their duties, how far RIDDOR decisions reach, and the indexes of the daily look."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_reporting_drafts"),
        ("people", "0007_staff_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestChoice",
            fields=[
                (
                    "staff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.staff",
                    ),
                ),
                ("off_since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DutyLength",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=12)),
                ("amount", models.PositiveSmallIntegerField()),
                ("in_force_from", models.DateField()),
                ("basis", models.TextField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DutySettings",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.organisation",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("scotland", "Scotland"),
                            ("wales", "Wales"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england",
                        max_length=20,
                    ),
                ),
                ("employs_staff", models.BooleanField(default=True)),
                ("controls_sites", models.BooleanField(default=True)),
                ("aim_day", models.PositiveSmallIntegerField(default=10)),
                ("absence_columns", models.JSONField(default=dict)),
                ("computed_on", models.DateField(null=True)),
                ("digest_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("changed_by", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("aim_day__gte", 1), ("aim_day__lte", 15)), name="incidents_dutysettings_aim"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="riddordecision",
            name="refused",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="riddordecision",
            name="settled",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="riddordecision",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True), ("last_day__isnull", False)),
                fields=["organisation", "last_day"],
                name="incidents_absence_ending",
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(
                condition=models.Q(("external_reference", ""), _negated=True),
                fields=["organisation", "external_reference"],
                name="incidents_absence_external",
            ),
        ),
        migrations.AddIndex(
            model_name="riddordecision",
            index=models.Index(
                condition=models.Q(("reference", ""), ("state__in", ["reported", "updated"])),
                fields=["organisation"],
                name="incidents_riddor_no_reference",
            ),
        ),
        migrations.AddField(
            model_name="digestchoice",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddField(
            model_name="dutylength",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.AddIndex(
            model_name="dutylength",
            index=models.Index(fields=["organisation", "rule"], name="incidents_dutylength_rule"),
        ),
        *[by_organisation(f"incidents_{table}") for table in ("digestchoice", "dutylength", "dutysettings")],
        append_only("incidents_dutylength"),
        # What the version before this one writes has no such columns.
        *[
            migrations.RunSQL(
                f"ALTER TABLE incidents_riddordecision ALTER COLUMN {column} SET DEFAULT '{{}}'",
                f"ALTER TABLE incidents_riddordecision ALTER COLUMN {column} DROP DEFAULT",
            )
            for column in ("settled", "refused")
        ],
    ]
