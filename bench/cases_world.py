"""A health body with ten security specialists and one report with its case, from which `bench.cases_rows` makes the many.

`python -m bench.cases_world` prints JSON: keys of the organisation, of its specialists, of the incident and the case, and an
API token. Made by the product's own actions.
"""

import json
import sys
from typing import Any

from alongside.config.commands.django_ready import start_django
from bench.people import PASSWORD

SPECIALISTS = 10


def main() -> dict[str, Any]:
    from django.db import transaction

    from alongside.cases.opening.actions import open_case
    from alongside.cases.working.actions import note
    from alongside.incidents.actions import submit_report
    from alongside.incidents.new_report import NewAffected, NewReport
    from alongside.ledger.actions import SYSTEM
    from alongside.ledger.clock import now
    from alongside.people.actions import actor_for, add_staff, create_token
    from alongside.people.models import Organisation, User
    from alongside.people.roles import Role

    with transaction.atomic():
        body = Organisation.objects.create(code="ZZC01", name="Benchmark provider", kind="provider")
        people = [
            add_staff(
                body,
                f"Specialist {number}",
                user=User.objects.create_user(f"specialist-{number}", name=f"Specialist {number}", password=PASSWORD),
                roles=[Role.LSMS],
            )
            for number in range(SPECIALISTS)
        ]
        report = NewReport(kinds=["physical_assault"], occurred_at=now(), affected=[NewAffected("staff")])
        first, spare = (submit_report(body, report, by=SYSTEM, source="import").incident for _ in range(2))
        user: Any = people[0].user
        by = actor_for(user)
        case = open_case([first], owner=people[0], by=by)
        event = note(case, "The ward sister rang.", by=by)
        return {
            "organisation": str(body.pk),
            "specialists": [str(one.pk) for one in people],
            "case": str(case.pk),
            "link": str(case.links.get().pk),
            "event": str(event.pk),
            "incident": str(first.pk),
            "spare": str(spare.pk),
            "sign_in": {"username": "specialist-0", "password": PASSWORD},
            "token": create_token(user, "Benchmark").secret,
        }


if __name__ == "__main__":
    start_django("owner")
    json.dump(main(), sys.stdout)
