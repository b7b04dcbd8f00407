"""What a report holds while it is written: its files, and the alarms that it has to do with."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0006_completing_reported_index"),
        ("evidence", "0002_row_security"),
        ("people", "0007_staff_list"),
    ]
    operations = [
        migrations.AddField("draft", "alarm_id", models.UUIDField(null=True)),
        migrations.AddField("draft", "help_alarm", models.UUIDField(null=True)),
        migrations.AddField("draft", "help_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="incidents.draft"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draft_file", to="evidence.storedfile"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_out_at__isnull", False)),
                        fields=["taken_out_at"],
                        name="incidents_draftfile_out",
                    )
                ],
            },
        ),
        by_organisation("incidents_draftfile"),
    ]
