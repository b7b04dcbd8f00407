"""Puts new reports into a running installation: `python -m tests.new_reports`, as its owner.

Prints one line of JSON: references by name. `urgent` and `twin` tell the same; `calm` is about something else.
"""

import json
from datetime import timedelta
from typing import Any

from alongside.config.commands.django_ready import start_django

WORDS = "He shouted that the wait was a disgrace, then struck her with his fist and showed a knife."


def main() -> None:
    from alongside.incidents.actions import submit_report
    from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
    from alongside.ledger.clock import now
    from alongside.people.actions import actor_for, open_place, open_site
    from alongside.people.models import Place, Staff

    nurse = Staff.objects.select_related("organisation", "team", "user").get(user__username="nurse")
    ward = Place.objects.filter(name="Ward 7").first()
    ward = ward or open_place(open_site(nurse.organisation, "Northbrook Hospital"), "Ward 7")
    said: dict[str, Any] = {
        "kinds": ["physical_assault", "weapon"],
        "acts": ["hit"],
        "weapons": ["sharp"],
        "occurred_at": now() - timedelta(hours=1),
        "place": ward,
        "place_kind": "hospital",
        "team": nurse.team,
        "targets": ["me"],
        "factors": ["waiting", "alcohol"],
        "responses": ["talked_down", "security"],
        "affected": [
            NewAffected("staff", is_reporter=True, who=Who(staff=nurse), injury="minor", employment="employed")
        ],
        "responsible": [NewResponsible("relative", who=Who(name="Arno Velt"))],
        "account": WORDS,
        "reporter": Who(staff=nurse),
        "intent_impression": "intentional",
        "lone_working": True,
        "police": "wanted",
    }
    calm = {"kinds": ["theft"], "weapons": [], "acts": [], "account": "The drug cupboard was open.", "responsible": []}
    changes: dict[str, dict[str, Any]] = {
        "urgent": {},
        "twin": {"account": WORDS.replace("a disgrace", "far too long")},
        "calm": calm | {"affected": [], "occurred_at": now() - timedelta(days=3), "police": "undecided"},
    }
    references = {}
    for name, change in changes.items():
        report = NewReport(**said | change)
        user: Any = nurse.user
        submitted = submit_report(nurse.organisation, report, by=actor_for(user), source="web", user_id=user.pk)
        references[name] = submitted.incident.reference
    print(json.dumps(references))


start_django("owner")

if __name__ == "__main__":
    main()
