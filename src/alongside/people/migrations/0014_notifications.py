"""A contact point may be a browser that shows notifications. The version before this one has none and sees them as it sees any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_reached")]
    operations = [
        migrations.RemoveConstraint(model_name="contactpoint", name="people_contactpoint_address"),
        migrations.AlterField(
            model_name="contactpoint",
            name="channel",
            field=models.CharField(
                choices=[
                    ("console", "On screen"),
                    ("sms", "Text message"),
                    ("email", "E-mail"),
                    ("voice", "Telephone call"),
                    ("push", "Notification"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("channel", "console")),
                    models.Q(("address__regex", "^\\+[1-9][0-9]{6,14}$"), ("channel__in", ["sms", "voice"])),
                    models.Q(("address__contains", "@"), ("channel", "email")),
                    models.Q(("address__regex", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"), ("channel", "push")),
                    _connector="OR",
                ),
                name="people_contactpoint_address",
            ),
        ),
    ]
