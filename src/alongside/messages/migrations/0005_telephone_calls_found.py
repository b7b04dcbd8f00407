"""Finds who was rung on a number, and the way that follows another."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messages", "0004_telephone_calls")]
    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "voice")), fields=["address", "-id"], name="messages_message_called"
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("after__isnull", False)), fields=["after"], name="messages_message_after"
            ),
        ),
    ]
