"""Every write to plans and rotas. The caller has checked that the person may keep them (`rules.py`)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import ContactPoint, Organisation, Staff, Team
from alongside.watch import engine
from alongside.watch.models import Plan, PlanCheck, PlanVersion, Rota, RotaCover, RotaVersion, StaffAway
from alongside.watch.planning.checking import check_plan, tell_keepers
from alongside.watch.planning.coverage import WEEK, gaps_of, holds_for_nobody, in_words, workers_of
from alongside.watch.planning.drafts import Draft, draft_as_json, draft_from_json, understand
from alongside.watch.planning.naming import names_in_order
from alongside.watch.planning.rota_effects import new_gaps, plans_using
from alongside.watch.plans import next_version
from alongside.watch.rotas import Cover, cycle_of, people_of, rota_as_json, rota_from_json
from alongside.watch.rotas import Rota as Turns

LONGEST_NAME = 100
LONGEST_AWAY = timedelta(days=366)


@transaction.atomic
def begin_plan(organisation: Organisation, team: Team | None, name: str, *, by: Actor) -> Plan:
    """A plan that is only a draft yet. Raises ValidationError at `name` or `team`."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError({"name": f"Write a name of {LONGEST_NAME} characters or fewer."})
    if Plan.objects.filter(organisation=organisation, team=team, last_resort=False).exists():
        raise ValidationError({"team": "There is a plan for them already. Change that one."})
    plan = Plan.objects.create(organisation=organisation, team=team, name=name, draft=draft_as_json(Draft()))
    _of_plan("plan.begun", plan, by, {"team": team.pk if team else None})
    return plan


@transaction.atomic
def save_draft(plan: Plan, draft: Draft, *, by: Actor) -> Plan:
    """Keeps what was written, right or wrong; nobody is rung by it."""
    plan.draft, plan.drafted_at, plan.drafted_by = draft_as_json(draft), now(), by.name
    plan.save(update_fields=["draft", "drafted_at", "drafted_by"])
    _of_plan("plan.drafted", plan, by, {"steps": len(draft.steps)})
    return plan


@transaction.atomic
def drop_draft(plan: Plan, *, by: Actor) -> None:
    """Throws a draft away; the plan stays as it was published."""
    plan.draft, plan.drafted_at, plan.drafted_by = None, None, ""
    plan.save(update_fields=["draft", "drafted_at", "drafted_by"])
    _of_plan("plan.draft_dropped", plan, by, {})


@transaction.atomic
def publish_draft(plan: Plan, *, by: Actor, with_gaps: bool = False) -> PlanVersion:
    """Makes the draft the next version of the plan; open alarms keep theirs.

    Raises ValidationError (at a field, or at `plan`), and nothing has changed:

    1. where the draft cannot be a plan, or names somebody whom nothing reaches;
    2. where it holds at no hour of the next seven days (S8);
    3. where it does not hold at some hours, unless `with_gaps`: whoever publishes says that nobody works alone then. No visit
       that reaches into these hours can be started (`actions.start_visit`).
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("organisation", "team").get(pk=plan.pk)
    if plan.draft is None:
        raise ValidationError({"plan": "There is no draft to publish. It may have been published by somebody else."})
    draft = draft_from_json(plan.draft)
    understood = understand(draft, plan.organisation)
    if understood.plan is None:
        raise ValidationError(understood.errors)
    if unreached := people_without_a_way(understood.plan, plan.organisation):
        raise ValidationError(
            {"plan": f"Nothing reaches {_listed(unreached)}: no number or address of theirs is verified."}
        )
    moment = now()
    gaps = gaps_of(plan, understood.plan, moment, moment + WEEK)
    if holds_for_nobody(gaps, workers_of(plan), WEEK):
        raise ValidationError({"plan": "Fewer than two people can be reached at any hour of the next seven days."})
    if gaps and not with_gaps:
        words = in_words(gaps, ZoneInfo(plan.organisation.time_zone))
        raise ValidationError({"gaps": f"It does not hold at all hours. {words[0]}."})
    version = next_version(
        plan,
        understood.plan.steps,
        by,
        kin_number=draft.kin_number if draft.kin else "",
        panic_to_all=draft.panic_to_all,
        cumulative=draft.cumulative,
    )
    if gaps:
        _of_plan("plan.gaps_accepted", plan, by, {"version": version.version, "gaps": len(gaps)})
    Plan.objects.filter(pk=plan.pk).update(draft=None, drafted_at=None, drafted_by="")
    check = check_plan(plan, moment)
    PlanCheck.objects.filter(pk=check.pk).update(told=check.hours, told_at=moment)  # whoever publishes has read them
    return version


def people_without_a_way(content: engine.Plan, organisation: Organisation) -> list[str]:
    """Names of people in the steps, by name or by a rota, of whom no number or address is verified."""
    targets = [target for step in content.steps for target in step.targets]
    named = {target.staff_id for target in targets if target.staff_id}
    rotas = [target.rota_id for target in targets if target.rota_id]
    for version in RotaVersion.objects.filter(rota__in=rotas).order_by("rota", "-version").distinct("rota"):
        named |= set(people_of(rota_from_json(version.content)))
    return _without_a_way(named)


@transaction.atomic
def publish_rota(
    organisation: Organisation,
    turns: Turns,
    *,
    name: str,
    by: Actor,
    team: Team | None = None,
    rota: Rota | None = None,
    with_gaps: bool = False,
) -> RotaVersion:
    """A new rota, or the next version of one, from now on.

    Raises ValidationError: at `name` where another is called so; at `people` where nothing reaches somebody of it; at `gaps` where a
    plan that uses it would not hold any more at hours at which it holds now, unless `with_gaps`.
    """
    others = Rota.objects.filter(organisation=organisation, name=name)
    if others.exclude(pk__in=[rota.pk] if rota else []).exists():
        raise ValidationError({"name": "Another rota is called so. Choose another name."})
    if unreached := _without_a_way(people_of(turns)):
        raise ValidationError({"people": f"Nothing reaches {_listed(unreached)}: no number or address is verified."})
    if rota is None:
        rota = Rota.objects.create(organisation=organisation, team=team, name=name)
    else:
        rota = Rota.objects.select_for_update().get(pk=rota.pk)
        gaps = new_gaps(rota, turns, now())
        if gaps and not with_gaps:
            raise ValidationError({"gaps": f"A plan that uses it would not hold any more. {gaps[0]}."})
        rota.name = name
        rota.save(update_fields=["name"])
    latest = rota.versions.order_by("-version").first()
    version = RotaVersion.objects.create(
        organisation=organisation,
        rota=rota,
        version=latest.version + 1 if latest else 1,
        content=rota_as_json(turns),
        made_at=now(),
        made_by=by.name,
    )
    _of_rota("rota.published", rota, by, {"version": version.version})
    _look_again(rota)
    return version


@transaction.atomic
def set_cover(rota: Rota, covered: Staff, cover: Staff, begins: datetime, ends: datetime, *, by: Actor) -> RotaCover:
    """Somebody takes somebody else's turns for a while. Raises ValidationError where the time is none, where somebody else
    covers then already, or where people would cover each other round and round.
    """
    _check_time(begins, ends)
    if covered.pk == cover.pk:
        raise ValidationError({"by": "Nobody can cover for themselves. Choose somebody else."})
    if {covered.organisation_id, cover.organisation_id} != {rota.organisation_id} or not cover.active:
        raise ValidationError({"by": "Choose somebody who works here."})
    if unreached := _without_a_way([cover.pk]):
        raise ValidationError({"by": f"Nothing reaches {_listed(unreached)}: no number or address is verified."})
    Rota.objects.select_for_update().get(pk=rota.pk)
    standing = rota.covers.filter(cancelled_at=None, begins__lt=ends, ends__gt=begins)
    if other := standing.filter(covered=covered).select_related("by").first():
        raise ValidationError({"by": f"{other.by.name} covers for {covered.name} then. End that first."})
    known = [Cover(one.covered_id, one.by_id, one.begins, one.ends) for one in standing]
    if cycle := cycle_of([*known, Cover(covered.pk, cover.pk, begins, ends)]):
        raise ValidationError(
            {"by": f"They would cover for each other round and round: {', '.join(names_in_order(cycle))}."}
        )
    one = RotaCover.objects.create(
        organisation_id=rota.organisation_id,
        rota=rota,
        covered=covered,
        by=cover,
        begins=begins,
        ends=ends,
        made_at=now(),
        made_by=by.name,
    )
    _of_rota("rota.cover_set", rota, by, {"covered": covered.pk, "by": cover.pk})
    _look_again(rota)
    return one


@transaction.atomic
def cancel_cover(cover: RotaCover, *, by: Actor) -> None:
    """Somebody does not cover any more."""
    if RotaCover.objects.filter(pk=cover.pk, cancelled_at=None).update(cancelled_at=now()):
        _of_rota("rota.cover_cancelled", cover.rota, by, {"cover": cover.pk})
        _look_again(cover.rota)


@transaction.atomic
def set_away(staff: Staff, begins: datetime, ends: datetime, *, by: Actor) -> StaffAway:
    """Somebody cannot be on call for a while, in whatever rota: the next takes it. It is never refused for what it leaves
    uncovered: whoever is ill is ill; the plans say so at once. Raises ValidationError where the time is none.
    """
    _check_time(begins, ends)
    one = StaffAway.objects.create(
        organisation_id=staff.organisation_id, staff=staff, begins=begins, ends=ends, made_at=now(), made_by=by.name
    )
    _of_staff("staff.away", staff, by, {"begins": begins, "ends": ends})
    _look_again_at_all(staff)
    return one


@transaction.atomic
def cancel_away(away: StaffAway, *, by: Actor) -> None:
    """Somebody can be on call after all."""
    if StaffAway.objects.filter(pk=away.pk, cancelled_at=None).update(cancelled_at=now()):
        _of_staff("staff.back", away.staff, by, {"away": away.pk})
        _look_again_at_all(away.staff)


def _look_again(rota: Rota) -> None:
    """What plans that use the rota say of themselves is true at once."""
    moment = now()
    for plan in plans_using(rota):
        tell_keepers(check_plan(plan, moment))


def _look_again_at_all(staff: Staff) -> None:
    moment = now()
    for check in PlanCheck.objects.filter(organisation_id=staff.organisation_id).select_related("plan__organisation"):
        tell_keepers(check_plan(check.plan, moment))


def _check_time(begins: datetime, ends: datetime) -> None:
    if begins >= ends:
        raise ValidationError({"ends": "The end must be later than the beginning."})
    if ends <= now():
        raise ValidationError({"ends": "Choose a time that is not over yet."})
    if ends - begins > LONGEST_AWAY:
        raise ValidationError({"ends": "Choose a year at the most."})


def _without_a_way(keys: Iterable[UUID]) -> list[str]:
    keys = set(keys)
    reached = ContactPoint.objects.filter(staff__in=keys).exclude(verified_at=None).exclude(channel="console")
    lost = keys - set(reached.values_list("staff_id", flat=True))
    return sorted(Staff.objects.filter(pk__in=lost).values_list("name", flat=True))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _of_plan(verb: str, plan: Plan, by: Actor, details: dict[str, Any]) -> None:
    record(verb, "plan", plan.pk, organisation_id=plan.organisation_id, actor=by, details=details)


def _of_rota(verb: str, rota: Rota, by: Actor, details: dict[str, Any]) -> None:
    record(verb, "rota", rota.pk, organisation_id=rota.organisation_id, actor=by, details=details)


def _of_staff(verb: str, staff: Staff, by: Actor, details: dict[str, Any]) -> None:
    record(verb, "staff", staff.pk, organisation_id=staff.organisation_id, actor=by, details=details)
