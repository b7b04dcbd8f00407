"""A violence marker inside a running installation, for stories that are told from outside."""

from datetime import timedelta

from alongside.incidents.models import Incident
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.models import Staff
from alongside.risk.markers.actions import Decider, Given, move, propose
from alongside.risk.models import Subject
from alongside.risk.subjects import Who
from alongside.watch.actions import Itinerary, plan_visit

ADDRESS, ADVICE = "5 Weaver Street", "Ask for the dogs to be shut in, from the gate."
MARKS = {"degree": 1, "injury_physical": 1, "injury_psychological": 0, "urgency": 2, "likelihood": 2}


def at_an_address(reference: str, days: int = 60) -> dict[str, str]:
    """An active marker about an address, resting on that report; and a visit of the nurse there, planned for this hour."""
    lsms, nurse = (
        Staff.objects.select_related("organisation", "user").get(user__username=name) for name in ("lsms", "nurse")
    )
    incident = Incident.objects.get(reference=reference)
    by = actor_for(lsms.user)
    marker = propose(
        lsms.organisation,
        Who(Subject.Kind.PREMISES, address=ADDRESS),
        incidents=[incident.pk],
        marks=MARKS,
        proposal="Two dogs came at her.",
        by=by,
    )
    review_on = today_in(lsms.organisation) + timedelta(days=days)
    given = Given("Three visits a week go there.", ADVICE, review_on, [Decider(lsms.pk, lsms.name)])
    move(marker, "decide", given, by=by)
    plan_visit(nurse, Itinerary(ADDRESS, now() + timedelta(minutes=50)), by=actor_for(nurse.user))
    return {"marker": str(marker.pk), "number": str(marker.number)}
