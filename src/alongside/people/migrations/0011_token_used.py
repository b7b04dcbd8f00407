"""When an API token was last used. The version before this one leaves it empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_sign_ins")]
    operations = [migrations.AddField("apitoken", "used_at", models.DateTimeField(null=True))]
