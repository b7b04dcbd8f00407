"""The API of offences with the police: the same actions and queries as the section “Police and court”."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import WhySeen, chosen, find_case, known_state, said, seen
from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police import actions, clocks, queries
from alongside.cases.police.actions import Sentence, Victim
from alongside.cases.police.ending import NOT_NEEDED, end_clock
from alongside.cases.police.schemas import (
    ClockIn,
    ClockOut,
    NewOffence,
    NewsIn,
    OffenceChange,
    OffenceOut,
    OffenceWhole,
    PoliceMoveIn,
    PoliceStepIn,
    VictimIn,
)
from alongside.cases.police.showing import show_clock, show_offence, show_whole
from alongside.cases.queries import incidents_of
from alongside.cases.tracks.police import POLICE
from alongside.incidents.models import Incident
from alongside.incidents.references import tidy
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of

router = Router(tags=["Police and court"])
READ, WRITE = "cases.read_suspect", "cases.write_suspect"
OPENS = "suspect"
NULLABLE = ("summary_only", "responsible")
SENTENCE = ("sentence", "order_words", "ends_on", "amount")


@router.get("/{reference}/police/offences", response=Page[OffenceOut], summary="The offences of a case")
@allow(READ)
def list_offences(
    request: HttpRequest, reference: str, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first. `state` is one of the states of the police and court track."""
    case = find_case(request, reference, opens=OPENS)
    found = queries.tracks_of(case)
    if known_state(state, POLICE):
        found = found.filter(state=state)
    return page_of(found, cursor, limit, show_offence)


@router.post("/{reference}/police/offences", response={201: OffenceWhole}, summary="Add an offence")
@allow(WRITE)
def add_offence(request: HttpRequest, reference: str, new: NewOffence) -> Any:
    """It is not reported to the police yet: that it was, is the first move. 409 where the case has ended."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    incident = get_object_or_404(incidents_of(case), reference=tidy(new.report)[:16])
    track = actions.open_track(
        incident,
        new.offence,
        _victims(incident, new.people),
        unreported_reason=new.unreported_reason,
        offence_words=new.offence_words,
        summary_only=new.summary_only,
        responsible=chosen(incident.responsible.all(), new.responsible, "responsible"),
        by=actor_for(request.user),
    )
    return Status(201, _whole(case, track.pk))


@router.get("/{reference}/police/offences/{uuid:track_id}", response=OffenceWhole, summary="One offence, whole")
@allow(READ)
def get_offence(request: HttpRequest, reference: str, track_id: UUID) -> Any:
    """With its days in court, pleas, orders and history."""
    return _whole(find_case(request, reference, opens=OPENS), track_id)


@router.patch("/{reference}/police/offences/{uuid:track_id}", response=OffenceWhole, summary="Set an offence right")
@allow(WRITE)
def correct_offence(request: HttpRequest, reference: str, track_id: UUID, change: OffenceChange) -> Any:
    """All of it or nothing. Against whom it was, `people` says as a whole."""
    case, track = _find(request, reference, track_id)
    words = said(change, "people", "why", "changed_at")
    given = {name: "" if value is None and name not in NULLABLE else value for name, value in words.items()}
    if "responsible" in given:
        given["responsible"] = chosen(track.incident.responsible.all(), change.responsible, "responsible")
    actions.correct_track(
        track,
        given,
        None if change.people is None else _victims(track.incident, change.people),
        why=change.why,
        by=actor_for(request.user),
        seen_at=seen(track, change.changed_at),
    )
    return _whole(case, track_id)


@router.post("/{reference}/police/offences/{uuid:track_id}/moves", response=OffenceWhole, summary="What happened next")
@allow(WRITE)
def move_offence(request: HttpRequest, reference: str, track_id: UUID, move: PoliceMoveIn) -> Any:
    """Records a move of the track, with the deadlines that begin and end with it. 409 where it is not possible from where
    the offence stands; 422 with the field where a fact is missing.
    """
    case, track = _find(request, reference, track_id)
    given = said(move, "act", "changed_at", *SENTENCE)
    if move.sentence:
        given["sentence"] = Sentence(move.sentence, move.order_words, move.ends_on, move.amount)
    by = actor_for(request.user)
    actions.move_track(track, move.act, given, by=by, seen_at=seen(track, move.changed_at))
    return _whole(case, track_id)


@router.post(
    "/{reference}/police/offences/{uuid:track_id}/take-back", response=OffenceWhole, summary="The last move was wrong"
)
@allow(WRITE)
def take_back(request: HttpRequest, reference: str, track_id: UUID, why: WhySeen) -> Any:
    """The offence stands again where it stood; the move stays in the history, with why."""
    case, track = _find(request, reference, track_id)
    actions.take_back_move(track, why.why, by=actor_for(request.user), seen_at=seen(track, why.changed_at))
    return _whole(case, track_id)


@router.post(
    "/{reference}/police/offences/{uuid:track_id}/steps",
    response={201: OffenceWhole},
    summary="Arrest, interview or bail",
)
@allow(WRITE)
def note_step(request: HttpRequest, reference: str, track_id: UUID, step: PoliceStepIn) -> Any:
    """A decision of which the police tell those who were hurt: their deadline begins."""
    case, track = _find(request, reference, track_id)
    actions.note_step(track, step.kind, step.on, step.text, by=actor_for(request.user))
    return Status(201, _whole(case, track_id))


@router.post("/{reference}/police/offences/{uuid:track_id}/news", response=OffenceWhole, summary="Next update")
@allow(WRITE)
def expect_news(request: HttpRequest, reference: str, track_id: UUID, news: NewsIn) -> Any:
    """The day by which the police have promised, or are asked for, news."""
    case, track = _find(request, reference, track_id)
    by = actor_for(request.user)
    actions.expect_news(track, news.news_on, news.note, by=by, seen_at=seen(track, news.changed_at))
    return _whole(case, track_id)


@router.get("/{reference}/police/clocks", response=list[ClockOut], summary="What is due because of police and court")
@allow(READ)
def list_clocks(request: HttpRequest, reference: str) -> Any:
    """The deadlines that run, the earliest first."""
    case = find_case(request, reference, opens=OPENS)
    return [_clock(duty) for duty in queries.clocks_of(case)]


@router.post("/{reference}/police/clocks/{uuid:duty_id}", response=list[ClockOut], summary="A deadline ended")
@allow(WRITE)
def finish_clock(request: HttpRequest, reference: str, duty_id: UUID, ending: ClockIn) -> Any:
    """Answers with those that still run."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    duty = get_object_or_404(queries.clocks_of(case), pk=duty_id)
    end_clock(duty, ending.act, ending.on, ending.note, by=actor_for(request.user))
    return [_clock(one) for one in queries.clocks_of(case)]


def _find(request: HttpRequest, reference: str, track_id: UUID) -> tuple[Case, PoliceTrack]:
    case = find_case(request, reference, WRITE, opens=OPENS)
    return case, get_object_or_404(queries.tracks_of(case), pk=track_id)


def _whole(case: Case, track_id: UUID) -> dict[str, Any]:
    track = get_object_or_404(queries.tracks_of(case), pk=track_id)
    return show_whole(track, queries.steps_of([track.pk]).get(track.pk, []))


def _victims(incident: Incident, people: Iterable[VictimIn]) -> list[Victim]:
    hurt = list(incident.affected.all())
    return [Victim(chosen(hurt, one.affected, "people"), one.emergency_worker, one.enhanced_rights) for one in people]


def _clock(duty: Any) -> dict[str, Any]:
    return show_clock(duty, [*clocks.acts_of(duty), NOT_NEEDED])
