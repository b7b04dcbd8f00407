"""The device register, what devices said, and the watch's inbox."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Protocol(models.TextChoices):
    """How a device speaks."""

    OWNTRACKS = "owntracks", "OwnTracks"
    OSMAND = "osmand", "Traccar Client or OsmAnd"
    LINK = "link", "Check-in link"


class Kind(models.TextChoices):
    """What a signal says; the same words as in `devices.protocols.signal`."""

    POSITION = "position", "Position"
    CHECK_IN = "check_in", "Check-in"
    SOS = "sos", "Call for help"
    FALL = "fall", "Fall"
    END = "end", "End of visit"
    STATUS = "status", "Sign of life"


class Device(models.Model):
    """Something that speaks for a worker. What it is called and proves itself with is unique in the whole
    installation.
    """

    class State(models.TextChoices):
        LIVE = "live", "Live"
        SUSPENDED = "suspended", "Suspended"
        LOST = "lost", "Lost"
        RETIRED = "retired", "Retired"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="devices")
    protocol = models.CharField(max_length=20, choices=Protocol.choices)
    identifier = models.CharField(max_length=200)
    """What the device calls itself. For a check-in link the first half of its key's digest, see
    `protocols.link.identify`.
    """
    secret_digest = models.BinaryField(null=True)
    """SHA-256 of its secret; null only for OsmAnd, where the identifier may be the key by itself."""
    label = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    registered_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True)
    battery_pct = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["protocol", "identifier"], name="devices_device_identifier"),
            models.CheckConstraint(
                condition=Q(secret_digest__isnull=False) | Q(protocol="osmand"), name="devices_device_secret"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["live", "suspended", "lost", "retired"]), name="devices_device_state"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.identifier


class Signal(models.Model):
    """One thing a device, or the worker in the app, said. Written by `devices.store` alone, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    device = models.ForeignKey(
        Device, null=True, on_delete=models.PROTECT, related_name="signals", db_index=False, db_constraint=False
    )
    """Null where it came from the app, a page or the API."""
    worker = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="signals", db_index=False, db_constraint=False
    )
    protocol = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    received_at = models.DateTimeField()
    """When the server received it: the only time that moves a clock (S2)."""
    device_at = models.DateTimeField(null=True)
    """What the device's own clock said; recorded, never trusted."""
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    altitude_m = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    speed_kmh = models.FloatField(null=True)
    course = models.FloatField(null=True)
    battery_pct = models.FloatField(null=True)
    alarm = models.CharField(max_length=40, null=True)  # noqa: DJ001 (absent and empty are two things)
    buffered = models.BooleanField()
    """It tells history (S10): the device said so, or it was more than 5 minutes old when it came."""
    attributes = models.JSONField()
    content_digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "device_at", "content_digest"],
                condition=Q(device_at__isnull=False),
                name="devices_signal_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="devices_signal_kind"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="devices_signal_position",
            ),
        ]
        indexes = [models.Index(fields=["worker", "received_at"], name="devices_signal_of_worker")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.worker_id}"


class LastHeard(models.Model):
    """When each worker was last heard, and where. One row a worker, no index but its key: moving it is cheap.

    `wake_on_check_in` is set by the watch while a check-in would end something; see `devices.store` for why no
    check-in can slip past it.
    """

    worker = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="last_heard")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_heard_at = models.DateTimeField(null=True)
    last_check_in_at = models.DateTimeField(null=True)
    wake_on_check_in = models.BooleanField(default=False, db_default=False)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    position_at = models.DateTimeField(null=True)
    """When the worker was there, as far as is known: the device's time, never later than the receipt."""

    def __str__(self) -> str:
        return str(self.worker_id)


class Inbox(models.Model):
    """Signals that can change a decision, waiting for the watch, which removes them in the transaction that acts on
    them.
    """

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.CASCADE, related_name="inbox")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["received_at"], name="devices_inbox_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.worker_id}"
