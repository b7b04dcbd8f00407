"""The API of what the Legal Protection Unit and the national case managers do with what was sent to them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.cases.asking import Pence, chosen, from_place, said
from alongside.cases.models import LegalLearning, Referral
from alongside.cases.referrals import advising, learning, queries, returning
from alongside.cases.referrals.api import show_received
from alongside.cases.referrals.legal_views import find_for_advice
from alongside.cases.referrals.receiver_views import find_received
from alongside.cases.referrals.schemas import (
    MessageIn,
    MessageOut,
    ReceivedWhole,
    ReferralOut,
    show_message,
    show_referral,
)
from alongside.cases.tracks.referral import SHOWN
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Code, Limit, Line, Page, Text, example, rfc3339

router = Router(tags=["Referrals"])
ADVISE, NATIONAL = "cases.advise", "cases.national"


class LegalDecisionIn(Asked):
    """Whether to go on privately. Going on needs who does not prosecute (`refused_by`, with the day), or why that is not waited for
    (`waiver`).
    """

    model_config = example(
        decision="go_on", reasons="The recording shows it.", refused_by="prosecutor", refused_on="2026-06-03"
    )
    decision: Literal["go_on", "leave"]
    reasons: Text = ""
    refused_by: Literal["police", "prosecutor"] | None = None
    refused_on: date | None = None
    waiver: Text = ""


class CostsIn(Asked):
    """What it is expected to cost, and what it did, in pence; what is left out stays, null is not known."""

    model_config = example(estimated=250_000)
    estimated: Pence | None = None
    actual: Pence | None = None
    why: Text = Field("", description="Why it costs more than was expected, where it does")


class LegalOutcomeIn(Asked):
    """What came of it: a code of `legal_outcomes`."""

    model_config = example(outcome="settled", text="He pays for the watch.")
    outcome: Code
    text: Text = ""


class LearningIn(Asked):
    """What others can learn, without names, places or days. `confirmed` true: the caller confirms by name that it identifies nobody."""

    model_config = example(
        title="Ask early", learned="The recording was written over.", to_do="Ask on the same day.", confirmed=True
    )
    title: Line
    learned: Text
    to_do: Text
    tags: Annotated[list[Code], Field(max_length=50)] = []
    own_tags: Annotated[str, Field(max_length=430)] = ""
    kinds: Annotated[list[Code], Field(max_length=50)] = []
    setting: Code = ""
    confirmed: bool = False


class WithdrawIn(Asked):
    """Why what was learned is withdrawn."""

    model_config = example(text="It is wrong.")
    text: Text = ""


class ReturnedIn(Asked):
    """What a national case manager does besides asking: `chase` reminds them, `help` offers help, `stepped_in` says what was done by
    the national body itself.
    """

    model_config = example(act="chase", text="What came of it?")
    act: Literal["chase", "help", "stepped_in"]
    text: Text


class LearningOut(Schema):
    """What the Legal Protection Unit learned. `lesson` is the lesson that everybody reads; null for one in no library."""

    id: UUID
    text: str
    confirmed_by: str
    recorded_on: date
    lesson: UUID | None
    title: str
    state: str | None


class ReturnedOut(ReferralOut):
    """A physical assault that was returned, without names: where its case stood when it was sent, and since when an answer is waited
    for.
    """

    case_state: str
    days: int = Field(description="Since the assault")
    waits_since: str | None
    is_late: bool
    stepped_in: bool
    news: str
    news_at: str | None


@router.post("/{uuid:referral_id}/advice", response={201: MessageOut}, summary="Give legal advice")
@allow(ADVISE)
def advise(request: HttpRequest, referral_id: UUID, new: MessageIn) -> Any:
    """To a question of theirs (`answers`), or of one's own accord. Accept it first (409)."""
    referral = find_for_advice(request, referral_id)
    answers = chosen(referral.messages.filter(by_receiver=False, referral__status__in=SHOWN), new.answers, "answers")
    message = advising.advise(referral, new.text, by=actor_for(request.user), answers=answers)
    return Status(201, show_message(message))


@router.post("/{uuid:referral_id}/decision", response=ReceivedWhole, summary="Decide whether to go on privately")
@allow(ADVISE)
def decide(request: HttpRequest, referral_id: UUID, new: LegalDecisionIn) -> Any:
    """Whoever asked is told, with the reasons. Accept it first (409)."""
    referral = find_for_advice(request, referral_id)
    advising.decide(
        referral,
        new.decision,
        new.reasons,
        refused_by=new.refused_by or "",
        refused_on=new.refused_on,
        waiver=new.waiver,
        by=actor_for(request.user),
    )
    return show_received(request, find_received(request, referral_id))


@router.post("/{uuid:referral_id}/costs", response=ReceivedWhole, summary="Say what it costs")
@allow(ADVISE)
def note_costs(request: HttpRequest, referral_id: UUID, new: CostsIn) -> Any:
    """Whoever asked agrees to it, or not. Accept it first (409)."""
    referral = find_for_advice(request, referral_id)
    matter = queries.matter_of(referral)
    stands = {name: getattr(matter, f"{name}_pence", None) for name in ("estimated", "actual")}
    costs = stands | said(new, "why")
    advising.note_costs(referral, **costs, why=new.why, by=actor_for(request.user))
    return show_received(request, find_received(request, referral_id))


@router.post("/{uuid:referral_id}/outcome", response=ReceivedWhole, summary="Say what came of it")
@allow(ADVISE)
def note_outcome(request: HttpRequest, referral_id: UUID, new: LegalOutcomeIn) -> Any:
    """Whoever asked is told. Accept it first (409)."""
    referral = find_for_advice(request, referral_id)
    advising.note_outcome(referral, new.outcome, new.text, by=actor_for(request.user))
    return show_received(request, find_received(request, referral_id))


@router.post("/{uuid:referral_id}/learning", response={201: LearningOut}, summary="Share what others can learn")
@allow(ADVISE)
def keep_learning(request: HttpRequest, referral_id: UUID, new: LearningIn) -> Any:
    """Everybody reads it in the library of lessons, without being told where it comes from. 409 where a name, a place or a number of
    what was shared stands in it.
    """
    referral = find_for_advice(request, referral_id)
    kept = learning.keep_learning(referral, new.dict(exclude={"confirmed"}), new.confirmed, by=actor_for(request.user))
    return Status(201, show_learning(queries.learning_for(request.user).get(pk=kept.pk)))


@router.get("/learning", response=Page[LearningOut], summary="What the Legal Protection Unit learned")
@allow(ADVISE)
def list_learning(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> Any:
    """The latest first."""
    return from_place(queries.learning_for(request.user), cursor, limit, show_learning)


@router.post("/learning/{uuid:learning_id}/withdraw", response=LearningOut, summary="Withdraw what was learned")
@allow(ADVISE)
def withdraw_learning(request: HttpRequest, learning_id: UUID, new: WithdrawIn) -> Any:
    """Nobody else reads it any more. 404 for what is shared no more."""
    found = get_object_or_404(queries.learning_for(request.user), pk=learning_id, lesson__state="shared")
    learning.withdraw_learning(found, new.text, by=actor_for(request.user))
    return show_learning(queries.learning_for(request.user).get(pk=learning_id))


@router.get("/returned", response=Page[ReturnedOut], summary="Physical assaults that were returned")
@allow(NATIONAL)
def list_returned(
    request: HttpRequest,
    q: Line = "",
    status: Code = "",
    organisation: UUID | None = None,
    older: Literal["", "3m", "6m", "1y"] = "",
    late: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """To the national case managers, the oldest assault first. `status` is that of the case, `older` how long ago it was at least;
    `late` true: those whose answer is waited for too long.
    """
    asked = {"q": q, "status": status, "organisation": str(organisation or ""), "older": older}
    filters = returning.read_filters(asked | {"late": "yes" if late else ""})
    return from_place(returning.returned_to(request.user, filters), cursor, limit, show_returned)


@router.post("/{uuid:referral_id}/returned", response={201: MessageOut}, summary="Remind, help or step in")
@allow(NATIONAL)
def act_on_returned(request: HttpRequest, referral_id: UUID, new: ReturnedIn) -> Any:
    """Whoever works the case sees it there. 404 for what was not returned to the national case managers."""
    referral = find_received(request, referral_id)
    if referral.purpose != returning.NATIONAL:
        raise Http404
    message = returning.act_on_returned(referral, new.act, new.text, by=actor_for(request.user))
    return Status(201, show_message(message))


def show_learning(one: LegalLearning) -> dict[str, Any]:
    """A `LearningOut`."""
    lesson = one.lesson
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("text", "confirmed_by", "recorded_on")},
        "lesson": lesson.pk if lesson else None,
        "title": lesson.title if lesson else "",
        "state": lesson.state if lesson else None,
    }


def show_returned(one: Referral) -> dict[str, Any]:
    """A `ReturnedOut`."""
    row = returning.row_of(one)
    return show_referral(one) | {
        "case_state": row.referral.case_status,
        "days": row.days,
        "waits_since": rfc3339(row.referral.waits_since),
        "is_late": row.late,
        "stepped_in": row.referral.stepped_in,
        "news": row.referral.news or "",
        "news_at": rfc3339(row.referral.news_at),
    }
