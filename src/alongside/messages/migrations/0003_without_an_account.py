"""A message may go to somebody without an account, who gave an address for it.

The version before this one joins messages with their recipient, so that it does not see those without.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_row_security"), ("people", "0010_sign_ins")]
    operations = [
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="people.staff",
            ),
        ),
    ]
