"""A provider with a security specialist and a report to send a film to: `python -m bench.evidence_world` prints both as JSON."""

import json
from datetime import timedelta
from typing import Any

from alongside.config.commands.django_ready import start_django
from bench.people import PASSWORD


def main() -> dict[str, Any]:
    """Made by the product's own actions."""
    from alongside.incidents.actions import submit_report
    from alongside.incidents.new_report import NewAffected, NewReport, Who
    from alongside.ledger.actions import SYSTEM
    from alongside.ledger.clock import now
    from alongside.people.actions import add_staff
    from alongside.people.models import Organisation, User
    from alongside.people.roles import Role

    provider = Organisation.objects.create(code="ZZB09", name="Benchmark provider", kind="provider")
    user = User.objects.create_user("lsms-film", name="Security specialist", password=PASSWORD)
    lsms = add_staff(provider, "Security specialist", user=user, roles=[Role.LSMS])
    said = NewReport(
        kinds=["physical_assault"],
        occurred_at=now() - timedelta(hours=1),
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=lsms), injury="minor")],
        account="He struck her.",
        reporter=Who(staff=lsms),
    )
    report = submit_report(provider, said, by=SYSTEM, source="web", user_id=user.pk).incident
    return {"lsms": {"username": "lsms-film", "password": PASSWORD}, "report": report.reference}


if __name__ == "__main__":
    start_django("owner")
    print(json.dumps(main()))
