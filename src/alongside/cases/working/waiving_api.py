"""The API of promises to people hurt that are let go: asked by whoever works the case, decided by somebody else."""

from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from alongside.cases.asking import Why, find_case
from alongside.cases.events import open_compartment
from alongside.cases.models import Compartment, Waiver
from alongside.cases.owing import owed_by
from alongside.cases.working import waiving
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Text, example, rfc3339

router = Router(tags=["Promises to people hurt"])
waiting = Router(tags=["Promises to people hurt"])
READ, WORK, APPROVE = "cases.read_narrative", "cases.work", "cases.approve"


class WaiverDecision(Asked):
    """Whether the promise is let go. `answer` says why it has to be kept, where it is declined."""

    model_config = example(decision="decline", answer="She can be reached by her sister.")
    decision: Literal["agree", "decline"]
    answer: Text = ""


class WaiverOut(Schema):
    """That a promise (`code`, as in what is owed) is not to be kept. `agreed` null: nobody has decided yet."""

    id: UUID
    case: str
    code: str
    sentence: str
    why: str
    asked_at: str
    asked_by: str
    agreed: bool | None
    answer: str
    decided_at: str | None
    decided_by: str


class PromiseOut(Schema):
    """Something that is owed to a person hurt before the case can be closed, and what was asked of it last."""

    code: str
    sentence: str
    waiver: WaiverOut | None


@router.get("/{reference}/promises", response=list[PromiseOut], summary="What is owed to the people hurt")
@allow(READ)
def list_promises(request: HttpRequest, reference: str) -> Any:
    """Each with what was asked of it last: that it need not be kept."""
    case = find_case(request, reference, opens=Compartment.NARRATIVE)
    asked = waiving.latest_in(case)
    promises = [one for one in owed_by(case) if one.to_the_hurt]
    return [
        {
            "code": one.code,
            "sentence": one.sentence,
            "waiver": show_waiver(asked[one.code]) if one.code in asked else None,
        }
        for one in promises
    ]


@router.post("/{reference}/promises/{owed}/waive", response={201: WaiverOut}, summary="Ask that one is not kept")
@allow(WORK)
def ask(request: HttpRequest, reference: str, owed: str, why: Why) -> Any:
    """The security director, or the chief executive, has to agree. 404 where it is not owed; 409 where it was asked before."""
    case = find_case(request, reference, WORK, opens=Compartment.NARRATIVE)
    if not any(one.code == owed and one.to_the_hurt for one in owed_by(case)):
        raise Http404
    return Status(201, show_waiver(waiving.ask_waiver(case, owed, why.why, by=actor_for(request.user))))


@waiting.get("/waiting", response=list[WaiverOut], summary="Promises that wait on the caller's decision")
@allow(APPROVE)
def list_waiting(request: HttpRequest) -> Any:
    """The oldest first; nothing that the caller asked for themselves."""
    found = waiving.waivers_waiting_on(request.user)
    for case in {one.case_id: one.case for one in found}.values():
        open_compartment(case, Compartment.NARRATIVE, by=actor_for(request.user))
    return [show_waiver(one) for one in found]


@waiting.post(
    "/waiting/{uuid:waiver_id}/decision", response=WaiverOut, summary="Agree that one is not kept, or decline"
)
@allow(APPROVE)
def decide(request: HttpRequest, waiver_id: UUID, said: WaiverDecision) -> Any:
    """404 for one that does not wait on the caller: whoever asked never decides."""
    waiver = next((one for one in waiving.waivers_waiting_on(request.user) if one.pk == waiver_id), None)
    if waiver is None:
        raise Http404
    by = actor_for(request.user)
    return show_waiver(waiving.decide_waiver(waiver, said.decision == "agree", said.answer, by=by))


def show_waiver(one: Waiver) -> dict[str, Any]:
    """A `WaiverOut`."""
    return {
        "id": one.pk,
        "case": one.case.reference,
        **{
            name: getattr(one, name)
            for name in ("code", "sentence", "why", "asked_by", "agreed", "answer", "decided_by")
        },
        "asked_at": rfc3339(one.asked_at),
        "decided_at": rfc3339(one.decided_at),
    }
