"""Reviews and actions, put into a running installation for stories that are told from outside."""

import re
from datetime import date, timedelta
from typing import Any

from alongside.cases.models import Case
from alongside.cases.opening.actions import open_case
from alongside.cases.remedial.actions import give
from alongside.cases.review.actions import write_review
from alongside.incidents.models import Incident
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.models import Staff


def a_case(reference: str) -> dict[str, str]:
    """A case of that report with a review that was begun, and a door that the manager is to mend; the link in the message."""
    lsms, manager = (Staff.objects.get(user__username=name) for name in ("lsms", "manager"))
    user: Any = lsms.user
    by = actor_for(user)
    case: Case = open_case([Incident.objects.get(reference=reference)], owner=lsms, by=by)
    said = {
        "happened": "He waited for three hours.",
        "factors": ["waiting"],
        "prevented": "Telling people how long it takes.",
    }
    write_review(case, said, by=by)
    due: date = now().date() + timedelta(days=9)
    action = give(case, "Mend the door of the waiting room", owner=manager, due_on=due, set_by=lsms, by=by)
    body = Message.objects.filter(about_id=action.pk).latest("pk").body
    found = re.search(r"/actions/by-link/\S+", body)
    return {"case": case.reference, "action": str(action.pk), "link": found.group() if found else ""}
