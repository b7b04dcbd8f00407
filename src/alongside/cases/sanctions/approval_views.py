"""What waits on the security director or the chief executive: those sanctions and nothing else of their cases."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.producing.letters import approve_and_produce
from alongside.cases.sanctions import actions, levels, queries
from alongside.cases.sanctions.approval_list import ASKED
from alongside.cases.sanctions.forms import StepForm, begun
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.letter_views import UNPRODUCED
from alongside.cases.sanctions.presenters import letters_shown, rows_of, show
from alongside.cases.sanctions.queries import Waiting
from alongside.documents.actions import Unproducible
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in


@require_GET
@allow("cases.approve")
def show_waiting(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """GET /cases/to-approve/ID: what the decision needs to be made."""
    return _page(request, _waiting(request, waiting_id))


@require_http_methods(["GET", "POST"])
@allow("cases.approve")
def decide(request: HttpRequest, waiting_id: UUID, decision: str) -> HttpResponse:
    """GET, POST /cases/to-approve/ID/ACT: the decision."""
    waiting = _waiting(request, waiting_id)
    one = waiting.sanction
    if decision not in waiting.acts:
        raise Http404
    move = kind_of(one.kind).machine.moves[decision]
    require(request.user, actions.permission_for(one, move), one.case)
    form = StepForm(posted(request), move=move, initial=begun(one, move))

    def shown() -> HttpResponse:
        status = 422 if form.is_bound and form.errors else 200
        return _page(request, waiting, {"form": form, "heading": move.label, "button_text": move.label}, status=status)

    if request.method != "POST":
        return shown()
    return do(
        request,
        form,
        lambda: actions.move_sanction(
            one, decision, form.given(), by=actor_for(request.user), seen_at=seen_at(request)
        ),
        "/cases/to-approve?done=decided",
        shown,
    )


@require_http_methods(["GET", "POST"])
@allow("cases.approve")
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """GET, POST /cases/to-approve/letters/ID: the words of a letter, and that they can be sent."""
    one = next((one for one in queries.letters_waiting_on(request.user) if one.pk == letter_id), None)
    if one is None:
        raise Http404
    require(request.user, levels.LETTERS[one.sanction.level], one.sanction.case)
    wrong, by = "", actor_for(request.user)
    if request.method == "POST":
        try:
            approve_and_produce(one.sanction, one.addressee, one.number, by=by)
            return redirect("/cases/to-approve?done=decided")
        except Refused as refused:
            wrong = refused.sentence
        except Unproducible as fault:  # the approval stands; whoever wrote it is offered to produce it again
            wrong = f"{UNPRODUCED} {fault.sentence}"
    open_compartment(one.sanction.case, "suspect", by=by)
    context = {
        "letter": one,
        "label": one.get_addressee_display(),
        "sanction": one.sanction,
        "shown": show(one.sanction),
        "rows": rows_of(one.sanction, today_in(one.sanction.case.organisation)),
        "wrong": wrong,
    }
    return render(request, "cases/sanctions/letter_to_approve.html", context, status=422 if wrong else 200)


def _waiting(request: HttpRequest, key: UUID) -> Waiting:
    found = next((one for one in queries.waiting_on(request.user) if one.sanction.pk == key), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, waiting: Waiting, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    one = waiting.sanction
    open_compartment(one.case, "suspect", by=actor_for(request.user))
    machine = kind_of(one.kind).machine
    asked = [
        (event.text, event.actor_name)
        for event in queries.events_of(actions.ABOUT, one.pk)
        if event.after.get("act") in ("ask_extension", "appeal", "record_breach", "breach_meanwhile")
    ]
    rows = rows_of(one, today_in(one.case.organisation))
    context = {
        "sanction": one,
        "shown": show(one),
        "heading": ASKED[one.status],
        "rows": rows + [("Said since", f"{text} ({who})") for text, who in reversed(asked) if text],
        "earlier": [show(other) for other in queries.earlier_against(one)],
        "letters": letters_shown(one, ""),
        "acts": [(act, machine.moves[act].label) for act in waiting.acts],
        **(more or {}),
    }
    return render(request, "cases/sanctions/decision.html", context, status=status)
