"""Text messages that do something: the number they came from, and a PIN, sealed. The version before this one writes neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0007_fewer_indexes")]
    operations = [
        migrations.AddField(
            "reply", "address", models.CharField(blank=True, db_default="", default="", max_length=254)
        ),
        migrations.AddField("reply", "sealed", models.TextField(blank=True, db_default="", default="")),
    ]
