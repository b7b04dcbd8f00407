"""The API of people hurt: the same actions and queries as the section “People hurt”. Names are opened, and each look is recorded
with the case and with each report.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import Why, find_case, said, seen, seen_at
from alongside.cases.models import Case, Victim
from alongside.cases.queries import incidents_of, people_hurt_in
from alongside.cases.victims import actions, queries
from alongside.cases.victims.schemas import (
    Careful,
    ContactIn,
    DisclosureIn,
    FeedbackIn,
    PersonalStatementIn,
    PersonHurtOut,
    PromiseIn,
    ReporterOut,
    SupportAnswerIn,
    SupportIn,
    TellReporterIn,
    ToldReporterOut,
    WishIn,
    show_person,
    show_told,
)
from alongside.cases.victims.showing import people_shown
from alongside.cases.victims.wishes import note_wish
from alongside.incidents.models import Affected
from alongside.incidents.references import tidy
from alongside.people.access import allow
from alongside.people.actions import actor_for

router = Router(tags=["People hurt"])
READ, WRITE = "cases.read_people", "cases.write_people"
OPENS = "people"
PERSON = "/{reference}/people/{uuid:affected_id}"
OFFER = "/{reference}/people/support/{uuid:offer_id}"


@router.get("/{reference}/people", response=list[PersonHurtOut], summary="The people hurt in a case")
@allow(READ)
def list_people(request: HttpRequest, reference: str) -> Any:
    """With how to reach them, what they want, what they were offered and told. The look is recorded with the case and with each
    report. Read `not_told` and `safe_contact` before you ring or write.
    """
    case = find_case(request, reference, opens=OPENS)
    return [show_person(one) for one in people_shown(request.user, case)]


@router.get("/{reference}/people/reporters", response=list[ReporterOut], summary="What the reporters were told")
@allow(READ)
def list_reporters(request: HttpRequest, reference: str) -> Any:
    """Of each report of the case."""
    case = find_case(request, reference, opens=OPENS)
    return [
        {"report": one.reference, "told": [show_told(told) for told in one.told.order_by("-pk")]}
        for one in incidents_of(case)
    ]


@router.post(
    "/{reference}/people/reporters/{report}", response={201: ToldReporterOut}, summary="Tell the reporter something"
)
@allow(WRITE)
def tell_reporter(request: HttpRequest, reference: str, report: str, new: TellReporterIn) -> Any:
    """They read it where they follow their report, and get a notice where they want that. 409 where the case has ended."""
    case = find_case(request, reference, WRITE)
    incident = get_object_or_404(incidents_of(case), reference=tidy(report)[:16])
    told = actions.tell_the_reporter(incident, new.kind, new.text, by=actor_for(request.user))
    return Status(201, show_told(told))


@router.get(PERSON, response=PersonHurtOut, summary="One person who was hurt")
@allow(READ)
def get_person(request: HttpRequest, reference: str, affected_id: UUID) -> Any:
    """Everything that is kept of them."""
    case = find_case(request, reference, opens=OPENS)
    return _whole(request, case, get_object_or_404(people_hurt_in(case), pk=affected_id))


@router.patch(f"{PERSON}/contact", response=PersonHurtOut, summary="How somebody wants to be reached")
@allow(WRITE)
def agree_contact(request: HttpRequest, reference: str, affected_id: UUID, new: ContactIn) -> Any:
    """And who may not learn of it. Where nothing is to be sent by itself any more, they are asked no more how they are."""
    case, person, victim = _find(request, reference, affected_id)
    kept = victim or Victim()
    stands = {name: getattr(kept, name) for name in actions.CONTACT}
    wanted = stands | {name: value for name, value in said(new, "changed_at").items() if value is not None}
    actions.agree_contact(person, wanted, by=actor_for(request.user), seen_at=_seen(victim, new))
    return _whole(request, case, person)


@router.post(f"{PERSON}/promise", response=PersonHurtOut, summary="By when we are in touch")
@allow(WRITE)
def promise_contact(request: HttpRequest, reference: str, affected_id: UUID, new: PromiseIn) -> Any:
    """It becomes a promise among the tasks of the case."""
    case, person, victim = _find(request, reference, affected_id)
    actions.promise_contact(person, new.on, new.note, by=actor_for(request.user), seen_at=_seen(victim, new))
    return _whole(request, case, person)


@router.post(f"{PERSON}/disclosure", response=PersonHurtOut, summary="Whether they agree to disclosure")
@allow(WRITE)
def note_disclosure(request: HttpRequest, reference: str, affected_id: UUID, new: DisclosureIn) -> Any:
    """The answer before stays in the file."""
    case, person, victim = _find(request, reference, affected_id)
    by = actor_for(request.user)
    actions.note_disclosure(person, new.agrees, new.on, new.note, by=by, seen_at=_seen(victim, new))
    return _whole(request, case, person)


@router.post(f"{PERSON}/statement", response=PersonHurtOut, summary="The Victim Personal Statement")
@allow(WRITE)
def note_statement(request: HttpRequest, reference: str, affected_id: UUID, new: PersonalStatementIn) -> Any:
    """How it stands, and whether it is to be read in court."""
    case, person, victim = _find(request, reference, affected_id)
    by = actor_for(request.user)
    actions.note_statement(person, new.statement, new.on, new.reading, by=by, seen_at=_seen(victim, new))
    return _whole(request, case, person)


@router.post(f"{PERSON}/wishes", response={201: PersonHurtOut}, summary="What they want of the police")
@allow(WRITE)
def add_wish(request: HttpRequest, reference: str, affected_id: UUID, new: WishIn) -> Any:
    """A later word stands beside those before; the latest counts."""
    case, person, _ = _find(request, reference, affected_id)
    note_wish(person, new.wish, new.said_on, new.words, by=actor_for(request.user))
    return Status(201, _whole(request, case, person))


@router.post(f"{PERSON}/support", response={201: PersonHurtOut}, summary="Support that was offered")
@allow(WRITE)
def offer_support(request: HttpRequest, reference: str, affected_id: UUID, new: SupportIn) -> Any:
    """It waits for their answer."""
    case, person, _ = _find(request, reference, affected_id)
    actions.offer_support(person, new.kind, new.on, new.note, by=actor_for(request.user))
    return Status(201, _whole(request, case, person))


@router.post(f"{OFFER}/answer", response=PersonHurtOut, summary="What they answered to an offer of support")
@allow(WRITE)
def answer_support(request: HttpRequest, reference: str, offer_id: UUID, new: SupportAnswerIn) -> Any:
    """A later answer goes before."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    offer = get_object_or_404(queries.offers_of(case), pk=offer_id)
    read = seen(offer, new.changed_at)
    actions.answer_support(offer, new.answer, new.on, new.note, by=actor_for(request.user), seen_at=read)
    return _whole(request, case, offer.affected)


@router.post(f"{OFFER}/take-back", response=PersonHurtOut, summary="An offer of support was noted wrongly")
@allow(WRITE)
def take_back_support(request: HttpRequest, reference: str, offer_id: UUID, why: Why) -> Any:
    """It counts no more; the file keeps it."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    offer = get_object_or_404(queries.offers_of(case), pk=offer_id)
    actions.take_back_support(offer, why.why, by=actor_for(request.user))
    return _whole(request, case, offer.affected)


@router.post(f"{PERSON}/told", response={201: PersonHurtOut}, summary="They were told, or do not want to be")
@allow(WRITE)
def note_feedback(request: HttpRequest, reference: str, affected_id: UUID, new: FeedbackIn) -> Any:
    """What came of it. A case is not moved on to “feedback given” before everybody hurt was told, or refused."""
    case, person, _ = _find(request, reference, affected_id)
    by = actor_for(request.user)
    actions.note_feedback(person, new.on, new.teller or by.name, new.text, way=new.way, refused=new.refused, by=by)
    return Status(201, _whole(request, case, person))


@router.post(
    "/{reference}/people/told/{uuid:told_id}/take-back",
    response=PersonHurtOut,
    summary="They were not told after all",
)
@allow(WRITE)
def take_back_feedback(request: HttpRequest, reference: str, told_id: UUID, why: Why) -> Any:
    """Or did not refuse: it is owed again."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    told = get_object_or_404(queries.feedback_of(case), pk=told_id)
    actions.take_back_feedback(told, why.why, by=actor_for(request.user))
    return _whole(request, case, told.affected)


def _find(request: HttpRequest, reference: str, affected_id: UUID) -> tuple[Case, Affected, Victim | None]:
    case = find_case(request, reference, WRITE, opens=OPENS)
    person = get_object_or_404(people_hurt_in(case), pk=affected_id)
    return case, person, queries.victims_of(case).get(person.pk)


def _seen(victim: Victim | None, new: Careful) -> datetime | None:
    return seen_at(victim.changed_at if victim else None, new.changed_at)


def _whole(request: HttpRequest, case: Case, person: Affected) -> dict[str, Any]:
    return next(show_person(one) for one in people_shown(request.user, case) if one.affected.pk == person.pk)
