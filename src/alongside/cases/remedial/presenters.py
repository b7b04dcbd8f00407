"""Actions in words."""

from dataclasses import dataclass
from datetime import date

from alongside.cases.models import ActionStep, RemedialAction
from alongside.cases.remedial.queries import steps_of
from alongside.cases.tracks.actions import ACTION, OF_CHECKER, OF_OWNER, UNDONE
from alongside.incidents.reaching import reachable
from alongside.machine import Move, State
from alongside.people.days import today_in

BESIDES = {"give": "It was given", "carry_on": "It goes on after the case is closed"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An action on the page of its case, with what can be decided about it."""

    action: RemedialAction
    state: State
    due: date
    late: bool
    unreachable: bool
    """No message can go to whoever it is up to."""
    moves: list[Move]
    steps: list[tuple[ActionStep, str]]
    can_carry_on: bool


def action_shown(action: RemedialAction) -> Shown:
    """One action."""
    who = action.checker if action.state == "done" else action.owner
    due = due_of(action)
    waits = action.state in (*UNDONE, "done")
    return Shown(
        action=action,
        state=ACTION.state(action.state),
        due=due,
        late=waits and due < today_in(action.organisation),
        unreachable=waits and (who is None or reachable(who) is None),
        moves=[one for one in ACTION.possible(action.state) if one.act not in (*OF_OWNER, *OF_CHECKER)],
        steps=[(one, step_words(one)) for one in steps_of(action)],
        can_carry_on=action.state in UNDONE and action.carried_on_at is None,
    )


def due_of(action: RemedialAction) -> date:
    """The day that counts: when it is to be done, or looked at again."""
    return action.check_on if action.state == "done" and action.check_on else action.due_on


def step_words(step: ActionStep) -> str:
    """What a step was."""
    return BESIDES.get(step.act) or ACTION.moves[step.act].label
