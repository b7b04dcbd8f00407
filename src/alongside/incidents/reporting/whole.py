"""The report on a phone that may have no signal: one page with every question, and what it sends when it can.

The page makes the secret of the draft by itself, so that everything it sends can be sent again: the same secret is the
same report.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from alongside.evidence.arriving import largest_file
from alongside.evidence.hidden_details import can_be_cleaned
from alongside.evidence.media_types import accepted_for
from alongside.incidents.alarms import (
    add_to_call,
    call_for_help,
    call_of,
    call_without_report,
    pass_on_answers,
    sign_call,
    tie_call,
)
from alongside.incidents.models import Draft
from alongside.incidents.reporting import actions
from alongside.incidents.reporting.crowds import check_room, in_minutes, let_begin, many_call, may_add_to_call
from alongside.incidents.reporting.entering import SECRET, Entry, entry_by_code, entry_by_poster, owner_of
from alongside.incidents.reporting.more import MOST_ROWS, PARTS, read_rows
from alongside.incidents.reporting.presenters import every_step, shown_rows
from alongside.incidents.reporting.queries import draft_of, files_of, known_of, organisations_of, places_to_choose
from alongside.incidents.reporting.questions import STEPS
from alongside.incidents.reporting.reading import TIMES, TOO_LONG, moment_on_phone, read_step
from alongside.incidents.reporting.signposts import signposts_of
from alongside.incidents.reporting.way_through import Known, applying_steps
from alongside.ledger.clock import now
from alongside.people.access import ANYONE, allow
from alongside.people.knocks import Answer
from alongside.people.scope import entering_by
from alongside.web.workers import service_worker

CLOSED = "This link was closed. Choose the organisation on the start page: your answers stay on this phone."
TAKEN_UP = "You went on with this report somewhere else, so it is not sent from here. You can erase it here and begin another one."
CROWD = "Very many reports are coming from your network. Yours is kept on this phone."


@require_GET
@allow(ANYONE)
def whole(request: HttpRequest) -> HttpResponse:
    """GET /report/whole?at=KEY or ?of=CODE: every question on one page, which a phone keeps and asks one by one."""
    entry, door = _entry_asked_for(request.GET, request.user)
    if entry is None:
        return redirect("/report")
    with entering_by(entry.secret):
        known = Known(place=entry.place is not None, account=True)  # whether somebody is signed in, the page asks
        shown = {
            "body": entry.organisation,
            "place": entry.place,
            "door": door,
            "steps": every_step(known),
            "parts": [(part, shown_rows(part, [], {}, known)[0]) for part in PARTS.values()],
            "places": places_to_choose(entry.organisation.pk),
            "accepted": accepted_for(actions.PURPOSE),
            "dictation": settings.DICTATION,
            "most_files": actions.MOST_FILES,
            "most_rows": MOST_ROWS,
            "times": TIMES,
            "too_long": TOO_LONG,
            "largest_mb": min(largest_file(), settings.LARGEST_REQUEST) // settings.MB - 1,
        }
        return render(request, "incidents/reporting/whole.html", shown)


@require_GET
@allow(ANYONE)
def token(request: HttpRequest) -> HttpResponse:
    """GET /report/whole/token: what a kept page needs to send: a fresh token, whose report it keeps, what time it is, and the
    name it would be sent under.
    """
    own = {one.code for one in organisations_of(request.user)}
    told = {
        "token": get_token(request),
        "account": request.GET.get("of", "") in own,
        "owner": owner_of(request.user),
        "now": now().isoformat(),
    }
    return _answer(told | {"name": getattr(request.user, "name", "") if told["account"] else ""})


@require_POST
@allow(ANYONE)
def save(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/save (key, door, every field): keeps the answers; calls for help where they say so."""
    return _with_draft(request, lambda draft, secret: _answer(_saved(request, draft)))


@require_POST
@allow(ANYONE)
def add_file(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/files (key, door, file): keeps a file. 422 says why one cannot be taken in."""

    def add(draft: Draft, secret: str) -> HttpResponse:
        upload = request.FILES.get("file")
        try:
            check_room(request, upload)
            held = actions.attach_file(draft, upload)
        except ValidationError as error:
            return _answer({"problem": error.messages[0]}, status=422)
        telling = not can_be_cleaned(held.file.media_type)
        return _answer({"id": str(held.pk), "name": held.file.name, "telling": telling})

    return _with_draft(request, add)


@require_POST
@allow(ANYONE)
def take_out(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/take-out (key, file): the file does not go with the report."""

    def remove(draft: Draft, secret: str) -> HttpResponse:
        try:
            actions.take_out_file(draft, UUID(request.POST.get("file", "")))
        except ValueError:
            return _answer({"problem": "There is no such file."}, status=422)
        return _answer({"taken_out": True})

    return _with_draft(request, remove)


@require_POST
@allow(ANYONE)
def tell_more(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/help (key, text): passes something on to those who answer the call for help."""

    def tell(draft: Draft, secret: str) -> HttpResponse:
        text = request.POST.get("text", "")
        return _answer({"told": may_add_to_call(draft) and add_to_call(draft, request.user, text)})

    return _with_draft(request, tell)


@require_POST
@allow(ANYONE)
def erase(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/erase (key): the report is not to be sent."""

    def discard(draft: Draft, secret: str) -> HttpResponse:
        actions.discard_draft(draft)
        return _answer({"erased": True})

    return _with_draft(request, discard, begin=False)


@require_POST
@allow(ANYONE)
def send(request: HttpRequest) -> HttpResponse:
    """POST /report/whole/send (key, door, every field): sends the report, once. 422 says what is missing, by field.

    Sent again with the same key, it answers with the same reference and code.
    """

    def submit(draft: Draft, secret: str) -> HttpResponse:
        if draft.sent_as_id is None:
            saved = _saved(request, draft)
            if saved["wrong"]:
                return _answer({"step": saved["step"], "wrong": saved["wrong"]}, status=422)
        try:
            submitted = actions.send_draft(draft, secret, request.user)
        except actions.NotFinished as unfinished:
            return _answer({"step": unfinished.step, "wrong": unfinished.wrong}, status=422)
        incident = submitted.incident
        also = [one.as_json() for one in signposts_of(incident.organisation_id, incident.kinds)]
        return _answer({"reference": incident.reference, "code": submitted.code, "signposts": also})

    return _with_draft(request, submit)


@require_GET
@allow(ANYONE)
def worker(request: HttpRequest) -> HttpResponse:
    """GET /report/worker.js: the script that keeps the page for a place without signal; for `/report` alone."""
    return service_worker("report_worker.js", "/report")


def _with_draft(request: HttpRequest, act: Callable[[Draft, str], HttpResponse], *, begin: bool = True) -> HttpResponse:
    secret = request.POST.get("key", "")
    if not SECRET.fullmatch(secret):
        return _answer({"problem": "The key is not one that this page makes."}, status=400)
    with entering_by(secret):
        draft = draft_of(secret)
    if draft is None:
        if not begin:
            return _answer({"erased": True})
        begun = _begin(request, secret)
        if isinstance(begun, HttpResponse):
            return begun
        draft = begun
    with entering_by(secret):
        try:
            return act(draft_of(secret) or draft, secret)
        except actions.AlreadySent:
            return _answer({"sent": True})


def _begin(request: HttpRequest, secret: str) -> Draft | HttpResponse:
    """The report of that secret, begun; or the answer to somebody who is not let in."""
    way, _, key = request.POST.get("door", "").partition(":")
    entry, _ = _entry_asked_for({way: key}, request.user)
    if entry is None:
        return _answer({"problem": CLOSED}, status=410)
    answer = let_begin(request)
    if not answer.is_let_in:
        return _crowded(request, entry, answer)
    is_mine = request.POST.get("owner", "") == owner_of(request.user) and request.POST.get("reporter") != "anonymous"
    user_id = getattr(request.user, "pk", None) if is_mine else None
    with entering_by(entry.secret):
        try:
            return actions.start_draft(entry.organisation, secret, user_id=user_id, place=entry.place)
        except ValidationError:
            return _answer({"problem": TAKEN_UP}, status=410)


def _crowded(request: HttpRequest, entry: Entry, answer: Answer) -> HttpResponse:
    """429: the report waits on the phone. A call for help does not wait; `call` is to be sent along later, so that it rings once."""
    told: dict[str, Any] = {
        "problem": f"{CROWD} It is tried again in {in_minutes(answer.wait_s)}.",
        "wait": answer.wait_s,
    }
    if request.POST.get("danger") == "yes" and not request.POST.get("call"):
        with entering_by(entry.secret):
            call = call_without_report(entry.organisation, entry.place)
        told["help"] = "told" if call.is_told else "failed"
        told["call"] = sign_call(call)
    response = _answer(told, status=429)
    response.headers["Retry-After"] = str(answer.wait_s)
    return response


def _entry_asked_for(asked: Mapping[str, str], user: Any) -> tuple[Entry | None, str]:
    """The way in, and how the page names it when it sends."""
    key = asked.get("at", "")
    if key:
        return (entry_by_poster(key) if len(key) <= 100 else None), f"at:{key}"
    code = asked.get("of", "")[:12]
    return (entry_by_code(code, user) if code else None), f"of:{quote(code)}"


def _read(request: HttpRequest, draft: Draft) -> tuple[dict[str, Any], str, dict[str, str]]:
    """Every answer of the page, the first step at which something is wrong, and what is wrong there by field."""
    posted = dict(request.POST.lists())
    known, moment, zone = known_of(draft, request.user), now(), ZoneInfo(draft.organisation.time_zone)
    values: dict[str, Any] = {}
    wrong: list[tuple[str, dict[str, str]]] = []
    for step in STEPS:
        read = read_step(step, posted, {**draft.answers, **values}, known, moment, zone)
        values |= read.values
        if read.wrong and step in applying_steps({**draft.answers, **values}, known):
            wrong.append((step.name, read.wrong))
    for part in PARTS.values():
        rows = read_rows(part, posted)
        values[part.name] = [] if rows.wrong else rows.rows
        if rows.wrong:
            wrong.append((f"more-{part.name}", rows.wrong))
    return (values, *wrong[0]) if wrong else (values, "", {})


def _saved(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """Saves every answer of the page, and calls for help where they say so.

    What is wrong with one is told too; the page asks it again when it is its turn.
    """
    values, step, wrong = _read(request, draft)
    before, draft = draft.answers, actions.save_answers(draft, values)
    in_danger = values["danger"] == "yes"
    if in_danger and draft.help_alarm is None:
        tie_call(draft, request.POST.get("call", ""))
    if in_danger and draft.help_alarm is None:  # one that failed is tried again with every answer
        pressed_at = moment_on_phone(dict(request.POST.lists()), "danger_at", now())
        call_for_help(draft, request.user, pressed_at=pressed_at, crowded=many_call(request))
    pass_on_answers(draft, request.user, before)
    return {
        "saved": True,
        "files": [{"id": str(held.pk), "name": held.file.name} for held in files_of(draft)],
        "help": ("told" if call_of(draft).is_told else "failed") if in_danger else "",
        "step": step,
        "wrong": wrong,
    }


def _answer(content: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(dict(content), status=status, headers={"Cache-Control": "no-store"})
