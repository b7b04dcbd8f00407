"""Puts a report into a running installation: `python -m tests.one_report`, as its owner.

Prints one line of JSON: `reference` and `code` of what the nurse reported, keys of the links for a witness, for the person
affected, for the offer of support and for the question how she is, and the reference and code of a report without a name.
"""

import json
from datetime import timedelta

from alongside.config.commands.django_ready import start_django


def main() -> None:
    from alongside.incidents.actions import note_change, submit_report
    from alongside.incidents.completing.actions import ask
    from alongside.incidents.following import actions
    from alongside.incidents.models import WellbeingCheck
    from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
    from alongside.incidents.wellbeing.queries import CHECK, OFFER
    from alongside.ledger.actions import SYSTEM
    from alongside.ledger.clock import now
    from alongside.people.actions import actor_for, open_link
    from alongside.people.models import Staff

    nurse = Staff.objects.select_related("organisation", "team", "user").get(user__username="nurse")
    lsms = Staff.objects.select_related("user").get(user__username="lsms")

    def report(**more: object) -> NewReport:
        said = {
            "kinds": ["physical_assault"],
            "acts": ["hit"],
            "occurred_at": now() - timedelta(hours=2),
            "place_kind": "hospital",
            "team": nurse.team,
            "responsible": [NewResponsible("relative", who=Who(name="Arno Velt"))],
            "account": "He shouted that the wait was a disgrace.\nThen he struck me with his fist.",
        }
        return NewReport(**{**said, **more})

    hurt = NewAffected("staff", is_reporter=True, who=Who(staff=nurse), injury="minor", employment="employed")
    taken = submit_report(
        nurse.organisation,
        report(affected=[hurt], reporter=Who(staff=nurse)),
        by=actor_for(nurse.user),
        source="web",
        user_id=nurse.user_id,
    )
    by = actor_for(lsms.user)
    incident = taken.incident
    note_change(incident, "read", by=by)
    note_change(incident, "assigned", by=by, after={"assigned_to": str(lsms.pk)})
    actions.tell(incident, "message", "Thank you for telling us. May I ring you tomorrow?", by=by)
    affected = incident.affected.get()
    check = WellbeingCheck.objects.filter(affected=affected).order_by("due_at")[0]
    nameless = submit_report(
        nurse.organisation, report(anonymous=True, anonymous_because="employer"), by=SYSTEM, source="link"
    )
    answered = submit_report(nurse.organisation, report(anonymous=True), by=SYSTEM, source="link")
    actions.tell(
        answered.incident, "outcome", "He was given a written warning and may come only by appointment.", by=by
    )
    actions.tell(answered.incident, "changed", "Two people now staff the desk after six in the evening.", by=by)
    key = lambda purpose, subject: open_link(nurse.organisation_id, purpose, subject).secret  # noqa: E731
    found = {
        "reference": incident.reference,
        "code": taken.code,
        "nameless": [nameless.incident.reference, nameless.code],
        "answered": [answered.incident.reference, answered.code],
        "witness": ask(incident, "witness", label="Visitor in bay 3", by=by).secret,
        "injured": ask(incident, "injured", affected=affected, by=by).secret,
        "clinician": ask(incident, "clinician", label="Doctor on duty", by=by).secret,
        "offer": key(OFFER, affected.pk),
        "check": key(CHECK, check.pk),
        "manager_part": str(incident.contributions.get(part="manager").pk),
    }
    print(json.dumps(found))


start_django("owner")

if __name__ == "__main__":
    main()
