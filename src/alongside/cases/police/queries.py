"""Reading the police and court track of a case that the caller may see."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from alongside.cases.models import Attendance, Case, CourtOrder, Event, Hearing, Plea, PoliceMove, PoliceTrack, Task
from alongside.cases.queries import incidents_of
from alongside.cases.tracks.police import CONVICTED
from alongside.incidents.duties.running import zone_of
from alongside.incidents.models import Duty, Incident

RULES = ("VC-5", "VC-1", "VC-2", "SUM-6M", "CICA-2Y")
"""Deadlines that hang on what police and courts do."""
OWED_RULES = ("VC-5", "VC-1", "VC-2", "SUM-6M")
"""Those that end while a case runs. A claim for compensation may be made long after."""


def tracks_of(case: Case) -> QuerySet[PoliceTrack]:
    """The tracks of a case, of the oldest report first, each with everything that belongs to it."""
    hearings = Hearing.objects.prefetch_related(
        Prefetch(
            "attendances",
            Attendance.objects.filter(ended_at=None).select_related("staff", "affected", "task").order_by("pk"),
        )
    )
    return (
        PoliceTrack.objects.filter(incident__in=incidents_of(case))
        .select_related("incident__organisation", "responsible", "news_task__owner")
        .prefetch_related(
            "victims__affected",
            Prefetch("hearings", hearings),
            Prefetch("pleas", Plea.objects.filter(taken_back_at=None)),
            Prefetch("orders", CourtOrder.objects.filter(taken_back_at=None).select_related("claim")),
            Prefetch("moves", PoliceMove.objects.order_by("-pk")),
        )
        .order_by("incident__occurred_at", "made_at", "pk")
    )


def hearings_of(case: Case) -> QuerySet[Hearing]:
    """The hearings of a case."""
    return Hearing.objects.filter(track__incident__in=incidents_of(case)).select_related(
        "track__incident__organisation"
    )


def attendances_of(case: Case) -> QuerySet[Attendance]:
    """Who is to come to the hearings of a case."""
    return Attendance.objects.filter(hearing__in=hearings_of(case), ended_at=None).select_related("hearing__track")


def orders_of(case: Case) -> QuerySet[CourtOrder]:
    """The sentences and orders of a case that stand."""
    return CourtOrder.objects.filter(track__incident__in=incidents_of(case), taken_back_at=None).select_related(
        "track__incident__organisation"
    )


def found_guilty(case: Case) -> bool:
    """Whether somebody was found guilty in the case, and that stands."""
    return PoliceTrack.objects.filter(incident__in=incidents_of(case), state=CONVICTED).exists()


def pleas_of(case: Case) -> QuerySet[Plea]:
    """The pleas in a case that stand."""
    return Plea.objects.filter(track__incident__in=incidents_of(case), taken_back_at=None)


def report_of(case: Case, reference: str) -> Incident | None:
    """A report of the case, by its reference."""
    return incidents_of(case).filter(reference=reference).first()


def clocks_of(case: Case, rules: tuple[str, ...] = RULES) -> QuerySet[Duty]:
    """What is due from police, courts and those who were hurt, the earliest first."""
    found = Duty.objects.filter(incident__in=incidents_of(case), rule__in=rules, ended_at=None)
    return found.select_related("organisation", "incident__organisation", "affected").order_by("due_at", "pk")


def last_event_of(track: PoliceTrack) -> Event | None:
    """The latest line of the file about a track."""
    return Event.objects.filter(about_type="police", about_id=track.pk).order_by("-recorded_at", "-pk").first()


def steps_of(keys: list[UUID]) -> dict[UUID, list[Event]]:
    """Arrests, interviews, bail: what was noted of each track, the latest first."""
    found: dict[UUID, list[Event]] = {}
    for event in Event.objects.filter(about_type="police", about_id__in=keys, what="police_step").order_by(
        "-at", "-pk"
    ):
        if event.about_id is not None:
            found.setdefault(event.about_id, []).append(event)
    return found


def last_move_of(track: PoliceTrack) -> PoliceMove | None:
    """The latest move that stands: the one that can be taken back."""
    return track.moves.filter(taken_back_at=None).order_by("-pk").first()


def day_of_move(track: PoliceTrack, acts: tuple[str, ...]) -> date | None:
    """When the first of these moves that stands was made; None where none was."""
    found = track.moves.filter(taken_back_at=None, act__in=acts).order_by("happened_on")
    return found.values_list("happened_on", flat=True).first()


def tasks_to_come(hearing: Hearing) -> QuerySet[Task]:
    """Open tasks of colleagues who were to come to a hearing."""
    keys = hearing.attendances.exclude(task=None).values("task")
    return Task.objects.filter(pk__in=keys, ended_at=None)


def rows_started(keys: list[str]) -> QuerySet[Duty]:
    """Deadlines by their keys."""
    return Duty.objects.filter(pk__in=keys).select_related("incident__organisation", "affected")


def days_of_police(case: Case) -> Iterator[date]:
    """The days in court that are still to come, or of which nobody wrote what came of them; the last days of what police and
    courts owe, and of a charge.
    """
    zone = ZoneInfo(case.organisation.time_zone)
    for starts_at in hearings_of(case).filter(result="").values_list("starts_at", flat=True):
        yield starts_at.astimezone(zone).date()
    for duty in clocks_of(case, OWED_RULES):
        yield due_day(duty)


def due_day(duty: Duty) -> date:
    """The last local day on which a deadline is kept."""
    return (duty.due_at - timedelta(microseconds=1)).astimezone(zone_of(duty)).date()
