"""The section “Shared”: what of the case other bodies read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.codes import code_list
from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.fields import WhyForm
from alongside.cases.models import Case, Referral
from alongside.cases.redress.money import write_pounds
from alongside.cases.referrals import advising, parts, queries, sending, taking_back
from alongside.cases.referrals.following import messages_for
from alongside.cases.referrals.forms import AgreeForm, ChooseForm, TakeBackForm, WriteForm
from alongside.cases.referrals.presenters import copies, matter_shown, shown, unanswered
from alongside.cases.referrals.sending import Wanted
from alongside.cases.rows import lines_of
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.referral import ENDED, SHOWN
from alongside.incidents.form_fields import put_errors
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for

SECTION = "shared"
READ, WORK = "cases.read_narrative", "cases.work"
LINES = 40
"""Of the file, the latest, that are offered."""


@require_GET
@allow(READ)
def shared(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/shared: what was shared with whom."""
    case = find_case(request, reference, READ)
    context = {"referrals": [shown(one) for one in queries.shared_of(case)]}
    return show_section(request, case, SECTION, "cases/referrals/list.html", context, done=_done(request))


@require_http_methods(["GET", "POST"])
@allow(WORK)
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/add: choose, read what they would read, send."""
    case = find_case(request, reference, WORK)
    offered = queries.bodies_to_choose(case.organisation_id)
    bodies = {one.pk: one for found in offered.values() for one in found}
    form = _form(request, case, bodies=sorted(bodies.values(), key=lambda one: one.name))

    def send(wanted: Wanted, seen: str) -> Referral:
        return sending.send(request.user, case, wanted, seen=seen)

    return _choose(request, case, form, "Share a part of this case", send, address(case, SECTION))


@require_http_methods(["GET", "POST"])
@allow(WORK)
def again(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/ID/again: a new version."""
    case, referral = _find(request, reference, referral_id, WORK)
    last = queries.snapshots_of(referral)[0]
    fixed = Wanted(referral.to_organisation, referral.purpose, referral.ground, [])
    initial = {
        "parts": [one for one in last.parts if one in parts.PARTS],
        "exhibits": [str(key) for key in queries.files_of(last)],
    }
    form = _form(request, case, bodies=[], fixed=fixed, initial=initial)

    def send(wanted: Wanted, seen: str) -> Referral:
        sending.send_again(request.user, referral, wanted, seen=seen)
        return referral

    heading = f"Send {referral.reference} again to {referral.to_organisation.name}"
    return _choose(request, case, form, heading, send, _address(case, referral))


@require_GET
@allow(READ)
def one(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/shared/ID: what they read, what was written."""
    case, referral = _find(request, reference, referral_id, READ)
    part = sending.part_of(referral)
    require(request.user, f"cases.read_{part}", case)
    open_compartment(case, part, by=actor_for(request.user))
    messages = messages_for(request.user, case, referral)
    matter = queries.matter_of(referral)
    may_work = request.user.has_perm(WORK, case)
    context = {
        "one": shown(referral),
        "copies": copies(parts.copies_for(request.user, case, referral)),
        "thread": messages,
        "unanswered": unanswered(messages, by_receiver=True),
        "moves": sending.moves_of_sender(referral) if may_work else [],
        "may_write": may_work and referral.status in SHOWN,
        "may_take_back": may_work and referral.status != ENDED,
        "own": _address(case, referral),
        "by_us": False,
        "matter": matter_shown(matter),
        "may_agree": may_work and referral.status in SHOWN and matter is not None and bool(matter.estimated_pence),
    }
    return show_section(request, case, SECTION, "cases/referrals/sent.html", context, done=_done(request))


@require_http_methods(["GET", "POST"])
@allow(WORK)
def take_back(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/ID/take-back (things, why): they read these no more, and the rest as before."""
    case, referral = _find(request, reference, referral_id, WORK)
    things = taking_back.things_of(referral)
    form = TakeBackForm(posted(request), things=things)

    def act() -> None:
        said = form.cleaned_data
        by, seen = actor_for(request.user), seen_at(request)
        taking_back.take_back(referral, said["things"], said["why"], by=by, seen_at=seen)

    looks = taking_back.looks_at_things(referral, [thing.key for thing in things])
    readers = taking_back.readers_of(looks, ZoneInfo(case.organisation.time_zone))
    sentences = [
        f"{referral.to_organisation.name} is told that something was taken back. What they have read, they know.",
        f"What was sent was read so far by: {readers}." if readers else "Nobody has read what was sent yet.",
    ]
    more = {"sentences": sentences, "seen": referral.changed_at, "button_text": "Take it back"}
    there = _address(case, referral)
    return form_page(
        request,
        case,
        form,
        "Take something back",
        act,
        f"{there}?done=taken_back",
        back=there,
        section=SECTION,
        more=more,
    )


@require_http_methods(["GET", "POST"])
@allow(WORK)
def end(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/ID/end: they read it no more."""
    case, referral = _find(request, reference, referral_id, WORK)
    form = WhyForm(posted(request))

    def act() -> None:
        sending.end(referral, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request))

    sentence = f"From then on {referral.to_organisation.name} reads nothing of {referral.reference} any more. What they have read, they know."
    more = {"sentences": [sentence], "seen": referral.changed_at, "button_text": "End the sharing"}
    there = _address(case, referral)
    return form_page(
        request, case, form, "End the sharing", act, f"{there}?done=saved", back=there, section=SECTION, more=more
    )


@require_http_methods(["GET", "POST"])
@allow(WORK)
def write(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/ID/write?answers=ID: a question, or an answer to theirs."""
    case, referral = _find(request, reference, referral_id, WORK)
    form = WriteForm(posted(request))
    answers = question(request, referral, by_receiver=True)

    def act() -> None:
        text = form.cleaned_data["text"]
        sending.write_to_receiver(referral, text, by=actor_for(request.user), answers=answers)

    there = _address(case, referral)
    heading = "Answer" if answers else f"Ask {referral.to_organisation.name}"
    more = {"sentences": [answers.text] if answers else [], "button_text": "Send"}
    return form_page(request, case, form, heading, act, f"{there}?done=saved", back=there, section=SECTION, more=more)


@require_http_methods(["GET", "POST"])
@allow(WORK)
def agree_costs(request: HttpRequest, reference: str, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/shared/ID/costs: up to how much legal action may cost."""
    case, referral = _find(request, reference, referral_id, WORK)
    require(request.user, "cases.write_legal", case)
    open_compartment(case, "legal", by=actor_for(request.user))
    matter = queries.matter_of(referral)
    form = AgreeForm(posted(request), initial={"agreed": matter.estimated_pence if matter else None})

    def act() -> Any:
        return advising.agree_costs(referral, form.cleaned_data["agreed"], by=actor_for(request.user))

    there = _address(case, referral)
    estimate = f"Estimated: {write_pounds(matter.estimated_pence)}." if matter and matter.estimated_pence else ""
    more = {"sentences": [estimate] if estimate else []}
    return form_page(
        request, case, form, "Agree to costs", act, f"{there}?done=saved", back=there, section=SECTION, more=more
    )


def question(request: HttpRequest, referral: Referral, *, by_receiver: bool) -> Any:
    """The question of the other body that is answered; None where none is. 404 for what is none, or can be read no more."""
    try:
        key = UUID(request.GET.get("answers", ""))
    except ValueError:
        return None
    found = referral.messages.filter(by_receiver=by_receiver, referral__status__in=SHOWN)
    return get_object_or_404(found, pk=key)


def _choose(
    request: HttpRequest,
    case: Case,
    form: ChooseForm,
    heading: str,
    send: Callable[[Wanted, str], Referral],
    back: str,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "heading": heading,
        "back": back,
        "rows": 4,
        "button_text": "Show what they would read",
    }
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            if request.POST.get("seen"):
                referral = send(wanted, request.POST["seen"])
                return redirect(f"{_address(case, referral)}?done=sent")
            content = sending.preview(request.user, case, wanted)
            purpose = code_list("referral_purposes").label(wanted.purpose)
            more = {
                "ground": code_list("sharing_grounds").label(wanted.ground),
                "warnings": parts.warnings(case, wanted.parts),
                "content": content,
                "seen": parts.digest_of(content),
                "again": form.again(),
                "to": wanted.to,
                "purpose": purpose,
            }
            return show_section(request, case, SECTION, "cases/referrals/preview.html", context | more)
        except ValidationError as error:
            put_errors(form, error)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return show_section(
        request, case, SECTION, "cases/form.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _form(request: HttpRequest, case: Case, **more: Any) -> ChooseForm:
    lines = lines_of(case, queries.events_to_choose(request.user, case)[:LINES])
    files = queries.files_to_choose(request.user, case)
    return ChooseForm(posted(request), parts=parts.may_choose(request.user, case), lines=lines, files=files, **more)


def _find(request: HttpRequest, reference: str, referral_id: UUID, permission: str) -> tuple[Case, Referral]:
    case = find_case(request, reference, permission)
    return case, get_object_or_404(queries.referrals_of(case), pk=referral_id)


def _address(case: Case, referral: Referral) -> str:
    return f"{address(case, SECTION)}/{referral.pk}"


def _done(request: HttpRequest) -> str:
    said = {
        "saved": "Saved.",
        "sent": "It was sent.",
        "taken_back": "It was taken back. Who had read it until then stands below, with the copy that held it.",
    }
    return said.get(request.GET.get("done", ""), "")
