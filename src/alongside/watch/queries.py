"""Reading visits and alarms, from what the caller may see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.ledger.actions import Actor, write_details
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.models import Staff
from alongside.people.queries import organisations_where, places_of, teams_where
from alongside.people.roles import Role
from alongside.watch import engine
from alongside.watch.buddies.standing import workers_looked_after
from alongside.watch.models import RUNNING, Alarm, Visit, VisitNote

REPORTED_WITHIN = timedelta(days=7)
ORGANISATION_WIDE = (Role.OPERATOR, Role.OPERATOR_SUPERVISOR, Role.LSMS, Role.SECURITY_DIRECTOR, Role.LINE_MANAGER)


def visits_of(worker: Staff) -> QuerySet[Visit]:
    """The worker's own visits."""
    return Visit.objects.filter(worker=worker)


def visits_for(user: Any) -> QuerySet[Visit]:
    """The visits that this person may see: `visits.see`, as a query."""
    return Visit.objects.filter(_near(user) | Q(worker__in=_mine(user))).select_related("worker__last_heard", "team")


def alarms_for(user: Any) -> QuerySet[Alarm]:
    """The alarms that this person may respond to: `alarms.respond`, as a query.

    Never one's own: whether a silent alarm stands must not be seen on the worker's screen (S9).
    """
    mine = _mine(user)
    rung = Message.objects.filter(about_type="alarm", about_id=OuterRef("pk"), recipient__in=mine)
    return (
        Alarm.objects.filter(_near(user) | Q(owner__in=mine) | Exists(rung))
        .exclude(worker__in=mine)
        .select_related(
            "worker__organisation",
            "worker__team__site",
            "worker__line_manager",
            "owner",
            "team",
            "visit",
        )
    )


def with_shown_status(visits: QuerySet[Visit], status: engine.VisitStatus) -> QuerySet[Visit]:
    """Visits that are shown with this status: one that was ended while an alarm keeps it open reads as ended (S9)."""
    held_open = Q(ended_at__isnull=False, status__in=RUNNING)
    if status is engine.VisitStatus.ENDED:
        return visits.filter(Q(status=status) | held_open)
    return visits.filter(status=status).exclude(held_open)


def place_to_work(user: Any, organisation_id: UUID | None = None) -> Staff:
    """Where this person works alone: in that organisation, or their only place as a worker.

    Raises PermissionDenied where they do not, ValidationError where they must say which.
    """
    places = _places_as_worker(user)
    if organisation_id is not None:
        places = [place for place in places if place.organisation_id == organisation_id]
    if not places:
        raise PermissionDenied
    if len(places) > 1:
        raise ValidationError({"organisation": "Say in which organisation, by its id."})
    return places[0]


def place_to_help(user: Any, organisation_id: UUID | None = None) -> Staff:
    """Where somebody who calls for help is helped: never a question back (S7).

    The organisation that they named, else the one in which they are on a visit, else the first in which they work.
    """
    places = _places_as_worker(user)
    named = [place for place in places if place.organisation_id == organisation_id]
    on_a_visit = [place for place in places if current_visit_of(place) is not None]
    found = named or on_a_visit or places
    if not found:
        raise PermissionDenied
    return found[0]


def _places_as_worker(user: Any) -> list[Staff]:
    return [
        place
        for place in places_of(user)
        if any(appointment.role == Role.WORKER for appointment in place.appointments.all())
    ]


def state_as_heard(visit: Visit) -> engine.VisitState:
    """The visit's state with the worker's last check-in, which the watch has not needed to look at yet.

    An early check-in only moves `LastHeard`; the clock looks there when it comes. Whoever shows the visit before that
    must too.
    """
    state = engine.from_dict(visit.state)
    last_heard = getattr(visit.worker, "last_heard", None)
    heard = last_heard.last_check_in_at if last_heard else None
    if state.status is engine.VisitStatus.ACTIVE and heard and state.heard_at and heard > state.heard_at:
        state, _ = engine.decide_visit(state, engine.CheckedIn(heard), heard)
    return state


def note_shown_with(alarm: Alarm) -> VisitNote | None:
    """The amber note that whoever responds to this alarm may know: the latest of its visit, as long as the alarm is
    open (S11).
    """
    if alarm.visit is None or alarm.closed_at is not None:
        return None
    return alarm.visit.notes.select_related("audio").first()


def closings_to_check(user: Any) -> QuerySet[Alarm]:
    """Genuine alarms whose closing this person may check: a second person must (S4). The oldest first."""
    waiting = alarms_for(user).filter(outcome=engine.Outcome.GENUINE, state__checked_by=None)
    mine = [str(key) for key in _mine(user)]
    return waiting.exclude(closed_at=None).exclude(state__closed_by__in=mine).order_by("closed_at")


def has_looked(verb: str, alarm: Alarm, by: Actor, details: Mapping[str, str]) -> bool:
    """Whether the ledger holds this very look already."""
    return Entry.objects.filter(
        organisation_id=alarm.organisation_id,
        subject_type="alarm",
        subject_id=alarm.pk,
        verb=verb,
        actor_id=by.id,
        details=write_details(details),
    ).exists()


def own_alarm_shown_to(worker: Staff) -> engine.ShownAlarm | None:
    """What the worker's screen may show of their open alarm: nothing that duress has added to it (S9)."""
    alarm = Alarm.objects.filter(worker=worker, closed_at=None).first()
    return engine.alarm_shown_to_worker(engine.from_dict(alarm.state)) if alarm else None


def alarm_to_report_of(worker: Staff) -> UUID | None:
    """The worker's last alarm of the past week that was genuine; none that duress has hidden from their screen (S9)."""
    closed = Alarm.objects.filter(worker=worker, outcome=engine.Outcome.GENUINE, hidden_from_worker=False)
    return (
        closed.filter(closed_at__gt=now() - REPORTED_WITHIN).order_by("-closed_at").values_list("pk", flat=True).first()
    )


def current_visit_of(worker: Staff) -> Visit | None:
    """The visit that the worker's screen shows as running; one that was ended under duress reads as ended (S9)."""
    return Visit.objects.filter(worker=worker, status__in=RUNNING, ended_at=None).first()


def _mine(user: Any) -> list[Any]:
    return [place.pk for place in places_of(user)]


def _near(user: Any) -> Q:
    mine = _mine(user)
    return (
        Q(organisation__in=organisations_where(user, *ORGANISATION_WIDE))
        | Q(team__in=teams_where(user, *ORGANISATION_WIDE))
        | Q(worker__line_manager__in=mine)
        | Q(worker__in=workers_looked_after(mine, now()))
    )
