"""Whose a lost thing is may not be known, as in a report."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0025_closed_to_the_rest"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loss",
            name="whose",
            field=models.CharField(
                choices=[
                    ("organisation", "The organisation"),
                    ("staff", "A member of staff"),
                    ("patient", "A patient or visitor"),
                    ("other", "Somebody else"),
                    ("unknown", "Not known"),
                ],
                max_length=20,
            ),
        ),
    ]
