"""A criminal sanction knows the sentence or the disposal of the police and court track that it is, and is the only one of it."""

import django.db.models.deletion
from django.db import migrations, models


def _of(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sanctions", db_index=False, to=to
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_looks_at_shared_files")]

    operations = [
        migrations.AddField(model_name="sanction", name="order", field=_of("cases.courtorder")),
        migrations.AddField(model_name="sanction", name="disposal", field=_of("cases.policemove")),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.UniqueConstraint(
                fields=["order"],
                condition=~models.Q(status="struck_out"),
                name="cases_sanction_once_for_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.UniqueConstraint(
                fields=["disposal"],
                condition=~models.Q(status="struck_out"),
                name="cases_sanction_once_for_a_disposal",
            ),
        ),
    ]
