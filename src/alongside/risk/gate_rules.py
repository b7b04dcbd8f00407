"""What is asked before a visit: what an organisation and its teams have set, from when on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Team
from alongside.risk.models import GateRule

FARTHEST = timedelta(days=366)
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts. What nobody has set: it is asked and blocks nothing, so that an upgrade stops nobody's visit; a review is due
    after a year at the latest (usual practice, no law)."""

    asked: str = "warn"
    longest_days: int = 365


def rules_of(organisation: Organisation, team: Team | None, *, at: datetime | None = None) -> Rules:
    """What counts for a team, or for those of an organisation who are in none."""
    said: dict[str, object] = {}
    for whose in (None, team) if team else (None,):
        rule = newest_rule(organisation, whose, at=at)
        if rule is not None:
            said |= {"asked": rule.asked} if rule.asked else {}
            said |= {"longest_days": rule.longest_days} if rule.longest_days else {}
    return Rules(**said)  # type: ignore[arg-type]


def newest_rule(organisation: Organisation, team: Team | None, *, at: datetime | None = None) -> GateRule | None:
    """What an organisation itself, or a team itself, has set and is in force."""
    return rules_set(organisation, team).filter(in_force_from__lte=at or now()).first()


def rules_set(organisation: Organisation, team: Team | None) -> QuerySet[GateRule]:
    """All that was ever set there, what counts last first."""
    return GateRule.objects.filter(organisation=organisation, team=team).order_by("-in_force_from", "-id")


@transaction.atomic
def set_rule(
    organisation: Organisation,
    team: Team | None,
    *,
    asked: str = "",
    longest_days: int | None = None,
    why: str = "",
    in_force_from: datetime | None = None,
    by: Actor = SYSTEM,
) -> GateRule:
    """Sets it, whole, from a moment (or now) on. Raises ValidationError at a field that is wrong."""
    moment = now()
    begins = in_force_from or moment
    errors = {}
    if asked not in ("", *GateRule.Asked.values):
        errors["asked"] = "Choose what happens."
    if longest_days is not None and not 1 <= longest_days <= 1096:
        errors["longest_days"] = "Write 1 to 1096 days."
    if not moment - timedelta(minutes=1) <= begins <= moment + FARTHEST:
        errors["in_force_from"] = "Choose a moment from now on, within a year."
    if len(why) > LONGEST_WHY:
        errors["why"] = f"Use {LONGEST_WHY} characters or fewer."
    if errors:
        raise ValidationError(errors)
    rule = GateRule.objects.create(
        organisation=organisation,
        team=team,
        in_force_from=begins,
        asked=asked,
        longest_days=longest_days,
        made_at=moment,
        made_by=by.name,
        why=why.strip(),
    )
    about = ("team", team.pk) if team else ("organisation", organisation.pk)
    details = {"asked": asked, "longest_days": longest_days}
    record("risk.rule_set", *about, organisation_id=organisation.pk, actor=by, details=details)
    return rule
