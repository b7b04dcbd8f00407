"""Holding supervision: what was said is written once and amended by further notes; what was agreed gets an owner and a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.events import LONGEST_TEXT, held, touch, words, write_event
from alongside.cases.models import (
    AgreedAction,
    Case,
    Supervision,
    SupervisionNote,
    SupervisionPlan,
    SupervisionRule,
)
from alongside.cases.supervising.queries import are_closed_to
from alongside.cases.supervision.queries import is_reported_by, rule_of
from alongside.cases.supervision.reminding import forget
from alongside.cases.working.actions import add_task
from alongside.incidents.actions import SAME_LOOK
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor, Deed, record, record_many
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.people.days import today_in
from alongside.people.models import Organisation, Staff

OLDEST = timedelta(days=366)
"""How long ago a supervision may be that is written down now."""
FURTHEST = timedelta(days=366 * 2)
SAID = "Write what was looked at and said."


@transaction.atomic
def hold_supervision(
    supervisor: Staff,
    supervised: Staff,
    held_on: date,
    caseload: str = "",
    on_cases: Sequence[tuple[Case, str]] = (),
    next_on: date | None = None,
    *,
    by: Actor,
) -> Supervision:
    """A supervisor looked through cases of somebody with them: a note of the caseload, or of one case or more, which they work;
    and when the next time is, if that is known. Who else reads it is as the organisation's rule stands now.

    ValidationError by field: `caseload`, `case-KEY`, `held_on`, `next_on`. The file of a case says that it was looked through,
    and nothing of what was said.
    """
    if supervised.pk == supervisor.pk or supervised.organisation_id != supervisor.organisation_id:
        raise ValidationError("Choose a security specialist who works here, and not yourself.")
    today = today_in(supervised.organisation)
    if not today - OLDEST < held_on <= today:
        raise ValidationError({"held_on": "Choose a day in the last year that is not in the future."})
    caseload = words(caseload, "caseload", longest=LONGEST_TEXT)
    notes = [(case, words(text, f"case-{case.pk}", SAID, longest=LONGEST_TEXT)) for case, text in on_cases]
    if not caseload and not notes:
        raise ValidationError({"caseload": SAID})
    rule = rule_of(supervised.organisation)
    made = Supervision.objects.create(
        organisation_id=supervised.organisation_id,
        supervised=supervised,
        supervisor=supervisor,
        held_on=held_on,
        directors_read=rule is not None and rule.directors_read,
        made_at=now(),
    )
    if caseload:
        _write(made, caseload, supervisor)
    for case, text in notes:
        _look_through(made, case, text, supervisor, by)
    details = {"supervised": str(supervised.pk), "cases": [case.reference for case, _ in notes]}
    _record("held", made, by, details)
    _plan(supervised, next_on, held_on, by)
    _tell(supervised, made, "supervision_noted", str(made.pk), by)
    return made


@transaction.atomic
def add_note(
    supervision: Supervision, text: str, author: Staff, *, adds_to: SupervisionNote | None = None, by: Actor
) -> SupervisionNote:
    """A further note by one of the two: on one that stands there, or on the caseload. The other is told. ValidationError by
    field.
    """
    if author.pk not in (supervision.supervised_id, supervision.supervisor_id):
        raise ValidationError({"text": "Only the two who held it add to it."})
    text = words(text, "text", SAID, longest=LONGEST_TEXT)
    note = _write(supervision, text, author, case=adds_to.case if adds_to else None, adds_to=adds_to)
    _record("noted", supervision, by, {"note": str(note.pk), "adds_to": str(adds_to.pk) if adds_to else None})
    other = supervision.supervisor if author.pk == supervision.supervised_id else supervision.supervised
    _tell(other, supervision, "supervision_added", str(note.pk), by)
    return note


@transaction.atomic
def agree(
    supervision: Supervision,
    what: str,
    owner: Staff | None,
    due_on: date | None,
    case: Case | None = None,
    *,
    by: Actor,
) -> AgreedAction:
    """What is to be done, by whom and until when. On a case it becomes a task of it; about the caseload one of the two does it.
    ValidationError by field; `Refused` where the case has ended.
    """
    what = words(what, "what", "Write what is to be done.", longest=300)
    if owner is None or owner.organisation_id != supervision.organisation_id:
        raise ValidationError({"owner": "Choose who does it."})
    today = today_in(supervision.organisation)
    if due_on is None or not today <= due_on < today + FURTHEST:
        raise ValidationError({"due": "Choose a day in the next two years."})
    task = None
    if case is not None:
        task = add_task(case, what, owner=owner, due_on=due_on, by=by)
    elif owner.pk not in (supervision.supervised_id, supervision.supervisor_id):
        raise ValidationError({"owner": "What is about no single case is done by one of the two."})
    agreed = AgreedAction.objects.create(
        organisation_id=supervision.organisation_id,
        supervision=supervision,
        task=task,
        what=what,
        owner=owner,
        due_on=due_on,
        agreed_at=now(),
    )
    details = {"agreed": str(agreed.pk), "owner": str(owner.pk), "due_on": due_on.isoformat()}
    _record("agreed", supervision, by, details | ({"task": str(task.pk)} if task else {}))
    return agreed


@transaction.atomic
def end_agreed(agreed: AgreedAction, result: str, *, by: Actor) -> AgreedAction:
    """What was agreed about a caseload is done, or is not needed, in words. `Refused` where it ended before, or is a task of a
    case; ValidationError by field.
    """
    fresh = AgreedAction.objects.select_for_update(of=("self",)).select_related("supervision").get(pk=agreed.pk)
    if fresh.task_id is not None:
        raise Refused("It is a task of the case. End it there.", "result")
    if fresh.ended_at is not None:
        raise Refused(f"{fresh.ended_by} ended this before you.", "result")
    fresh.result = words(result, "result", "Write what came of it.", longest=LONGEST_TEXT)
    fresh.ended_at, fresh.ended_by = now(), by.name
    fresh.save(update_fields=["result", "ended_at", "ended_by"])
    _record("agreed_ended", fresh.supervision, by, {"agreed": str(fresh.pk)})
    return fresh


@transaction.atomic
def plan_next(supervised: Staff, next_on: date | None, *, by: Actor) -> SupervisionPlan:
    """When somebody is supervised next; None where no day is planned. ValidationError by field."""
    return _plan(supervised, next_on, None, by)


@transaction.atomic
def set_rule(organisation: Organisation, directors_read: bool, *, by: Actor) -> SupervisionRule:
    """Who reads what is held from now on: the two alone, or the organisation's other security directors as well."""
    rule = SupervisionRule.objects.create(
        organisation=organisation, directors_read=directors_read, set_at=now(), set_by=by.name
    )
    record(
        "supervision.rule_set",
        "organisation",
        organisation.pk,
        organisation_id=organisation.pk,
        actor=by,
        details={"directors_read": directors_read},
    )
    return rule


@transaction.atomic
def read(supervisions: Iterable[Supervision], *, by: Actor) -> None:
    """Records that somebody read the notes of these. The same person again within a quarter of an hour is the same look."""
    listed = {one.pk: one for one in supervisions}
    seen = Entry.objects.filter(
        organisation_id__in={one.organisation_id for one in listed.values()},
        subject_type="supervision",
        subject_id__in=listed,
        verb="supervision.read",
        actor_id=by.id,
        at__gt=now() - SAME_LOOK,
    ).values_list("subject_id", flat=True)
    fresh = [one for key, one in listed.items() if key not in set(seen)]
    record_many(Deed("supervision.read", "supervision", one.pk, one.organisation_id, by) for one in fresh)


def _look_through(supervision: Supervision, case: Case, text: str, supervisor: Staff, by: Actor) -> None:
    """The note of one case, in its file only that there is one."""
    name = f"case-{case.pk}"
    case = held(case)
    if case.owner_id != supervision.supervised_id:
        raise ValidationError({name: f"{supervision.supervised.name} does not work this case any more."})
    if are_closed_to(supervision.supervised, [case]) or are_closed_to(supervisor, [case]):
        raise ValidationError({name: "This case is closed to one of you."})
    if is_reported_by(case, by):
        raise ValidationError({name: "You reported what this case is about. Somebody else looks through it."})
    _write(supervision, text, supervisor, case=case)
    case.supervised_at = now()
    touch(case, "supervised_at")
    write_event(case, "supervised", by=by, after={"supervision": str(supervision.pk)})


def _write(
    supervision: Supervision,
    text: str,
    author: Staff,
    *,
    case: Case | None = None,
    adds_to: SupervisionNote | None = None,
) -> SupervisionNote:
    return SupervisionNote.objects.create(
        organisation_id=supervision.organisation_id,
        supervision=supervision,
        case=case,
        adds_to=adds_to,
        text=text,
        at=now(),
        author=author,
        author_name=author.name,
    )


def _plan(supervised: Staff, next_on: date | None, held_on: date | None, by: Actor) -> SupervisionPlan:
    today = today_in(supervised.organisation)
    if next_on is not None and not today <= next_on < today + FURTHEST:
        raise ValidationError({"next_on": "Choose a day in the next two years."})
    found = SupervisionPlan.objects.select_for_update(of=("self",)).filter(supervised=supervised).first()
    plan = found or SupervisionPlan(supervised=supervised, organisation_id=supervised.organisation_id)
    if held_on is not None:
        plan.last_on = max(filter(None, [plan.last_on, held_on]))
        if next_on is None and plan.next_on is not None and plan.next_on > held_on:
            next_on = plan.next_on  # a day that is still to come stands unless another is named
    plan.next_on, plan.changed_at, plan.changed_by = next_on, now(), by.name
    plan.save(force_insert=found is None)
    if found is not None:
        forget(plan)
    record(
        "supervision.planned",
        "staff",
        supervised.pk,
        organisation_id=supervised.organisation_id,
        actor=by,
        details={"next_on": next_on.isoformat() if next_on else None},
    )
    return plan


def _record(verb: str, supervision: Supervision, by: Actor, details: Mapping[str, Any]) -> None:
    organisation_id = supervision.organisation_id
    record(
        f"supervision.{verb}",
        "supervision",
        supervision.pk,
        organisation_id=organisation_id,
        actor=by,
        details=details,
    )


def _tell(staff: Staff, supervision: Supervision, template: str, key: str, by: Actor) -> None:
    send_notice(
        staff,
        f"cases/messages/{template}",
        key=f"{template}:{key}",
        about=("supervision", supervision.pk),
        path=f"/cases/supervision/{supervision.pk}",
        context={"by": by.name},
    )
