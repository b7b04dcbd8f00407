"""Each attempt at a delivery of a webhook has its row; a row of an import may say that it was taken in, or was here already.

The version before this one writes no attempts, and shows the new kinds of rows under the words that it gets from the database.
"""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [("incidents", "0012_found_where_left")]
    operations = [
        migrations.AlterField(
            model_name="importedrow",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wrong", "Not imported"),
                    ("added", "Imported"),
                    ("same", "Already here"),
                    ("changed", "Already here, and different"),
                    ("joins", "Joins"),
                    ("changes", "Changes"),
                    ("leaves", "Leaves"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="importedrow",
            index=models.Index(fields=["run", "line", "id"], name="incidents_importedrow_every"),
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("status", models.PositiveSmallIntegerField()),
                ("words", models.TextField()),
                ("took_ms", models.PositiveIntegerField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tried",
                        to="incidents.webhookdelivery",
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
        ),
        by_organisation("incidents_webhookattempt"),
        migrations.RunSQL(
            "REVOKE INSERT, UPDATE, DELETE ON incidents_webhookattempt FROM alongside_app;",
            "GRANT INSERT, UPDATE, DELETE ON incidents_webhookattempt TO alongside_app;",
        ),
    ]
