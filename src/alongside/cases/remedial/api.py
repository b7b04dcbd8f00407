"""The API of actions that come of a review: for whoever works the case, and for those who have one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from alongside.cases.asking import MoveOut, Why, chosen, find_case, from_place, moves_out, said, seen
from alongside.cases.finding.queries import today_of
from alongside.cases.models import RemedialAction
from alongside.cases.queries import colleagues_in
from alongside.cases.remedial import actions, queries
from alongside.cases.remedial.presenters import action_shown
from alongside.cases.tracks.actions import ACTION, OF_CHECKER, OF_OWNER
from alongside.people.access import SIGNED_IN, allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Code, Limit, Page, Person, Text, example, page_of, person, rfc3339
from alongside.people.queries import place_in
from alongside.web.listing import LONGEST_SEARCH

router = Router(tags=["Review and actions"])
everywhere = Router(tags=["Review and actions"])
READ, WORK = "cases.read_narrative", "cases.work"
OPENS = "narrative"


class NewAction(Asked):
    """Something that is to change, by whom (`owner`, the id of somebody who works here) and by when. Without names: whoever
    does it reads this and nothing else of the case. `instead` is an action that did not help.
    """

    model_config = example(
        what="Mend the door of the waiting room", owner="018f0000-0000-7000-8000-000000000001", due_on="2026-06-03"
    )
    what: Text
    why: Text = ""
    owner: UUID | None = None
    due_on: date | None = None
    instead: UUID | None = None


class ActionMove(Asked):
    """What whoever set it decides. Which moves are possible, and what each needs, stands with the action."""

    model_config = example(act="give_time", until="2026-07-01")
    act: Code
    text: Text = ""
    until: date | None = None
    owner: UUID | None = None
    checker: UUID | None = None
    changed_at: str | None = None


class AnswerIn(Asked):
    """What whoever has it says (`answer`, `say_impossible`, `ask_time` with `until`), or whoever looks at it again
    (`find_effective`, `find_no_effect`). A file that shows it is sent on the page.
    """

    model_config = example(act="answer", text="The door is mended, and locks.")
    act: Code
    text: Text = ""
    until: date | None = None


class StepOut(Schema):
    """What was said and done about it."""

    act: str
    text: str
    until: date | None
    has_file: bool
    at: str
    by: str


class OwnActionOut(Schema):
    """An action, for whoever has it or looks at it again: nothing else of its case. `acts` is what is asked of them now."""

    id: UUID
    what: str
    why: str
    state: str
    state_label: str
    due_on: date
    is_late: bool
    asked_by: str
    organisation: str
    acts: list[str]


class ActionOut(Schema):
    """An action on its case, with what can be decided about it."""

    id: UUID
    case: str
    what: str
    why: str
    owner: Person
    checker: Person | None
    state: str
    state_label: str
    due_on: date
    is_late: bool
    carried_on_at: str | None
    moves: list[MoveOut]
    steps: list[StepOut]
    changed_at: str


@router.get("/{reference}/actions", response=Page[ActionOut], summary="The actions of a case")
@allow(READ)
def list_of_case(request: HttpRequest, reference: str, cursor: str | None = None, limit: Limit = 50) -> Any:
    """The newest first."""
    case = find_case(request, reference, opens=OPENS)
    return page_of(queries.actions_of_case(case), cursor, limit, show_action)


@router.post("/{reference}/actions", response={201: ActionOut}, summary="Ask somebody to change something")
@allow(WORK)
def give(request: HttpRequest, reference: str, new: NewAction) -> Any:
    """They are told. 409 where the case has ended, unless it is instead of one that did not help."""
    case = find_case(request, reference, WORK, opens=OPENS)
    failed = queries.without_effect(case)
    action = actions.give(
        case,
        new.what,
        why=new.why,
        owner=chosen(colleagues_in(case.organisation_id), new.owner, "owner"),
        due_on=new.due_on,
        set_by=place_in(request.user, case.organisation_id),
        follows=chosen(failed, new.instead, "instead"),
        by=actor_for(request.user),
    )
    return Status(201, show_action(queries.actions_of_case(case).get(pk=action.pk)))


@router.post("/{reference}/actions/{uuid:action_id}/moves", response=ActionOut, summary="Decide about an action")
@allow(WORK)
def decide(request: HttpRequest, reference: str, action_id: UUID, move: ActionMove) -> Any:
    """Accept it, give it back, give time or not, give it to somebody else, end it, ask for it again."""
    case = find_case(request, reference, WORK, opens=OPENS)
    action = get_object_or_404(queries.actions_of_case(case), pk=action_id)
    people = colleagues_in(case.organisation_id)
    given = said(move, "act", "changed_at")
    given |= {name: chosen(people, given[name], name) for name in ("owner", "checker") if name in given}
    actions.decide(action, move.act, given, by=actor_for(request.user), seen_at=seen(action, move.changed_at))
    return show_action(queries.actions_of_case(case).get(pk=action_id))


@router.post("/{reference}/actions/{uuid:action_id}/carry-on", response=ActionOut, summary="It goes on after the case")
@allow(WORK)
def carry_on(request: HttpRequest, reference: str, action_id: UUID, why: Why) -> Any:
    """Said by name, so that the case is not held open by it."""
    case = find_case(request, reference, WORK, opens=OPENS)
    action = get_object_or_404(queries.actions_of_case(case), pk=action_id)
    actions.carry_on(action, why.why, by=actor_for(request.user))
    return show_action(queries.actions_of_case(case).get(pk=action_id))


@everywhere.get("", response=Page[ActionOut], summary="The actions of all cases that the caller may see")
@allow("cases.see")
def list_all(
    request: HttpRequest, show: str = "open", q: str = "", cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The first due first, those of closed cases too. `show`: open, late, decide, check, ended or all. `q`: words in what is to
    change, the number of the case or the name of who has it.
    """
    if show not in queries.SHOWN:
        raise ValidationError({"show": f"Ask for {', '.join(queries.SHOWN)}."})
    found = queries.actions_seen_by(request.user, show, today_of(request.user), q[:LONGEST_SEARCH])
    return from_place(found, cursor, limit, show_action)


@everywhere.get("/mine", response=Page[OwnActionOut], summary="What the caller is asked to change")
@allow(SIGNED_IN)
def list_mine(request: HttpRequest, ended: bool = False, cursor: str | None = None, limit: Limit = 50) -> Any:
    """Or to look at again. `ended` true: also those of which nothing is asked any more."""
    found = queries.mine(request.user, ended=ended)
    return from_place(found, cursor, limit, lambda one: show_own(request, one))


@everywhere.get("/mine/{uuid:action_id}", response=OwnActionOut, summary="One action of the caller's")
@allow(SIGNED_IN)
def get_mine(request: HttpRequest, action_id: UUID) -> Any:
    """The action, and nothing else of its case."""
    return show_own(request, get_object_or_404(queries.mine(request.user, ended=True), pk=action_id))


@everywhere.post("/mine/{uuid:action_id}/answer", response=OwnActionOut, summary="Answer an action")
@allow(SIGNED_IN)
def answer(request: HttpRequest, action_id: UUID, new: AnswerIn) -> Any:
    """Whoever set it is told. 422 for an act that is not up to the caller now."""
    action = get_object_or_404(queries.mine(request.user, ended=True), pk=action_id)
    asked = queries.acts_of(action, place_in(request.user, action.organisation_id))
    if new.act not in asked:
        told = f"Choose one of {', '.join(asked)}." if asked else "Nothing is asked of you now."
        raise ValidationError({"act": told})
    by = actor_for(request.user)
    if new.act in OF_CHECKER:
        actions.look_again(action, new.act, new.text, by=by)
    else:
        actions.answer(action, new.act, new.text, until=new.until, by=by)
    return show_own(request, queries.mine(request.user, ended=True).get(pk=action_id))


def show_action(one: RemedialAction) -> dict[str, Any]:
    """An `ActionOut`."""
    shown = action_shown(one)
    return {
        "id": one.pk,
        "case": one.case.reference,
        **{name: getattr(one, name) for name in ("what", "why", "state")},
        "owner": person(one.owner),
        "checker": person(one.checker),
        "state_label": shown.state.label,
        "due_on": shown.due,
        "is_late": shown.late,
        "carried_on_at": rfc3339(one.carried_on_at),
        "moves": moves_out(ACTION, one.state, lambda move: move.act not in (*OF_OWNER, *OF_CHECKER)),
        "steps": [
            {
                **{name: getattr(step, name) for name in ("act", "text", "until")},
                "has_file": step.file_id is not None,
                "at": rfc3339(step.at),
                "by": step.by_name,
            }
            for step, _ in shown.steps
        ],
        "changed_at": rfc3339(one.changed_at),
    }


def show_own(request: HttpRequest, one: RemedialAction) -> dict[str, Any]:
    """An `OwnActionOut`."""
    shown = action_shown(one)
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("what", "why", "state")},
        "state_label": shown.state.label,
        "due_on": shown.due,
        "is_late": shown.late,
        "asked_by": one.set_by_name,
        "organisation": one.organisation.name,
        "acts": list(queries.acts_of(one, place_in(request.user, one.organisation_id))),
    }
