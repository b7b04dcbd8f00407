"""How long things take: the dated settings of organisations and teams."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Team
from alongside.watch.engine import (
    DEVICE_SILENCE_BOUNDS_S,
    DRIVING_BOUNDS_S,
    GRACE_BY_RISK_S,
    HOME_SAFE_BOUNDS_S,
    INTERVAL_BOUNDS_S,
    OWNER_CLOCK_BOUNDS_S,
)

DAY_S = 24 * 3600
LONGEST_GRACE_S = 3600
BOUNDS = {
    "check_in_interval_s": INTERVAL_BOUNDS_S,
    "reminder_s": (0, 3600),
    "grace_low_s": (0, LONGEST_GRACE_S),
    "grace_medium_s": (0, LONGEST_GRACE_S),
    "grace_high_s": (0, LONGEST_GRACE_S),
    "owner_clock_s": OWNER_CLOCK_BOUNDS_S,
    "owner_asked_s": (30, OWNER_CLOCK_BOUNDS_S[1] // 2),
    "extensions_low": (0, 100),
    "extensions_medium": (0, 100),
    "extensions_high": (0, 100),
    "extended_low_s": (0, DAY_S),
    "extended_medium_s": (0, DAY_S),
    "extended_high_s": (0, DAY_S),
    "driving_s": DRIVING_BOUNDS_S,
    "home_safe_s": HOME_SAFE_BOUNDS_S,
    "device_silence_s": DEVICE_SILENCE_BOUNDS_S,
}
"""What each setting may be; what is asked for only where somebody wants it may be 0 as well."""

MAY_BE_OFF = ("owner_asked_s", "driving_s", "home_safe_s", "device_silence_s")


def _nothing_or(name: str, low: int, high: int) -> Q:
    allowed = Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (low, high)})
    return allowed | Q(**{name: 0}) if name in MAY_BE_OFF else allowed


class TeamSettings(models.Model):
    """The timing of teams as the version before `Timing` reads it. Written by nobody any more; the table goes when no such version
    serves."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="safety_settings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    check_in_interval_s = models.PositiveIntegerField(default=3600)
    reminder_s = models.PositiveIntegerField(default=300)
    grace_low_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["low"])
    grace_medium_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["medium"])
    grace_high_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["high"])
    owner_clock_s = models.PositiveIntegerField(default=600)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(check_in_interval_s__range=(300, 86400)), name="watch_teamsettings_interval"
            ),
            models.CheckConstraint(
                condition=Q(owner_clock_s__range=(120, 1800)), name="watch_teamsettings_owner_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"Timing of {self.team_id}"


class Timing(models.Model):
    """How long things take on visits and alarms, from a moment on: of an organisation, or of one of its teams. Append-only; what counts
    is the newest that is in force. Null is what the organisation says for a team, and the default for the organisation
    (`watch.timings`). Seconds, where nothing else is said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="timings", db_index=False)
    in_force_from = models.DateTimeField()
    check_in_interval_s = models.PositiveIntegerField(null=True)
    reminder_s = models.PositiveIntegerField(null=True)
    grace_low_s = models.PositiveIntegerField(null=True)
    grace_medium_s = models.PositiveIntegerField(null=True)
    grace_high_s = models.PositiveIntegerField(null=True)
    owner_clock_s = models.PositiveIntegerField(null=True)
    owner_asked_s = models.PositiveIntegerField(null=True)
    """So long before the owner's clock runs out they are asked; 0: they are not."""
    extensions_low = models.PositiveIntegerField(null=True)
    """How often a visit of that risk may be extended; null: no limit."""
    extensions_medium = models.PositiveIntegerField(null=True)
    extensions_high = models.PositiveIntegerField(null=True)
    extended_low_s = models.PositiveIntegerField(null=True)
    """And by how much in all; null: no limit."""
    extended_medium_s = models.PositiveIntegerField(null=True)
    extended_high_s = models.PositiveIntegerField(null=True)
    driving_s = models.PositiveIntegerField(null=True)
    """The longest that a drive puts a check-in off; 0: it does not."""
    home_safe_s = models.PositiveIntegerField(null=True)
    """How long after the end of their shift workers have to say that they are home; 0: they are not asked."""
    device_silence_s = models.PositiveIntegerField(null=True)
    """After how long without a sign of the worker's device they are asked; 0: never."""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True, db_default="")
    why = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["organisation", "team", "-in_force_from"], name="watch_timing_of")]
        constraints = [
            models.CheckConstraint(condition=_nothing_or(name, low, high), name=f"watch_timing_{name}")
            for name, (low, high) in BOUNDS.items()
        ]

    def __str__(self) -> str:
        return f"Timing of {self.team_id or self.organisation_id} from {self.in_force_from}"
