"""Pages of the sanctions of a case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.cases.codes import code_list
from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.models import Case, Sanction, SanctionLetter
from alongside.cases.rows import lines_of
from alongside.cases.sanctions import actions, correcting, deciding, from_track, queries
from alongside.cases.sanctions.forms import (
    CorrectForm,
    DecideForm,
    ProposeForm,
    SlipForm,
    StepForm,
    TakeBackForm,
    begun,
)
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.sanctions.letters import may_change
from alongside.cases.sanctions.marking import markers_of_case, markers_of_sanction
from alongside.cases.sanctions.presenters import letters_shown, rows_of, show
from alongside.cases.sanctions.sent_letters import note_slip
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.removal import REMOVAL
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in

SECTION = "sanctions"
FORM = "cases/sanctions/form.html"
SAVED = "Saved."


@require_GET
@allow("cases.read_suspect")
def sanctions(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/sanctions: the decision, the sanctions, the removals."""
    return _listed(request, find_case(request, reference, "cases.read_suspect"))


@require_POST
@allow("cases.write_suspect")
def of_track(request: HttpRequest, reference: str, outcome_id: UUID) -> HttpResponse:
    """POST /cases/REFERENCE/sanctions/of-track/ID: a sentence or a disposal of the police and court track becomes a sanction."""
    case = find_case(request, reference, "cases.write_suspect")
    from_track.refuse_stranger(case, outcome_id)
    try:
        one = from_track.begin_of_track(case, outcome_id, by=actor_for(request.user))
    except Refused as refused:
        return _listed(request, case, notice=refused.sentence, status=409)
    return redirect(f"{here_of(case, one)}?done=1")


def _listed(request: HttpRequest, case: Case, *, notice: str = "", status: int = 200) -> HttpResponse:
    decision = queries.decision_of(case)
    may_write = request.user.has_perm("cases.write_suspect", case)
    context = {
        "decision": decision,
        "reason": code_list("no_sanction_reasons").label(decision.reason) if decision and decision.reason else "",
        "sanctions": [show(one) for one in queries.sanctions_of(case)],
        "of_track": from_track.outcomes_of(case),
        "notice": notice,
        "hospital": [
            {
                "removal": one,
                "person": queries.person_words(one.responsible),
                "outcome": code_list("removal_outcomes").label(one.outcome),
            }
            for one in queries.hospital_removals_of(case)
        ],
        "practice": [
            {"removal": one, "person": queries.person_words(one.responsible), "state": REMOVAL.state(one.status)}
            for one in queries.practice_removals_of(case)
        ],
        "may_write": may_write,
        "is_running": case.status in RUNNING,
        "may_propose": may_write and case.status in RUNNING and bool(queries.people_of(case)),
        "markers": markers_of_case(request.user, case),
        "propose": f"/risk/markers/propose/case/{case.reference}" if may_write else "",
    }
    return show_section(request, case, SECTION, "cases/sanctions/list.html", context, done=done(request), status=status)


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/decide (decision, reason, text)"""
    case = find_case(request, reference, "cases.write_suspect")
    form = DecideForm(posted(request))

    def act() -> None:
        said = form.cleaned_data
        deciding.decide_sanctions(case, said["decision"], said["reason"], said["text"], by=actor_for(request.user))

    return page(request, case, form, "Decision about sanctions", act)


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/propose"""
    case = find_case(request, reference, "cases.write_suspect")
    form = ProposeForm(posted(request), people=queries.people_of(case), today=today_in(case.organisation))

    def act() -> None:
        said = form.cleaned_data
        actions.propose_sanction(
            case,
            said["kind"],
            form.person,
            said["ground"],
            terms=said["terms"],
            given_on=said["given_on"],
            reference=said["reference"],
            by=actor_for(request.user),
        )

    return page(request, case, form, "Propose or record a sanction", act)


@require_GET
@allow("cases.read_suspect")
def sanction(request: HttpRequest, reference: str, sanction_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/sanctions/ID: where it stands, its letters, what can be done."""
    case = find_case(request, reference, "cases.read_suspect")
    one = find_sanction(case, sanction_id)
    may_write = request.user.has_perm("cases.write_suspect", case)
    here = here_of(case, one)
    track_says, stands = from_track.said_by_track(one)
    links = []
    if may_write:
        links.append((f"{here}/correct", "Correct what is written"))
        links += _way_back(request, one, here)
        if one.issued_on and one.acknowledged != "signed":
            links.append((f"{here}/slip", "The signed slip came back after all"))
    context = {
        "shown": show(one),
        "rows": [*rows_of(one, today_in(case.organisation)), ("The police and court track says", track_says)],
        "gone_from_track": not stands and one.status != "struck_out",
        "acts": _acts(request, one),
        "links": links,
        "letters": letters_shown(one, address(case)),
        "may_letters": [each for each in SanctionLetter.Addressee.values if may_write and may_change(one, each)],
        "lines": lines_of(case, queries.events_of(actions.ABOUT, one.pk)),
        "markers": markers_of_sanction(request.user, one),
        "propose": f"/risk/markers/propose/sanction/{one.pk}" if may_write else "",
    }
    return show_section(request, case, SECTION, "cases/sanctions/sanction.html", context, done=done(request))


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def step(request: HttpRequest, reference: str, sanction_id: UUID, act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/step/ACT: one step of it, with what the step needs."""
    case = find_case(request, reference, "cases.write_suspect")
    one = find_sanction(case, sanction_id)
    move = kind_of(one.kind).machine.moves.get(act)
    if move is None or act in queries.BY_ITSELF:
        raise Http404
    require(request.user, actions.permission_for(one, move), case)
    form = StepForm(posted(request), move=move, initial=begun(one, move))
    return page(
        request,
        case,
        form,
        f"{kind_of(one.kind).label}: {move.label[:1].lower()}{move.label[1:]}",
        lambda: actions.move_sanction(one, act, form.given(), by=actor_for(request.user), seen_at=seen_at(request)),
        there=here_of(case, one),
        seen=one.changed_at,
        about=[("Who did it", queries.person_words(one.responsible)), ("What it is for", one.ground)],
        advice=_advice(one) if "ends_on" in form.fields else "",
        letters=letters_shown(one, address(case)) if move.level == "approve" else [],
    )


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def correct(request: HttpRequest, reference: str, sanction_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/correct: what was written, set right."""
    case = find_case(request, reference, "cases.write_suspect")
    one = find_sanction(case, sanction_id)
    last = queries.last_step(one)
    step = kind_of(one.kind).machine.moves[last.act].label if last else ""
    form = CorrectForm(
        posted(request),
        sanction=one,
        people=queries.people_of(case),
        today=today_in(case.organisation),
        step=step,
        initial={"on": last.on} if last else {},
    )

    def act() -> None:
        said = form.cleaned_data
        correcting.correct_sanction(
            one, said["why"], on=said.get("on"), by=actor_for(request.user), seen_at=seen_at(request), **form.given()
        )

    return page(request, case, form, "Correct a sanction", act, there=here_of(case, one), seen=one.changed_at)


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def take_back(request: HttpRequest, reference: str, sanction_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/take-back (why): the last step was recorded by mistake."""
    case = find_case(request, reference, "cases.write_suspect")
    one = find_sanction(case, sanction_id)
    step = correcting.may_be_taken_back(one)
    if step is None:
        raise Http404
    move = kind_of(one.kind).machine.moves[step.act]
    require(request.user, actions.permission_for(one, move), case)
    form = TakeBackForm(posted(request))
    return page(
        request,
        case,
        form,
        f"Take a step back: {move.label[:1].lower()}{move.label[1:]}",
        lambda: correcting.take_back_step(
            one, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request)
        ),
        there=here_of(case, one),
        seen=one.changed_at,
        advice="It then stands as it stood before. The step and why it was taken back stay in the file.",
    )


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def slip(request: HttpRequest, reference: str, sanction_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/slip (on): the signed slip came back."""
    case = find_case(request, reference, "cases.write_suspect")
    one = find_sanction(case, sanction_id)
    form = SlipForm(posted(request))
    return page(
        request,
        case,
        form,
        "The signed slip came back",
        lambda: note_slip(one, form.cleaned_data["on"], by=actor_for(request.user), seen_at=seen_at(request)),
        there=here_of(case, one),
        seen=one.changed_at,
    )


def page(
    request: HttpRequest, case: Case, form: Any, heading: str, act: Any, *, there: str = "", **more: Any
) -> HttpResponse:
    """A form of this section; afterwards the page `there`, the list where nothing else is said."""
    goes = there or address(case, SECTION)
    return form_page(
        request, case, form, heading, act, f"{goes}?done=saved", back=goes, section=SECTION, template=FORM, more=more
    )


def find_sanction(case: Case, key: UUID) -> Sanction:
    """One of the case that the caller may see. Raises Http404."""
    return get_object_or_404(queries.sanctions_of(case), pk=key)


def here_of(case: Case, one: Sanction) -> str:
    """The address of a sanction."""
    return f"{address(case, SECTION)}/{one.pk}"


def done(request: HttpRequest) -> str:
    """What the last action did."""
    return SAVED if request.GET.get("done") == "saved" else ""


def _acts(request: HttpRequest, one: Sanction) -> list[tuple[str, str]]:
    return [
        (move.act, move.label)
        for move in queries.moves_of(one)
        if request.user.has_perm("cases.write_suspect", one.case)
        and request.user.has_perm(actions.permission_for(one, move), one.case)
    ]


def _way_back(request: HttpRequest, one: Sanction, here: str) -> list[tuple[str, str]]:
    step = correcting.may_be_taken_back(one)
    if step is None:
        return []
    move = kind_of(one.kind).machine.moves[step.act]
    may = request.user.has_perm(actions.permission_for(one, move), one.case)
    return [(f"{here}/take-back", f"Take the last step back: {move.label[:1].lower()}{move.label[1:]}")] if may else []


def _advice(one: Sanction) -> str:
    """How long it may last, where a rule says so."""
    start = one.starts_on or today_in(one.case.organisation)
    longest, why = queries.longest_day(one, kind_of(one.kind), start)
    if longest is None:
        return ""
    day = f"{longest.day} {longest:%B %Y}"
    return f"Counted from {start.day} {start:%B %Y} it may last until {day} at the longest. {why}"
