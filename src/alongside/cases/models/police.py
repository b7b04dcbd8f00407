"""The police and court track of an offence: where it stands, how it came there, hearings, pleas, sentence and orders.

Everything here is of the compartment `suspect`. No name of anybody hurt stands here: they are `incidents.Affected`.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from alongside.cases.models.work import Task
from alongside.incidents.models import Affected, Incident, Responsible
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff

CHARGED_STATES = ["charged", "court", "discontinued", "acquitted", "convicted", "orders_made"]


class PoliceTrack(models.Model):
    """One offence, as it stands now with police and courts. It belongs to a report, and so to that report's case.

    `state` is one of `cases.tracks.police`; how it came to stand there is in `PoliceMove`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="police_tracks")
    responsible = models.ForeignKey(Responsible, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose offence it is said to be; null where nobody knows."""
    state = models.CharField(max_length=20, default="not_reported")
    state_before = models.CharField(max_length=20, blank=True)
    """Where it stood before its decision was reviewed: it stands there again where the decision stands."""
    offence = models.CharField(max_length=40)
    """A code of `offences`."""
    offence_words = models.CharField(max_length=300, blank=True)
    """What the police call it."""
    summary_only = models.BooleanField(null=True)
    """Whether a magistrates' court alone can try it; null where nobody knows."""
    unreported_reason = models.CharField(max_length=40, blank=True)
    """A code of `unreported_reasons`."""
    force = models.CharField(max_length=100, blank=True)
    incident_number = models.CharField(max_length=60, blank=True)
    """What the police call the call. A crime number is something else."""
    crime_number = models.CharField(max_length=60, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    officer_contact = models.CharField(max_length=300, blank=True)
    news_task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")
    """The task by which the police are asked for news: its day is when the next update is due."""
    nfa_reason = models.CharField(max_length=40, blank=True)
    """A code of `nfa_reasons`."""
    disposal = models.CharField(max_length=40, blank=True)
    """A code of `disposals`."""
    charge = models.CharField(max_length=1_000, blank=True)
    review_asked_on = models.DateField(null=True)
    review_decided_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "not_reported",
                        "reported",
                        "crime_recorded",
                        "investigating",
                        "victim_withdrew",
                        "nfa_police",
                        "out_of_court",
                        "file_to_cps",
                        "nfa_cps",
                        "under_review",
                        *CHARGED_STATES,
                    ]
                ),
                name="cases_policetrack_state",
            ),
            models.CheckConstraint(
                condition=(Q(state="not_reported") & ~Q(unreported_reason=""))
                | (~Q(state="not_reported") & ~Q(force="") & ~Q(incident_number="")),
                name="cases_policetrack_reported_or_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state="crime_recorded") | ~Q(crime_number=""), name="cases_policetrack_crime_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["nfa_police", "nfa_cps"]) | ~Q(nfa_reason=""), name="cases_policetrack_nfa"
            ),
            models.CheckConstraint(
                condition=~Q(state="out_of_court") | ~Q(disposal=""), name="cases_policetrack_disposal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CHARGED_STATES) | ~Q(charge=""), name="cases_policetrack_charge"
            ),
            models.CheckConstraint(
                condition=~Q(state="under_review") | (~Q(state_before="") & Q(review_asked_on__isnull=False)),
                name="cases_policetrack_review",
            ),
            models.CheckConstraint(
                condition=Q(review_decided_on__isnull=True) | Q(review_decided_on__gte=F("review_asked_on")),
                name="cases_policetrack_review_days",
            ),
        ]

    def __str__(self) -> str:
        return self.offence


class PoliceVictim(models.Model):
    """Somebody against whom an offence was, and what the law asks about them. Null where nobody knows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.ForeignKey(PoliceTrack, on_delete=models.CASCADE, related_name="victims")
    affected = models.ForeignKey(Affected, on_delete=models.PROTECT, related_name="offences")
    emergency_worker = models.BooleanField(null=True)
    """In the words of the Assaults on Emergency Workers (Offences) Act 2018, section 3: the police say so."""
    enhanced_rights = models.BooleanField(null=True)
    """Under the Victims' Code."""

    class Meta:
        ordering = ["affected__number"]
        constraints = [models.UniqueConstraint(fields=["track", "affected"], name="cases_policevictim_once")]

    def __str__(self) -> str:
        return f"{self.affected_id} in {self.track_id}"


class PoliceMove(models.Model):
    """One move of a track: who, when, from where to where, and what it set. Only the latest can be taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.ForeignKey(PoliceTrack, on_delete=models.CASCADE, related_name="moves")
    act = models.CharField(max_length=40)
    """A move of `cases.tracks.police`."""
    state_from = models.CharField(max_length=20)
    state_to = models.CharField(max_length=20)
    happened_on = models.DateField()
    """A local day."""
    text = models.TextField(blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    """What the columns that it set were before, by their names."""
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    started = models.JSONField(default=list)
    """Keys of the deadlines that it started."""
    ended = models.JSONField(default=list)
    """Keys of the deadlines that it ended."""
    moved_at = models.DateTimeField()
    moved_by = models.TextField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.TextField(blank=True)
    taken_back_why = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by="", taken_back_why="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_by="") & ~Q(taken_back_why="")),
                name="cases_policemove_taken_back_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.act


class Hearing(models.Model):
    """A day in court."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.ForeignKey(PoliceTrack, on_delete=models.PROTECT, related_name="hearings")
    starts_at = models.DateTimeField()
    court = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    """A code of `hearing_kinds`."""
    note = models.TextField(blank=True)
    result = models.CharField(max_length=40, blank=True)
    """A code of `hearing_results`."""
    result_text = models.TextField(blank=True)
    result_at = models.DateTimeField(null=True)
    """When the result was written down."""
    result_by = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(court=""), name="cases_hearing_court"),
            models.CheckConstraint(
                condition=Q(result="", result_at__isnull=True, result_by="")
                | (~Q(result="") & Q(result_at__isnull=False) & ~Q(result_by="")),
                name="cases_hearing_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.court}"


class Attendance(models.Model):
    """That somebody is to come to a hearing: a colleague, somebody hurt, or somebody from outside by what they are.

    A colleague, and somebody hurt who is one, is reminded; a colleague has a task for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="attendances")
    role = models.CharField(max_length=40)
    """A code of `attending`."""
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.CharField(max_length=200, blank=True)
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When it turned out that they need not come."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=False, affected__isnull=True, other="")
                | Q(staff__isnull=True, affected__isnull=False, other="")
                | (Q(staff__isnull=True, affected__isnull=True) & ~Q(other="")),
                name="cases_attendance_one_person",
            ),
            models.UniqueConstraint(
                fields=["hearing", "staff", "affected"],
                condition=Q(ended_at__isnull=True, other=""),
                nulls_distinct=False,
                name="cases_attendance_once",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Plea(models.Model):
    """What was pleaded, and when. A later plea is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.ForeignKey(PoliceTrack, on_delete=models.CASCADE, related_name="pleas")
    plea = models.CharField(max_length=40)
    """A code of `pleas`."""
    pleaded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pleaded_on", "id"]

    def __str__(self) -> str:
        return self.plea


class CourtOrder(models.Model):
    """A sentence, or an order of a court, with the day on which it ends; without one it ends by nothing but the court."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.ForeignKey(PoliceTrack, on_delete=models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=40)
    """A code of `sentences`."""
    words = models.TextField(blank=True)
    """What it says: how long, what is forbidden, to whom it pays."""
    amount_pence = models.BigIntegerField(null=True)
    made_on = models.DateField()
    ends_on = models.DateField(null=True)
    """The last day on which it binds."""
    breached_on = models.DateField(null=True)
    """When it was last not kept."""
    move = models.ForeignKey(PoliceMove, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The move by which it was recorded: with that it is taken back."""
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    taken_back_at = models.DateTimeField(null=True)
    """When it turned out to be wrong, or was set aside."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("made_on")), name="cases_courtorder_days"
            ),
            models.CheckConstraint(
                condition=Q(amount_pence__isnull=True) | Q(amount_pence__range=(1, 10**12)),
                name="cases_courtorder_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "ends_on"],
                condition=Q(ends_on__isnull=False, taken_back_at__isnull=True),
                name="cases_courtorder_ends",
            )
        ]

    def __str__(self) -> str:
        return self.kind
