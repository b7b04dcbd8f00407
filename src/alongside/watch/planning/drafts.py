"""A plan as somebody writes it, and what the engine makes of it. A draft keeps what was written, also what is wrong with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from alongside.people.actions import check_number
from alongside.people.models import Organisation
from alongside.people.roles import Role
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.engine import Step, Target
from alongside.watch.engine.plan import AGAIN_BOUNDS_S, STEP_TIMEOUT_BOUNDS_S
from alongside.watch.models import PlanVersion, Rota
from alongside.watch.planning.naming import read_people, write_people
from alongside.watch.plans import BROADCAST, engine_plan

MOST_STEPS = 10
LONGEST_TEXT = 4000
ROLES = (
    Role.BUDDY,
    Role.LINE_MANAGER,
    Role.OPERATOR,
    Role.OPERATOR_SUPERVISOR,
    Role.LSMS,
    Role.SECURITY_DIRECTOR,
    Role.CHIEF_EXECUTIVE,
)
"""Roles whose holders can be rung; the buddy and the line manager are the worker's own."""


@dataclass(slots=True)
class DraftStep:
    """One step as it was written: `people` a line each, seconds as they were typed."""

    people: str = ""
    roles: list[str] = field(default_factory=list)
    rotas: list[str] = field(default_factory=list)
    timeout_s: str = "120"
    again_s: str = ""


@dataclass(slots=True)
class Draft:
    """A plan as it was written."""

    steps: list[DraftStep] = field(default_factory=lambda: [DraftStep()])
    cumulative: bool = True
    panic_to_all: bool = True
    kin: bool = False
    kin_timeout_s: str = "300"
    kin_number: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a draft means: the plan, None where it cannot be one, and what is wrong by the name of the field."""

    plan: EnginePlan | None
    errors: dict[str, str]


def draft_from_json(data: Mapping[str, Any] | None) -> Draft:
    """A stored draft; a fresh one where there is none."""
    if not data:
        return Draft()
    steps = [DraftStep(**one) for one in data["steps"]]
    return Draft(**{**data, "steps": steps})


def draft_as_json(draft: Draft) -> dict[str, Any]:
    return asdict(draft)


def draft_from_form(form: Any) -> Draft:
    """What a form (a QueryDict) says: `steps`, and of each step `people-1`, `roles-1`, `rotas-1`, `timeout-1`, `again-1`."""
    said = str(form.get("steps", ""))
    number = min(max(int(said), 1), MOST_STEPS) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    return Draft(
        steps=[
            DraftStep(
                people=form.get(f"people-{one}", "")[:LONGEST_TEXT],
                roles=[role for role in form.getlist(f"roles-{one}") if role in {str(known) for known in ROLES}],
                rotas=[key[:40] for key in form.getlist(f"rotas-{one}")[:20]],
                timeout_s=form.get(f"timeout-{one}", "").strip()[:10],
                again_s=form.get(f"again-{one}", "").strip()[:10],
            )
            for one in range(1, number + 1)
        ],
        cumulative=form.get("order", "together") != "alone",
        panic_to_all=form.get("panic", "all") != "steps",
        kin=form.get("kin") == "yes",
        kin_timeout_s=form.get("kin-timeout", "").strip()[:10],
        kin_number=form.get("kin-number", "").strip()[:40],
    )


def draft_of(version: PlanVersion) -> Draft:
    """A published version as a draft, to be changed."""
    plan = engine_plan(version)
    organisation = version.plan.organisation
    steps = [
        DraftStep(
            people=write_people([target.staff_id for target in step.targets if target.staff_id], organisation),
            roles=[target.role for target in step.targets if target.role],
            rotas=[str(target.rota_id) for target in step.targets if target.rota_id],
            timeout_s=str(step.timeout_s),
            again_s=str(step.again_s or ""),
        )
        for step in plan.steps
        if not step.is_kin
    ]
    kin = next((step for step in plan.steps if step.is_kin), None)
    return Draft(
        steps=steps or [DraftStep()],
        cumulative=plan.cumulative,
        panic_to_all=plan.panic_to_all,
        kin=kin is not None,
        kin_timeout_s=str(kin.timeout_s if kin else 300),
        kin_number=version.kin_number,
    )


def understand(draft: Draft, organisation: Organisation) -> Understood:
    """What the draft means. Every step has somebody, every person works here and every rota is the organisation's; times lie
    within their bounds; whoever is told last can ring somebody.
    """
    errors: dict[str, str] = {}
    rotas = {str(key) for key in Rota.objects.filter(organisation=organisation).values_list("pk", flat=True)}
    steps = [_step(one, number, organisation, rotas, errors) for number, one in enumerate(draft.steps, start=1)]
    if draft.kin:
        timeout = _seconds(draft.kin_timeout_s, STEP_TIMEOUT_BOUNDS_S)
        if timeout is None:
            errors["kin-timeout"] = "Write how long to wait after the next of kin was told, from 30 to 1800 seconds."
        try:
            check_number(draft.kin_number)
        except ValidationError as error:
            errors["kin-number"] = error.messages[0]
        steps.append(Step((Target(kin=True),), timeout or 300))
    if errors:
        return Understood(None, errors)
    plan = EnginePlan(
        id=UUID(int=0),
        version=0,
        steps=tuple(step for step in steps if step is not None),
        broadcast=BROADCAST,
        panic_to_all=draft.panic_to_all,
        cumulative=draft.cumulative,
    )
    return Understood(plan, {})


def _step(
    one: DraftStep, number: int, organisation: Organisation, rotas: set[str], errors: dict[str, str]
) -> Step | None:
    people, wrong = read_people(one.people, organisation)
    if wrong:
        errors[f"people-{number}"] = " ".join(wrong)
    known = [key for key in one.rotas if key in rotas]
    if len(known) < len(one.rotas):
        errors[f"people-{number}"] = f"A rota of step {number} is not there any more. Choose another."
    targets = (
        *(Target(staff_id=key) for key in people),
        *(Target(role=role) for role in one.roles),
        *(Target(rota_id=UUID(key)) for key in known),
    )
    if not targets and f"people-{number}" not in errors:
        errors[f"people-{number}"] = f"Step {number} is empty: name a person, choose a role or a rota, or take it out."
    timeout = _seconds(one.timeout_s, STEP_TIMEOUT_BOUNDS_S)
    if timeout is None:
        errors[f"timeout-{number}"] = f"Write how long step {number} has, from 30 to 1800 seconds."
    again = _seconds(one.again_s, AGAIN_BOUNDS_S) if one.again_s else 0
    if again is None:
        errors[f"again-{number}"] = "Write after how many seconds they are rung again, from 30 to 1800, or nothing."
    if not targets or timeout is None or again is None:
        return None
    return Step(targets, timeout, again)


def _seconds(text: str, bounds: tuple[int, int]) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return None
    return int(text) if bounds[0] <= int(text) <= bounds[1] else None
