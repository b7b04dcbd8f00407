"""Plans and rotas in words, and what changed from one version to the next."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.people.models import Staff
from alongside.people.roles import Role
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.engine import Step, Target
from alongside.watch.models import Rota
from alongside.watch.planning.rota_drafts import days_in_words
from alongside.watch.rotas import WEEK_DAYS, Length
from alongside.watch.rotas import Rota as Turns

NEXT_OF_KIN = "The worker's next of kin, as a last resort"


def step_in_words(step: Step, names: Mapping[UUID, str]) -> list[str]:
    """Who is rung in a step, a line each."""
    return [_target(target, names) for target in step.targets]


def names_in(*plans: EnginePlan) -> dict[UUID, str]:
    """Names of the people and rotas in plans, by key."""
    targets = [target for plan in plans for step in plan.steps for target in step.targets]
    people = Staff.objects.filter(pk__in=[target.staff_id for target in targets if target.staff_id])
    rotas = Rota.objects.filter(pk__in=[target.rota_id for target in targets if target.rota_id])
    return dict(people.values_list("pk", "name")) | dict(rotas.values_list("pk", "name"))


def plan_in_words(plan: EnginePlan, kin_number: str, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Everything that a plan says, as pairs of what and how."""
    found = []
    for number, step in enumerate(plan.steps, start=1):
        again = f", again every {step.again_s} seconds" if step.again_s else ""
        told = "; ".join(step_in_words(step, names))
        found.append((f"Step {number}", f"{told}. {step.timeout_s} seconds{again}"))
    together = "Those of earlier steps are rung again with each step"
    found.append(("Earlier steps", together if plan.cumulative else "Each step rings its own people alone"))
    at_once = "Everybody at work is rung at once"
    found.append(("A call for help", at_once if plan.panic_to_all else "Rings step by step"))
    if kin_number:
        found.append(("Number for the next of kin", kin_number))
    return found


def differences(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> list[str]:
    """What changed from one list of pairs to the next, in words."""
    old, new = dict(before), dict(after)
    found = []
    for what in dict.fromkeys([*old, *new]):
        if what not in old:
            found.append(f"{what} is new: {new[what]}.")
        elif what not in new:
            found.append(f"{what} is gone. It was: {old[what]}.")
        elif old[what] != new[what]:
            found.append(f"{what} was: {old[what]}. It is: {new[what]}.")
    return found


def rota_in_words(rota: Turns, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Everything that a rota says, as pairs."""
    found = []
    if rota.length is Length.HOURS:
        for number, shift in enumerate(rota.shifts, start=1):
            people = ", ".join(names.get(key, "somebody") for key in shift.people)
            times = f"{shift.begin:%H:%M} to {shift.end:%H:%M}, {days_in_words(shift.days)}"
            found.append((f"Times {number}", f"{times}: {people}{', a week each' if len(shift.people) > 1 else ''}"))
    else:
        each = "a week each" if rota.length is Length.WEEK else "a day each"
        when = f"on {WEEK_DAYS[rota.first_day.weekday()]} " if rota.length is Length.WEEK else ""
        found.append(("Turns", f"{each}, handed over {when}at {rota.hand_over:%H:%M}"))
        found.append(("People", ", ".join(names.get(key, "somebody") for key in rota.people)))
    found.append(("From", f"{rota.first_day:%-d %B %Y}"))
    if rota.together > 1:
        found.append(("On call at once", str(rota.together)))
    if rota.gaps:
        found.append(("Hours without anybody", "Meant so"))
    return found


def _target(target: Target, names: Mapping[UUID, str]) -> str:
    if target.kin:
        return NEXT_OF_KIN
    if target.staff_id:
        return names.get(target.staff_id, "Somebody who is not here any more")
    if target.rota_id:
        return f"Whoever is on call by the rota “{names.get(target.rota_id, 'that is gone')}”"
    if target.role == Role.BUDDY:
        return "The worker's buddy"
    if target.role == Role.LINE_MANAGER:
        return "The worker's line manager, and line managers of the team"
    return f"Everybody with the role {Role(str(target.role)).label}"


def span_in_words(begins: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """ "Tuesday 3 March 09:00 to 17:00", "Tuesday 3 March 09:00 to Tuesday 10 March 09:00", as a clock there shows it."""
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%A %-d %B %H:%M}"
    return f"{first:%A %-d %B %H:%M} to {until}"
