"""Due dates of what is asked, consent of a wellbeing answer, where to get help, and the answers that wait for us."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_finding_search"), ("people", "0007_staff_list")]
    operations = [
        migrations.AddField("contribution", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("contribution", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("wellbeingcheck", "consent", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "told",
            models.Index(
                fields=["organisation", "id"], condition=models.Q(kind="answer"), name="incidents_told_answers"
            ),
        ),
        migrations.CreateModel(
            name="SupportText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.TextField()),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
        ),
        by_organisation("incidents_supporttext"),
    ]
