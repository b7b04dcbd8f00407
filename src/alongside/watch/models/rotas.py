"""Rotas, who covers and who is away, and whom a worker wants told in the end."""

from django.db import models
from django.db.models import F, Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff, Team


class Rota(models.Model):
    """Who is on call when, in an organisation or one of its teams. What it says stands in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="rotas")
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="watch_rota_name")]

    def __str__(self) -> str:
        return self.name


class RotaVersion(models.Model):
    """A rota as it was from one time on. Never changed. Whoever is rung is found by the newest one, at that moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    """A `rotas.Rota`, as `rotas.rota_as_json` writes it."""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rota", "version"], name="watch_rotaversion_number")]

    def __str__(self) -> str:
        return f"{self.rota} {self.version}"


class ForAWhile(models.Model):
    """Something that holds from one time to another, unless it is cancelled."""

    begins = models.DateTimeField()
    ends = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class RotaCover(ForAWhile):
    """Somebody takes somebody else's turns for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="covers")
    covered = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(covered=F("by")), name="watch_rotacover_another"),
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="watch_rotacover_times"),
        ]
        indexes = [models.Index(fields=["rota", "ends"], name="watch_rotacover_of")]

    def __str__(self) -> str:
        return f"{self.by_id} for {self.covered_id}"


class StaffAway(ForAWhile):
    """Somebody cannot be on call for a while: on holiday, on a course, or ill."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="away")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="watch_staffaway_times")]
        indexes = [models.Index(fields=["staff", "ends"], name="watch_staffaway_of")]

    def __str__(self) -> str:
        return f"{self.staff_id} away"


class NextOfKin(models.Model):
    """Whom a worker wants told when nobody at work can be reached: somebody without an account. Kept by the worker alone."""

    class Tells(models.TextChoices):
        ASK = "ask", "Only that work is trying to reach me"
        HELP = "help", "That I may need help"
        PLACE = "place", "That I may need help, and where I am"

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="next_of_kin")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    number = models.TextField()
    tells = models.CharField(max_length=10, choices=Tells.choices)
    """The most that they may be told."""
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="watch_nextofkin_number"),
            models.CheckConstraint(condition=Q(tells__in=["ask", "help", "place"]), name="watch_nextofkin_tells"),
        ]

    def __str__(self) -> str:
        return self.name
