"""The report as pages of a server: one thing a page, saved at every step, and the back button always safe."""

from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.evidence.media_types import accepted_for
from alongside.incidents.alarms import (
    add_to_call,
    alarm_to_report,
    call_for_help,
    call_of,
    draft_from_alarm,
    pass_on_answers,
)
from alongside.incidents.models import Draft
from alongside.incidents.reporting import actions
from alongside.incidents.reporting.asking import Step
from alongside.incidents.reporting.crowds import check_room, let_begin, many_call, may_add_to_call, show_crowd
from alongside.incidents.reporting.entering import (
    SENT_SECONDS,
    Entry,
    ask_to_sign_in,
    entry_by_code,
    entry_by_poster,
    forget_secret,
    is_of_another,
    is_signed_out,
    keep_secret,
    owner_of,
    secret_in,
    unsent_draft,
    with_draft,
    with_draft_after_sign_out,
)
from alongside.incidents.reporting.more import PARTS, read_rows, rows_of
from alongside.incidents.reporting.presenters import (
    shown_answers,
    shown_files,
    shown_parts,
    shown_rows,
    shown_step,
    unanswered_later,
)
from alongside.incidents.reporting.queries import (
    doors,
    doors_called,
    draft_of,
    files_of,
    known_of,
    organisations_of,
    places_to_choose,
    unsent_of,
)
from alongside.incidents.reporting.questions import BY_NAME, STEPS
from alongside.incidents.reporting.reading import read_step
from alongside.incidents.reporting.way_through import (
    Known,
    applying_steps,
    first_unanswered,
    next_step,
    step_before,
    steps_for,
)
from alongside.ledger.clock import now
from alongside.people.access import ANYONE, allow
from alongside.people.scope import entering_by

LONGEST_KEY = 100
SEVERAL = "Several organisations are called so. Write the whole name of one:"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def report(request: HttpRequest) -> HttpResponse:
    """GET /report: where a report begins. POST (organisation, alarm): it begins. POST (take_up): one begun elsewhere goes on."""
    alarm = _alarm_asked_for(request)
    if alarm is not None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST" and "take_up" in request.POST:
        return _take_up(request)
    if request.method == "POST":
        return _begin_from_alarm(request, alarm) if alarm else _begin_anywhere(request)
    return _show_start(request)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def report_at(request: HttpRequest, key: str) -> HttpResponse:
    """GET /report/at/KEY: the same for a place, from a poster or a link. POST: it begins."""
    entry = entry_by_poster(key) if len(key) <= LONGEST_KEY else None
    if entry is None:
        return render(request, "incidents/reporting/closed.html", status=404)
    with entering_by(key):
        if request.method == "POST":
            return _begin(request, entry)
        whole = f"/report/whole?at={quote(key)}"
        shown = {
            "entry": entry,
            "unsent": unsent_draft(request),
            "owner": owner_of(request.user),
            "whole": whole,
            "body": entry.organisation,
        }
        return render(request, "incidents/reporting/start.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
@with_draft_after_sign_out
def step(request: HttpRequest, draft: Draft, secret: str, step: str) -> HttpResponse:
    """GET /report/STEP: one question. POST: its answer, which is saved before anything else is done."""
    asked, known = BY_NAME[step], known_of(draft, request.user)
    signed_out = is_signed_out(draft, request.user)
    if request.method != "POST":
        if signed_out:
            return ask_to_sign_in(request.path)
        if asked not in applying_steps(draft.answers, known) and step != "where":
            return redirect(_address(next_step(step, draft.answers, known)))
        return _show_step(request, draft, asked, known)
    posted = dict(request.POST.lists())
    read = read_step(asked, posted, draft.answers, known, now(), _zone(draft))
    if read.wrong and not signed_out:
        return _show_step(request, draft, asked, known, entered=read.values, wrong=read.wrong)
    before, draft = draft.answers, actions.save_answers(draft, read.values)
    if step == "danger" and read.values["danger"] == "yes":
        if draft.help_alarm is None:
            call_for_help(draft, request.user, crowded=many_call(request))
        return redirect("/report/help")
    pass_on_answers(draft, request.user, before)
    refused = _take_in(request, draft) if step == "words" else ""
    if signed_out:  # what was typed is kept; what was typed before is shown to whoever typed it
        return ask_to_sign_in(request.path if read.wrong or refused else _after(request, step, draft, known))
    if refused or (step == "words" and "add" in request.POST):
        return _show_step(request, draft, asked, known, wrong={"files": refused} if refused else {})
    return redirect(_after(request, step, draft, known))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
@with_draft_after_sign_out
def help_called(request: HttpRequest, draft: Draft, secret: str) -> HttpResponse:
    """GET /report/help: ring 999, and whether people were told. POST (text): tells them more, at once."""
    passed_on = request.GET.get("told", "")
    if request.method == "POST":
        text = request.POST.get("text", "")[:2000]
        if text.strip() and may_add_to_call(draft) and add_to_call(draft, request.user, text):
            return redirect("/report/help?told=yes")
        passed_on = "no" if text.strip() else "empty"
    shown = {
        "draft": draft,
        "call": call_of(draft),
        "passed_on": passed_on,
        "text": request.POST.get("text", ""),
        "next": _address(next_step("danger", draft.answers, known_of(draft, request.user))),
    }
    return render(request, "incidents/reporting/help.html", _framed(draft, shown))


@require_POST
@allow(ANYONE)
@with_draft
def take_out(request: HttpRequest, draft: Draft, secret: str, held: UUID) -> HttpResponse:
    """POST /report/files/HELD/take-out: the file does not go with the report."""
    actions.take_out_file(draft, held)
    return redirect("/report/words" + ("?then=check" if request.POST.get("then") == "check" else ""))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
@with_draft
def more(request: HttpRequest, draft: Draft, secret: str, part: str) -> HttpResponse:
    """GET /report/more/PART: people or things one by one. POST: saves them all; `add` shows an empty row more."""
    asked, known = PARTS[part], known_of(draft, request.user)
    rows, wrong = rows_of(draft.answers, part), {}
    if request.method == "POST":
        read = read_rows(asked, dict(request.POST.lists()))
        rows, wrong = read.rows, read.wrong
        if not wrong:
            draft = actions.save_answers(draft, {part: rows})
            if "add" not in request.POST:
                return redirect("/report/check")
            return redirect(f"/report/more/{part}")
    shown = {
        "part": asked,
        "rows": shown_rows(asked, rows, wrong, known),
        "wrong": wrong,
        "back": "/report/check",
    }
    return render(request, "incidents/reporting/more.html", _framed(draft, shown), status=422 if wrong else 200)


@require_GET
@allow(ANYONE)
@with_draft
def check(request: HttpRequest, draft: Draft, secret: str) -> HttpResponse:
    """GET /report/check: all answers, each of which can be changed."""
    return _show_check(request, draft)


@require_POST
@allow(ANYONE)
@with_draft
def send(request: HttpRequest, draft: Draft, secret: str) -> HttpResponse:
    """POST /report/send: sends the report, once."""
    try:
        actions.send_draft(draft, secret, request.user)
    except actions.NotFinished as unfinished:
        return _show_check(request, draft, unfinished)
    return keep_secret(redirect("/report/sent"), secret, seconds=SENT_SECONDS)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
@with_draft
def erase(request: HttpRequest, draft: Draft, secret: str) -> HttpResponse:
    """GET /report/erase asks, POST erases a report that was not sent."""
    if request.method != "POST":
        return render(request, "incidents/reporting/erase.html", _framed(draft, {}))
    actions.discard_draft(draft)
    return forget_secret(redirect("/report?done=erased"))


def _show_start(request: HttpRequest, wrong: str = "", status: int = 200) -> HttpResponse:
    alarm_id = _alarm_asked_for(request)
    own = organisations_of(request.user)
    open_to_all = [] if own else doors()
    one_way = own[0].code if len(own) == 1 else open_to_all[0].code if len(open_to_all) == 1 else ""
    shown = {
        "own": own,
        "doors": open_to_all,
        "one_way": one_way,
        "whole": f"/report/whole?of={one_way}" if one_way else "",
        "alarm_id": alarm_id,
        "alarm": alarm_to_report(alarm_id, request.user) if alarm_id else None,
        "unsent": unsent_draft(request),
        "elsewhere": unsent_of(request.user),
        "owner": owner_of(request.user),
        "wrong": wrong,
        "chosen": request.POST.get("organisation", ""),
        "not_found": request.GET.get("not") == "found",
        "done": request.GET.get("done", ""),
        "keeps_links": request.user.has_perm("incidents.links") if request.user.is_authenticated else False,
    }
    if one_way and not own:
        shown["body"] = open_to_all[0]
    return render(request, "incidents/reporting/start.html", shown, status=status)


def _begin_anywhere(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("organisation", "").strip()
    entry = entry_by_code(code[:12], request.user) if code else None
    if entry is None:
        named = doors_called(doors(), code)
        if len(named) > 1:
            return _show_start(request, f"{SEVERAL} {', '.join(door.name for door in named[:5])}.", status=422)
        entry = entry_by_code(named[0].code, request.user) if named else None
    if entry is None:
        return _show_start(request, "Choose the organisation where it happened.", status=422)
    with entering_by(entry.secret):
        return _begin(request, entry)


def _begin(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Begins a report within the scope of the way in. What was begun before in this browser is erased."""
    answer = let_begin(request)
    if not answer.is_let_in:
        return show_crowd(request, entry, answer)
    _discard_former(request)
    secret = actions.new_secret()
    with entering_by(entry.secret):
        actions.start_draft(entry.organisation, secret, user_id=getattr(request.user, "pk", None), place=entry.place)
    return keep_secret(redirect(_address(STEPS[0])), secret)


def _begin_from_alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    alarm = alarm_to_report(alarm_id, request.user)
    if alarm is None or alarm.reported_as:
        return _show_start(request)
    _discard_former(request)
    secret = actions.new_secret()
    draft = draft_from_alarm(alarm_id, request.user, secret)
    if draft is None:
        return _show_start(request)
    return keep_secret(redirect("/report/what"), secret)


def _take_up(request: HttpRequest) -> HttpResponse:
    draft = unsent_of(request.user)
    if draft is None:
        return redirect("/report?not=found")
    secret = actions.new_secret()
    actions.take_up(draft, secret)
    return keep_secret(redirect("/report/check"), secret)


def _discard_former(request: HttpRequest) -> None:
    former = secret_in(request)
    with entering_by(former):
        draft = draft_of(former) if former else None
        if draft is not None and draft.sent_as_id is None and not is_of_another(draft, request.user):
            actions.discard_draft(draft)


def _show_step(
    request: HttpRequest,
    draft: Draft,
    asked: Step,
    known: Known,
    *,
    entered: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    answers = {**draft.answers, **(entered or {})}
    before = step_before(asked.name, answers, known)
    then = request.GET.get("then", request.POST.get("then", ""))
    asked_names = [one.name for one in steps_for(answers, known)]
    then = "check" if asked.later else then
    shown = {
        "step": shown_step(asked, answers, known, wrong),
        "wrong": wrong or {},
        "then": then if then == "check" else "",
        "back": "/report/check" if then == "check" else _address(before) if before else "/report",
        "number": asked_names.index(asked.name) + 1 if asked.name in asked_names else 0,
        "of": len(asked_names),
        "places": places_to_choose(draft.organisation_id) if asked.name == "where" else [],
        "files": files_of(draft) if asked.name == "words" else [],
        "accepted": accepted_for(actions.PURPOSE),
        "dictation": settings.DICTATION,
        "draft": draft,
    }
    return render(request, "incidents/reporting/step.html", _framed(draft, shown), status=422 if wrong else 200)


def _show_check(request: HttpRequest, draft: Draft, unfinished: actions.NotFinished | None = None) -> HttpResponse:
    known = known_of(draft, request.user)
    answers = shown_answers(draft, known, now(), shown_files(draft, files_of(draft)))
    shown = {
        "answers": answers,
        "parts": shown_parts(draft.answers),
        "later": unanswered_later(draft.answers, known),
        "wrong": {f"answer-{unfinished.step}": text for text in unfinished.wrong.values()} if unfinished else {},
        "anonymous": draft.answers.get("reporter") == "anonymous",
        "known": known,
        "help_called": draft.help_at is not None,
        "draft": draft,
        "back": "/report/you",
    }
    return render(request, "incidents/reporting/check.html", _framed(draft, shown), status=422 if unfinished else 200)


def _take_in(request: HttpRequest, draft: Draft) -> str:
    """Stores what arrived; answers what is to be said of those that could not be taken in."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            check_room(request, upload)
            actions.attach_file(draft, upload)
        except ValidationError as error:
            refused.append(f"{upload.name}: {error.messages[0]}")
    return " ".join(refused)


def _after(request: HttpRequest, step: str, draft: Draft, known: Known) -> str:
    """Where the next button leads: the next question, or back to the answers for somebody who came to change one."""
    if request.POST.get("then") != "check" and not BY_NAME[step].later:
        return _address(next_step(step, draft.answers, known))
    open_question = first_unanswered(draft.answers, known)
    return f"/report/{open_question.name}?then=check" if open_question else "/report/check"


def _address(asked: Step | None) -> str:
    return f"/report/{asked.name}" if asked else "/report/check"


def _alarm_asked_for(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("alarm", "") or request.GET.get("alarm", ""))
    except ValueError:
        return None


def _zone(draft: Draft) -> ZoneInfo:
    return ZoneInfo(draft.organisation.time_zone)


def _framed(draft: Draft, shown: dict[str, Any]) -> dict[str, Any]:
    """What every page of a report is given: the organisation that it goes to stands at the top."""
    return {**shown, "body": draft.organisation}
