"""Money that is more than was owed is entered as it came; whoever a written-off sum was owed to is told. The version before writes
only what fits the new condition, too.
"""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_more_material")]
    operations = [
        migrations.AddField(model_name="claim", name="told_on", field=models.DateField(null=True)),
        migrations.RemoveConstraint(model_name="claim", name="cases_claim_adds_up"),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=Q(written_off_pence=0)
                | Q(written_off_pence__gt=0, awarded_pence__gte=F("paid_pence") + F("written_off_pence")),
                name="cases_claim_adds_up",
            ),
        ),
    ]
