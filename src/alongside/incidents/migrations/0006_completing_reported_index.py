"""Reports by the day on which they were made. Built while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0005_completing_and_following")]
    operations = [
        AddIndexConcurrently(
            "incident",
            models.Index(
                fields=["organisation", "-reported_at"], include=["id", "source", "status"], name="incidents_reported"
            ),
        ),
    ]
