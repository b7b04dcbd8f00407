"""Which duty or order asks that a file is destroyed: whose, its number and day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_duty_to_erase")]

    operations = [
        migrations.AddField(
            model_name="destruction",
            name="order",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        )
    ]
