"""Puts a nurse with a broken nose into a running installation: `python -m tests.hurt_nurse`, as its owner.

Prints the report's number as one line of JSON. HSE has to be told, the police were, and she is off work.
"""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.config.commands.django_ready import start_django

BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}


def main() -> None:
    from alongside.incidents.actions import submit_report
    from alongside.incidents.duties.actions import fact
    from alongside.incidents.duties.track import answer, record_absence
    from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
    from alongside.ledger.clock import now
    from alongside.people.actions import actor_for
    from alongside.people.models import Staff

    nurse, lsms = Staff.objects.get(name="Nia Okoye"), Staff.objects.get(name="Lee Stone")
    by, user = actor_for(lsms.user), nurse.user
    who: Any = user
    said = NewReport(
        kinds=["physical_assault"],
        acts=["hit"],
        occurred_at=now() - timedelta(days=12),
        team=nurse.team,
        affected=[
            NewAffected("staff", is_reporter=True, who=Who(staff=nurse), injury="treated", employment="employed"),
            NewAffected("patient", injury="minor"),
        ],
        responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))],
        account="He struck her with his fist.",
        reporter=Who(staff=nurse),
    )
    incident = submit_report(nurse.organisation, said, by=actor_for(user), source="web", user_id=who.pk).incident
    one = incident.affected.get(number=1)
    answer(one, BROKEN_NOSE, by=by)
    day = incident.occurred_at.astimezone(ZoneInfo(incident.organisation.time_zone)).date()
    record_absence(one, "off_work", day + timedelta(days=1), None, source="lsms", by=by)
    fact(incident, "reported_to_police", now(), one, by=by)
    print(json.dumps({"reference": incident.reference}))


start_django("owner")

if __name__ == "__main__":
    main()
