"""How long things take for one team's workers: what its organisation and the team have set, from when on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Staff, Team
from alongside.watch.engine import GRACE_BY_RISK_S, VisitTiming
from alongside.watch.models import Timing
from alongside.watch.models.timings import BOUNDS, MAY_BE_OFF

FARTHEST = timedelta(days=366)
LONGEST_WHY = 500
MINUTE = 60
HALF_A_MINUTE = 30


@dataclass(frozen=True, slots=True)
class Timings:
    """What counts at one moment, in seconds where nothing else is said. An extension's limit that is None is none.

    What nobody has set stands here. What sources only propose (limits, drives, the way home, silent devices) is not switched on
    by us: an organisation does, from a moment on (decision 36).
    """

    check_in_interval_s: int = 3600
    reminder_s: int = 300
    grace_low_s: int = GRACE_BY_RISK_S["low"]
    grace_medium_s: int = GRACE_BY_RISK_S["medium"]
    grace_high_s: int = GRACE_BY_RISK_S["high"]
    owner_clock_s: int = 600
    owner_asked_s: int = 0
    extensions_low: int | None = None
    extensions_medium: int | None = None
    extensions_high: int | None = None
    extended_low_s: int | None = None
    extended_medium_s: int | None = None
    extended_high_s: int | None = None
    driving_s: int = 0
    home_safe_s: int = 0
    device_silence_s: int = 0

    def for_visit(self, risk: str) -> VisitTiming:
        """What a visit of this risk (low, medium, high) is started with."""
        return VisitTiming(
            check_in_interval_s=self.check_in_interval_s,
            reminder_s=self.reminder_s,
            grace_s=getattr(self, f"grace_{risk}_s"),
            extensions=getattr(self, f"extensions_{risk}"),
            extended_s=getattr(self, f"extended_{risk}_s"),
            driving_s=self.driving_s,
            home_safe_s=self.home_safe_s,
            device_silence_s=self.device_silence_s,
        )

    @property
    def asked_within_clock_s(self) -> int:
        """How long before the owner's clock runs out they are asked: never more than half of it."""
        asked_s = min(self.owner_asked_s, self.owner_clock_s // 2)
        return asked_s if asked_s >= HALF_A_MINUTE else 0


NAMES = tuple(field.name for field in fields(Timings))


def timings_of(organisation: Organisation, team: Team | None, *, at: datetime | None = None) -> Timings:
    """What counts for a team (or for those of an organisation who are in none) at a moment, or now."""
    in_force = _in_force(organisation, team, at or now())
    said: dict[str, int] = {}
    for timing in in_force:
        said |= {name: value for name in NAMES if (value := getattr(timing, name)) is not None}
    return Timings(**said)


def timings_for(worker: Staff) -> Timings:
    """What counts for a worker now."""
    return timings_of(worker.organisation, worker.team)


def newest_said(organisation: Organisation, team: Team | None, *, at: datetime | None = None) -> Timing | None:
    """What an organisation itself, or a team itself, has set and is in force."""
    return timings_set(organisation, team).filter(in_force_from__lte=at or now()).first()


def timings_set(organisation: Organisation, team: Team | None) -> QuerySet[Timing]:
    """All that an organisation itself, or a team itself, has ever set, what counts last first."""
    return Timing.objects.filter(organisation=organisation, team=team).order_by("-in_force_from", "-id")


def _in_force(organisation: Organisation, team: Team | None, at: datetime) -> list[Timing]:
    """What the organisation says, then what the team says: the later counts for more."""
    return [one for one in (newest_said(organisation, None, at=at), newest_said(organisation, team, at=at)) if one]


@transaction.atomic
def set_timings(
    organisation: Organisation,
    team: Team | None,
    said: Mapping[str, int | None],
    *,
    by: Actor = SYSTEM,
    in_force_from: datetime | None = None,
    why: str = "",
) -> Timing:
    """Sets what counts for an organisation or one of its teams from a moment (or now) on, whole: what is not in `said` is not set.

    Visits and alarms that have begun keep what they began with. Raises ValidationError at a field that is out of bounds, at
    `in_force_from` where that is in the past or more than a year ahead, at `why` where it is too long.
    """
    moment = now()
    begins = in_force_from or moment
    errors = {name: _out_of_bounds(name) for name, value in said.items() if not _allowed(name, value)}
    if not moment - timedelta(minutes=1) <= begins <= moment + FARTHEST:
        errors["in_force_from"] = "Choose a moment from now on, within a year."
    if len(why) > LONGEST_WHY:
        errors["why"] = f"Use {LONGEST_WHY} characters or fewer."
    asked, clock = (
        said.get("owner_asked_s") or 0,
        said.get("owner_clock_s") or timings_of(organisation, team).owner_clock_s,
    )
    if asked > clock // 2:
        errors["owner_asked_s"] = f"Ask them {clock // 2 // MINUTE} minutes before at the most: half of their time."
    if errors:
        raise ValidationError(errors)
    timing = Timing.objects.create(
        organisation=organisation,
        team=team,
        in_force_from=begins,
        made_at=moment,
        made_by=by.name,
        why=why.strip(),
        **said,
    )
    details = {name: value for name, value in said.items() if value is not None}
    subject = ("team", team.pk) if team else ("organisation", organisation.pk)
    record("team.timing_set", *subject, organisation_id=organisation.pk, actor=by, details=details)
    return timing


def _allowed(name: str, value: int | None) -> bool:
    low, high = BOUNDS[name]
    return value is None or low <= value <= high or (value == 0 and name in MAY_BE_OFF)


def _out_of_bounds(name: str) -> str:
    low, high = BOUNDS[name]
    if not name.endswith("_s"):
        return f"Choose {low} to {high}."
    unit = "Choose {} to {} minutes." if low >= MINUTE or low == 0 else "Choose half a minute to {1} minutes."
    return unit.format(low // MINUTE, high // MINUTE) + (" Write 0 to switch it off." if name in MAY_BE_OFF else "")
