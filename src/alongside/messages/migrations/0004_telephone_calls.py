"""Telephone calls, ways that follow one another, numbers that want no more text messages, and whether providers work.

The version before this one leaves what is new empty, and its senders leave messages of a channel that they do not know.
"""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys

CHANNELS = [("console", "On screen"), ("sms", "Text message"), ("email", "E-mail"), ("voice", "Telephone call")]

SECURITY = """
ALTER TABLE messages_stoppednumber ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages_stoppednumber FORCE ROW LEVEL SECURITY;
CREATE POLICY every_number ON messages_stoppednumber TO alongside_service USING (true) WITH CHECK (true);
CREATE POLICY owner ON messages_stoppednumber TO CURRENT_USER USING (true) WITH CHECK (true);
REVOKE SELECT, INSERT, UPDATE, DELETE ON messages_stoppednumber FROM alongside_app;
ALTER TABLE messages_channelminute ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages_channelminute FORCE ROW LEVEL SECURITY;
CREATE POLICY every_minute ON messages_channelminute TO alongside_service USING (true) WITH CHECK (true);
CREATE POLICY owner ON messages_channelminute TO CURRENT_USER USING (true) WITH CHECK (true);
REVOKE SELECT, INSERT, UPDATE, DELETE ON messages_channelminute FROM alongside_app;
ALTER TABLE messages_channelhealth ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages_channelhealth FORCE ROW LEVEL SECURITY;
CREATE POLICY read_by_the_web ON messages_channelhealth FOR SELECT TO alongside_app USING (true);
CREATE POLICY every_channel ON messages_channelhealth TO alongside_service USING (true) WITH CHECK (true);
CREATE POLICY owner ON messages_channelhealth TO CURRENT_USER USING (true) WITH CHECK (true);
REVOKE INSERT, UPDATE, DELETE ON messages_channelhealth FROM alongside_app;
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0003_without_an_account"), ("people", "0012_telephone_calls")]
    operations = [
        migrations.CreateModel(
            name="ChannelHealth",
            fields=[
                (
                    "channel",
                    models.CharField(choices=CHANNELS, max_length=10, primary_key=True, serialize=False),
                ),
                ("failures_in_row", models.PositiveIntegerField(default=0)),
                ("worked_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                ("down_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ChannelMinute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(choices=CHANNELS, max_length=10)),
                ("minute", models.DateTimeField()),
                ("tried", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "minute"), name="messages_channelminute_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoppedNumber",
            fields=[
                ("address", models.TextField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="message",
            name="after",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="followers",
                to="messages.message",
            ),
        ),
        migrations.AddField(
            model_name="message", name="guarded", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            model_name="reply", name="answer", field=models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AlterField(
            model_name="callback",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt"),
                    ("reply", "Reply"),
                    ("call", "What became of a call"),
                    ("key", "Key pressed during a call"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="message", name="channel", field=models.CharField(choices=CHANNELS, max_length=10)
        ),
        migrations.AlterField(
            model_name="message",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
    ]
