"""Violence markers, what they rest on, what became of them, and whether the person was told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation
from alongside.risk.markers.states import MARKER, SHOWN
from alongside.risk.models.subjects import Subject

BOUNDS = {
    "interim_days": (1, 28),
    "usual_review_days": (14, 1095),
    "longest_review_days": (30, 1095),
    "grace_days": (0, 56),
    "remind_days": (0, 90),
    "panel_at_least": (1, 10),
}
"""What a setting may be; the longest review of all is three years."""


class Marker(models.Model):
    """A warning about a person, an animal or an address, with what to do. Only on a report of what happened (`Ground`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    """Of the organisation's markers; people say "marker 17"."""
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="markers")
    state = models.CharField(max_length=20, choices=[(one, one) for one in MARKER.states])
    state_since = models.DateTimeField()
    degree = models.PositiveSmallIntegerField()
    """Of violence used or threatened, 0 to 3; the words are those of `markers.factors`."""
    injury_physical = models.PositiveSmallIntegerField()
    injury_psychological = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    likelihood = models.PositiveSmallIntegerField()
    medical_factors = models.TextField(blank=True)
    proposal = models.TextField()
    """Why it was proposed, for the panel alone."""
    proposed_at = models.DateTimeField()
    proposed_by = models.TextField()
    proposed_by_id = models.UUIDField(null=True)
    origin_type = models.CharField(max_length=20, blank=True)
    """From where it was begun, as a room above calls it (`markers.origins`)."""
    origin_id = models.UUIDField(null=True)
    advice = models.TextField(blank=True)
    """What somebody who goes there should do."""
    interim_until = models.DateTimeField(null=True)
    """Until when the interim warning is or was shown; there is one at most."""
    decided_at = models.DateTimeField(null=True)
    """When it was last decided that it stands."""
    review_on = models.DateField(null=True)
    lapses_on = models.DateField(null=True)
    """The day on which it ends by itself where nobody reviews it, once its review is due."""
    reminded_on = models.DateField(null=True)
    """For which review those who act were reminded ahead."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="risk_marker_number"),
            models.CheckConstraint(condition=Q(state__in=list(MARKER.states)), name="risk_marker_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "review_due", "appealed"])
                | (Q(review_on__isnull=False) & Q(decided_at__isnull=False)),
                name="risk_marker_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state="interim") | Q(interim_until__isnull=False), name="risk_marker_interim_ends"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(SHOWN)) | ~Q(advice=""), name="risk_marker_says_what_to_do"
            ),
            models.CheckConstraint(
                condition=Q(degree__lte=3)
                & Q(injury_physical__lte=3)
                & Q(injury_psychological__lte=3)
                & Q(urgency__lte=3)
                & Q(likelihood__lte=3),
                name="risk_marker_factors",
            ),
            models.CheckConstraint(
                condition=(Q(origin_type="") & Q(origin_id=None)) | (~Q(origin_type="") & Q(origin_id__isnull=False)),
                name="risk_marker_origin",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], condition=Q(state__in=list(SHOWN)), name="risk_marker_shown"),
            models.Index(fields=["organisation", "state", "review_on"], name="risk_marker_due"),
            models.Index(fields=["origin_id"], condition=Q(origin_id__isnull=False), name="risk_marker_from"),
        ]

    def __str__(self) -> str:
        return f"Marker {self.number}"


class Ground(models.Model):
    """A report on which a marker rests. The room of reports ties `incident_id` to them in the database. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="grounds", db_index=False)
    incident_id = models.UUIDField(db_index=True)
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["marker", "incident_id"], name="risk_ground_once")]

    def __str__(self) -> str:
        return f"Marker {self.marker_id} rests on {self.incident_id}"


class MarkerStep(models.Model):
    """One change of a marker: who, when, from where to where, and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    why = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    deciders = models.JSONField(default=list)
    """Who decided: `[{"id": …, "name": …}]`; without an id where they have no account here."""
    appellant = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(act=""), name="risk_markerstep_act")]

    def __str__(self) -> str:
        return f"{self.act} of marker {self.marker_id}"


class MarkerTold(models.Model):
    """Whether the person was told of their marker, and how; or why not, who agreed, and when that is looked at again. Append-only;
    the latest counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="tellings")
    told = models.BooleanField()
    on = models.DateField()
    """The day on which they were told, or on which it was decided not to tell them."""
    method = models.CharField(max_length=20, blank=True)
    why_not = models.TextField(blank=True)
    agreed_by = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    """When not telling is looked at again."""
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(told=True) & ~Q(method="") & Q(review_on=None))
                | (Q(told=False) & ~Q(why_not="") & ~Q(agreed_by="") & Q(review_on__isnull=False)),
                name="risk_markertold_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Marker {self.marker_id} {'told' if self.told else 'not told'}"


class MarkerSetting(models.Model):
    """How an organisation keeps markers, from a moment on. Append-only; the newest in force counts (`markers.settings`)."""

    class AtReview(models.TextChoices):
        ESCALATE = "escalate", "It stays for the days of grace, and those who act are told; then it lapses"
        LAPSE = "lapse", "It lapses on its day"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    in_force_from = models.DateTimeField()
    interim_days = models.PositiveSmallIntegerField()
    usual_review_days = models.PositiveSmallIntegerField()
    longest_review_days = models.PositiveSmallIntegerField()
    at_review = models.CharField(max_length=10, choices=AtReview.choices)
    grace_days = models.PositiveSmallIntegerField()
    remind_days = models.PositiveSmallIntegerField()
    panel_at_least = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    why = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-in_force_from"], name="risk_markersetting_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(at_review__in=["escalate", "lapse"]), name="risk_markersetting_at_review"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__range": bounds}), name=f"risk_markersetting_{name[:12]}"
                )
                for name, bounds in BOUNDS.items()
            ),
        ]

    def __str__(self) -> str:
        return f"Markers of {self.organisation_id} from {self.in_force_from}"


class MarkerSearch(models.Model):
    """Somebody looked for markers of a person or an address, and said why. Append-only; what they found stays with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20)
    words = models.TextField()
    """Why, in their own words."""
    asked = ArrayField(models.CharField(max_length=20))
    """By what they looked: name, nhs_number, reference, address. Never whom they looked for: that would be a list of its own."""
    found = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="risk_markersearch_of")]

    def __str__(self) -> str:
        return f"{self.by} searched markers at {self.at}"
