"""What the pages of plans show."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import Http404

from alongside.ledger.clock import now
from alongside.people.roles import Role
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.models import Plan
from alongside.watch.planning import queries
from alongside.watch.planning.coverage import week_of, workers_of
from alongside.watch.planning.drafts import MOST_STEPS, ROLES, Draft, draft_from_json, understand
from alongside.watch.planning.dry_run import OCCASIONS, PANIC, complaints_about, dry_run
from alongside.watch.planning.rota_drafts import time_of
from alongside.watch.planning.words import differences, names_in, plan_in_words
from alongside.watch.plans import engine_plan, people_behind
from alongside.watch.rotas import DAY, moment_of
from alongside.web.listing import choice, day_of

ROLE_WORDS = {
    Role.BUDDY: "The worker's buddy",
    Role.LINE_MANAGER: "The line manager",
    Role.OPERATOR: "Response centre operators",
    Role.OPERATOR_SUPERVISOR: "Response centre supervisors",
    Role.LSMS: "Local Security Management Specialists",
    Role.SECURITY_DIRECTOR: "Security director",
    Role.CHIEF_EXECUTIVE: "Chief executive",
}


def errors_of(error: ValidationError, **renamed: str) -> dict[str, str]:
    """What an action refused, by the name of the field."""
    return {renamed.get(name, name): str(texts[0]) for name, texts in error.message_dict.items()}


def plan_shown(plan: Plan) -> dict[str, Any]:
    """The page of a plan: its newest version in words, its check, what a draft would change, its versions."""
    versions = queries.versions_of(plan)
    contents = [engine_plan(version) for version in versions]
    draft = draft_from_json(plan.draft) if plan.draft else None
    drafted = understand(draft, plan.organisation).plan if draft else None
    names = names_in(*contents, *([drafted] if drafted else []))
    said = [plan_in_words(one, version.kin_number, names) for one, version in zip(contents, versions, strict=True)]
    draft_said = plan_in_words(drafted, draft.kin_number if draft.kin else "", names) if draft and drafted else []
    return {
        "plan": plan,
        "newest": versions[0] if versions else None,
        "said": said[0] if said else [],
        "check": getattr(plan, "check_made", None),
        "workers": [one.name for one in workers_of(plan) if not one._state.adding],
        "draft": draft,
        "draft_is_plan": drafted is not None,
        "draft_changes": differences(said[0] if said else [], draft_said) if drafted else [],
        "history": [
            {"version": version, "changes": differences(said[at + 1], said[at]) if at + 1 < len(said) else []}
            for at, version in enumerate(versions)
        ],
    }


def published_shown(plan: Plan, number: int) -> dict[str, Any]:
    """One version of a plan, and what it changed. Raises Http404 where there is none."""
    versions = {version.version: version for version in queries.versions_of(plan)}
    if number not in versions:
        raise Http404
    version, before = versions[number], versions.get(number - 1)
    names = names_in(*(engine_plan(one) for one in (version, before) if one))
    said = plan_in_words(engine_plan(version), version.kin_number, names)
    return {
        "version": version,
        "said": said,
        "changes": differences(plan_in_words(engine_plan(before), before.kin_number, names), said) if before else [],
    }


def draft_shown(plan: Plan, draft: Draft, errors: Mapping[str, str]) -> dict[str, Any]:
    """The form of a draft."""
    rotas = queries.rotas_of_body(plan.organisation)
    steps = [
        {
            "number": number,
            "people": step.people,
            "timeout": step.timeout_s,
            "again": step.again_s,
            "roles": [
                {"value": str(role), "text": words, "checked": str(role) in step.roles}
                for role, words in ROLE_WORDS.items()
                if role in ROLES
            ],
            "rotas": [
                {"value": str(rota.pk), "text": rota.name, "checked": str(rota.pk) in step.rotas} for rota in rotas
            ],
        }
        for number, step in enumerate(draft.steps, start=1)
    ]
    return {
        "plan": plan,
        "draft": draft,
        "steps": steps,
        "may_add": len(steps) < MOST_STEPS,
        "errors": errors,
        "has_rotas": bool(rotas),
        "never_published": not plan.versions.exists(),
    }


def week_shown(plan: Plan, content: EnginePlan, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Seven days, hour by hour, and the gaps in words."""
    zone = ZoneInfo(plan.organisation.time_zone)
    today = now().astimezone(zone).date()
    first = day_of(str(asked.get("first", ""))) or today
    workers = workers_of(plan)
    worker = next((one for one in workers if str(one.pk) == asked.get("worker") and not one._state.adding), None)
    week = week_of(plan, content, first, worker=worker)
    kept = {"of": "draft"} if asked.get("of") == "draft" else {}
    if worker:
        kept["worker"] = str(worker.pk)
    named = [(str(one.pk), one.name) for one in workers if not one._state.adding]
    return {
        "week": week,
        "hours": [
            {"hour": f"{hour:02}", "cells": [_cell(day, hour, hours[hour]) for day, hours in week.days]}
            for hour in range(24)
        ],
        "first": first,
        "last": first + DAY * 6,
        "worker": worker,
        "of_draft": asked.get("of") == "draft",
        "filters": [
            choice("worker", "For whom", [("", "Whoever is worst off"), *named], str(worker.pk) if worker else "")
        ],
        "days": [{"name": "first", "label": "First day", "value": first.isoformat()}],
        "before": {**kept, "first": (first - DAY * 7).isoformat()},
        "after": {**kept, "first": (first + DAY * 7).isoformat()},
    }


def tried_shown(plan: Plan, content: EnginePlan, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A dry run from the day and time that were chosen, or from now."""
    zone = ZoneInfo(plan.organisation.time_zone)
    local = now().astimezone(zone)
    errors: dict[str, str] = {}
    day, at = _chosen_moment(asked, local, errors)
    occasion = str(asked.get("occasion", PANIC))
    occasion = occasion if occasion in OCCASIONS else PANIC
    workers = workers_of(plan)
    worker = next((one for one in workers if str(one.pk) == asked.get("worker")), workers[0])
    rung = [] if errors else dry_run(content, worker, moment_of(day, at, zone.key), occasion)
    targets = [target for step in content.steps for target in step.targets]
    involved = [] if errors else [staff for staff, _ in people_behind(targets, worker, at=moment_of(day, at, zone.key))]
    named = [(str(one.pk), one.name) for one in workers]
    return {
        "rung": [
            {
                "day": _day_in_words(one.at.astimezone(zone), day),
                "time": f"{one.at.astimezone(zone):%H:%M:%S}",
                "what": one.what,
                "called": one.called,
            }
            for one in rung
        ],
        "complaints": complaints_about(involved),
        "errors": errors,
        "day": str(asked.get("day") or day.isoformat())[:20],
        "time": str(asked.get("time") or f"{at:%H:%M}")[:20],
        "of_draft": asked.get("of") == "draft",
        "occasion": choice("occasion", "What happens", OCCASIONS.items(), occasion),
        "worker": choice("worker", "Who works alone", named, str(worker.pk)),
        "who": worker.name,
    }


def _chosen_moment(asked: Mapping[str, Any], local: datetime, errors: dict[str, str]) -> tuple[date, time]:
    day = day_of(str(asked["day"])) if asked.get("day") else local.date()
    at = time_of(str(asked["time"])) if asked.get("time") else local.time().replace(second=0, microsecond=0)
    if day is None or not local.date() - timedelta(days=730) <= day <= local.date() + timedelta(days=730):
        errors["day"] = "Choose a day within two years."
    if at is None:
        errors["time"] = "Write a time, for example 14:00."
    return day or local.date(), at or time()


def _cell(day: date, hour: int, found: Any) -> dict[str, str]:
    """One hour: what stands in it, what it is called, and its colour. The number says it without the colour."""
    when = f"{day:%A} {hour:02}:00 to {(hour + 1) % 24:02}:00"
    if found.reached is None:
        return {"text": "–", "label": f"{when}: the clock is put forward, this hour is left out", "kind": "none"}
    people = "nobody" if not found.reached else f"{found.reached} {'person' if found.reached == 1 else 'people'}"
    if found.centre:
        return {
            "text": str(found.reached),
            "label": f"{when}: {people}, the response centre among them",
            "kind": "good",
        }
    kind = "good" if found.holds else "gap"
    return {"text": str(found.reached), "label": f"{when}: {people}", "kind": kind}


def _day_in_words(local: datetime, day: date) -> str:
    return "" if local.date() == day else f"{local:%A %-d %B}"
