"""When those who supervise were last reminded of a supervision that is overdue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_told_of_an_appeal")]
    operations = [migrations.AddField("supervisionplan", "reminded_on", models.DateField(null=True))]
