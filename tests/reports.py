"""Reports of what happened to the nurse, as she made them in Ward 7.

For tests of the database `a_report`; the others are called inside a running installation (`Installation.inside`), and
tell what a story needs to find what they put there.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.actions import Submitted, note_change, submit_report
from alongside.incidents.completing.actions import ask
from alongside.incidents.duties.actions import fact
from alongside.incidents.duties.track import answer, record_absence
from alongside.incidents.following.actions import tell
from alongside.incidents.models import WellbeingCheck
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.incidents.wellbeing.queries import CHECK, OFFER
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, open_link, open_place, open_site
from alongside.people.models import Place, Site, Staff

ACCOUNT = "He shouted that the wait was a disgrace, then struck her with his fist."
HURT = {"injury": "minor", "employment": "employed"}
BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}


def a_report(nurse: Staff, ward: Place, **changes: Any) -> NewReport:
    """What she says, with what a test changes."""
    said: dict[str, Any] = {
        "kinds": ["physical_assault"],
        "acts": ["hit"],
        "occurred_at": now() - timedelta(hours=1),
        "place": ward,
        "place_kind": "hospital",
        "team": nurse.team,
        "targets": ["me"],
        "affected": [NewAffected("staff", is_reporter=True, who=Who(staff=nurse), **HURT)],
        "responsible": [NewResponsible("relative", who=Who(name="Arno Velt"))],
        "account": ACCOUNT,
        "reporter": Who(staff=nurse),
    }
    return NewReport(**said | changes)


def submitted(nurse: Staff, ward: Place, **changes: Any) -> Submitted:
    """Her report, taken on the page where she is signed in."""
    user: Any = nurse.user
    said = a_report(nurse, ward, **changes)
    return submit_report(nurse.organisation, said, by=actor_for(user), source="web", user_id=user.pk)


def many(number: int) -> None:
    """So many reports, one every seven hours back in time; each third is of a theft, the others of a weapon."""
    for one in range(number):
        theft = {"kinds": ["theft"], "acts": []}
        armed = {"kinds": ["physical_assault", "weapon"], "weapons": ["sharp"]}
        at = now() - timedelta(hours=1 + 7 * one)
        submitted(_nurse(), _ward(), occurred_at=at, **(armed if one % 3 else theft))


SITES = {
    "Upper House": (53.39, -2.6, 4),
    "Lower House": (53.392, -2.597, 2),
    "Lower House day centre": (53.392, -2.597, 1),
    "Coast base": (53.82, -3.05, 1),
}
"""Where they are, and how many reports there are of each: three near each other, of which two are at one address."""


def at_sites() -> None:
    """Reports at sites of which the position is known."""
    nurse = _nurse()
    for name, (lat, lon, number) in SITES.items():
        place = open_place(open_site(nurse.organisation, name, position=(lat, lon)), "Reception")
        for _ in range(number):
            submitted(nurse, place)


def close_sites() -> None:
    """Takes these sites away again, when nothing is there any more."""
    Place.objects.filter(site__name__in=SITES).delete()
    Site.objects.filter(name__in=SITES).delete()


def new() -> dict[str, str]:
    """References of new reports: `urgent` and `twin` tell the same, `calm` is about something else."""
    urgent: dict[str, Any] = {
        "kinds": ["physical_assault", "weapon"],
        "weapons": ["sharp"],
        "factors": ["waiting", "alcohol"],
        "responses": ["talked_down", "security"],
        "intent_impression": "intentional",
        "lone_working": True,
        "police": "wanted",
    }
    calm = {"kinds": ["theft"], "acts": [], "account": "The drug cupboard was open.", "affected": [], "responsible": []}
    calm["occurred_at"] = now() - timedelta(days=3)
    told = {"urgent": urgent, "twin": urgent | {"account": ACCOUNT.replace("a disgrace", "far too long")}, "calm": calm}
    return {name: submitted(_nurse(), _ward(), **said).incident.reference for name, said in told.items()}


def followed() -> dict[str, Any]:
    """A report that was read, given to the specialist and answered, and two without a name.

    `reference` and `code` of hers, those of `nameless` and of `answered`, keys of links (for the `witness`, the one
    `injured`, the `clinician`, the `offer` of support and the `check` how she is), and the id of the `manager_part`.
    """
    nurse, ward = _nurse(), _ward()
    lsms = Staff.objects.select_related("user").get(user__username="lsms")
    by = actor_for(lsms.user)
    hers = submitted(nurse, ward)
    incident, affected = hers.incident, hers.incident.affected.get()
    note_change(incident, "read", by=by)
    note_change(incident, "assigned", by=by, after={"assigned_to": str(lsms.pk)})
    tell(incident, "message", "Thank you for telling us. May I ring you tomorrow?", by=by)
    nameless, answered = (
        submit_report(
            nurse.organisation,
            a_report(nurse, ward, anonymous=True, affected=[], targets=[], reporter=Who(), **more),
            by=SYSTEM,
            source="link",
        )
        for more in ({"anonymous_because": "employer"}, {})
    )
    for kind, words in (
        ("outcome", "He was given a written warning and may come only by appointment."),
        ("changed", "Two people now staff the desk after six in the evening."),
    ):
        tell(answered.incident, kind, words, by=by)
    check = WellbeingCheck.objects.filter(affected=affected).order_by("due_at")[0]
    return {
        "reference": incident.reference,
        "code": hers.code,
        "nameless": [nameless.incident.reference, nameless.code],
        "answered": [answered.incident.reference, answered.code],
        "witness": ask(incident, "witness", label="Visitor in bay 3", by=by).secret,
        "injured": ask(incident, "injured", affected=affected, by=by).secret,
        "clinician": ask(incident, "clinician", label="Doctor on duty", by=by).secret,
        "offer": open_link(nurse.organisation_id, OFFER, affected.pk).secret,
        "check": open_link(nurse.organisation_id, CHECK, check.pk).secret,
        "manager_part": str(incident.contributions.get(part="manager").pk),
    }


def broken_nose() -> str:
    """The reference of a report after which HSE has to be told; the police were, and she is off work."""
    by = actor_for(Staff.objects.select_related("user").get(user__username="lsms").user)
    nurse = _nurse()
    hurt = [
        NewAffected("staff", is_reporter=True, who=Who(staff=nurse), injury="treated", employment="employed"),
        NewAffected("patient", injury="minor"),
    ]
    who = [NewResponsible("patient", who=Who(name="Arno Velt"))]
    said = {"occurred_at": now() - timedelta(days=12), "affected": hurt, "responsible": who}
    incident = submitted(nurse, _ward(), **said).incident
    one = incident.affected.get(number=1)
    answer(one, BROKEN_NOSE, by=by)
    day = incident.occurred_at.astimezone(ZoneInfo(incident.organisation.time_zone)).date()
    record_absence(one, "off_work", day + timedelta(days=1), None, source="lsms", by=by)
    fact(incident, "reported_to_police", now(), one, by=by)
    return incident.reference


def _nurse() -> Staff:
    return Staff.objects.select_related("organisation", "team", "user").get(user__username="nurse")


def _ward() -> Place:
    return Place.objects.get(name="Ward 7")
