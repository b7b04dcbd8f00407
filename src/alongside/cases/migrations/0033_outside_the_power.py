"""A removal that was outside the power is recorded as it happened; an appeal that succeeded has its letter, and a day on which the
person was told. The version before writes only what fits the new conditions, too.
"""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

OUTSIDE = ~Q(outside=[])


def replaced(model: str, name: str, condition: Q) -> list[Operation]:
    """A constraint that lets more pass than before."""
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddConstraint(model_name=model, constraint=models.CheckConstraint(condition=condition, name=name)),
    ]


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_signatures")]
    operations = [
        migrations.AddField(
            model_name="hospitalremoval",
            name="outside",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, db_default=[], default=list, size=None
            ),
        ),
        *replaced(
            "hospitalremoval",
            "cases_hospitalremoval_elements",
            OUTSIDE | (~Q(nuisance="") & ~Q(refusal="") & ~Q(not_for_care="") & ~Q(excuse="") & ~Q(checked_by="")),
        ),
        *replaced(
            "hospitalremoval",
            "cases_hospitalremoval_authorised",
            OUTSIDE
            | Q(removed_by="constable")
            | (Q(authorised_on__isnull=False, trained_on__isnull=False) & ~Q(certificate="")),
        ),
        *replaced(
            "hospitalremoval",
            "cases_hospitalremoval_removers",
            OUTSIDE | ~Q(removed_by="staff") | ~Q(removers=""),
        ),
        migrations.AddField(
            model_name="sanction",
            name="outcome_told_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="sanctionletter",
            name="addressee",
            field=models.CharField(
                choices=[
                    ("person", "The person"),
                    ("gp", "The person's GP"),
                    ("bodies", "Other health bodies"),
                    ("appeal", "The person: the appeal succeeded"),
                ],
                max_length=10,
            ),
        ),
        *replaced(
            "sanctionletter",
            "cases_letter_addressee",
            Q(addressee__in=["person", "gp", "bodies", "appeal"]),
        ),
    ]
