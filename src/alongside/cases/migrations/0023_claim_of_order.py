"""A claim knows the compensation order that it comes of, and an order has one claim at most."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_supervision")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="order",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claim",
                to="cases.courtorder",
            ),
        ),
    ]
