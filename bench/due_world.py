"""Visits that all fall due at one moment.

`python -m bench.due_world VISITS SECONDS` makes so many workers, each on a visit whose check-in is due in that many
seconds and who can be rung by text message; prints JSON: `due_at`, and an OwnTracks phone of somebody else, who is on no visit.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

from alongside.config.commands.django_ready import start_django
from bench.people import main as make_people


def main(visits: int, seconds: float) -> dict[str, Any]:
    """Makes them in one transaction, the visits last, so that little time is lost before they are due."""
    from django.db import connection, transaction

    from alongside.ledger.clock import now
    from alongside.people.models import ContactPoint, Organisation, Staff, Team
    from alongside.watch import engine
    from alongside.watch.models import Visit
    from alongside.watch.plans import plan_for

    with transaction.atomic():
        people = make_people(1)
        provider = Organisation.objects.get(pk=people["organisation"])
        team = Team.objects.get(organisation=provider)
        moment = now()
        rung_by_text(provider, team, moment)
        workers = Staff.objects.bulk_create(
            [Staff(organisation=provider, team=team, name=f"Nurse {number:05d}") for number in range(visits)]
        )
        ContactPoint.objects.bulk_create(
            [
                ContactPoint(
                    organisation=provider,
                    staff=worker,
                    channel="sms",
                    address=f"+4477009{number:05d}",
                    verified_at=moment,
                )
                for number, worker in enumerate(workers)
            ]
        )
        due_at = now() + timedelta(seconds=seconds)
        version, timing = plan_for(workers[0]), engine.VisitTiming()
        heard_at = due_at - timedelta(seconds=timing.check_in_interval_s)
        visits_due = [visit_of(worker, version, timing, heard_at, reminded=True) for worker in workers]
        Visit.objects.bulk_create(visits_due)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE watch_visit, people_staff, people_contactpoint")
    return {"due_at": due_at.timestamp(), "phone": people["workers"][0]}


def rung_by_text(provider: Any, team: Any, moment: datetime) -> None:
    """Whoever answers alarms has a number, too."""
    from alongside.people.models import ContactPoint, Staff

    for number, operator in enumerate(Staff.objects.filter(organisation=provider, name__startswith="Operator")):
        ContactPoint.objects.create(
            organisation=provider, staff=operator, channel="sms", address=f"+44780000000{number}", verified_at=moment
        )


def visit_of(worker: Any, version: Any, timing: Any, heard_at: datetime, *, reminded: bool = False) -> Any:
    """A visit under way, not stored yet, whose worker was heard last at that time: its clock comes with the reminder, or where they
    were reminded already with the check-in.
    """
    from alongside.ledger.keys import new_id
    from alongside.watch import engine
    from alongside.watch.models import Visit

    key, due_at = new_id(), heard_at + timedelta(seconds=timing.check_in_interval_s)
    clock_at = due_at if reminded else due_at - timedelta(seconds=timing.reminder_s)
    state = engine.VisitState(
        key,
        worker.pk,
        engine.VisitStatus.DUE_SOON if reminded else engine.VisitStatus.ACTIVE,
        timing,
        started_at=heard_at,
        heard_at=heard_at,
        due_at=due_at,
        cycle=1,
        clock_at=clock_at,
    )
    return Visit(
        id=key,
        organisation_id=worker.organisation_id,
        team_id=worker.team_id,
        worker=worker,
        place="12 Mill Lane",
        made_at=heard_at,
        plan_version=version,
        status=state.status,
        due_at=due_at,
        clock_at=clock_at,
        started_at=heard_at,
        state=engine.to_dict(state),
    )


if __name__ == "__main__":
    start_django("owner")
    print(json.dumps(main(int(sys.argv[1]), float(sys.argv[2]))))
