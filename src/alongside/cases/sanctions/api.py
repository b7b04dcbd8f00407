"""The API of sanctions and removals: the same actions and queries as the section “Sanctions”."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import chosen, find_case, said, seen
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Sanction
from alongside.cases.sanctions import actions, correcting, deciding, from_track, queries, removing, sent_letters
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.schemas import (
    DecisionIn,
    DecisionOut,
    HospitalRemovalOut,
    NewPracticeRemoval,
    NewSanction,
    OutcomeOut,
    PracticeRemovalOut,
    RemovalChange,
    RemovalMove,
    SanctionChange,
    SanctionMove,
    SanctionOut,
    SlipIn,
    StepBack,
    show_decision,
    show_hospital,
    show_outcome,
    show_practice,
    show_sanction,
)
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of

router = Router(tags=["Sanctions"])
READ, WRITE = "cases.read_suspect", "cases.write_suspect"
OPENS = "suspect"


@router.get("/{reference}/sanctions", response=Page[SanctionOut], summary="The sanctions of a case")
@allow(READ)
def list_sanctions(
    request: HttpRequest,
    reference: str,
    family: Sanction.Family | None = None,
    kind: str | None = None,
    is_open: bool | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest first. `is_open`: whether somebody still has to act on it. Filters may be combined."""
    case = find_case(request, reference, opens=OPENS)
    found = queries.sanctions_of(case)
    if family:
        found = found.filter(family=family)
    if kind:
        found = found.filter(kind=kind)
    if is_open is not None:
        still = [one.pk for one in queries.open_sanctions(case)]
        found = found.filter(pk__in=still) if is_open else found.exclude(pk__in=still)
    return page_of(found, cursor, limit, lambda one: _shown(request, one))


@router.post("/{reference}/sanctions", response={201: SanctionOut}, summary="Propose or record a sanction")
@allow(WRITE)
def propose(request: HttpRequest, reference: str, new: NewSanction) -> Any:
    """409 where the case has ended."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    person = chosen(queries.people_of(case), new.responsible, "responsible")
    given = said(new, "kind", "responsible", "ground")
    one = actions.propose_sanction(case, new.kind, person, new.ground, **given, by=actor_for(request.user))
    return Status(201, _shown(request, _find(case, one.pk)))


@router.get(
    "/{reference}/sanctions/of-track", response=list[OutcomeOut], summary="What the track decided, no sanction yet"
)
@allow(READ)
def list_outcomes(request: HttpRequest, reference: str) -> Any:
    """Sentences, orders and disposals of the police and court track of which no sanction is recorded, by day."""
    case = find_case(request, reference, opens=OPENS)
    return [show_outcome(one) for one in from_track.outcomes_of(case)]


@router.post(
    "/{reference}/sanctions/of-track/{uuid:outcome_id}", response={201: SanctionOut}, summary="Record one as a sanction"
)
@allow(WRITE)
def begin_of_track(request: HttpRequest, reference: str, outcome_id: UUID) -> Any:
    """With the person, day and words of the track. 409 where it has its sanction, or the track does not say whose it is."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    from_track.refuse_stranger(case, outcome_id)
    one = from_track.begin_of_track(case, outcome_id, by=actor_for(request.user))
    return Status(201, _shown(request, _find(case, one.pk)))


@router.get("/{reference}/sanctions/decision", response=DecisionOut, summary="The decision about sanctions")
@allow(READ)
def get_decision(request: HttpRequest, reference: str) -> Any:
    """The latest; those before stay in the file."""
    return show_decision(queries.decision_of(find_case(request, reference, opens=OPENS)))


@router.post("/{reference}/sanctions/decision", response={201: DecisionOut}, summary="Decide about sanctions")
@allow(WRITE)
def decide(request: HttpRequest, reference: str, new: DecisionIn) -> Any:
    """409 where “sanctions” is said and none is listed, or “none” while one stands."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    made = deciding.decide_sanctions(case, new.decision, new.reason, new.text, by=actor_for(request.user))
    return Status(201, show_decision(made))


@router.get("/{reference}/sanctions/{uuid:sanction_id}", response=SanctionOut, summary="One sanction")
@allow(READ)
def get_sanction(request: HttpRequest, reference: str, sanction_id: UUID) -> Any:
    """As it stands, with the moves that the caller may make."""
    return _shown(request, _find(find_case(request, reference, opens=OPENS), sanction_id))


@router.patch("/{reference}/sanctions/{uuid:sanction_id}", response=SanctionOut, summary="Set a sanction right")
@allow(WRITE)
def correct(request: HttpRequest, reference: str, sanction_id: UUID, change: SanctionChange) -> Any:
    """What was approved stays as it was approved: its ground and terms are not corrected any more (409)."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = _find(case, sanction_id)
    given = said(change, "why", "changed_at", "responsible")
    if change.responsible is not None:
        given["responsible"] = chosen(queries.people_of(case), change.responsible, "responsible")
    correcting.correct_sanction(
        one, change.why, **given, by=actor_for(request.user), seen_at=seen(one, change.changed_at)
    )
    return _shown(request, _find(case, sanction_id))


@router.post("/{reference}/sanctions/{uuid:sanction_id}/take-back", response=SanctionOut, summary="Take a step back")
@allow(WRITE)
def take_back(request: HttpRequest, reference: str, sanction_id: UUID, wrong: StepBack) -> Any:
    """The last step was recorded by mistake: it then stands as before. It takes what that step takes; 409 where there is none."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = _find(case, sanction_id)
    step = correcting.may_be_taken_back(one)
    if step is not None:
        require(request.user, actions.permission_for(one, kind_of(one.kind).machine.moves[step.act]), case)
    correcting.take_back_step(one, wrong.why, by=actor_for(request.user), seen_at=seen(one, wrong.changed_at))
    return _shown(request, _find(case, sanction_id))


@router.post("/{reference}/sanctions/{uuid:sanction_id}/moves", response=SanctionOut, summary="Move a sanction on")
@allow(WRITE)
def move(request: HttpRequest, reference: str, sanction_id: UUID, new: SanctionMove) -> Any:
    """Some moves take a permission of their own: what waits on somebody above is decided under `/sanctions/waiting`. 409
    where it is not possible from where the sanction stands; 422 with the field where a fact is missing or not of this step.
    """
    _move(request, _find(find_case(request, reference, WRITE), sanction_id), new)
    return _shown(request, _find(find_case(request, reference, opens=OPENS), sanction_id))


@router.post("/{reference}/sanctions/{uuid:sanction_id}/slip", response=SanctionOut, summary="The slip came back")
@allow(WRITE)
def note_slip(request: HttpRequest, reference: str, sanction_id: UUID, slip: SlipIn) -> Any:
    """The signed slip came back after all."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = _find(case, sanction_id)
    sent_letters.note_slip(one, slip.on, by=actor_for(request.user), seen_at=seen(one, slip.changed_at))
    return _shown(request, _find(case, sanction_id))


@router.post(
    "/{reference}/sanctions/{uuid:sanction_id}/letters/{addressee}/sent",
    response=SanctionOut,
    summary="The letter about what changed was sent",
)
@allow(WRITE)
def letter_sent(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str, sent: SlipIn) -> Any:
    """To whoever had a letter before it changed (`person_new`, `gp_new`, `bodies_new`); 409 where none is owed, or it is not ready."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = _find(case, sanction_id)
    sent_letters.note_letter_sent(
        one, addressee, sent.on, by=actor_for(request.user), seen_at=seen(one, sent.changed_at)
    )
    return _shown(request, _find(case, sanction_id))


@router.get("/{reference}/removals", response=list[HospitalRemovalOut], summary="Removals from hospital premises")
@allow(READ)
def list_removals(request: HttpRequest, reference: str) -> Any:
    """Every use of the power of section 120 as it stands; corrected ones are left out."""
    case = find_case(request, reference, opens=OPENS)
    return [show_hospital(one) for one in queries.hospital_removals_of(case)]


@router.get("/{reference}/practice-removals", response=list[PracticeRemovalOut], summary="Removals from a practice")
@allow(READ)
def list_practice_removals(request: HttpRequest, reference: str) -> Any:
    """The oldest first, each with the moves that are possible."""
    case = find_case(request, reference, opens=OPENS)
    may_write = request.user.has_perm(WRITE, case)
    return [show_practice(one, may_write) for one in queries.practice_removals_of(case)]


@router.post("/{reference}/practice-removals", response={201: PracticeRemovalOut}, summary="Begin a removal")
@allow(WRITE)
def begin_removal(request: HttpRequest, reference: str, new: NewPracticeRemoval) -> Any:
    """From the list of a practice."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    person = chosen(queries.people_of(case), new.responsible, "responsible")
    by = actor_for(request.user)
    one = removing.begin_practice_removal(case, person, new.practice, new.ground, new.police_reference, by=by)
    return Status(201, show_practice(queries.practice_removals_of(case).get(pk=one.pk), True))


@router.patch(
    "/{reference}/practice-removals/{uuid:practice_id}", response=PracticeRemovalOut, summary="Set a removal right"
)
@allow(WRITE)
def correct_removal(request: HttpRequest, reference: str, practice_id: UUID, change: RemovalChange) -> Any:
    """What is left out stays; the notice stands as it was given. What stood before stays in the file."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = get_object_or_404(queries.practice_removals_of(case), pk=practice_id)
    given = {
        name: value for name, value in said(change, "why", "changed_at", "responsible").items() if value is not None
    }
    days = {name: given.pop(name) for name in removing.CORRECTABLE if name in given}
    removing.correct_practice_removal(
        one,
        change.why,
        **({name: getattr(one, name) for name in ("practice", "ground", "police_reference")} | given),
        responsible=chosen(queries.people_of(case), change.responsible, "responsible"),
        days=days,
        by=actor_for(request.user),
        seen_at=seen(one, change.changed_at),
    )
    return show_practice(queries.practice_removals_of(case).get(pk=practice_id), True)


@router.post(
    "/{reference}/practice-removals/{uuid:practice_id}/moves",
    response=PracticeRemovalOut,
    summary="Move a removal on",
)
@allow(WRITE)
def move_removal(request: HttpRequest, reference: str, practice_id: UUID, new: RemovalMove) -> Any:
    """With the deadlines that the step begins and ends."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    one = get_object_or_404(queries.practice_removals_of(case), pk=practice_id)
    given = {name: value for name, value in said(new, "act", "changed_at").items() if value not in ("", None)}
    by = actor_for(request.user)
    removing.move_practice_removal(one, new.act, given, by=by, seen_at=seen(one, new.changed_at))
    return show_practice(queries.practice_removals_of(case).get(pk=practice_id), True)


waiting = Router(tags=["Sanctions"])


@waiting.get("/waiting", response=list[SanctionOut], summary="Sanctions that wait on the caller")
@allow("cases.approve")
def list_waiting(request: HttpRequest) -> Any:
    """Those that the caller, as security director or chief executive, can approve or of which they can hear the appeal; and
    nothing else of their cases.
    """
    found = queries.waiting_on(request.user)
    for one in found:
        open_compartment(one.sanction.case, OPENS, by=actor_for(request.user))
    return [_show_waiting(one) for one in found]


@waiting.post("/waiting/{uuid:waiting_id}/moves", response={204: None}, summary="Decide what waits on the caller")
@allow("cases.approve")
def decide_waiting(request: HttpRequest, waiting_id: UUID, new: SanctionMove) -> Any:
    """Approve, refuse, extend, uphold …: one of the `moves` that stand with it."""
    found = next((one for one in queries.waiting_on(request.user) if one.sanction.pk == waiting_id), None)
    if found is None:
        raise Http404
    if new.act not in found.acts:
        raise ValidationError({"act": f"Choose one of {', '.join(found.acts)}."})
    _move(request, found.sanction, new)
    return Status(204, None)


def _move(request: HttpRequest, one: Sanction, new: SanctionMove) -> None:
    move = kind_of(one.kind).machine.moves.get(new.act)
    if move is None:
        raise ValidationError({"act": "This kind of sanction has no such step."})
    require(request.user, actions.permission_for(one, move), one.case)
    given = {name: value for name, value in said(new, "act", "changed_at").items() if value not in ("", None)}
    actions.move_sanction(one, new.act, given, by=actor_for(request.user), seen_at=seen(one, new.changed_at))


def _show_waiting(one: queries.Waiting) -> dict[str, Any]:
    return show_sanction(one.sanction, lambda move: move.act in one.acts)


def _find(case: Case, key: UUID) -> Sanction:
    return get_object_or_404(queries.sanctions_of(case), pk=key)


def _shown(request: HttpRequest, one: Sanction) -> dict[str, Any]:
    user: Any = request.user
    may_write = user.has_perm(WRITE, one.case)
    return show_sanction(one, lambda move: may_write and user.has_perm(actions.permission_for(one, move), one.case))
