"""What a staff list says of a person: address, site, staff group. Older versions may go on inserting without them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_keep_people_signed_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="email",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="staff",
            name="site",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.site"
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="staff_group",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("organisation", "email"),
                name="people_staff_email",
            ),
        ),
    ]
