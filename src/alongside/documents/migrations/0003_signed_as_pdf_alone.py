"""What is signed is kept as PDF alone: nobody edits it any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_row_security"), ("evidence", "0007_duty_to_erase")]
    operations = [
        migrations.AlterField(
            model_name="produced",
            name="docx",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="produced_docx",
                to="evidence.storedfile",
            ),
        ),
    ]
