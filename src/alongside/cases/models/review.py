"""The review after an incident, and the actions that come of it. Compartment `narrative`.

A review asks what made the incident possible. Every version of its words stays; an action goes on when its case is closed.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.cases.models.case import Case
from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Review(models.Model):
    """The review of a case as it stands; its words are in the latest `ReviewVersion`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="review")
    state = models.CharField(max_length=10, default="begun")
    """One of `cases.tracks.reviews.REVIEW`."""
    finished_at = models.DateTimeField(null=True)
    finished_by = models.TextField(blank=True)
    """Who put their name to it."""
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="begun", finished_at__isnull=True, finished_by="")
                | (Q(state="finished", finished_at__isnull=False) & ~Q(finished_by="")),
                name="cases_review_finished_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"Review of {self.case_id}"


class ReviewVersion(models.Model):
    """The words of a review, as somebody left them. Append-only: a change is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    held_on = models.DateField(null=True)
    """When those who took part came together."""
    happened = models.TextField(blank=True)
    factors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Codes of `contributing_factors`."""
    why = models.TextField(blank=True)
    prevented = models.TextField(blank=True)
    """What would have prevented it."""
    took_part = models.TextField(blank=True)
    """Who took part, by name and role."""
    written_at = models.DateTimeField()
    written_by = models.TextField()

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="cases_reviewversion_number"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class RemedialAction(models.Model):
    """Something that somebody who works here is to change because of a case, as it stands now; how it came to stand so is in
    `ActionStep`. Its words name nobody: whoever has it reads them without seeing the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedial_actions")
    review = models.ForeignKey(Review, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The review that asked for it; null where the case did without one."""
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by", db_index=False)
    """The action that did not help, and that this one is instead of."""
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who does it."""
    due_on = models.DateField()
    """A local day; it is late from the next one on."""
    state = models.CharField(max_length=12, default="given")
    """One of `cases.tracks.actions.ACTION`."""
    set_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who set it, and hears when it is late."""
    set_by_name = models.TextField()
    set_at = models.DateTimeField()
    accepted_on = models.DateField(null=True)
    checker = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who looks whether it helps."""
    check_on = models.DateField(null=True)
    """When they do."""
    notice_on = models.DateField(null=True)
    """The local day of the next message about it; none while nothing is to be said."""
    carried_on_at = models.DateTimeField(null=True)
    """When somebody said that it goes on after its case is closed."""
    carried_on_by = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("given", "answered", "impossible", "time_asked", "done"),
                        *("effective", "no_effect", "cancelled"),
                    ]
                ),
                name="cases_remedialaction_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "effective", "no_effect"])
                | Q(accepted_on__isnull=False, checker__isnull=False, check_on__isnull=False),
                name="cases_remedialaction_done_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(carried_on_at__isnull=True, carried_on_by="")
                | (Q(carried_on_at__isnull=False) & ~Q(carried_on_by="")),
                name="cases_remedialaction_carried_on_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(follows=models.F("id")), name="cases_remedialaction_not_itself"),
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on", "id"], name="cases_remedialaction_due"),
            models.Index(fields=["owner", "due_on"], name="cases_remedialaction_owner"),
            models.Index(
                fields=["organisation", "notice_on"],
                condition=Q(notice_on__isnull=False),
                name="cases_remedialaction_notice",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class ActionStep(models.Model):
    """One thing that was said or done about an action. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.ForeignKey(RemedialAction, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    """A move of `ACTION`; or `give`, `carry_on`, `change`."""
    state_from = models.CharField(max_length=12, blank=True)
    state_to = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    until = models.DateField(null=True)
    """The day that was asked for, or given."""
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="action_step")
    """What shows that it is done."""
    at = models.DateTimeField()
    by_name = models.TextField()
    by_link = models.BooleanField(default=False)
    """Answered from a message, without signing in."""

    class Meta:
        ordering = ["action", "id"]

    def __str__(self) -> str:
        return self.act
