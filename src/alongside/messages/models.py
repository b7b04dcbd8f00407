"""Tables of what leaves and what comes back.

A `Message` is one thing to tell one person on one channel; its `key` makes it unique for ever. A `Receipt` is what a
provider said about it later, a `Reply` what the person answered. A `Callback` is the raw word of a provider, kept
before it is acknowledged. A `PushSubscription` is a browser that shows notifications. `ChannelHealth` and `ChannelMinute` say whether providers work, `StoppedNumber` who wants no more
text messages.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from alongside.ledger.keys import new_id
from alongside.people.models import ContactPoint, Organisation, Staff


class Purpose(models.TextChoices):
    """What a message is for. It decides how urgent it is and whether it is ever given up; see `messages.pace`."""

    ALARM = "alarm", "Alarm"
    CHECK_IN = "check_in", "Check-in reminder"
    NOTICE = "notice", "Notice"


class Message(models.Model):
    """One message to one person on one channel, and how far it has come. States: `docs/states.md`."""

    Channel = ContactPoint.Channel

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "No longer needed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    """Also our reference at the provider."""
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Null for an answer to a number that is nobody's; then no page shows it."""
    key = models.TextField(unique=True)
    """`{about_type}:{about_id}:{round or step}:{staff_id}:{channel}:{address}`: never sent twice for the same key."""
    recipient = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="messages")
    """Null for somebody without an account, who gave an address to be written to."""
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.TextField(blank=True)
    """The address as it was when the message was queued; empty for the screen."""
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    priority = models.PositiveSmallIntegerField()
    """Lower goes first."""
    subject = models.TextField(blank=True)
    body = models.TextField()
    about_type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    choices = models.JSONField(default=list)
    """What the person may answer: `[{"code": "take", "label": "I am taking this alarm"}]`. On the telephone the first is key 1,
    and `spoken` says what it does: "take this alarm"."""
    guarded = models.BooleanField(default=False, db_default=False)
    """Nothing of the body is said to whoever is not known to be a person: a voicemail that others may hear (S9)."""
    after = models.ForeignKey(
        "self", null=True, on_delete=models.DO_NOTHING, related_name="followers", db_index=False, db_constraint=False
    )
    """The message to the same person on the way before this one. This one is sent where that one fails, or is not known to
    have arrived by `not_before`, and is not needed where it arrives."""

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    not_before = models.DateTimeField()
    """When the next attempt is due."""
    attempts = models.PositiveIntegerField(default=0)
    unsure = models.BooleanField(default=False)
    """An attempt ended without an answer: the provider is asked before the next one."""
    leased_by = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    """Runs by the database server's own clock, not `alongside_now()`: it measures whether a process is alive."""
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    error = models.TextField(blank=True)
    """Why it failed, or why the last attempt did."""

    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    """Set as well on a message that is just being sent: it is then not tried again."""

    receipts: ClassVar["models.Manager[Receipt]"]
    replies: ClassVar["models.Manager[Reply]"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="console", address="") | (~Q(channel="console") & ~Q(address="")),
                name="messages_message_address",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending", "sent", "delivered", "failed", "cancelled"]),
                name="messages_message_status",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["alarm", "check_in", "notice"]), name="messages_message_purpose"
            ),
            models.CheckConstraint(
                condition=Q(status="sending", leased_by__isnull=False, leased_until__isnull=False)
                | (~Q(status="sending") & Q(leased_by__isnull=True, leased_until__isnull=True)),
                name="messages_message_lease",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="messages_message_sent_at"
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered") | Q(delivered_at__isnull=False), name="messages_message_delivered_at"
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | (Q(failed_at__isnull=False) & ~Q(error="")),
                name="messages_message_failed",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False), name="messages_message_cancelled_at"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "priority", "not_before"], condition=Q(status="queued"), name="messages_message_due"
            ),
            models.Index(fields=["leased_until"], condition=Q(status="sending"), name="messages_message_leased"),
            models.Index(
                fields=["about_type", "about_id"],
                condition=Q(status__in=["queued", "sending"]),
                name="messages_message_unsent",
            ),
            models.Index(fields=["organisation", "-id"], name="messages_message_newest"),
            models.Index(fields=["address", "-id"], condition=Q(channel="sms"), name="messages_message_number"),
            models.Index(fields=["address", "-id"], condition=Q(channel="voice"), name="messages_message_called"),
            models.Index(fields=["after"], condition=Q(after__isnull=False), name="messages_message_after"),
            models.Index(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="messages_message_provider"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Receipt(models.Model):
    """What a provider said about a message after it took it on. Said twice, it is kept once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=255)
    status = models.CharField(max_length=40)
    """In the provider's own words."""
    at = models.DateTimeField(null=True)
    """When it happened, by the provider's clock."""
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "provider", "provider_id", "status"], name="messages_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.status}"


class Reply(models.Model):
    """What a person answered. The watch takes it from here and puts it away (`actions.claim_replies`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="replies")
    """The message that it answers; None where the person wrote without being asked."""
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="replies")
    code = models.CharField(max_length=20, blank=True)
    """`take`, `pass`, `safe`, `help` or another choice of the message, `stop` or `start`, `begin`, `extend` or `end`; `say` for other words; empty where there were none."""
    text = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    """How it came: `notify`, `voice`, `demo`."""
    source_id = models.CharField(max_length=255)
    """The source's own name for it, so that the same reply told twice is recorded once."""
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="", db_default="")
    """What is said to somebody who answered on the telephone and still listens: whether the alarm is theirs."""
    address = models.CharField(max_length=254, blank=True, default="", db_default="")
    """The number that a text message came from: what is answered to it goes there, and nowhere else."""
    sealed = models.TextField(blank=True, default="", db_default="")
    """The PIN that stood in a text message, as only the server can open it (`people.sealing`), until it was dealt with."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="messages_reply_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(handled_at__isnull=True), name="messages_reply_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.code or self.text}"


class Callback(models.Model):
    """A provider's word as it came, stored before it was acknowledged; `send` makes receipts and replies of it.

    It belongs to no organisation yet, so the web may only write it. One that matches nothing of ours stays here with
    the reason in `problem`. Thirty days after it was dealt with it is deleted (`messages.retention`).
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Receipt"
        REPLY = "reply", "Reply"
        CALL = "call", "What became of a call"
        KEY = "key", "Key pressed during a call"
        SHOWN = "shown", "Notification shown or opened"
        GONE = "gone", "Browser that takes no notifications any more"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    content = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(handled_at__isnull=True), name="messages_callback_waiting")]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.id}"


class PushSubscription(models.Model):
    """A browser in which somebody turned notifications on. What the push service needs to reach it, and nobody else may know
    (RFC 8030 section 8.3): whoever has it can write to that browser, though only we can sign for us.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    """The address of its contact point."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contact_point = models.OneToOneField(ContactPoint, on_delete=models.CASCADE, related_name="push_subscription")
    """Where that is taken away, the browser is forgotten."""
    endpoint = models.TextField()
    """Its address at the push service."""
    p256dh = models.TextField()
    """Its public key, as base64url (RFC 8291)."""
    auth = models.TextField()
    """Its secret, as base64url."""
    device = models.TextField()
    """In words: "Chrome on Android"."""
    turned_on_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", MD5("endpoint"), name="messages_pushsubscription_once"),
            models.CheckConstraint(
                condition=Q(endpoint__startswith="https://"), name="messages_pushsubscription_https"
            ),
        ]

    def __str__(self) -> str:
        return self.device


class StoppedNumber(models.Model):
    """A number from which STOP came: nothing is written to it but live alarms, until START comes."""

    address = models.TextField(primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class ChannelHealth(models.Model):
    """Whether the provider of a channel works, as the senders found (`messages.health`)."""

    channel = models.CharField(primary_key=True, max_length=10, choices=Message.Channel.choices)
    failures_in_row = models.PositiveIntegerField(default=0)
    worked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    """Of the last failure."""
    down_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} {'down' if self.down_since else 'up'}"


class ChannelMinute(models.Model):
    """How many attempts of a channel there were in one minute, and how many met a provider that did not work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10, choices=Message.Channel.choices)
    minute = models.DateTimeField()
    tried = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "minute"], name="messages_channelminute_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.minute:%H:%M} {self.failed}/{self.tried}"
