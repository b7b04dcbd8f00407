"""The national case managers are told when a case that was returned to them moves on."""

from django.db import migrations, models

KINDS = [
    ("question", "Question"),
    ("answer", "Answer"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("ended", "Ended"),
    ("sent_again", "Sent again"),
    ("taken_back", "Taken back"),
    ("advice", "Advice"),
    ("chase", "Reminder"),
    ("help", "Offer of help"),
    ("stepped_in", "Stepped in"),
    ("moved_on", "News of the case"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_reminded_of_supervision")]
    operations = [
        migrations.AddField(
            "referralmessage",
            "case_status",
            models.CharField(max_length=20, blank=True, default="", db_default=""),
        ),
        migrations.AlterField("referralmessage", "kind", models.CharField(max_length=12, choices=KINDS)),
    ]
