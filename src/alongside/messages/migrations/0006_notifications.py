"""Browsers that show notifications. The version before this one leaves their messages in the queue and never reads this table."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import MD5

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

CHANNELS = [
    ("console", "On screen"),
    ("sms", "Text message"),
    ("email", "E-mail"),
    ("voice", "Telephone call"),
    ("push", "Notification"),
]


class Migration(migrations.Migration):
    dependencies = [("messages", "0005_telephone_calls_found"), ("people", "0014_notifications")]
    operations = [
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("endpoint", models.TextField()),
                ("p256dh", models.TextField()),
                ("auth", models.TextField()),
                ("device", models.TextField()),
                ("turned_on_at", models.DateTimeField()),
                (
                    "contact_point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_subscription",
                        to="people.contactpoint",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organisation"), MD5("endpoint"), name="messages_pushsubscription_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("endpoint__startswith", "https://")),
                        name="messages_pushsubscription_https",
                    ),
                ],
            },
        ),
        by_organisation("messages_pushsubscription"),
        migrations.AlterField(
            model_name="callback",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt"),
                    ("reply", "Reply"),
                    ("call", "What became of a call"),
                    ("key", "Key pressed during a call"),
                    ("shown", "Notification shown or opened"),
                    ("gone", "Browser that takes no notifications any more"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="channelhealth",
            name="channel",
            field=models.CharField(choices=CHANNELS, max_length=10, primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name="channelminute", name="channel", field=models.CharField(choices=CHANNELS, max_length=10)
        ),
        migrations.AlterField(
            model_name="message", name="channel", field=models.CharField(choices=CHANNELS, max_length=10)
        ),
    ]
