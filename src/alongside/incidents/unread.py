"""Reports that nobody is appointed to read, and who reads them instead.

A security specialist is appointed for the whole organisation or for a team. A report of no team (from a poster, anonymous, or
one that somebody who works here may have done) is read by those for the whole organisation. Where there is none who can sign in,

1. every security specialist of the organisation reads the reports of no team, and of teams that have none;
2. where there is no security specialist at all, the administrators and the security directors are told, once a day while
   reports wait (`tell_of_unread`).
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.incidents.models import Incident
from alongside.incidents.reaching import send_notice
from alongside.ledger.clock import now
from alongside.people.models import Appointment, Organisation, Staff
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role

TOLD = (Role.ADMINISTRATOR, Role.SECURITY_DIRECTOR)


def left_to(user: Any, incident: str = "") -> Q | None:
    """The incidents that this person reads because nobody is appointed to, as a condition on incidents, or on rows that
    lead to one: `left_to(user, "incident__")`. None for nearly everybody.
    """
    found = Q()
    for organisation, teams in organisations_left_to(user).items():
        here = Q(**{f"{incident}organisation": organisation})
        found |= here & (Q(**{f"{incident}team": None}) | ~Q(**{f"{incident}team__in": teams}))
    return found or None


def is_left_to(user: Any, incident: Incident) -> bool:
    """The same for one incident."""
    teams = organisations_left_to(user).get(incident.organisation_id)
    return teams is not None and (incident.team_id is None or incident.team_id not in teams)


def organisations_left_to(user: Any) -> dict[UUID, list[UUID]]:
    """The organisations of which this person reads what is left, and the teams there that have a security specialist of their
    own, of which they do not. Kept on the user for the request.
    """
    if not hasattr(user, "_left_to"):
        user._left_to = _left_to(user)
    return dict(user._left_to)


def specialists() -> QuerySet[Appointment]:
    """Appointments as security specialist of people who can sign in."""
    return Appointment.objects.filter(role=Role.LSMS, staff__active=True, staff__user__is_active=True)


def has_specialist(organisation_id: UUID) -> bool:
    """Whether anybody in this organisation can read what is reported and act on it."""
    return specialists().filter(organisation=organisation_id).exists()


@transaction.atomic
def tell_of_unread(organisation: Organisation) -> int:
    """Tells those who can change it that reports wait and nobody can read them; at most once a day each. Answers how many."""
    waiting = Incident.objects.filter(organisation=organisation, status=Incident.Status.SUBMITTED).count()
    if not waiting or has_specialist(organisation.pk):
        return 0
    holders = Staff.objects.active().filter(organisation=organisation, appointments__role__in=TOLD)
    return sum(
        send_notice(
            staff,
            "nobody_reads",
            key=f"incidents:unread:{organisation.pk}:{now():%Y-%m-%d}",
            about=("organisation", organisation.pk),
            path="/incidents/links",
            context={"waiting": waiting},
        )
        for staff in holders.distinct().select_related("organisation")
    )


def tell_when_submitted(sender: Any, *, incident: Incident, **_: Any) -> None:
    """Receives `occasions.submitted`."""
    if not incident.is_from_elsewhere:
        tell_of_unread(incident.organisation)


def tell_of_all_unread() -> int:
    """The same for every organisation: whoever read the reports may have left since. Run by `send`."""
    waiting = Incident.objects.filter(organisation=OuterRef("pk"), status=Incident.Status.SUBMITTED)
    read = specialists().filter(organisation=OuterRef("pk"))
    return sum(tell_of_unread(one) for one in Organisation.objects.filter(Exists(waiting)).exclude(Exists(read)))


def _left_to(user: Any) -> dict[UUID, list[UUID]]:
    for_all = set(organisations_where(user, Role.LSMS))
    mine = {
        place.organisation_id
        for place in places_of(user)
        if place.organisation_id not in for_all and any(one.role == Role.LSMS for one in place.appointments.all())
    }
    if not mine:
        return {}
    teams: dict[UUID, set[UUID | None]] = {}
    for organisation, team in specialists().filter(organisation__in=mine).values_list("organisation", "team"):
        teams.setdefault(organisation, set()).add(team)
    return {
        organisation: [team for team in those if team is not None]
        for organisation, those in teams.items()
        if None not in those
    }
