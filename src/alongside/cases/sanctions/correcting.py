"""What was written of a sanction is set right, and a step that was recorded by mistake is taken back. What stood before stays in
the file.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, words
from alongside.cases.models import Case, Sanction
from alongside.cases.police.clocks import take_back as take_back_clocks
from alongside.cases.sanctions import levels, news, queries
from alongside.cases.sanctions.actions import CODES, SHORT, hold, refuse_person, save, write
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.steps import correct_step
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

TEXTS = ("ground", "terms", "reference", "opinion_by", "opinion_ground", "applicant")
OF_OPINION = ("opinion", "opinion_by", "opinion_ground")
AS_APPROVED = ("ground", "terms")
WHOSE = ("kind", "responsible_id")
"""What a sanction is and whom it is against: other steps and letters rest on that."""
SAID = (*AS_APPROVED, "opinion_by", "opinion_ground", "applicant")
"""What the file keeps of a correction in its words."""


@transaction.atomic
def correct_sanction(
    sanction: Sanction, why: str, *, on: date | None = None, by: Actor, seen_at: datetime | None = None, **given: Any
) -> Sanction:
    """Sets right what was written of a sanction, and `on`, the day of its last step. `given` by name: `ground`, `terms`,
    `reference`, `given_on`, `opinion`, `opinion_by`, `opinion_ground`, `decision`, `applicant`, `kind`, `responsible` (a
    `Responsible` of the case). What is None or left out stays.

    What was approved stays as it was approved, its opinion with it; what it is and whom it is against are set right before
    anything rests on them. Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case, sanction = hold(sanction, seen_at)
    why = words(why, "why", "Write why it is corrected.")
    wanted = _wanted(sanction, case, {name: value for name, value in given.items() if value is not None})
    changed = [name for name, value in wanted.items() if getattr(sanction, name) != value]
    _refuse(sanction, changed)
    step = correct_step(sanction, case, on)
    if not changed and not step:
        return sanction
    before = {name: _kept(getattr(sanction, name)) for name in changed}
    for name in changed:
        setattr(sanction, name, wanted[name])
    _settle(sanction, changed, by)
    said = [why, *(str(wanted[name]) for name in changed if name in SAID)]
    codes = {name: wanted[name] for name in changed if name in CODES}
    write(
        sanction,
        case,
        queries.CORRECTED,
        by,
        "\n".join(filter(None, said)),
        before=before,
        changed=[*changed, *step],
        **codes,
        **step,
    )
    save(sanction)
    return sanction


def may_be_taken_back(sanction: Sanction) -> queries.Moved | None:
    """The last step, where somebody made it and what stood before it is known; None where there is none."""
    steps = queries.steps_of(sanction)
    return steps[-1] if steps and steps[-1].act != "expire" and steps[-1].event.before.get("was") else None


@transaction.atomic
def take_back_step(sanction: Sanction, why: str, *, by: Actor, seen_at: datetime | None = None) -> Sanction:
    """The last step was a mistake: the sanction stands where it stood, a deadline that began with the step falls away, one that
    ended with it runs on. What was set right since stays. Who may is the caller's question: whoever may make that step.
    """
    case, sanction = hold(sanction, seen_at)
    step = may_be_taken_back(sanction)
    if step is None:
        raise Refused("There is no step that could be taken back.", "why")
    why = words(why, "why", "Write why it is taken back.")
    event = step.event
    for name, value in event.before["was"].items():
        column: Any = Sanction._meta.get_field(name)
        if name in ("status", "status_before") or _kept(getattr(sanction, name)) == event.before["became"][name]:
            setattr(sanction, name, column.to_python(value))
    if step.act in news.CHANGES and news.news_sent(sanction):
        sanction.news, sanction.news_at = news.TAKEN_BACK, now()
    save(sanction)
    take_back_clocks(event.before["started"], event.before["ended"], f"What changed it was taken back. {why}", by=by)
    write(sanction, case, queries.TAKEN_BACK, by, why, act=step.act, step=str(event.pk))
    count_next_due(case)
    return sanction


def _wanted(sanction: Sanction, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """The columns as they should stand. ValidationError by field."""
    found: dict[str, Any] = {}
    for name in TEXTS:
        if name in given:
            missing = "Write what it is for." if name == "ground" else ""
            found[name] = words(given[name], name, missing, longest=SHORT.get(name, LONGEST_TEXT))
    for name, known in CODES.items():
        if given.get(name):
            if given[name] not in code_list(known):
                raise ValidationError({name: "Choose from the list."})
            found[name] = given[name]
    if given.get("given_on"):
        found["given_on"] = given["given_on"]
        day_of_act(found["given_on"], "given_on", case.organisation, sanction.responsible.incident.occurred_at)
    person = given.get("responsible") or sanction.responsible
    kind = kind_of(given["kind"]) if given.get("kind") in code_list("sanction_kinds") else kind_of(sanction.kind)
    if (given.get("kind") and kind.code != given["kind"]) or kind.machine.name != sanction.machine:
        raise ValidationError({"kind": "Choose one that goes the same way. For another, take this one back first."})
    if person.pk not in {one.pk for one in queries.people_of(case)}:
        raise ValidationError({"responsible": "Choose somebody of this case."})
    refuse_person(kind, person)
    return found | {"kind": kind.code, "responsible_id": person.pk}


def _refuse(sanction: Sanction, changed: list[str]) -> None:
    """What cannot be set right any more, and what was never said."""
    if sanction.approved_at is not None and set(AS_APPROVED) & set(changed):
        raise Refused("It was approved in these words. Take it back or end it, and propose it anew.", "ground")
    of_opinion = [name for name in OF_OPINION if name in changed]
    if of_opinion and not sanction.opinion:
        raise ValidationError({of_opinion[0]: "No clinical opinion is recorded yet. Record it as a step."})
    if of_opinion and sanction.approved_at is not None:
        raise Refused("It was approved on this opinion. Take the approval back first.", of_opinion[0])
    if "decision" in changed and not sanction.decision:
        raise ValidationError({"decision": "Nothing is decided yet. Record it as a step."})
    if "applicant" in changed and not sanction.applicant:
        raise ValidationError({"applicant": "Nobody applied yet. Record it as a step."})
    whose = [name for name in WHOSE if name in changed]
    if whose and (sanction.opinion or sanction.approved_at is not None or queries.letters_of(sanction)):
        raise Refused(
            "The clinician, the approval or a letter was about this. Take the steps back first, or the proposal.",
            whose[0].removesuffix("_id"),
        )


def _settle(sanction: Sanction, changed: list[str], by: Actor) -> None:
    """What follows from what was set right: the family, and who approves it."""
    kind = kind_of(sanction.kind)
    sanction.family, sanction.level = kind.family, sanction.level if sanction.opinion else kind.level
    if set(OF_OPINION) & set(changed):
        levels.refuse_own_opinion(sanction.opinion_by, [by.name, sanction.proposed_by], "opinion_by")
        is_against = bool(code_list("clinical_opinions")[sanction.opinion].more.get("above"))
        sanction.level = levels.level_with(kind.level, is_against)


def _kept(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
