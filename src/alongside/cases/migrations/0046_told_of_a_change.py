"""A sanction that changed after its letters were sent owes whoever had one another, which is a letter of its own."""

from django.db import migrations, models

ADDRESSEES = [
    ("person", "The person"),
    ("gp", "The person's GP"),
    ("bodies", "Other health bodies"),
    ("appeal", "The person: the result of the appeal"),
    ("person_new", "The person: what changed"),
    ("gp_new", "The person's GP: what changed"),
    ("bodies_new", "Other health bodies: what changed"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0045_sanctions_of_the_track")]

    operations = [
        migrations.AddField(
            model_name="sanction",
            name="news",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(model_name="sanction", name="news_at", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="sanctionletter",
            name="addressee",
            field=models.CharField(choices=ADDRESSEES, max_length=10),
        ),
        migrations.RemoveConstraint(model_name="sanctionletter", name="cases_letter_addressee"),
        migrations.AddConstraint(
            model_name="sanctionletter",
            constraint=models.CheckConstraint(
                condition=models.Q(addressee__in=[code for code, _ in ADDRESSEES]), name="cases_letter_addressee"
            ),
        ),
    ]
