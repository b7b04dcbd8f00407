"""A report may be made of what another body shared. Choices alone: the database knows nothing of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0018_reporters_side")]
    operations = [
        migrations.AlterField(
            model_name="incident",
            name="source",
            field=models.CharField(
                choices=[
                    ("web", "Signed in"),
                    ("link", "Without an account"),
                    ("alarm", "From an alarm"),
                    ("api", "Another system"),
                    ("import", "Imported"),
                    ("referral", "Received from another body"),
                ],
                max_length=8,
            ),
        )
    ]
