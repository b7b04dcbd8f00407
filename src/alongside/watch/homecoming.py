"""Whether workers got home after their visits, where their team asks."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import check_pin
from alongside.people.models import Staff
from alongside.watch import engine
from alongside.watch.decisions import Moment, decide_visit, lock_worker
from alongside.watch.engine.homecoming import LONGEST_SHIFT_S
from alongside.watch.models import Visit

LOOKED_BACK = timedelta(days=2)
"""A question is answered or an alarm long before."""


def awaited_at_home(worker_id: UUID) -> QuerySet[Visit]:
    """The ended visits after which the worker is asked whether they got home: one at the most."""
    asked = Visit.objects.filter(worker_id=worker_id, ended_at__gte=now() - LOOKED_BACK, state__has_key="home_by")
    return asked.select_related("worker__organisation", "worker__team")


def end_of_shift(visit: Visit, at: datetime) -> datetime | None:
    """When the last visit that is still on the worker's list for this shift ends; None where nothing is, or nobody asks."""
    if not engine.from_dict(visit.state).timing.home_safe_s:
        return None
    left = Visit.objects.filter(
        worker_id=visit.worker_id,
        status=engine.VisitStatus.PLANNED,
        planned_end__gt=at,
        planned_end__lte=at + timedelta(seconds=LONGEST_SHIFT_S),
    )
    end: datetime | None = left.aggregate(last=Max("planned_end"))["last"]
    return end


def say_home_safe(visit: Visit, *, by: Actor, pin: str = "", said_at: datetime | None = None) -> Visit:
    """The worker says that they are home. `said_at`: they said so then, and it arrives late.

    With the duress PIN the answer is the same, to the last byte, and a silent alarm is raised (S9). Raises
    ValidationError where the PIN is wrong.
    """
    meaning = check_pin(visit.worker, pin)
    if meaning is None:
        raise ValidationError({"pin": "That is not your PIN."})
    with transaction.atomic():
        visit = _locked(visit)
        moment = Moment(now(), by)
        home = engine.HomeSafe(moment.now, "app", under_duress=meaning == "duress", said_at=said_at)
        effects = decide_visit(visit, home, moment)
    for effect in effects:  # a plain word would have been refused in these words; the silent alarm stands
        if isinstance(effect, engine.ShowRefused):
            raise engine.Refused(effect.code, effect.sentence)
    return visit


@transaction.atomic
def hear_at_home(worker: Staff, *, by: Actor, via: str, at: datetime) -> Visit | None:
    """A check-in, or a text, of a worker who is on no visit: that they are home, once they were reminded; None where nobody
    waits for it. `at` is when the server received it.
    """
    lock_worker(worker.pk)
    for visit in awaited_at_home(worker.pk).select_for_update(of=("self",)):
        if engine.home_is_awaited(engine.from_dict(visit.state)):
            decide_visit(visit, engine.HomeSafe(at, via), Moment(now(), by))
            return visit
    return None


def _locked(visit: Visit) -> Visit:
    lock_worker(visit.worker_id)
    rows = Visit.objects.select_for_update(of=("self",)).select_related("worker__organisation", "worker__team")
    return rows.get(pk=visit.pk)
