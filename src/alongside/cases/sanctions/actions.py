"""Sanctions: proposed and moved on. Every step is a line in the file, in the compartment `suspect`, and in the
ledger; nobody writes over what somebody else did meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_in_words, day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, words, write_event
from alongside.cases.models import Case, Compartment, CourtOrder, PoliceMove, Sanction
from alongside.cases.sanctions import levels, news, queries
from alongside.cases.sanctions.days import refuse_days, review_day
from alongside.cases.sanctions.kinds import SanctionKind, kind_of, review_days_on
from alongside.cases.sanctions.letter_days import refuse_other_days
from alongside.cases.sanctions.steps import DATED, refuse_days_of_step
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.sanctions import facts_of
from alongside.incidents.duties.actions import fact, finish_duty
from alongside.incidents.models import Duty, Responsible
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.machine import Missing, Move, Refused
from alongside.people.days import today_in

ABOUT = "sanction"
PLAIN = ("opinion", "opinion_by", "acknowledged", "reference", "applicant", "terms", "decision", "starts_on", "ends_on")
CODES = {
    "opinion": "clinical_opinions",
    "acknowledged": "acknowledgements",
    "decision": "disciplinary_outcomes",
}
SHORT = {"opinion_by": 200, "applicant": 200, "reference": 60, "terms": LONGEST_TEXT}
"""How long the words may be that are kept on the sanction."""
SAID = ("on", "starts_on", "ends_on", "opinion", "acknowledged", "reference", "decision")
"""What the file keeps of a move beside its words: days and codes."""
TO_WHOM = {
    "person": "to the person",
    "gp": "to the person's GP",
    "bodies": "to other health bodies",
    "person_new": "to the person about the change",
    "gp_new": "to the person's GP about the change",
    "bodies_new": "to other health bodies about the change",
    queries.OF_APPEAL: "about the appeal",
}
OVERTURNED = "overturned"
"""It binds nobody any more, although the person is still to be told."""
RESULTS = {"uphold": "refused", "vary": "varied", "overturn": "overturned"}
"""What came of an appeal, by the move that decided it."""
STOOD = "in_force"
"""Where an order stood before it was breached, of which that was not kept."""
STEPS = (
    *("status", "status_before", "level", "terms", "opinion", "opinion_by", "opinion_ground", "opinion_at"),
    *("approved_at", "approved_by", "approved_by_id", "starts_on", "ends_on", "asked_ends_on", "review_on"),
    *("reviewed_on", "given_on", "issued_on", "acknowledged", "slip_on", "breached_on", "appealed_on"),
    *("appeal_result", "appeal_decided_on", "appeal_decided_at", "outcome_told_on", "heard_by", "heard_by_id"),
    *("reference", "applicant", "decision", "ended_on", "news", "news_at"),
)
"""The columns that a step may change: what stood in them is kept with it, so that it can be taken back."""


@transaction.atomic
def propose_sanction(
    case: Case,
    kind: str,
    responsible: Responsible,
    ground: str,
    *,
    terms: str = "",
    given_on: date | None = None,
    reference: str = "",
    order: CourtOrder | None = None,
    disposal: PoliceMove | None = None,
    by: Actor,
) -> Sanction:
    """Begins a sanction against one person of the case. What was given already (a verbal warning, a caution) needs its day.
    `order` or `disposal`: what of the police and court track it is (`sanctions.from_track`).

    Raises `Refused` where the case has ended, ValidationError by field.
    """
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", "kind")
    today = today_in(case.organisation)
    if kind not in code_list("sanction_kinds") or not code_list("sanction_kinds")[kind].stands_on(today):
        raise ValidationError({"kind": "Choose from the list."})
    known = kind_of(kind)
    if responsible.pk not in {one.pk for one in queries.people_of(case)}:
        raise ValidationError({"responsible": "Choose somebody of this case."})
    if known.machine.begins in ("given", "passed") and given_on is None:
        raise ValidationError({"given_on": "Write the day on which it was given."})
    refuse_person(known, responsible)
    if given_on is not None:
        day_of_act(given_on, "given_on", case.organisation, responsible.incident.occurred_at)
    sanction = Sanction.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        responsible=responsible,
        kind=kind,
        family=known.family,
        machine=known.machine.name,
        status=known.machine.begins,
        level=known.level,
        ground=words(ground, "ground", "Write what it is for.", longest=LONGEST_TEXT),
        terms=words(terms, "terms", longest=LONGEST_TEXT),
        given_on=given_on,
        reference=words(reference, "reference", longest=60),
        order=order,
        disposal=disposal,
        proposed_at=now(),
        proposed_by=by.name,
        proposed_by_id=by.id,
        changed_at=now(),
    )
    write(sanction, case, "sanction_proposed", by, "\n".join(filter(None, [sanction.ground, sanction.terms])))
    count_next_due(case)
    return sanction


@transaction.atomic
def move_sanction(
    sanction: Sanction, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Sanction:
    """Moves a sanction on. `given` holds what the move needs (`cases.tracks.sanctions`): days, codes, `text`.

    Who may make a move is the caller's question (`permission_for`); that nobody approves their own proposal or hears an
    appeal against themselves is asked here. Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case, sanction = hold(sanction, seen_at)
    if act in queries.BY_ITSELF:
        raise Refused("Choose what happened.", "act")
    kind = kind_of(sanction.kind)
    move = kind.machine.check(sanction.status, act, given)
    _refuse_other_facts(move, given)
    today = today_in(case.organisation)
    text = words(str(given.get("text") or ""), "text", longest=LONGEST_TEXT)
    given = _tidied(given)
    refuse_days_of_step(sanction, case, act, given)
    _refuse(sanction, kind, move, given, by, today)
    was = {name: getattr(sanction, name) for name in STEPS}
    started = _keep(sanction, kind, move, given, by)
    _go(sanction, case, kind, move, given.get("on") or today, by, text, given, was=was, started=started)
    return sanction


def expire(sanction: Sanction, *, by: Actor = SYSTEM) -> bool:
    """Ends a sanction whose last day has passed, within the caller's transaction; False where it stands."""
    case, sanction = hold(sanction)
    kind = kind_of(sanction.kind)
    move = kind.machine.moves.get("expire")
    today = today_in(case.organisation)
    if move is None or sanction.status not in move.out_of or sanction.ends_on is None or sanction.ends_on >= today:
        return False
    _go(sanction, case, kind, move, sanction.ends_on, by, "", {})
    return True


def permission_for(sanction: Sanction, move: Move) -> str:
    """What it takes to make a move, with the case as the object."""
    if move.level == "approve":
        return levels.PERMISSIONS[sanction.level]
    if move.level == "hear_appeal":
        return levels.HEARS_APPEALS
    return "cases.write_suspect"


def hold(sanction: Sanction, seen_at: datetime | None = None) -> tuple[Case, Sanction]:
    """The case and the sanction as they stand, locked. Raises `Overtaken` where the sanction changed after `seen_at`."""
    case = held(Case(pk=sanction.case_id))
    fresh = (
        Sanction.objects.select_for_update(of=("self",))
        .select_related("responsible__incident__organisation")
        .get(pk=sanction.pk)
    )
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(queries.events_of(ABOUT, sanction.pk).first())
    return case, fresh


def refuse_person(kind: SanctionKind, responsible: Responsible) -> None:
    """ValidationError where this kind of sanction cannot be against somebody like that."""
    if kind.family == "disciplinary" and responsible.kind not in queries.WORKS_HERE:
        raise ValidationError({"responsible": "Human resources decide only about somebody who works here."})


def write(
    sanction: Sanction,
    case: Case,
    what: str,
    by: Actor,
    text: str,
    *,
    before: Mapping[str, Any] | None = None,
    **after: Any,
) -> None:
    """A line of the file about a sanction."""
    kept = {"kind": sanction.kind, "status": sanction.status, **after}
    about = (ABOUT, sanction.pk)
    write_event(case, what, by=by, compartment=Compartment.SUSPECT, text=text, before=before, after=kept, about=about)


def save(sanction: Sanction) -> None:
    """Saves a held sanction, and that it changed."""
    sanction.changed_at = now()
    sanction.save()


def _refuse_other_facts(move: Move, given: Mapping[str, Any]) -> None:
    """Nothing changes by a step that is not of it: a last day that was approved is not moved by the way."""
    for name, value in given.items():
        if value not in (None, "") and name not in facts_of(move):
            raise ValidationError({name: f"This does not belong to the step “{move.label}”."})


def _tidied(given: Mapping[str, Any]) -> dict[str, Any]:
    """What came with a move, its codes known, its words tidied."""
    for name, known in CODES.items():
        if given.get(name) and given[name] not in code_list(known):
            raise ValidationError({name: "Choose from the list."})
    short = {name: words(str(given.get(name) or ""), name, longest=longest) for name, longest in SHORT.items()}
    return {**given, **short}


def _refuse(
    sanction: Sanction, kind: SanctionKind, move: Move, given: Mapping[str, Any], by: Actor, today: date
) -> None:
    """Everything beside the machine that can stand against a move."""
    part = queries.part_of(sanction)
    if move.level == "approve":
        levels.refuse_approval(part, by.id)
    if move.level == "hear_appeal":
        levels.refuse_hearing(part, by.id)
    if move.act == "record_opinion":
        levels.refuse_own_opinion(given["opinion_by"], [by.name, sanction.proposed_by], "opinion_by")
    if move.act == "vary":
        _refuse_longer(sanction, given)
    if move.act == "approve":
        levels.refuse_own_opinion(sanction.opinion_by, [by.name], "act")
        opinion = code_list("clinical_opinions")[sanction.opinion]
        levels.refuse_opinion(sanction.kind, opinion.code, tuple(opinion.more.get("rules_out", ())), opinion.label)
    if move.act == "issue":
        refuse_unready(sanction, queries.letters_sent_with(sanction), today)
    if move.act == "tell_appeal" and not queries.is_to_be_told(sanction):
        raise Refused("There is no result of an appeal of which the person is still to be told.", "act")
    if move.act in ("tell_outcome", "tell_appeal"):
        refuse_unready(sanction, [queries.OF_APPEAL], today)
        decided_on = sanction.appeal_decided_on or sanction.ended_on
        if decided_on is not None and given["on"] < decided_on:
            raise Refused("The appeal was decided after that day.", "on")
    if move.act == "acknowledge" and given.get("acknowledged") == "signed" and given.get("on") is None:
        raise Missing("Write the day on which the slip came back.", "on")
    if move.act == "ask_extension" and sanction.ends_on is not None and given["ends_on"] <= sanction.ends_on:
        raise Refused("Write a last day after the one it has.", "ends_on")
    starts_on = given.get("starts_on") or sanction.starts_on
    ends_on = sanction.asked_ends_on if move.act == "extend" else given.get("ends_on")
    if ends_on is not None:
        longest, why = queries.longest_day(sanction, kind, starts_on) if starts_on else (None, "")
        refuse_days(starts_on, ends_on, today, longest, why)


def _refuse_longer(sanction: Sanction, given: Mapping[str, Any]) -> None:
    """Whoever appeals is never worse off in time: an appeal shortens a sanction, or changes what it asks."""
    last = sanction.ends_on
    if last is not None and given["ends_on"] > last:
        raise Refused(f"An appeal does not make it longer. Write {day_in_words(last)} or an earlier day.", "ends_on")
    if given["ends_on"] == last and given["terms"] in ("", sanction.terms):
        raise Refused("Nothing would change. Write an earlier last day, or what it asks from now on.", "ends_on")


def _keep(sanction: Sanction, kind: SanctionKind, move: Move, given: Mapping[str, Any], by: Actor) -> list[Duty]:
    """Puts what came with a move where it belongs; returns the deadlines that it started."""
    for name in PLAIN:
        value = given.get(name)
        if value and not (move.act == "ask_extension" and name == "ends_on"):
            setattr(sanction, name, value)
    if move.act in DATED and given.get("on"):
        setattr(sanction, DATED[move.act], given["on"])
    if move.act == "record_opinion":
        sanction.opinion_at = now()
        is_against = bool(code_list("clinical_opinions")[sanction.opinion].more.get("above"))
        sanction.level = levels.level_with(kind.level, is_against)
        sanction.opinion_ground = words(str(given.get("text") or ""), "text", longest=LONGEST_TEXT)
    if move.act == "approve":
        sanction.approved_at, sanction.approved_by, sanction.approved_by_id = now(), by.name, by.id
    if move.level == "hear_appeal":
        sanction.heard_by, sanction.heard_by_id = by.name, by.id
        sanction.appeal_result, sanction.appeal_decided_at = RESULTS[move.act], now()
    if move.act == "appeal":
        sanction.appeal_result, sanction.appeal_decided_on, sanction.outcome_told_on = "", None, None
    if move.act in news.CHANGES and sanction.issued_on is not None and news.letters_sent_with(sanction):
        sanction.news, sanction.news_at = move.act, now()
    if move.act == "ask_extension":
        sanction.asked_ends_on = given["ends_on"]
    if move.act == "extend":
        sanction.ends_on = sanction.asked_ends_on
    if move.act in ("extend", "decline_extension", "withdraw_extension"):
        sanction.asked_ends_on = None
    if sanction.starts_on and sanction.ends_on:
        sanction.review_on = review_day(sanction.starts_on, sanction.ends_on, review_days_on(sanction.starts_on))
    if move.act == "issue" and kind.starts and sanction.starts_on:
        incident = sanction.responsible.incident
        at = datetime.combine(sanction.starts_on, time(0), ZoneInfo(incident.organisation.time_zone))
        return fact(incident, kind.starts, at, by=by)
    return []


def _go(
    sanction: Sanction,
    case: Case,
    kind: SanctionKind,
    move: Move,
    on: date,
    by: Actor,
    text: str,
    given: Mapping[str, Any],
    *,
    was: Mapping[str, Any] | None = None,
    started: Sequence[Duty] = (),
) -> None:
    """The step itself: the state, its end where it is one, the line in the file with what it changed, the case's next day."""
    before = sanction.status
    state = kind.machine.states[before if move.stays else move.to or sanction.status_before or STOOD]
    if not move.stays:
        returns = any(one.to is None and not one.stays for one in kind.machine.possible(state.code))
        sanction.status_before = before if returns else ""
    if move.act == "breach_meanwhile":
        sanction.status_before = "breached"
    sanction.status = state.code
    is_over = state.is_end or state.code == OVERTURNED
    if is_over:
        sanction.ended_on = sanction.ended_on or on
    kept = {name: _plain(given[name]) for name in SAID if given.get(name)}
    if move.act == "extend" and sanction.ends_on:
        kept["ends_on"] = sanction.ends_on.isoformat()
    said = [given.get("opinion_by"), given.get("applicant"), given.get("terms"), text]
    save(sanction)
    ended = _end_duties(sanction, kind, by) if is_over and kind.starts and not move.stays else []
    changed = {name for name, value in (was or {}).items() if getattr(sanction, name) != value}
    step = {
        "state": before,
        "was": {name: _kept(was[name]) for name in changed} if was else {},
        "became": {name: _kept(getattr(sanction, name)) for name in changed},
        "started": [str(duty.pk) for duty in started],
        "ended": [str(duty.pk) for duty in ended],
    }
    write(sanction, case, queries.MOVED, by, "\n".join(filter(None, said)), act=move.act, before=step, **kept)
    count_next_due(case)


def _kept(value: Any) -> Any:
    """A value as the file keeps it."""
    return value if value is None or isinstance(value, str) else _plain(value)


def _end_duties(sanction: Sanction, kind: SanctionKind, by: Actor) -> list[Duty]:
    """Ends the deadline that began with it, unless another sanction of the kind against somebody of the report stands."""
    others = Sanction.objects.filter(responsible__incident=sanction.responsible.incident, kind=kind.code)
    if others.exclude(pk=sanction.pk).filter(ended_on=None).exclude(issued_on=None).exists():
        return []
    duty = queries.open_duty(sanction.responsible.incident, "RED-12M")
    return [finish_duty(duty, "sanction_ended", by=by)] if duty is not None else []


def refuse_unready(sanction: Sanction, addressees: list[str], today: date) -> None:
    """Nothing was sent of which there is no paper: each letter is approved, says the approved days, and was produced in these very words."""
    letters, days = queries.letters_of(sanction), queries.approved_days(sanction)
    for one in addressees:
        letter = letters.get(one)
        if letter is None or not queries.is_approved(letter):
            raise Refused(f"Approve the words of the letter {TO_WHOM[one]} first.", "act")
        if days is not None:
            refuse_other_days(letter.text, days, today)
        if queries.document_of(letter) is None:
            raise Refused(f"Produce the letter {TO_WHOM[one]} first: there is no document that could be sent.", "act")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
