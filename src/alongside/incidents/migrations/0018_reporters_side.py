"""Whether somebody may be written to at the address that they gave; whose a thing is may not be known; whom else to tell.

The version before this one writes neither of the new columns, which have their values from the database, and reads an owner
that it does not know as its code.
"""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation


class Migration(migrations.Migration):
    dependencies = [("incidents", "0017_place_said"), ("people", "0010_sign_ins")]
    operations = [
        migrations.AddField(
            model_name="identity",
            name="may_write",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="identity",
            name="replaced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="propertyitem",
            name="owner",
            field=models.CharField(
                choices=[
                    ("organisation", "The organisation"),
                    ("staff", "A member of staff"),
                    ("patient", "A patient or visitor"),
                    ("other", "Somebody else"),
                    ("unknown", "Not known"),
                ],
                default="unknown",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Signpost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("whom", models.CharField(max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind"), name="incidents_signpost_once")
                ]
            },
        ),
        by_organisation("incidents_signpost"),
    ]
