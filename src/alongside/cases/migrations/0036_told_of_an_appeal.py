"""What came of an appeal against a sanction, whatever it was, and that the person was told."""

from django.db import migrations, models
from django.db.models import Q

RESULTS = [("refused", "Refused"), ("varied", "Changed"), ("overturned", "It succeeded")]
ADDRESSEES = [
    ("person", "The person"),
    ("gp", "The person's GP"),
    ("bodies", "Other health bodies"),
    ("appeal", "The person: the result of the appeal"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0035_found_without_accents")]
    operations = [
        migrations.AddField(
            "sanction",
            "appeal_result",
            models.CharField(max_length=10, blank=True, default="", db_default="", choices=RESULTS),
        ),
        migrations.AddField("sanction", "appeal_decided_on", models.DateField(null=True)),
        migrations.AddField("sanction", "appeal_decided_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "sanction",
            models.CheckConstraint(
                condition=Q(appeal_result__in=["", "refused", "varied", "overturned"]),
                name="cases_sanction_appeal_result",
            ),
        ),
        migrations.AlterField("sanctionletter", "addressee", models.CharField(max_length=10, choices=ADDRESSEES)),
    ]
