"""A message's row is written three times, and each index of it anew: the one of its organisation alone begins another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0006_notifications"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
    ]
