"""The incident and what is known of it without naming anybody."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Place, Site, Staff, Team


def codes() -> ArrayField:
    """A column of codes of one list, in the order in which they were given; checked by the actions."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True)


class Incident(models.Model):
    """Something that happened, as it stands now. How it came to stand so is in `Change`.

    Times are aware UTC. Lists and figures read this table alone; what identifies anybody is elsewhere.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "New"
        TRIAGED = "triaged", "Looked at"
        CASE_OPENED = "case_opened", "Case opened"
        CLOSED = "closed", "Closed without a case"
        MERGED = "merged", "Joined with another report"
        WITHDRAWN = "withdrawn", "Taken back by the reporter"

    class Source(models.TextChoices):
        WEB = "web", "Signed in"
        LINK = "link", "Without an account"
        ALARM = "alarm", "From an alarm"
        API = "api", "Another system"
        IMPORT = "import", "Imported"
        REFERRAL = "referral", "Received from another body"

    class Definition(models.TextChoices):
        """The two national definitions of 2003, see `incidents.definitions`."""

        PHYSICAL = "physical", "Physical assault"
        NON_PHYSICAL = "non_physical", "Non-physical assault"
        NEITHER = "neither", "Neither"
        UNDECIDED = "undecided", "Not decided"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=16, unique=True)
    """What people read out on the telephone: `7KQ2-9F3M`."""
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SUBMITTED)
    source = models.CharField(max_length=8, choices=Source.choices)
    external_reference = models.TextField(blank=True)
    """The number in the system that it was imported from or sent by; unique within the organisation."""
    alarm_id = models.UUIDField(null=True)
    """The alarm that it grew out of. No foreign key: that room does not know this one."""
    lfpse_reference = models.TextField(blank=True)
    """The number of the patient-safety event, where it is one too (Learn from Patient Safety Events)."""

    occurred_at = models.DateTimeField()
    occurred_estimated = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    shift = models.CharField(max_length=20, default="unknown")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place_said = models.CharField(max_length=200, blank=True, default="", db_default="")
    """What the place was called, where it is in no list; "Ward 7, east wing". Shown while `place` and `site` are not known."""
    place_kind = models.CharField(max_length=40, default="unknown")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The team of those affected, or of the reporter: its line manager completes the report."""
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    kinds = codes()
    acts = codes()
    sexual_acts = codes()
    weapons = codes()
    hate_strands = codes()
    targets = codes()
    responsible_kinds = codes()
    factors = codes()
    responses = codes()
    injury = models.CharField(max_length=40, default="unknown")
    """The worst of what the reporter said."""
    harm_physical = models.CharField(max_length=40, default="unknown")
    harm_psychological = models.CharField(max_length=40, default="unknown")
    """The worst of those affected."""
    police = models.CharField(max_length=40, default="undecided")
    danger_now = models.BooleanField(default=False)
    lone_working = models.BooleanField(null=True)
    child_involved = models.BooleanField(null=True)
    safeguarding = models.BooleanField(null=True)
    footage_until = models.DateTimeField(null=True)
    """When a camera's recording of it will be overwritten, where somebody said that there is one."""
    definition = models.CharField(max_length=12, choices=Definition.choices, default=Definition.UNDECIDED)
    code_version = models.CharField(max_length=20)
    accused_inside = models.BooleanField(default=False, db_default=False)
    """Somebody who works here may have done it: closed to line managers (`incidents.accused_inside`). Those who are named
    stand in `ClosedTo`.
    """

    urgency = models.PositiveSmallIntegerField(default=0)
    urgent_because = codes()
    anonymous = models.BooleanField(default=False)
    anonymous_because = models.CharField(max_length=40, blank=True)
    reporter_user = models.UUIDField(null=True)
    """The account that sent it, so that it can follow its own report; null where it was sent anonymously."""
    assigned_to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    event = models.UUIDField(null=True)
    """Reports of one and the same event share this key; each stands for itself."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "external_reference"],
                condition=~Q(external_reference=""),
                name="incidents_incident_external",
            ),
            models.UniqueConstraint(
                fields=["alarm_id"], condition=Q(alarm_id__isnull=False), name="incidents_incident_one_for_an_alarm"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["submitted", "triaged", "case_opened", "closed", "merged", "withdrawn"]),
                name="incidents_incident_status",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="incidents_incident_merged",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="incidents_incident_not_into_itself"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(reporter_user__isnull=True), name="incidents_incident_anonymous"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="incidents_incident_position",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="incidents_newest"),
            models.Index(fields=["organisation", "status", "-id"], name="incidents_status"),
            models.Index(fields=["organisation", "-occurred_at"], name="incidents_occurred"),
            models.Index(
                fields=["organisation", "-reported_at"], include=["id", "source", "status"], name="incidents_reported"
            ),
            models.Index(
                fields=["organisation", "lfpse_reference"],
                condition=~Q(lfpse_reference=""),
                name="incidents_incident_lfpse",
            ),
            models.Index(
                fields=["organisation", "-urgency", "id"], condition=Q(status="submitted"), name="incidents_to_triage"
            ),
            models.Index(fields=["organisation", "-urgency", "-id"], name="incidents_urgency"),
            models.Index(fields=["organisation", "team", "-id"], name="incidents_team"),
            models.Index(fields=["organisation", "site", "-id"], name="incidents_site"),
            models.Index(fields=["organisation", "place", "-id"], name="incidents_place"),
            models.Index(
                fields=["reporter_user", "-id"], condition=Q(reporter_user__isnull=False), name="incidents_reporter"
            ),
            models.Index(fields=["event"], condition=Q(event__isnull=False), name="incidents_event"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_from_elsewhere(self) -> bool:
        """It was not reported here: those who care for its people, and whose duty it is by law to tell of it, know of it already."""
        return self.source in (self.Source.IMPORT, self.Source.REFERRAL)


class Affected(models.Model):
    """One person to whom it was done, without a name. Who it is stands in `Identity`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected")
    number = models.PositiveSmallIntegerField()
    """1, 2, 3 …: "person 1"."""
    kind = models.CharField(max_length=40)
    """`staff`, `patient`, `visitor`, `contractor`, `child`."""
    is_reporter = models.BooleanField(default=False)
    staff_group = models.CharField(max_length=40, default="unknown")
    employment = models.CharField(max_length=40, default="unknown")
    injury = models.CharField(max_length=40, default="unknown")
    harm_physical = models.CharField(max_length=40, default="unknown")
    harm_psychological = models.CharField(max_length=40, default="unknown")
    police_wish = models.CharField(max_length=40, default="undecided")
    contact_consent = models.BooleanField(null=True)
    """Whether the security specialist may ring them; null where nobody asked."""
    support_offered_at = models.DateTimeField(null=True)
    support_accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incidents_affected_number")]

    def __str__(self) -> str:
        return f"Person {self.number}"


class Responsible(models.Model):
    """One person, or a group, who did it, without a name. Who it is stands in `Identity`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="responsible")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    how_many = models.PositiveSmallIntegerField(default=1)
    age_band = models.CharField(max_length=40, default="unknown")
    sex = models.CharField(max_length=40, default="unknown")
    factors = codes()
    marker_known = models.BooleanField(null=True)
    """Whether a violence marker was on record before; null where nobody looked."""

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incidents_responsible_number")]

    def __str__(self) -> str:
        return f"Responsible {self.number}"


class PropertyItem(models.Model):
    """Something that was stolen, lost or damaged. `value_pence` is null where nobody knows."""

    class Owner(models.TextChoices):
        ORGANISATION = "organisation", "The organisation"
        STAFF = "staff", "A member of staff"
        PATIENT = "patient", "A patient or visitor"
        OTHER = "other", "Somebody else"
        UNKNOWN = "unknown", "Not known"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="property_items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    loss = models.CharField(max_length=40)
    owner = models.CharField(max_length=20, choices=Owner.choices, default=Owner.UNKNOWN)
    description = models.TextField(blank=True)
    value_pence = models.BigIntegerField(null=True)
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="incidents_propertyitem_number"),
            models.CheckConstraint(
                condition=Q(value_pence__isnull=True) | Q(value_pence__range=(0, 10**12)),
                name="incidents_propertyitem_value",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Change(models.Model):
    """One thing that was done to an incident: who, when, what it was before and after, and why. Append-only.

    `before` and `after` hold codes and keys; words about people stand in the compartments.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="changes", db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    """`submitted`, `acknowledged`, `read`, `classified`, `assigned`, `status`, `merged`, `withdrawn`, …"""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["incident", "id"], name="incidents_change_incident")]

    def __str__(self) -> str:
        return self.what


class Connection(models.Model):
    """That an incident has to do with another incident, or with an object of another room."""

    class Kind(models.TextChoices):
        SAME_EVENT = "same_event", "Same event"
        RELATED = "related", "Related"
        EARLIER = "earlier", "Earlier incident"
        ALARM = "alarm", "Alarm"
        MARKER = "marker", "Marker"
        PLACE = "place", "Place"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="connections")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    other = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="connected_from")
    object_id = models.UUIDField(null=True)
    """Key of the alarm, marker or place."""
    why = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, object_id__isnull=True)
                | Q(other__isnull=True, object_id__isnull=False),
                name="incidents_connection_one_end",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=models.F("incident")), name="incidents_connection_not_itself"
            ),
            models.UniqueConstraint(
                fields=["incident", "kind", "other", "object_id"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="incidents_connection_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
