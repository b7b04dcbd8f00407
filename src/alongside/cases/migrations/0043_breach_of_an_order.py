"""When an order of a court was not kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_days_after_closing")]
    operations = [
        migrations.AddField(model_name="courtorder", name="breached_on", field=models.DateField(null=True)),
    ]
