"""Very many visits at once, with clocks that come evenly, and a badge for each worker.

`python -m bench.active_world VISITS` prints JSON: `keys`, in the order of the workers, of their check-in links; and `clocks_in_s`,
the seconds over which the clocks of all of them come for the first time.
"""

import hashlib
import json
import sys
from datetime import timedelta
from typing import Any

from alongside.config.commands.django_ready import start_django
from bench.due_world import rung_by_text, visit_of
from bench.people import main as make_people

INTERVAL_S, REMINDER_S = 300, 60
"""The shortest check-in interval that there is, so that as many clocks come as can."""
AT_ONCE = 5000
BEGINS_IN_S = 60.0
"""How long the making of them may take before the first clock comes."""


def main(visits: int) -> dict[str, Any]:
    """Makes them some thousand at a time, the visits last."""
    from django.db import connection, transaction

    from alongside.devices.models import Device, LastHeard
    from alongside.devices.protocols.link import identify
    from alongside.ledger.clock import now
    from alongside.people.models import ContactPoint, Organisation, Staff, Team
    from alongside.watch import engine
    from alongside.watch.models import Visit
    from alongside.watch.plans import plan_for

    keys = [f"badge-of-the-benchmark-{number:08d}" for number in range(visits)]
    with transaction.atomic():
        people = make_people(1)
        provider = Organisation.objects.get(pk=people["organisation"])
        team = Team.objects.get(organisation=provider)
        moment = now()
        rung_by_text(provider, team, moment)
        workers = [Staff(organisation=provider, team=team, name=f"Nurse {number:06d}") for number in range(visits)]
        Staff.objects.bulk_create(workers, batch_size=AT_ONCE)
        LastHeard.objects.bulk_create([LastHeard(worker=one, organisation=provider) for one in workers], AT_ONCE)
        devices = [
            Device(
                organisation=provider,
                worker=worker,
                protocol="link",
                identifier=identify(key),
                secret_digest=hashlib.sha256(key.encode()).digest(),
                registered_at=moment,
            )
            for worker, key in zip(workers, keys, strict=True)
        ]
        Device.objects.bulk_create(devices, batch_size=AT_ONCE)
        points = [
            ContactPoint(
                organisation=provider,
                staff=worker,
                channel="sms",
                address=f"+447{number:09d}",
                verified_at=moment,
            )
            for number, worker in enumerate(workers)
        ]
        ContactPoint.objects.bulk_create(points, batch_size=AT_ONCE)
        version, timing = (
            plan_for(workers[0]),
            engine.VisitTiming(check_in_interval_s=INTERVAL_S, reminder_s=REMINDER_S),
        )
        first = now() + timedelta(seconds=BEGINS_IN_S - INTERVAL_S + REMINDER_S)
        spread = (INTERVAL_S - REMINDER_S) / visits
        rows = [
            visit_of(worker, version, timing, first + timedelta(seconds=number * spread))
            for number, worker in enumerate(workers)
        ]
        Visit.objects.bulk_create(rows, batch_size=AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE watch_visit, people_staff, people_contactpoint, devices_device, devices_lastheard")
    begins = first + timedelta(seconds=INTERVAL_S - REMINDER_S)
    return {"keys": keys, "first_clock_at": begins.timestamp(), "clocks_in_s": INTERVAL_S - REMINDER_S}


if __name__ == "__main__":
    start_django("owner")
    print(json.dumps(main(int(sys.argv[1]))))
