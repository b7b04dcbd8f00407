"""The dry run of every plan: whether it holds for the next seven days, and what is wrong with how its people are reached. It is made
whenever something changes, and every night; a plan that does not hold tells whoever keeps it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.clock import now
from alongside.messages.actions import queue
from alongside.messages.chores import Chore
from alongside.messages.composing import to_way
from alongside.people.models import Appointment, ContactPoint, Staff
from alongside.people.roles import Role
from alongside.watch.behind import Behind
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.models import Plan, PlanCheck, Rota
from alongside.watch.planning.coverage import WEEK, Gap, gaps_of, in_words, workers_of
from alongside.watch.planning.dry_run import complaints_about
from alongside.watch.plans import engine_plan
from alongside.watch.rotas import moment_of, people_of

NIGHT = time(3)
"""When plans are looked at, by the clock on the wall there: before those who keep them come to work."""
REMINDED_EVERY = timedelta(days=7)
EVERY = 60.0
BATCH = 20
MOST_WORDS = 50
READ = (ContactPoint.Channel.CONSOLE, ContactPoint.Channel.EMAIL)
"""Where a plan that does not hold is told of: it takes some reading, and names people."""


def plan_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-plans", lambda: check_due() >= BATCH, every=EVERY)]


def check_due() -> int:
    """Makes the dry run of the plans that had none since this night began where they are; returns how many it made.

    Several senders share them: whoever has the plan's row locked makes it.
    """
    made, moment = 0, now()
    published = Plan.objects.filter(last_resort=False, versions__isnull=False)
    for zone in set(published.values_list("organisation__time_zone", flat=True)):
        local = moment.astimezone(ZoneInfo(zone))
        night = local.date() if local.time() >= NIGHT else local.date() - timedelta(days=1)
        due = published.filter(Q(check_made=None) | Q(check_made__checked_on__lt=night), organisation__time_zone=zone)
        for key in due.order_by("pk").distinct().values_list("pk", flat=True)[: BATCH - made]:
            with transaction.atomic():
                plan = Plan.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
                if plan is not None and not PlanCheck.objects.filter(plan=plan, checked_on__gte=night).exists():
                    midnight = moment_of(local.date(), time(), zone)  # what comes again is told once
                    tell_keepers(check_plan(plan, moment, begin=midnight))
                    made += 1
    return made


def check_plan(plan: Plan, moment: datetime, *, begin: datetime | None = None) -> PlanCheck:
    """Looks at the newest version of a plan for seven days from `begin` (or the moment) on, and keeps what it finds, in the
    caller's transaction.
    """
    begin = begin or moment
    zone = ZoneInfo(plan.organisation.time_zone)
    version = plan.versions.order_by("-version").first()
    gaps, warnings, hours = ["It has never been published."], list[str](), list[int]()
    if version is not None:
        content = engine_plan(version)
        found_gaps = gaps_of(plan, content, begin, begin + WEEK)
        gaps = in_words(found_gaps, zone)[:MOST_WORDS]
        hours = hours_of_week(found_gaps, zone)
        warnings = complaints_about(_people_of(plan, content, moment))[:MOST_WORDS]
    found = {
        "organisation_id": plan.organisation_id,
        "checked_at": moment,
        "checked_on": moment.astimezone(zone).date(),
        "holds": not gaps,
        "gaps": gaps,
        "hours": hours,
        "warnings": warnings,
    }
    check, _ = PlanCheck.objects.update_or_create(plan=plan, defaults=found)
    return check


def tell_keepers(check: PlanCheck) -> int:
    """Tells whoever keeps a plan that it does not hold: when that is news, and every week as long as it is so."""
    gaps = [*check.gaps]
    if check.holds:
        PlanCheck.objects.filter(pk=check.pk).update(told=[], told_at=None)
        return 0
    if check.told_at and set(check.hours) <= set(check.told) and check.checked_at - check.told_at < REMINDED_EVERY:
        return 0
    plan = check.plan
    context = {"plan": plan, "gaps": gaps, "link": f"{settings.PUBLIC_URL}/plans/{plan.pk}"}
    text, about, key = (
        render_to_string("watch/messages/plan.txt", context),
        ("plan", plan.pk),
        f"plan:{plan.pk}:{check.checked_on}",
    )
    queued = queue([to_way(way, text, key=key, about=about) for staff in keepers_of(plan) for way in _ways(staff)])
    PlanCheck.objects.filter(pk=check.pk).update(told=check.hours, told_at=check.checked_at)
    record(
        "plan.does_not_hold",
        "plan",
        plan.pk,
        organisation_id=plan.organisation_id,
        actor=SYSTEM,
        details={"gaps": len(gaps)},
        at=check.checked_at,
    )
    return queued


def _people_of(plan: Plan, content: EnginePlan, moment: datetime) -> list[Staff]:
    """Everybody who may be rung by the steps for anybody whom the plan protects, whoever of a rota is on call."""
    behind = Behind(plan.organisation_id)
    targets = [target for step in content.steps for target in step.targets if not target.kin]
    keys = {key for worker in workers_of(plan) for key in behind.find(targets, worker, moment)}
    for target in targets:
        if target.rota_id and (rota := behind.rota(target.rota_id)).turns:
            keys |= {*people_of(rota.turns), *(cover.by for cover in rota.known.covers if cover.ends > moment)}
    return list(Staff.objects.active().filter(pk__in=keys).order_by("name", "pk"))


def hours_of_week(gaps: Iterable[Gap], zone: ZoneInfo) -> list[int]:
    """The hours of the week that gaps reach into; a week is looked at on every day of it, and its hours stay the same."""
    found = set()
    for gap in gaps:
        at = gap.begins
        while at < gap.ends:
            local = at.astimezone(zone)
            found.add(local.weekday() * 24 + local.hour)
            at += timedelta(minutes=30)
    return sorted(found)


def keepers_of(plan: Plan | Rota) -> list[Staff]:
    """Who keeps a plan or a rota: line managers of its team, else of the whole organisation, and who answers for security."""
    holding = Appointment.objects.filter(organisation=plan.organisation_id, staff__active=True)
    managers = holding.filter(role=Role.LINE_MANAGER, team=plan.team_id)
    security = holding.filter(role=Role.LSMS, team=None)
    keys = {*managers.values_list("staff", flat=True), *security.values_list("staff", flat=True)}
    return list(Staff.objects.filter(pk__in=keys).order_by("name", "pk"))


def _ways(staff: Staff) -> Iterable[ContactPoint]:
    return staff.contact_points.exclude(verified_at=None).filter(channel__in=READ).order_by(F("position"))
