"""A visit's row is written at every turn of its clock, and each index of it anew: those that begin another index, or that nothing asks, go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("watch", "0007_visit_subject"),
    ]

    operations = [
        migrations.AlterField(
            model_name="visit",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="plan_version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="watch.planversion",
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="worker",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="people.staff",
            ),
        ),
    ]
