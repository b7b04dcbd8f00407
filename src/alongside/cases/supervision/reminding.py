"""What `alongside send` does with supervision each day: it reminds those who supervise of one that is overdue. A message says the day
that was planned, and names nobody.
"""

import logging
import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from alongside.cases.models import Supervision, SupervisionPlan
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.reaching import appointed, reachable, send_notice
from alongside.ledger.actions import SYSTEM, record
from alongside.messages.actions import cancel
from alongside.messages.chores import Chore
from alongside.people.days import today_in
from alongside.people.models import Organisation, Staff
from alongside.people.roles import Role

EVERY = 60.0
"""Seconds between looks: one query for each organisation, of a row for each security specialist."""
BATCH = 100
ABOUT = "supervision_plan"

log = logging.getLogger(__name__)


@cache
def again_after() -> timedelta:
    """How long after a reminder the next one comes."""
    read = tomllib.loads(files(__package__).joinpath("reminders.toml").read_text("utf-8"))
    return timedelta(days=read["again_after_days"])


def supervision_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-supervision", lambda: remind_due() >= BATCH, every=EVERY)]


def remind_due() -> int:
    """Reminds of what is overdue; returns of how many. Several senders share them: each is locked, and of one that another sender took
    nothing is due any more. One that fails is logged and comes again.
    """
    said = 0
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        today = today_in(organisation)
        due = _due(today).filter(organisation=organisation).order_by("next_on", "pk")
        for key in due.values_list("pk", flat=True)[: BATCH - said]:
            said += _remind(key, today)
        if said >= BATCH:
            break
    return said


def forget(plan: SupervisionPlan) -> None:
    """Takes back a reminder that was not sent yet: it was held, or another day is planned."""
    cancel(ABOUT, plan.pk)


def supervisors_of(supervised: Staff) -> list[Staff]:
    """Who supervises somebody: the security directors of their team and of the whole body, by name; never themselves."""
    held = appointed(supervised.organisation_id, Role.SECURITY_DIRECTOR)
    above = [
        staff
        for staff, appointments in held
        if staff.pk != supervised.pk and any(one.team_id in (None, supervised.team_id) for one in appointments)
    ]
    return sorted(above, key=lambda one: (one.name, str(one.pk)))


def _due(today: date) -> QuerySet[SupervisionPlan]:
    """Plans whose day is past and of which nobody was reminded since, or not for a while; of those who still do this work here."""
    unsaid = Q(reminded_on=None) | Q(reminded_on__lte=F("next_on")) | Q(reminded_on__lte=today - again_after())
    found = SupervisionPlan.objects.filter(unsaid, next_on__lt=today, supervised__active=True)
    return found.filter(supervised__appointments__role=Role.LSMS).distinct()


def _remind(key: UUID, today: date) -> int:
    try:
        with transaction.atomic():
            held = SupervisionPlan.objects.select_for_update(of=("self",)).select_related("supervised")
            plan = held.get(pk=key)
            if not _due(today).filter(pk=plan.pk).exists():
                return 0
            told = [one for one in _whom(plan) if _say(plan, one, today)]
            plan.reminded_on = today
            plan.save(update_fields=["reminded_on"])
            record(
                "supervision.overdue",
                "staff",
                plan.pk,
                organisation_id=plan.organisation_id,
                actor=SYSTEM,
                details={"next_on": str(plan.next_on), "told": [str(one.pk) for one in told]},
            )
            return 1
    except Exception:
        log.exception("nobody could be reminded of an overdue supervision")
        return 0


def _whom(plan: SupervisionPlan) -> list[Staff]:
    """First whoever held the last one; once that did not help, or where they cannot be reached, everybody who supervises there."""
    everybody = supervisors_of(plan.supervised)
    is_first = plan.reminded_on is None or (plan.next_on is not None and plan.reminded_on <= plan.next_on)
    last = Supervision.objects.filter(supervised=plan.pk).order_by("-held_on", "-pk").first()
    own = [one for one in everybody if last is not None and one.pk == last.supervisor_id and reachable(one)]
    return own if is_first and own else everybody


def _say(plan: SupervisionPlan, who: Staff, today: date) -> bool:
    return send_notice(
        who,
        "cases/messages/supervision_overdue",
        key=f"{ABOUT}:{plan.pk}:{plan.next_on}:{today.isoformat()}",
        about=(ABOUT, plan.pk),
        path="/cases/supervision",
        context={"planned": long_day(plan.next_on) if plan.next_on else ""},
    )
