"""The police and court track as the page shows it: codes in words, days that are late, and no names of people hurt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import Attendance, Event, Hearing, PoliceTrack, PoliceVictim, VictimWish
from alongside.cases.police import law, said
from alongside.cases.police.court import who_in_words
from alongside.cases.police.forms import suspect_words
from alongside.cases.police.orders import AFTER_VERDICT, BEFORE_COURT, words_of
from alongside.cases.rows import person_words
from alongside.cases.tracks.police import NOT_REPORTED, POLICE
from alongside.machine import Move, State

FACTS = (
    *("offence_words", "unreported_reason", "force", "incident_number", "crime_number", "officer", "officer_contact"),
    *("nfa_reason", "disposal", "charge", "review_asked_on", "review_decided_on"),
)
SOON = 30
"""Days before an order ends from which on the page says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody against whom the offence was."""

    victim: PoliceVictim
    who: str
    facts: str
    wish: VictimWish | None
    wish_words: str


@dataclass(frozen=True, slots=True)
class Day:
    """A hearing."""

    hearing: Hearing
    kind: str
    result: str
    people: list[tuple[Attendance, str, str]]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An offence with everything about it."""

    track: PoliceTrack
    offence: str
    state: State
    suspect: str
    facts: list[tuple[str, str]]
    people: list[Person]
    remarks: list[str]
    moves: list[Move]
    can_step: bool
    can_plead: bool
    can_order: bool
    news_on: date | None
    news_late: bool
    news_missing: bool
    hearings: list[Day]
    pleas: list[tuple[Any, str]]
    orders: list[tuple[Any, str, str, str]]
    history: list[tuple[Any, str]]
    steps: list[Event]
    last: str


def track_shown(track: PoliceTrack, steps: list[Event], wishes: Mapping[UUID, VictimWish], today: date) -> Shown:
    """One offence. `wishes`: the latest of each person, by their key; `today` is the local day."""
    state = POLICE.state(track.state)
    task = track.news_task if track.news_task and track.news_task.ended_at is None else None
    running = not state.is_end and track.state != NOT_REPORTED
    stands = [move for move in track.moves.all() if move.taken_back_at is None]
    people = [_person(victim, wishes.get(victim.affected_id)) for victim in track.victims.all()]
    remarks = [
        f"Person {victim.affected.number}. {remark}"
        for victim in track.victims.all()
        for remark in law.remarks(track.offence, victim.emergency_worker)
    ]
    remarks += filter(None, [law.remark_on_limit(track.offence, track.summary_only)])
    return Shown(
        track=track,
        offence=said.offence_of(track),
        state=state,
        suspect=suspect_words(track.responsible) if track.responsible else "",
        facts=_facts(track),
        people=people,
        remarks=remarks,
        moves=POLICE.possible(track.state),
        can_step=track.state != NOT_REPORTED and not state.is_end,
        can_plead=track.state not in BEFORE_COURT,
        can_order=track.state in AFTER_VERDICT,
        news_on=task.due_on if task else None,
        news_late=bool(task and task.due_on and task.due_on < today),
        news_missing=running and task is None,
        hearings=[_day(hearing) for hearing in track.hearings.all()],
        pleas=[(plea, code_list("pleas").label(plea.plea)) for plea in track.pleas.all()],
        orders=[(order, words_of(order), *_end(order.ends_on, today)) for order in track.orders.all()],
        history=[(move, POLICE.moves[move.act].label) for move in track.moves.all()],
        steps=steps,
        last=POLICE.moves[stands[0].act].label if stands else "",
    )


def _facts(track: PoliceTrack) -> list[tuple[str, str]]:
    found = [(said.LABELS[name], said.shown(name, getattr(track, name))) for name in FACTS]
    if track.state != NOT_REPORTED:
        found = [one for one in found if one[0] != said.LABELS["unreported_reason"]]
    summary = {True: "Yes: by magistrates alone", False: "No: in either court, or at the Crown Court alone"}
    found.insert(1, ("Summary-only", summary.get(track.summary_only, "Not known")))  # type: ignore[arg-type]
    return [one for one in found if one[1]]


def _person(victim: PoliceVictim, wish: VictimWish | None) -> Person:
    yes_no = {True: "yes", False: "no", None: "not known"}
    facts = [f"emergency worker: {yes_no[victim.emergency_worker]}"]
    facts.append(f"enhanced rights: {yes_no[victim.enhanced_rights]}")
    words = code_list("victim_wishes").label(wish.wish) if wish else ""
    return Person(victim, person_words(victim.affected), ", ".join(facts), wish, words)


def _day(hearing: Hearing) -> Day:
    roles = code_list("attending")
    people = [(one, who_in_words(one), roles.label(one.role).lower()) for one in hearing.attendances.all()]
    return Day(
        hearing,
        code_list("hearing_kinds").label(hearing.kind),
        code_list("hearing_results").label(hearing.result) if hearing.result else "",
        people,
        not hearing.result,
    )


def _end(ends_on: date | None, today: date) -> tuple[str, str]:
    """What a tag says of an order's end, and its kind."""
    if ends_on is None:
        return "", ""
    left = (ends_on - today).days
    if left < 0:
        return "Ended", "quiet"
    if left <= SOON:
        return ("Ends today" if left == 0 else f"Ends in {left} day{'' if left == 1 else 's'}"), "warning"
    return "", ""
