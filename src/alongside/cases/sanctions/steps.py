"""The days of the steps of a sanction: none before the incident, or before the step that it follows; the last one is set right."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from alongside.cases.days import day_after, day_in_words, day_of_act
from alongside.cases.models import Case, Sanction
from alongside.cases.sanctions import queries
from alongside.cases.sanctions.kinds import kind_of

DATED = {
    "note": "given_on",
    "issue": "issued_on",
    "acknowledge": "slip_on",
    "record_breach": "breached_on",
    "breach_meanwhile": "breached_on",
    "appeal": "appealed_on",
    "uphold": "appeal_decided_on",
    "vary": "appeal_decided_on",
    "overturn": "appeal_decided_on",
    "tell_outcome": "outcome_told_on",
    "tell_appeal": "outcome_told_on",
    "review": "reviewed_on",
    "grant_interim": "starts_on",
}
"""Where the day of a move is kept, besides in the file."""
MAY_LIE_AHEAD = frozenset({"set_hearing"})
AT_HEARING = frozenset({"decide", "find_nothing"})
"""What a hearing decides, where one is set."""


def refuse_days_of_step(sanction: Sanction, case: Case, act: str, given: Mapping[str, Any]) -> None:
    """Days that cannot be: before the incident, or before the step that a step follows. A hearing alone may lie ahead."""
    happened_at, on = sanction.responsible.incident.occurred_at, given.get("on")
    if given.get("starts_on"):
        day_after(given["starts_on"], "starts_on", case.organisation, happened_at)
    if act in AT_HEARING and on is not None:
        hearing = queries.hearing_of(sanction)
        if hearing is not None and on < hearing:
            raise ValidationError(
                {"on": f"The hearing is set for {day_in_words(hearing)}. If it was held before that, set its day anew."}
            )
    if on is not None:
        check = day_after if act in MAY_LIE_AHEAD else day_of_act
        check(on, "on", case.organisation, happened_at, _follows(sanction, act))


def correct_step(sanction: Sanction, case: Case, on: date | None) -> dict[str, str]:
    """The day of the last step, set right: what the file keeps of that. Nothing where it stays."""
    last = queries.last_step(sanction)
    if on is None or last is None or on == last.on:
        return {}
    before = [(last.follows, "the step before it")] if last.follows else []
    after = [one for one in _follows(sanction, last.act) if one[0] != last.on] + before
    day_of_act(on, "on", case.organisation, sanction.responsible.incident.occurred_at, after)
    column = DATED.get(last.act)
    if column == "starts_on" and sanction.ends_on is not None and sanction.ends_on < on:
        raise ValidationError({"on": "Choose a day that is not after its last one."})
    if column is not None:
        setattr(sanction, column, on)
    if sanction.ended_on == last.on:
        sanction.ended_on = on
    return {"act": last.act, "on": on.isoformat()}


def _follows(sanction: Sanction, act: str) -> list[tuple[date | datetime | None, str]]:
    """What a step cannot be before, each with how that is said."""
    last = queries.last_step(sanction)
    found: list[tuple[date | datetime | None, str]] = [(sanction.given_on, "it was given")]
    if last is not None:
        label = kind_of(sanction.kind).machine.moves[last.act].label
        found.append((last.on, f"“{label}”"))
    if act == "issue":
        found.append((sanction.approved_at, "it was approved"))
        letters = queries.letters_of(sanction).values()
        found += [
            (one.approval.approved_at, "the letters were approved") for one in letters if queries.is_approved(one)
        ]
    return found
