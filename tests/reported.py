"""Puts reports into a running installation: `python -m tests.reported NUMBER`, as its owner. The nurse reports each."""

import sys
from datetime import timedelta

from alongside.config.commands.django_ready import start_django

WORDS = "He shouted that the wait was a disgrace, then struck her with his fist."


def main(number: int) -> None:
    from alongside.incidents.actions import submit_report
    from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
    from alongside.ledger.clock import now
    from alongside.people.actions import actor_for, open_place, open_site
    from alongside.people.models import Place, Staff

    nurse = Staff.objects.select_related("user", "organisation", "team").get(user__username="nurse")
    ward = Place.objects.filter(organisation=nurse.organisation).first() or open_place(
        open_site(nurse.organisation, "Northbrook Hospital", position=(53.39, -2.6)), "Ward 7"
    )
    for one in range(number):
        said = NewReport(
            kinds=["theft"] if one % 3 == 0 else ["physical_assault", "weapon"],
            weapons=[] if one % 3 == 0 else ["sharp"],
            occurred_at=now() - timedelta(hours=1 + 7 * one),
            place=ward,
            team=nurse.team,
            affected=[NewAffected("staff", is_reporter=True, who=Who(staff=nurse), injury="minor")],
            responsible=[NewResponsible("relative", who=Who(name="Arno Velt"))],
            account=WORDS,
            reporter=Who(staff=nurse),
        )
        submit_report(nurse.organisation, said, by=actor_for(nurse.user), source="web", user_id=nurse.user.pk)


if __name__ == "__main__":
    start_django("owner")
    main(int(sys.argv[1]))
