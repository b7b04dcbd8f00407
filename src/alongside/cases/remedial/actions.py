"""What is done about an action. Each leaves a step, a line in the file of its case and in the ledger; whoever it is up to next
is told. An action goes on when its case is closed.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, LONGEST_WHY, Overtaken, held, words, write_event
from alongside.cases.models import ActionStep, Case, RemedialAction
from alongside.cases.queries import family_of
from alongside.cases.remedial import telling
from alongside.cases.remedial.queries import is_closed_to
from alongside.cases.remedial.times import check_day, next_notice
from alongside.cases.review.queries import review_of
from alongside.cases.tracks.actions import ACTION, OF_CHECKER, OF_OWNER, UNDONE, WITH_SETTER
from alongside.cases.tracks.case import RUNNING
from alongside.evidence.actions import receive
from alongside.evidence.keeping.actions import belongs_to
from alongside.evidence.models import StoredFile
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in
from alongside.people.models import Staff

EVIDENCE = "action_evidence"
"""Purpose of a file, in `evidence/media_types.toml`."""
FURTHEST = timedelta(days=366 * 5)


@transaction.atomic
def give(
    case: Case,
    what: str,
    *,
    owner: Staff | None,
    due_on: date | None,
    why: str = "",
    set_by: Staff | None = None,
    follows: RemedialAction | None = None,
    by: Actor,
) -> RemedialAction:
    """Asks somebody to change something by a day, and tells them. ValidationError by field; `Refused` where the case has ended."""
    case = held(case)
    if case.status not in RUNNING and follows is None:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", "what")
    if follows is not None and follows.case not in family_of(case):
        raise ValidationError({"what": "Choose an action of this case."})
    moment = now()
    action = RemedialAction(
        organisation=case.organisation,
        case=case,
        review=review_of(case),
        follows=follows,
        what=words(what, "what", "Write what is to change.", longest=300),
        why=words(why, "why", longest=LONGEST_WHY),
        set_by=set_by,
        set_by_name=by.name,
        set_at=moment,
        changed_at=moment,
    )
    action.owner = _owner(action, owner)
    action.due_on = _day(action, due_on, "due_on")
    today = today_in(action.organisation)
    action.notice_on = next_notice(action.state, action.due_on, None, today)
    action.save(force_insert=True)
    _step(action, "give", "", by=by, until=action.due_on)
    _write(case, action, "action_given", f"{action.what}\n{action.owner.name}, by {action.due_on:%d %B %Y}", by=by)
    telling.ask(action, action.owner, "action_given", today, key="first")
    return action


@transaction.atomic
def answer(
    action: RemedialAction,
    act: str,
    text: str,
    *,
    until: date | None = None,
    upload: UploadedFile | None = None,
    by: Actor,
    by_link: bool = False,
) -> RemedialAction:
    """What whoever has it says: it is done, with what shows it; cannot be done; needs more time. Whoever set it is told."""
    if act not in OF_OWNER:
        raise Refused("Choose how it stands.", "act")
    case, action = _held(action)
    file = None
    if upload is not None:
        try:
            file = receive(upload, organisation_id=action.organisation_id, purpose=EVIDENCE, by=by)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        belongs_to(file, "action", action.pk)
    _move(case, action, act, {"text": text, "until": until}, by=by, by_link=by_link, file=file)
    telling.tell_setter(action, "action_answered", today_in(action.organisation), key=str(action.steps.count()))
    return action


@transaction.atomic
def look_again(action: RemedialAction, act: str, text: str, *, by: Actor, by_link: bool = False) -> RemedialAction:
    """What whoever looks at it again says: it helps, or it does not and something else has to be done."""
    if act not in OF_CHECKER:
        raise Refused("Choose whether it helps.", "act")
    case, action = _held(action)
    _move(case, action, act, {"text": text}, by=by, by_link=by_link)
    telling.take_back_unsent(action)
    if act == "find_no_effect":
        telling.tell_setter(action, "action_answered", today_in(action.organisation), key=str(action.steps.count()))
    return action


@transaction.atomic
def decide(
    action: RemedialAction, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> RemedialAction:
    """What whoever set it decides: accepts it (`checker`), gives it back, gives time (`until`) or not, gives it to somebody else
    (`owner`), ends it, asks for it again. `text` says why. Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    if act in (*OF_OWNER, *OF_CHECKER):
        raise Refused("Choose what happened.", "act")
    case, action = _held(action, seen_at)
    before = action.owner
    _move(case, action, act, given, by=by)
    today = today_in(action.organisation)
    if action.state == "given":
        if before != action.owner:
            telling.forget(action, by=by)
        telling.ask(action, action.owner, "action_given", today, key=str(action.steps.count()))
    else:
        telling.forget(action, by=by)
    return action


@transaction.atomic
def carry_on(action: RemedialAction, why: str, *, by: Actor) -> RemedialAction:
    """Says by name that an action goes on after its case is closed: the case is not held open by it."""
    case, action = _held(action)
    if action.state not in UNDONE:
        raise Refused("It is done already.")
    if not action.owner.active:
        raise Refused(f"{action.owner.name} does not work here any more. Give it to somebody else first.")
    text = words(why, "text", "Write why it goes on after the case is closed.")
    action.carried_on_at, action.carried_on_by, action.changed_at = now(), by.name, now()
    action.save(update_fields=["carried_on_at", "carried_on_by", "changed_at"])
    _step(action, "carry_on", text, by=by)
    _write(case, action, "action_carried_on", f"{action.what}\n{text}", by=by)
    return action


def remind(action: RemedialAction) -> bool:
    """What is due today about an action is said; in `send`, within the caller's transaction. False where nothing was due."""
    _, action = _held(action)
    today = today_in(action.organisation)
    if action.notice_on is None or action.notice_on > today:
        return False
    if action.state == "given":
        late = today > action.due_on
        told = telling.ask(action, action.owner, "action_late" if late else "action_soon", today)
        if late or not told:
            telling.tell_setter(action, "action_escalated", today)
    elif action.state in WITH_SETTER:
        telling.tell_setter(action, "action_answered", today)
    elif action.state == "done" and action.checker is not None and action.check_on is not None:
        told = telling.ask(action, action.checker, "action_check", today)
        if today > action.check_on or not told:
            telling.tell_setter(action, "action_unchecked", today)
    action.notice_on = next_notice(action.state, action.due_on, action.check_on, today)
    action.save(update_fields=["notice_on"])
    return True


def _move(
    case: Case,
    action: RemedialAction,
    act: str,
    given: Mapping[str, Any],
    *,
    by: Actor,
    by_link: bool = False,
    file: StoredFile | None = None,
) -> None:
    start = action.state
    state = ACTION.after(start, act, given)
    text = words(given.get("text") or "", "text", longest=LONGEST_TEXT)
    until = _day(action, given["until"], "until") if given.get("until") else None
    today = today_in(action.organisation)
    action.state, action.changed_at = state.code, now()
    if act == "accept":
        action.checker = _checker(action, given["checker"])
        action.accepted_on, action.check_on = today, check_day(today)
    if act == "give_to_other":
        action.owner = _owner(action, given["owner"])
    if until is not None and state.code == "given":
        action.due_on = until
    action.notice_on = next_notice(action.state, action.due_on, action.check_on, today)
    action.save()
    _step(action, act, text, by=by, start=start, until=until, file=file, by_link=by_link)
    said = [f"{ACTION.moves[act].label}: {action.what}", text]
    if file is not None:
        said.append(f"With a file, {file.name}")
    _write(
        case, action, "action_moved", "\n".join(filter(None, said)), by=by, after={"state": action.state, "act": act}
    )


def _held(action: RemedialAction, seen_at: datetime | None = None) -> tuple[Case, RemedialAction]:
    case = held(Case(pk=action.case_id))
    fresh = (
        RemedialAction.objects.select_for_update(of=("self",))
        .select_related("organisation", "owner__organisation", "set_by__organisation", "checker__organisation")
        .get(pk=action.pk)
    )
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(case.events.filter(about_id=fresh.pk).order_by("-recorded_at", "-pk").first())
    fresh.case = case
    return case, fresh


def _step(
    action: RemedialAction,
    act: str,
    text: str,
    *,
    by: Actor,
    start: str = "",
    until: date | None = None,
    file: StoredFile | None = None,
    by_link: bool = False,
) -> None:
    ActionStep.objects.create(
        organisation_id=action.organisation_id,
        action=action,
        act=act,
        state_from=start,
        state_to=action.state,
        text=text,
        until=until,
        file=file,
        at=now(),
        by_name=by.name,
        by_link=by_link,
    )


def _write(
    case: Case, action: RemedialAction, what: str, text: str, *, by: Actor, after: Mapping[str, Any] | None = None
) -> None:
    write_event(case, what, by=by, text=text, after=after, about=("action", action.pk))
    count_next_due(case)


def _owner(action: RemedialAction, owner: Staff | None) -> Staff:
    return _colleague(action, owner, "owner", "Choose who does it.")


def _checker(action: RemedialAction, checker: Staff | None) -> Staff:
    found = _colleague(action, checker, "checker", "Choose who looks whether it helps.")
    if found.pk == action.owner_id:
        raise ValidationError({"checker": "Choose somebody else than whoever did it."})
    return found


def _colleague(action: RemedialAction, staff: Staff | None, name: str, missing: str) -> Staff:
    if staff is None or staff.organisation_id != action.organisation_id or not staff.active:
        raise ValidationError({name: missing})
    if is_closed_to(staff, action.case_id):
        raise ValidationError({name: f"This case is closed to {staff.name}. Choose somebody else."})
    return staff


def _day(action: RemedialAction, day: date | None, name: str) -> date:
    if day is None:
        raise ValidationError({name: "Write the day."})
    today = today_in(action.organisation)
    if not today <= day <= today + FURTHEST:
        raise ValidationError({name: "Choose a day in the next five years."})
    return day
