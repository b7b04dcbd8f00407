"""Plans by which people are rung, and whether they hold."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Team


class Plan(models.Model):
    """Who is rung when a worker of this team needs help. Without a team it is for teams that have none of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.OneToOneField(Team, null=True, on_delete=models.PROTECT, related_name="plan")
    name = models.TextField()
    last_resort = models.BooleanField(default=False)
    """Made by itself when somebody without any plan calls for help: it rings whoever answers for security."""
    draft = models.JSONField(null=True)
    """The next version as it is being written (`planning.drafts`); nobody is rung by it."""
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "last_resort"],
                condition=Q(team__isnull=True),
                name="watch_plan_one_for_the_rest",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A plan as it was at one time. Never changed: a change makes a new version, and open alarms keep theirs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    """The engine's `Plan`, as `engine.to_dict` writes it."""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True, db_default="")
    kin_number = models.TextField(blank=True, db_default="")
    """The number that a next of kin who was told can ring; where the plan tells none, empty."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "version"], name="watch_planversion_number")]

    def __str__(self) -> str:
        return f"{self.plan} {self.version}"


class PlanCheck(models.Model):
    """What the last dry run of a plan found: made every night, and whenever a version of it is published."""

    plan = models.OneToOneField(Plan, primary_key=True, on_delete=models.CASCADE, related_name="check_made")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    checked_on = models.DateField()
    """The day there on which it was made by itself."""
    holds = models.BooleanField()
    gaps = models.JSONField(default=list)
    """When it does not hold, in words."""
    hours = models.JSONField(default=list)
    """The same as hours of the week of the clock there; 0 is the first of Monday."""
    warnings = models.JSONField(default=list)
    """Numbers that are not verified, or were verified long ago, in words."""
    told_at = models.DateTimeField(null=True)
    told = models.JSONField(default=list)
    """The hours of the week of which whoever keeps the plan was told last."""

    class Meta:
        indexes = [models.Index(fields=["checked_on"], name="watch_plancheck_day")]

    def __str__(self) -> str:
        return f"{self.plan_id} {'holds' if self.holds else 'does not hold'}"
