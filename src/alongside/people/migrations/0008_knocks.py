from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_staff_list")]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
                ("number", models.BigIntegerField()),
            ],
        ),
    ]
