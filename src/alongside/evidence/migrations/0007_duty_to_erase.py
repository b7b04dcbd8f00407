"""Whether a duty or order asks that a file is destroyed before its time, and what stood against it when that was proposed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_keeping_rules")]

    operations = [
        migrations.AddField(
            model_name="destruction",
            name="ground",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="destruction",
            name="stood_against",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("stood_against", ""), models.Q(("ground", ""), _negated=True), _connector="OR"),
                name="evidence_destruction_past_what_stood",
            ),
        ),
    ]
