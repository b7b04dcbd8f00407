"""The section “Investigation”."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.fields import WhyForm
from alongside.cases.inquiry import actions, queries, said
from alongside.cases.inquiry.forms import InterviewForm, StandByForm, StatementForm, WithdrawForm
from alongside.cases.inquiry.holding import today_of, zone_of
from alongside.cases.inquiry.papers import produce_statement
from alongside.cases.inquiry.signing import signature_of
from alongside.cases.models import Case, Compartment, Interview, Statement, Whose, compartment_of
from alongside.cases.queries import people_hurt_in
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.documents.actions import Unproducible
from alongside.documents.queries import produced_of
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for

READ, WRITE = "cases.read_evidence", "cases.write_evidence"
SECTION = "inquiry"


@require_GET
@allow(READ)
def inquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/inquiry: lines of enquiry, interviews, statements, the scene, what applied."""
    case = find_case(request, reference, READ)
    interviews = list(queries.interviews_of(request.user, case))
    statements = list(queries.statements_of(request.user, case))
    asked = [*(one.whose for one in interviews), *(one.whose for one in statements)]
    if Whose.SUSPECT in asked:
        open_compartment(case, Compartment.SUSPECT, by=actor_for(request.user))
    scene = list(queries.scene_notes_of(request.user, case))
    if scene:
        open_compartment(case, Compartment.NARRATIVE, by=actor_for(request.user))
    happened_on = case.occurred_at.astimezone(zone_of(case)).date()
    context = {
        "enquiries": queries.enquiries_of(case),
        "interviews": interviews,
        "statements": [(one, one.versions.all()[0]) for one in statements],
        "scene": [(one, list(one.versions.all())) for one in scene],
        "policies": [
            (one, said.in_force_words(one), one.in_force_on(happened_on)) for one in queries.policies_of(case)
        ],
        "may_write": request.user.has_perm(WRITE, case) and case.status in RUNNING,
        "may_note": request.user.has_perm("cases.write_narrative", case) and case.status in RUNNING,
        "may_task": request.user.has_perm("cases.work", case) and case.status in RUNNING,
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/inquiry/section.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_interview(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/interviews/add"""
    case = find_case(request, reference, WRITE)
    form = InterviewForm(posted(request), zone=zone_of(case), kinds=_kinds(request, case))

    def act() -> Any:
        return actions.add_interview(case, form.cleaned_data["whose"], form.said(), by=actor_for(request.user))

    return _page(request, case, form, "An interview", act)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def change_interview(request: HttpRequest, reference: str, interview_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/interviews/ID: it was held, or something of it is set right."""
    case, one = _interview(request, reference, interview_id)
    form = InterviewForm(posted(request), zone=zone_of(case), kinds=(), interview=one)

    def act() -> Any:
        return actions.change_interview(one, form.said(), by=actor_for(request.user), seen_at=seen_at(request))

    return _page(request, case, form, "An interview", act, seen=one.changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def call_off_interview(request: HttpRequest, reference: str, interview_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/interviews/ID/call-off"""
    case, one = _interview(request, reference, interview_id)
    form = WhyForm(posted(request))

    def act() -> Any:
        why = form.cleaned_data["why"]
        return actions.call_off_interview(one, why, by=actor_for(request.user), seen_at=seen_at(request))

    return _page(request, case, form, "Call an interview off", act, seen=one.changed_at, button_text="Call it off")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/statements/add"""
    case = find_case(request, reference, WRITE)
    by = actor_for(request.user)
    initial = {"taken_on": today_of(case), "taken_by": by.name}
    people = people_hurt_in(case)
    form = StatementForm(posted(request), kinds=_kinds(request, case), people=people, initial=initial)

    def act() -> Any:
        said = form.cleaned_data
        return actions.write_statement(case, said["whose"], said, form.chosen_person, by=by)

    return _page(request, case, form, "A statement", act, rows=14)


@require_GET
@allow(READ)
def statement(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/inquiry/statements/ID: every version of it."""
    case = find_case(request, reference, READ)
    one = get_object_or_404(queries.statements_of(request.user, case), pk=statement_id)
    open_compartment(case, compartment_of(one.whose), by=actor_for(request.user))
    return _shown(request, case, one, done="Saved." if "done" in request.GET else "")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def new_version(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/statements/ID/version: it is written down anew."""
    case, one = statement_to_write(request, reference, statement_id)
    by = actor_for(request.user)
    initial = {"taken_on": today_of(case), "taken_by": by.name}
    form = StatementForm(posted(request), kinds=(), version=one.versions.all()[0], initial=initial)

    def act() -> Any:
        said = form.cleaned_data
        return actions.write_version(one, said, said["why"], by=by, seen_at=seen_at(request))

    sentences = ["The versions before it stay as they are."]
    there = f"{page_of(case, one)}?done=saved"
    more: dict[str, Any] = {"seen": one.changed_at, "sentences": sentences, "rows": 14}
    return _page(request, case, form, "Another version", act, there=there, back=page_of(case, one), **more)


@require_POST
@allow(WRITE)
def statement_document(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """POST /cases/REFERENCE/inquiry/statements/ID/document: the latest version on its form, ready to be signed."""
    case, one = statement_to_write(request, reference, statement_id)
    try:
        produce_statement(case, one, by=actor_for(request.user))
    except Refused as refused:
        return _shown(request, case, one, notice=refused.sentence, status=409)
    except Unproducible as fault:
        notice = f"It cannot be produced with the template that is in force. {fault.sentence}"
        return _shown(request, case, one, notice=notice, status=422)
    return redirect(f"{page_of(case, one)}?done=saved")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def withdraw_statement(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/statements/ID/withdraw: they do not stand by it any more."""
    case, one = statement_to_write(request, reference, statement_id)
    form = WithdrawForm(posted(request), initial={"on": today_of(case)})

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        return actions.withdraw_statement(one, said["on"], said["why"], by=by, seen_at=seen_at(request))

    sentences = ["Its versions stay as they are. While it is withdrawn, nothing is added to it and it is not signed."]
    there = f"{page_of(case, one)}?done=saved"
    more: dict[str, Any] = {"seen": one.changed_at, "sentences": sentences}
    return _page(request, case, form, "Withdraw the statement", act, there=there, back=page_of(case, one), **more)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def stand_by_statement(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/statements/ID/stand-by: they stand by it after all."""
    case, one = statement_to_write(request, reference, statement_id)
    form = StandByForm(posted(request))

    def act() -> Any:
        why = form.cleaned_data["why"]
        return actions.stand_by_statement(one, why, by=actor_for(request.user), seen_at=seen_at(request))

    there = f"{page_of(case, one)}?done=saved"
    return _page(request, case, form, "It stands again", act, there=there, back=page_of(case, one), seen=one.changed_at)


def _interview(request: HttpRequest, reference: str, interview_id: UUID) -> tuple[Case, Interview]:
    case = find_case(request, reference, WRITE)
    one = get_object_or_404(queries.interviews_of(request.user, case), pk=interview_id)
    require(request.user, f"cases.write_{compartment_of(one.whose)}", case)
    return case, one


def statement_to_write(request: HttpRequest, reference: str, statement_id: UUID) -> tuple[Case, Statement]:
    """A statement that the caller may write, and its case; 404 or 403."""
    case = find_case(request, reference, WRITE)
    one = get_object_or_404(queries.statements_of(request.user, case), pk=statement_id)
    require(request.user, f"cases.write_{compartment_of(one.whose)}", case)
    return case, one


def _kinds(request: HttpRequest, case: Case) -> list[str]:
    """Of whom somebody may write something down."""
    return [one for one in Whose.values if request.user.has_perm(f"cases.write_{compartment_of(one)}", case)]


def page_of(case: Case, statement: Statement) -> str:
    """The address of a statement."""
    return f"{address(case, SECTION)}/statements/{statement.pk}"


def _page(
    request: HttpRequest, case: Case, form: Any, heading: str, act: Any, *, there: str = "", back: str = "", **more: Any
) -> HttpResponse:
    there = there or f"{address(case, SECTION)}?done=saved"
    return form_page(request, case, form, heading, act, there, back=back, section=SECTION, more=more)


def _shown(
    request: HttpRequest, case: Case, one: Statement, *, notice: str = "", done: str = "", status: int = 200
) -> HttpResponse:
    may_write = request.user.has_perm(f"cases.write_{compartment_of(one.whose)}", case) and case.status in RUNNING
    context = {
        "notice": notice,
        "statement": one,
        "versions": [
            (version, produced_of("statement", version.pk), signature_of(version)) for version in one.versions.all()
        ],
        "may_write": may_write,
    }
    return show_section(request, case, SECTION, "cases/inquiry/statement.html", context, done=done, status=status)
