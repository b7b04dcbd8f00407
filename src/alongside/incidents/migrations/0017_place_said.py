"""What a place was called that is in no list: shown where the name of a place would stand.

The version before this one leaves it empty; the words are with the account, as they were.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0016_markers_and_counts")]
    operations = [
        migrations.AddField(
            "incident", "place_said", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
    ]
