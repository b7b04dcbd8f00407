"""What the API of sanctions takes and gives. Compartment `suspect`: it says who did it as far as the case knows."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from alongside.cases.asking import MoveOut, moves_out
from alongside.cases.models import HospitalRemoval, PracticeRemoval, Sanction, SanctionDecision
from alongside.cases.sanctions import queries
from alongside.cases.sanctions.from_track import Outcome
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.presenters import letters_shown
from alongside.cases.tracks.removal import REMOVAL
from alongside.machine import Move
from alongside.people.api import Asked, Code, Text, example, rfc3339


class NewSanction(Asked):
    """A sanction against one person of the case: `responsible` is their id, `kind` a code of `sanction_kinds`.

    What was given already (a verbal warning, a caution) needs the day on which it was given.
    """

    model_config = example(
        kind="written_warning",
        responsible="018f0000-0000-7000-8000-000000000001",
        ground="He struck a nurse with his fist.",
    )
    kind: Code
    responsible: UUID
    ground: Text
    terms: Text = ""
    given_on: date | None = None
    reference: Text = ""


class SanctionMove(Asked):
    """One step of a sanction. Which are possible, and what each needs, stands with the sanction (`moves`)."""

    model_config = example(act="record_opinion", opinion="no_objection", opinion_by="Dr Ines Calder")
    act: Code
    on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    opinion: Code = ""
    opinion_by: Text = ""
    acknowledged: Code = ""
    decision: Code = ""
    applicant: Text = ""
    reference: Text = ""
    terms: Text = ""
    text: Text = ""
    changed_at: str | None = None


class SanctionChange(Asked):
    """What was written, set right, with why. What is left out stays. `on` is the day of the last step."""

    model_config = example(ground="He struck a nurse.", why="It was not with his fist.")
    ground: Text | None = None
    terms: Text | None = None
    reference: Text | None = None
    given_on: date | None = None
    opinion: Code | None = None
    opinion_by: Text | None = None
    opinion_ground: Text | None = None
    decision: Code | None = None
    applicant: Text | None = None
    kind: Code | None = None
    responsible: UUID | None = None
    on: date | None = None
    why: Text = ""
    changed_at: str | None = None


class StepBack(Asked):
    """The last step was recorded by mistake, and why."""

    model_config = example(why="It was another man's.")
    why: Text = ""
    changed_at: str | None = None


class SlipIn(Asked):
    """The signed slip came back."""

    model_config = example(on="2026-06-01")
    on: date | None = None
    changed_at: str | None = None


class DecisionIn(Asked):
    """What was decided: `sanctions`, as they are listed, or `none` with a code of `no_sanction_reasons`."""

    model_config = example(decision="none", reason="medical", text="He was delirious, and is well again.")
    decision: Code
    reason: Code = ""
    text: Text = ""


class NewPracticeRemoval(Asked):
    """The removal of a patient from a practice's list. Without the police's incident number there is none."""

    model_config = example(
        responsible="018f0000-0000-7000-8000-000000000001",
        practice="Tannery Row",
        ground="He threatened the receptionist with a knife.",
        police_reference="NS-0412-0099",
    )
    responsible: UUID
    practice: Text
    ground: Text
    police_reference: Text = ""


class RemovalChange(Asked):
    """A removal from a practice as it should be, with why. What is left out stays; days only of steps that were made."""

    model_config = example(practice="Tannery Row", why="It was the other one.")
    responsible: UUID | None = None
    practice: Text | None = None
    ground: Text | None = None
    police_reference: Text | None = None
    confirmed_on: date | None = None
    acknowledged_on: date | None = None
    placed_on: date | None = None
    placed_with: Text | None = None
    why: Text = ""
    changed_at: str | None = None


class RemovalMove(Asked):
    """One step of a removal from a practice."""

    model_config = example(act="notify", on="2026-05-03", clock="14:30")
    act: Code
    on: date | None = None
    clock: time | None = Field(None, description="Local time at which notice was given")
    patient_told: Code = ""
    placed_with: Text = ""
    text: Text = ""
    changed_at: str | None = None


class LetterOut(Schema):
    """A letter that goes out with it, and whether its words are approved."""

    addressee: str
    version: int | None
    is_approved: bool


class OutcomeOut(Schema):
    """A sentence, order or disposal (`id`) of the police and court track that no sanction is recorded of. `kind` is the kind of sanction
    that it is; null where the list has none. `has_person`: whether the track says whose it is, without which it begins none.
    """

    id: UUID
    kind: str | None
    words: str
    on: date
    ends_on: date | None
    has_person: bool


class SanctionOut(Schema):
    """A sanction as it stands. `moves` are those that the caller may make now."""

    id: UUID
    kind: str
    kind_label: str
    family: str
    state: str
    state_label: str
    level: str
    responsible: UUID
    person: str
    ground: str
    terms: str
    proposed_at: str
    proposed_by: str
    opinion: str
    opinion_by: str
    opinion_ground: str
    approved_at: str | None
    approved_by: str
    starts_on: date | None
    ends_on: date | None
    asked_ends_on: date | None
    review_on: date | None
    reviewed_on: date | None
    given_on: date | None
    issued_on: date | None
    acknowledged: str
    slip_on: date | None
    breached_on: date | None
    order_id: UUID | None
    disposal_id: UUID | None
    appealed_on: date | None
    appeal_result: str
    appeal_decided_on: date | None
    outcome_told_on: date | None
    heard_by: str
    reference: str
    applicant: str
    decision: str
    ended_on: date | None
    letters: list[LetterOut]
    moves: list[MoveOut]
    changed_at: str


class DecisionOut(Schema):
    """The latest decision about sanctions; nulls where nobody has decided."""

    decision: str | None
    reason: str | None
    text: str | None
    decided_at: str | None
    decided_by: str | None


class HospitalRemovalOut(Schema):
    """One use of the power of section 120, as it was recorded. `outside`: what put it outside the power, if anything did."""

    id: UUID
    responsible: UUID
    person: str
    happened_at: str
    place: str
    nuisance: str
    excuse: str
    asked_by: str
    refusal: str
    not_for_care: str
    checked_by: str
    check_ground: str
    removed_by: str
    officer: str
    force_used: bool
    force: str
    outside: list[str]
    outcome: str
    outcome_text: str
    recorded_at: str
    recorded_by: str
    corrects: UUID | None


class PracticeRemovalOut(Schema):
    """A removal from a practice as it stands."""

    id: UUID
    responsible: UUID
    person: str
    state: str
    state_label: str
    practice: str
    ground: str
    police_reference: str
    notified_at: str | None
    in_writing: bool | None
    confirmed_on: date | None
    acknowledged_on: date | None
    placed_on: date | None
    placed_with: str
    patient_told: str
    review_on: date | None
    reviewed_on: date | None
    ended_on: date | None
    moves: list[MoveOut]
    changed_at: str


PLAIN = (
    *("kind", "family", "level", "ground", "terms", "proposed_by", "opinion", "opinion_by", "opinion_ground"),
    *("approved_by", "starts_on", "ends_on", "asked_ends_on", "review_on", "reviewed_on", "given_on", "issued_on"),
    *("acknowledged", "slip_on", "breached_on", "appealed_on", "heard_by", "reference", "applicant", "decision"),
    *("appeal_result", "appeal_decided_on", "outcome_told_on", "ended_on", "order_id", "disposal_id"),
)
OF_HOSPITAL = (
    *("place", "nuisance", "excuse", "asked_by", "refusal", "not_for_care", "checked_by", "check_ground", "removed_by"),
    *("officer", "force_used", "force", "outside", "outcome", "outcome_text", "recorded_by"),
)
OF_PRACTICE = (
    *("practice", "ground", "police_reference", "in_writing", "confirmed_on", "acknowledged_on", "placed_on"),
    *("placed_with", "patient_told", "review_on", "reviewed_on", "ended_on"),
)


def show_sanction(one: Sanction, may: Callable[[Move], bool]) -> dict[str, Any]:
    """A `SanctionOut`; `may` says which moves the caller may make."""
    kind, possible = kind_of(one.kind), queries.moves_of(one)
    return {
        "id": one.pk,
        "kind_label": kind.label,
        "state": one.status,
        "state_label": kind.machine.state(one.status).label,
        "responsible": one.responsible_id,
        "person": queries.person_words(one.responsible),
        **{name: getattr(one, name) for name in PLAIN},
        **{name: rfc3339(getattr(one, name)) for name in ("proposed_at", "approved_at", "changed_at")},
        "letters": [
            {
                "addressee": letter.addressee,
                "version": letter.letter.number if letter.letter else None,
                "is_approved": letter.approval is not None,
            }
            for letter in letters_shown(one, "")
        ],
        "moves": moves_out(kind.machine, one.status, lambda move: move in possible and may(move)),
    }


def show_outcome(one: Outcome) -> dict[str, Any]:
    """An `OutcomeOut`."""
    return {
        "id": one.key,
        "kind": one.kind or None,
        **{name: getattr(one, name) for name in ("words", "on", "ends_on")},
        "has_person": one.track.responsible_id is not None,
    }


def show_decision(one: SanctionDecision | None) -> dict[str, Any]:
    """A `DecisionOut`."""
    return {
        "decision": one.decision if one else None,
        "reason": (one.reason or None) if one else None,
        "text": one.text if one else None,
        "decided_at": rfc3339(one.decided_at) if one else None,
        "decided_by": one.decided_by if one else None,
    }


def show_hospital(one: HospitalRemoval) -> dict[str, Any]:
    """A `HospitalRemovalOut`."""
    return {
        "id": one.pk,
        "responsible": one.responsible_id,
        "person": queries.person_words(one.responsible),
        **{name: getattr(one, name) for name in OF_HOSPITAL},
        "happened_at": rfc3339(one.happened_at),
        "recorded_at": rfc3339(one.recorded_at),
        "corrects": one.replaces_id,
    }


def show_practice(one: PracticeRemoval, may_write: bool) -> dict[str, Any]:
    """A `PracticeRemovalOut`."""
    return {
        "id": one.pk,
        "responsible": one.responsible_id,
        "person": queries.person_words(one.responsible),
        "state": one.status,
        "state_label": REMOVAL.state(one.status).label,
        **{name: getattr(one, name) for name in OF_PRACTICE},
        "notified_at": rfc3339(one.notified_at),
        "moves": moves_out(REMOVAL, one.status, lambda move: may_write),
        "changed_at": rfc3339(one.changed_at),
    }
