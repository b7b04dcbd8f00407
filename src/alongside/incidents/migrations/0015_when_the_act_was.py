"""A deadline keeps when the act was that ended it, beside when that was entered; each of several facts of a kind may start one.

The version before this one writes neither: the act is then taken to be when it was entered, and every deadline the first of its
kind.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incidents", "0014_found_by_other_numbers")]
    operations = [
        migrations.AddField("duty", "done_at", models.DateTimeField(null=True)),
        migrations.AddField("duty", "turn", models.PositiveSmallIntegerField(default=1, db_default=1)),
        migrations.AddConstraint(
            "duty",
            models.UniqueConstraint(
                fields=["organisation", "incident", "affected", "rule", "turn"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="incidents_duty_open_once_a_turn",
            ),
        ),
        migrations.RemoveConstraint("duty", "incidents_duty_open_once"),
    ]
