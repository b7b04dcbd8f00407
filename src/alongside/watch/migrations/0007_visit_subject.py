"""A visit may concern somebody: what is known of them is found through it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("risk", "0001_initial"),
        ("watch", "0006_timings"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="subject",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="risk.subject",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("subject__isnull", False)), fields=["subject", "-id"], name="watch_visit_subject"
            ),
        ),
    ]
