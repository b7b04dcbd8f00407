"""Reading incidents, from what the caller may see; and who that is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from alongside.incidents.accused_inside import ACTING, Held, who_remains
from alongside.incidents.models import ClosedTo, Incident
from alongside.incidents.reaching import specialists_of
from alongside.incidents.unread import left_to
from alongside.people.models import Appointment, Organisation, Staff
from alongside.people.queries import places_of
from alongside.people.roles import Role

SECURITY = (Role.LSMS, Role.SECURITY_DIRECTOR)
CLOSED = "SELECT incident_id FROM incidents_closedto WHERE staff_id = ANY (%s) AND ended_at IS NULL"


def incidents_for(user: Any) -> QuerySet[Incident]:
    """The incidents that this person may see: `incidents.see`, as a query."""
    found = Incident.objects.filter(visible_to(user))
    return found.select_related("organisation", "site", "place__site", "team", "assigned_to")


def visible_to(user: Any, incident: str = "") -> Q:
    """`incidents.see` as a condition on incidents, or on rows that lead to one: `visible_to(user, "incident__")`."""
    held = [one for place in places_of(user) for one in place.appointments.all()]
    seen = opened_by(held, incident)
    if standing := standing_in(user):
        seen |= Q(**{f"{incident}pk__in": list(standing)})
    if left := left_to(user, incident):
        seen |= left
    if closed := closed_to(user):
        seen &= ~Q(**{f"{incident}pk__in": list(closed)})
    return seen


def opened_by(appointments: Iterable[Appointment], incident: str = "") -> Q:
    """What these appointments let somebody see. A line manager does not see what somebody who works here may have done."""
    held = list(appointments)
    seen = _within([one for one in held if one.role in SECURITY], incident)
    managing = [one for one in held if one.role == Role.LINE_MANAGER]
    if managing:
        seen |= _within(managing, incident) & Q(**{f"{incident}accused_inside": False})
    return seen


def closed_to(user: Any) -> frozenset[UUID]:
    """Incidents that are closed to this person, their own among them; kept on the user for the request."""
    if not hasattr(user, "_closed_incidents"):
        places = [place.pk for place in places_of(user)]
        user._closed_incidents = closed_to_staff(places) if places else frozenset()
    return user._closed_incidents


def closed_to_staff(staff: Sequence[UUID]) -> frozenset[UUID]:
    """The same by their places. In plain SQL: nearly every page asks it."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, [list(staff)])
        return frozenset(key for (key,) in cursor.fetchall())


def standing_in(user: Any) -> frozenset[UUID]:
    """Incidents on which this person acts because they are closed to everybody who would; kept on the user for the request."""
    if not hasattr(user, "_standing_in"):
        user._standing_in = _standing_in(user)
    return user._standing_in


def who_acts_on(incident: Incident, *, besides: Iterable[UUID] = ()) -> QuerySet[Staff]:
    """Those who act on a report, by name: its security specialists, as far as it is not closed to them; where none of them
    remains, those who stand in. `besides`: people without whom it is asked.
    """
    held = _held_in([incident.organisation_id])[incident.organisation_id]
    closed = {*ClosedTo.objects.filter(incident=incident, ended_at=None).values_list("staff", flat=True), *besides}
    if not closed:
        held = [one for one in held if one.role == Role.LSMS]
    acting = who_remains(held, closed, incident.team_id)
    return Staff.objects.filter(pk__in=acting).select_related("organisation").order_by("name")


def roles_reading(incident: Incident) -> frozenset[Role]:
    """Of the security specialists, the director and the line managers, those of whom somebody may open this report. A role that
    nobody holds here yet counts: whoever gets it reads what was written before.
    """
    closed = set(ClosedTo.objects.filter(incident=incident, ended_at=None).values_list("staff", flat=True))
    held = [
        one for one in _held_in([incident.organisation_id])[incident.organisation_id] if _here(one, incident.team_id)
    ]
    shut = {one.role for one in held if one.staff in closed} - {one.role for one in held if one.staff not in closed}
    if incident.accused_inside:
        shut.add(Role.LINE_MANAGER)
    return frozenset({*SECURITY, Role.LINE_MANAGER}) - shut


def open_to(incident: Incident, staff: Iterable[Staff]) -> list[Staff]:
    """Those of these people to whom the report is not closed; where it is closed to all of them, those who act on it."""
    closed = set(ClosedTo.objects.filter(incident=incident, ended_at=None).values_list("staff", flat=True))
    asked = list(staff)
    left = [one for one in asked if one.pk not in closed]
    return left or (list(who_acts_on(incident)) if asked else [])


def who_is_told(incident: Incident) -> list[Staff]:
    """Whom a notice about a report goes to: who has it, or the security specialists, as far as it is not closed to them; where
    nobody is left, those who act on it instead.
    """
    asked = specialists_of(incident)
    return open_to(incident, asked) if asked else list(who_acts_on(incident))


def own_reports(user: Any) -> QuerySet[Incident]:
    """What this person reported under their name."""
    return Incident.objects.filter(reporter_user=user.pk)


def report_of_link(subject_id: UUID) -> Incident | None:
    """The report that an access link of purpose `report.follow` is about."""
    return Incident.objects.filter(pk=subject_id).select_related("organisation", "site", "place").first()


def takes_reports() -> QuerySet[Organisation]:
    """Bodies that may be chosen by somebody who reports without an account."""
    return Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")


def _within(appointments: Sequence[Appointment], incident: str) -> Q:
    seen = Q(organisation__in=[one.organisation_id for one in appointments if one.team_id is None])
    if teams := [one.team_id for one in appointments if one.team_id is not None]:
        seen |= Q(**{f"{incident}team__in": teams})
    return seen


def _standing_in(user: Any) -> frozenset[UUID]:
    """Of a manager this is asked at every look: the two small questions that mostly find nothing come first."""
    mine = {place.pk for place in places_of(user)}
    held = [one for place in places_of(user) for one in place.appointments.all() if one.role in ACTING[1:]]
    if not held:
        return frozenset()
    organisations = {one.organisation_id for one in held}
    closed = _closed_to_every_specialist(organisations)
    if not closed:
        return frozenset()
    acting = _held_in(organisations)
    return frozenset(
        incident
        for (organisation, incident, team), those in closed.items()
        if _stand_in(acting[organisation], those, team) & mine
    )


def _closed_to_every_specialist(organisations: Iterable[UUID]) -> dict[tuple[UUID, UUID, UUID | None], set[UUID]]:
    """By organisation, incident and its team, to whom it is closed: of the incidents that are closed to all who are specialists of
    the whole organisation.
    """
    found: dict[tuple[UUID, UUID, UUID | None], set[UUID]] = {}
    specialists: dict[UUID, set[UUID]] = {one: set() for one in organisations}
    whole = Appointment.objects.filter(organisation__in=list(organisations), role=Role.LSMS, team=None)
    able = whole.filter(staff__active=True, staff__user__is_active=True)
    for organisation, staff in able.values_list("organisation", "staff"):
        specialists[organisation].add(staff)
    for organisation, those in specialists.items():
        standing = ClosedTo.objects.filter(organisation=organisation, ended_at=None)
        if those:
            all_of_them = standing.filter(staff__in=those).values("incident").annotate(number=Count("pk"))
            standing = standing.filter(incident__in=all_of_them.filter(number=len(those)).values("incident"))
        for incident, team, staff in standing.values_list("incident", "incident__team", "staff"):
            found.setdefault((organisation, incident, team), set()).add(staff)
    return found


def _stand_in(held: Sequence[Held], closed: Collection[UUID], team: UUID | None) -> frozenset[UUID]:
    """Those who remain, where they are no security specialists themselves."""
    remain = who_remains(held, closed, team)
    specialists = {one.staff for one in held if one.role == Role.LSMS and one.team in (None, team)}
    return remain - specialists


def _here(held: Held, team: UUID | None) -> bool:
    return held.team in (None, team)


def _held_in(organisations: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """Who holds a role of those who act, of those who can sign in, by organisation."""
    found: dict[UUID, list[Held]] = defaultdict(list)
    rows = Appointment.objects.filter(
        organisation__in=list(organisations), role__in=ACTING, staff__active=True, staff__user__is_active=True
    )
    for organisation, staff, role, team in rows.values_list("organisation", "staff", "role", "team"):
        found[organisation].append(Held(staff, role, team))
    return found
