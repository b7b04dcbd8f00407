"""Fills an installation with one provider, its response centre and workers with devices, by the product's own actions.

`python -m bench.people WORKERS` prints JSON: `operator` (user name and password), `token` (the operator's), and for
each worker the credentials of an OwnTracks phone, a check-in link and an OsmAnd phone.
"""

import json
import sys
from typing import Any

from alongside.config.commands.django_ready import start_django

PASSWORD = "a long enough password for a benchmark"  # noqa: S105 (of an installation that is thrown away)


def main(workers: int) -> dict[str, Any]:
    """Makes them all in one transaction."""
    from django.db import transaction

    from alongside.people.actions import add_contact_point, add_staff, create_token
    from alongside.people.models import Organisation, Team, User
    from alongside.people.roles import Role
    from alongside.watch.engine import Step, Target
    from alongside.watch.plans import publish_plan

    with transaction.atomic():
        provider = Organisation.objects.create(code="ZZB01", name="Benchmark provider", kind="provider")
        team = Team.objects.create(organisation=provider, name="District nursing")
        for number in range(2):
            name = f"Operator {number}"
            user = User.objects.create_user(f"operator-{number}", name=name, password=PASSWORD)
            operator = add_staff(provider, name, user=user, roles=[Role.OPERATOR])
            add_contact_point(operator, "console", verified=True)
        publish_plan(provider, "Response centre", [Step((Target(role=Role.OPERATOR),))], team=team)
        token = create_token(User.objects.get(username="operator-0"), "benchmark").secret
        staff = [
            add_staff(provider, f"Worker {number:04d}", team=team, roles=[Role.WORKER]) for number in range(workers)
        ]
        if staff:  # one of them signs in
            staff[0].user = User.objects.create_user("worker-0", name=staff[0].name, password=PASSWORD)
            staff[0].save(update_fields=["user"])
        devices = [_devices(number, worker) for number, worker in enumerate(staff)]
    return {
        "organisation": str(provider.pk),
        "operator": {"username": "operator-0", "password": PASSWORD},
        "token": token,
        "workers": devices,
    }


def _devices(number: int, worker: Any) -> dict[str, Any]:
    from alongside.devices.actions import register_device

    phone = register_device(worker, "owntracks", f"phone-{number}")
    link = register_device(worker, "link", f"badge-{number}")
    osmand = register_device(worker, "osmand", f"osmand-{number}")
    return {
        "id": str(worker.pk),
        "name": worker.name,
        "owntracks": [phone.identifier, phone.secret],
        "link": link.identifier,
        "osmand": osmand.identifier,
    }


if __name__ == "__main__":
    start_django("owner")
    print(json.dumps(main(int(sys.argv[1]))))
