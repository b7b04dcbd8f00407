"""What the gate finds for one visit: the facts are gathered here, `risk.gate` decides."""

from typing import Any

from alongside.people.days import today_in
from alongside.people.models import Staff
from alongside.risk import gate
from alongside.risk.assessments.queries import relevant
from alongside.risk.facts import changed_since
from alongside.risk.gate_rules import rules_of
from alongside.risk.known import known_of
from alongside.risk.models import Assessment, Subject
from alongside.watch.models import Companion, Visit


def finding_of(visit: Visit, *, at_base: bool) -> gate.Finding:
    """What the gate finds now; `at_base`: it was moved there."""
    return found_for(
        visit.worker,
        visit.subject,
        risk=said_risk(visit),
        companions=_companions(visit),
        at_base=at_base,
    )


def found_for(
    worker: Staff, subject: Subject | None, *, risk: str = "low", companions: int = 0, at_base: bool = False
) -> gate.Finding:
    """What the gate finds for a visit of this worker to this subject."""
    rules = rules_of(worker.organisation, worker.team)
    facts = gate.Facts(
        asked=rules.asked,
        concerns_somebody=subject is not None,
        today=today_in(worker.organisation),
        risk=risk,
        assessment=_assessed(relevant(subject)) if subject else None,
        known=known_of(subject),
        companions=companions,
        at_base=at_base,
    )
    return gate.find(facts)


def said_risk(visit: Visit) -> str:
    """The risk as the worker said it, which the gate may have raised since."""
    return str((visit.gate or {}).get("said", visit.risk))


def kept(visit: Visit, finding: gate.Finding, at_base: bool) -> dict[str, Any]:
    """A finding as the visit keeps it, with what the worker said of the risk."""
    return {
        "said": said_risk(visit),
        "asked": finding.asked,
        "level": finding.level,
        "reasons": list(finding.reasons),
        "changed": list(finding.changed),
        "known": list(finding.known),
    } | ({"at_base": True} if at_base else {})


def _assessed(found: list[Assessment]) -> gate.Assessed | None:
    """Several count together: the gravest level, the most careful way, the first review, everything that changed."""
    if not found:
        return None
    ways = {one.way for one in found}
    return gate.Assessed(
        level=max((one.level for one in found), key=gate.LEVELS.index),
        way="base" if "base" in ways else "two" if "two" in ways else "home",
        review_on=min(one.review_on for one in found),
        changed=tuple(dict.fromkeys(said for one in found for said in changed_since(one))),
    )


def _companions(visit: Visit) -> int:
    """Who goes along: those who accepted, or the one with whom this visit was made."""
    return Companion.objects.filter(visit=visit).exclude(accepted_at=None).count() + (visit.goes_with_id is not None)
