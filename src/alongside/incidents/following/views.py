"""The reporter's page, by reference and code or signed in."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.incidents.codes import code_list
from alongside.incidents.following import actions, entry
from alongside.incidents.following.correcting import CLOSED
from alongside.incidents.following.forms import Answer, OpenReport, TakeBack
from alongside.incidents.following.queries import (
    Opened,
    Story,
    ended_with_their_case,
    is_worked_to_its_end,
    kinds_as_reported,
    opened_report,
    reports_of,
    standing,
    story_of,
)
from alongside.incidents.following.taking_back import ask_to_take_back
from alongside.incidents.models import Incident
from alongside.incidents.references import follow_secret, tidy
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.reporting.crowds import in_minutes
from alongside.incidents.states import TAKEN_BACK_ALONE, TAKEN_BACK_BY_ASKING
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.people.access import ANYONE, SIGNED_IN, allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of

PAGE = 25
MINE = ["Report", "What", "Happened", "Sent", "Stands"]
DONE = {
    "sent": "Your message has arrived. The security specialist will read it.",
    "corrected": "Your report is corrected. What you said before is kept with it, and the security specialist is told.",
    "taken-back": "You took your report back.",
    "asked": "You asked for your report to be taken back. The security specialist answers you here.",
    "notices": "We will send you a message when there is something new.",
    "no-notices": "We will send you no more messages about this report.",
}
WRONG = "We cannot open a report with this reference and code. Check both and try again."
TOO_OFTEN = "There were many wrong tries from your network just now. Try again in {wait}. Nothing is locked."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def track(request: HttpRequest) -> HttpResponse:
    """GET /report/track asks for reference and code; POST opens the report, and keeps it open for an hour."""
    if request.method != "POST":
        form = OpenReport(initial={"reference": request.GET.get("reference", "")[: entry.LONGEST]})
        return _entrance(request, form)
    form = OpenReport(request.POST)
    if not form.is_valid():
        return _entrance(request, form, status=422)
    asked = entry.may_try(request)
    if not asked.is_let_in:
        form.add_error(None, TOO_OFTEN.format(wait=in_minutes(asked.wait_s)))
        response = _entrance(request, form, status=429)
        response.headers["Retry-After"] = str(asked.wait_s)
        return response
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    with opened_report(AnonymousReader, reference, follow_secret(reference, code)) as opened:
        if opened is not None:
            response = redirect("follow", reference=opened.incident.reference)
            entry.keep_open(response, reference, code)
            return response
    entry.count_wrong_try(request)
    form.add_error(None, WRONG)
    return _entrance(request, form, status=422)


class AnonymousReader:
    """Reference and code open a report to whoever has them, whoever is signed in beside."""

    is_authenticated = False


@never_cache
@require_safe
@allow(ANYONE)
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /report/track/REFERENCE: the report's page, for its reporter; anybody else is asked for reference and code."""
    with opened_report(request.user, reference, entry.kept_open(request, reference)) as opened:
        if opened is None:
            return redirect(f"/report/track?reference={tidy(reference)}")
        actions.look(opened.incident)
        return _page(request, opened, Answer())


@never_cache
@require_POST
@allow(ANYONE)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /report/track/REFERENCE/answer (text): the reporter writes back."""
    with opened_report(request.user, reference, entry.kept_open(request, reference)) as opened:
        if opened is None:
            return _closed(request)
        form = Answer(request.POST)
        if form.is_valid():
            try:
                actions.answer(opened.incident, form.cleaned_data["text"], by=opened.by)
                return _done(opened, "sent")
            except ValidationError as error:
                form.add_error("text", error.messages)
        return _page(request, opened, form, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """GET and POST /report/track/REFERENCE/take-back (why): the reporter takes the report back, or asks for it."""
    with opened_report(request.user, reference, entry.kept_open(request, reference)) as opened:
        if opened is None:
            return _closed(request)
        if opened.incident.status == Incident.Status.WITHDRAWN:
            return _done(opened, "taken-back")
        by_asking = opened.incident.status in TAKEN_BACK_BY_ASKING
        form = TakeBack(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                if by_asking:
                    ask_to_take_back(opened.incident, form.cleaned_data["why"], by=opened.by)
                    return _done(opened, "asked")
                withdraw_report(opened.incident, form.cleaned_data["why"], by=opened.by)
                return _done(opened, "taken-back")
            except ValidationError as error:
                form.add_error("why", error.messages)
        return _form_page(request, opened, "incidents/following/take_back.html", form, by_asking=by_asking)


@never_cache
@require_POST
@allow(ANYONE)
def notices(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /report/track/REFERENCE/notices (wanted: yes or no): whether a message says that there is something new."""
    with opened_report(request.user, reference, entry.kept_open(request, reference)) as opened:
        if opened is None:
            return _closed(request)
        wanted = request.POST.get("wanted") == "yes"
        actions.choose_notices(opened.incident, wanted, by=opened.by)
        return _done(opened, "notices" if wanted else "no-notices")


@never_cache
@require_POST
@allow(ANYONE)
def close(request: HttpRequest) -> HttpResponse:
    """POST /report/track/close: this browser forgets the report."""
    response = redirect("/report/track?closed=1")
    entry.close(response)
    return response


@never_cache
@require_safe
@allow(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponseBase:
    """GET /report/mine?status=open&reference=ABCD&before=ID&format=csv: what I reported under my name, newest first."""
    wanted = request.GET.get("status", "")
    found = reports_of(request.user)
    if wanted in ENDED_OR_NOT:
        codes = ENDED_OR_NOT[wanted]
        joined = Q(status=Incident.Status.MERGED)
        with_case = Q(status=Incident.Status.CASE_OPENED) | Q(merged_into__status=Incident.Status.CASE_OPENED)
        over = with_case & (Q(is_worked_to_its_end()) | joined & Q(is_worked_to_its_end("merged_into")))
        stands = ~joined & Q(status__in=codes) | joined & Q(merged_into__status__in=codes)
        found = found.filter(stands | over if wanted == "ended" else stands & ~over)
    reference = request.GET.get("reference", "").strip()[:20]
    if reference:
        found = found.filter(reference__icontains=reference)
    narrowed = {"status": wanted if wanted in ENDED_OR_NOT else "", "reference": reference}
    if (form := request.GET.get("format", "")) in FORMS:
        return take_away(
            "reports-i-made",
            form,
            chain([MINE], _mine_rows(list(found.select_related("organisation")[:MOST_ROWS]))),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in narrowed.items() if value}},
        )
    before = _key(request.GET.get("before", ""))
    if before:
        found = found.filter(pk__lt=before)
    listed = list(found[: PAGE + 1])
    said, ended = kinds_as_reported(listed), _ended(listed)
    rows = [
        {"incident": one, "what": _what(said.get(one.pk, one.kinds)), "state": _state(one, ended)}
        for one in listed[:PAGE]
    ]
    shown = {
        "rows": rows,
        "status": wanted,
        "reference": reference,
        "older": "?" + urlencode({**narrowed, "before": str(listed[PAGE - 1].pk)}) if len(listed) > PAGE else "",
        "newer": "?" + urlencode(narrowed) if before else "",
        "exports": offered("/report/mine", narrowed) if rows else [],
    }
    return render(request, "incidents/following/mine.html", shown)


def _mine_rows(found: list[Incident]) -> Iterator[list[Any]]:
    said, ended = kinds_as_reported(found), _ended(found)
    for one in found:
        yield _mine_row(one, _what(said.get(one.pk, one.kinds)), _state(one, ended)[0])


def _mine_row(one: Incident, what: str, state: str) -> list[Any]:
    zone = ZoneInfo(one.organisation.time_zone)
    return [
        one.reference,
        what,
        one.occurred_at.astimezone(zone),
        one.reported_at.astimezone(zone),
        state,
    ]


STATE = {
    Incident.Status.SUBMITTED: ("Received", "calm"),
    Incident.Status.TRIAGED: ("Being dealt with", "warning"),
    Incident.Status.CASE_OPENED: ("Being looked into", "warning"),
    Incident.Status.CLOSED: ("Finished", "good"),
    Incident.Status.MERGED: ("Being dealt with", "warning"),
    Incident.Status.WITHDRAWN: ("Taken back", "quiet"),
}
"""How a report stands, as its reporter reads it, and the colour of the words."""
ENDED_OR_NOT = {
    "open": [status for status, (_, kind) in STATE.items() if kind in ("calm", "warning")],
    "ended": [status for status, (_, kind) in STATE.items() if kind in ("good", "quiet")],
}


def reporter_page(request: HttpRequest, incident: Incident, story: Story, **more: Any) -> HttpResponse:
    """The page as the reporter sees it."""
    state, kind = _state(incident, _ended([incident]))
    said = kinds_as_reported([incident]).get(incident.pk, incident.kinds)
    shown = {
        "incident": incident,
        "story": story,
        "what": _what(said),
        "called": _what(incident.kinds) if said != incident.kinds else "",
        "state": state,
        "state_kind": kind,
        "body": incident.organisation,
        "home": f"/report/track/{incident.reference}",
        "can_change": incident.status not in CLOSED,
        "can_take_back": incident.status in TAKEN_BACK_ALONE | TAKEN_BACK_BY_ASKING,
        "by_asking": incident.status in TAKEN_BACK_BY_ASKING,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    status = more.pop("status", 200)
    return render(request, "incidents/following/report.html", shown | more, status=status)


def _ended(incidents: Sequence[Incident]) -> set[UUID]:
    return ended_with_their_case([standing(one) for one in incidents])


def _state(incident: Incident, ended: set[UUID]) -> tuple[str, str]:
    stands = standing(incident)
    return STATE[Incident.Status.CLOSED if stands.pk in ended else Incident.Status(stands.status)]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _what(kinds: Sequence[str]) -> str:
    return code_list("kinds").plain(kinds[0]) if kinds else "An incident"


def _page(request: HttpRequest, opened: Opened, form: Answer, *, status: int = 200) -> HttpResponse:
    return reporter_page(
        request, opened.incident, story_of(opened.incident), form=form, signed_in=opened.signed_in, status=status
    )


def _form_page(request: HttpRequest, opened: Opened, template: str, form: Any, **more: Any) -> HttpResponse:
    shown = more | {
        "form": form,
        "incident": opened.incident,
        "body": opened.incident.organisation,
        "home": f"/report/track/{opened.incident.reference}",
    }
    return render(request, template, shown, status=422 if form.is_bound and form.errors else 200)


def _entrance(request: HttpRequest, form: OpenReport, *, status: int = 200) -> HttpResponse:
    shown = {"form": form, "closed": "closed" in request.GET, "open": entry.report_kept_open(request)}
    return render(request, "incidents/following/track.html", shown, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    """Nothing was stored: what was typed is in the browser's form, and the reporter comes back with the code."""
    return render(request, "incidents/following/closed.html", {"typed": request.POST.get("text", "")}, status=403)


def _done(opened: Opened, code: str) -> HttpResponse:
    return redirect(f"/report/track/{opened.incident.reference}?done={code}")
