"""A visit that waits at the gate: its patient is assessed as of high risk, and the nurse has asked a colleague along."""

from datetime import timedelta

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.gate_rules import set_rule
from alongside.risk.models import Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch import actions
from alongside.watch.gating import actions as gating
from tests.world import World

PATIENT = Who(Subject.Kind.PATIENT, name="Arno Velt", reference="RX-17")


def a_gate(world: World) -> dict[str, str]:
    """Values of the paths."""
    set_rule(world.organisation, None, asked="block")
    subject = subject_for(world.organisation, PATIENT)
    found = Assessing("high", controls="In the morning, by two")
    one = assess(world.organisation, subject, found, world.manager, by=actor_for(world.manager.user))
    by = actor_for(world.nurse.user)
    itinerary = actions.Itinerary("14 Tannery Row", now() + timedelta(hours=2), who=PATIENT)
    visit = actions.plan_visit(world.nurse, itinerary, by=by)
    asked = gating.ask_along(visit, world.second_nurse, by=by)
    return {
        "id": str(visit.pk),
        "assessment_id": str(one.pk),
        "companion_id": str(asked.pk),
        "place_id": str(world.team.pk),
        "subject": str(subject.pk),
        "phase": "before",
    }
