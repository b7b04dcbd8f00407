"""The section “Exhibits”."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import posted, section_form, seen_at
from alongside.cases.exhibits import actions, queries
from alongside.cases.exhibits.forms import ExhibitForm, FootageForm, FootageMoveForm, HandOverForm
from alongside.cases.fields import StrikeForm
from alongside.cases.models import Case, Exhibit
from alongside.cases.sections import find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.footage import ASKED, FOOTAGE
from alongside.evidence.media_types import accepted_for
from alongside.evidence.sending import send_file
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.days import today_in

READ, WRITE = "cases.read_evidence", "cases.write_evidence"
SECTION = "exhibits"


@require_GET
@allow(READ)
def exhibits(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/exhibits"""
    case = find_case(request, reference, READ)
    today = today_in(case.organisation)
    footage = [
        {
            "asked": one,
            "state": FOOTAGE.state(one.state),
            "days": (one.overwritten_on - today).days if one.overwritten_on and one.state == ASKED else None,
            "moves": [move for move in FOOTAGE.moves.values() if one.state in move.out_of],
        }
        for one in queries.footage_of(case)
    ]
    context = {
        "footage": footage,
        "exhibits": list(queries.exhibits_of(case)),
        "of_reports": queries.files_of_reports(request.user, case),
        "may_write": request.user.has_perm(WRITE, case) and case.status in RUNNING,
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/exhibits/section.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def ask_footage(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/footage/add"""
    case = find_case(request, reference, WRITE)
    form = FootageForm(posted(request), initial={"asked_on": today_in(case.organisation)})

    def act() -> Any:
        said = form.cleaned_data
        begins, ends = form.span(ZoneInfo(case.organisation.time_zone))
        return actions.ask_footage(
            case,
            said["camera"],
            said["holder"],
            begins,
            ends,
            said["why"],
            said["asked_on"],
            said["overwritten_on"],
            by=actor_for(request.user),
        )

    return section_form(request, case, SECTION, form, "Ask for a recording", act)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def move_footage(request: HttpRequest, reference: str, footage_id: UUID, footage_act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/footage/ID/ACT: what became of it."""
    case = find_case(request, reference, WRITE)
    asked = get_object_or_404(queries.footage_of(case), pk=footage_id)
    move = FOOTAGE.moves.get(footage_act)
    if move is None:
        raise Http404
    own = [one for one in queries.exhibits_of(case) if one.struck_at is None]
    form = FootageMoveForm(posted(request), move=move, exhibits=own)

    def act() -> Any:
        return actions.move_footage(asked, move.act, form.given(), by=actor_for(request.user), seen_at=seen_at(request))

    more: dict[str, Any] = {
        "seen": asked.changed_at,
        "about": [("Recording", asked.camera), ("Asked of", asked.holder)],
    }
    return section_form(request, case, SECTION, form, move.label, act, **more)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_exhibit(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/add (with `file`): a file, or a thing that lies somewhere."""
    case = find_case(request, reference, WRITE)
    upload = request.FILES.get("file")
    form = ExhibitForm(posted(request), has_file=upload is not None)
    more: dict[str, Any] = {"accepted": accepted_for(actions.PURPOSE), "errors": form.errors}

    def act() -> Any:
        return actions.add_exhibit(case, form.found(), upload, by=actor_for(request.user))

    return section_form(
        request, case, SECTION, form, "Add an exhibit", act, template="cases/exhibits/exhibit.html", **more
    )


@require_GET
@allow(READ)
def file(request: HttpRequest, reference: str, exhibit_id: UUID) -> HttpResponseBase:
    """GET /cases/REFERENCE/exhibits/ID/file?download=: the original, as it was received."""
    case = find_case(request, reference, READ)
    exhibit = get_object_or_404(queries.exhibits_of(case).exclude(file=None), pk=exhibit_id)
    if exhibit.file is None:
        raise Http404
    about, download = ("exhibit", exhibit.pk), "download" in request.GET
    return send_file(request, exhibit.file, by=actor_for(request.user), about=about, download=download)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def correct_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/ID/correct"""
    case, exhibit = _find(request, reference, exhibit_id)
    names = ("mark", "what", "found_on", "found_where", "found_by")
    stands = {name: getattr(exhibit, name) for name in names}
    form = ExhibitForm(posted(request), correcting=True, initial=stands)

    def act() -> Any:
        return actions.correct_exhibit(
            exhibit, form.found(), form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return section_form(request, case, SECTION, form, f"Correct {exhibit.mark}", act, seen=exhibit.changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def strike_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/ID/strike: it was entered by mistake."""
    case, exhibit = _find(request, reference, exhibit_id)
    form = StrikeForm(posted(request))

    def act() -> Any:
        return actions.strike_exhibit(
            exhibit, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return section_form(request, case, SECTION, form, f"Strike out {exhibit.mark}", act, seen=exhibit.changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def hand_over(request: HttpRequest, reference: str, exhibit_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/exhibits/ID/hand-over: the next link of the chain."""
    case, exhibit = _find(request, reference, exhibit_id)
    last = exhibit.hands.order_by("-at", "-pk").first()
    stands = {"giver": last.taker if last else exhibit.found_by, "seal": exhibit.seal}
    form = HandOverForm(posted(request), initial=stands)

    def act() -> Any:
        said = form.cleaned_data
        at = datetime.combine(said["day"], said["at"], ZoneInfo(case.organisation.time_zone))
        return actions.hand_over(
            exhibit,
            at,
            said["giver"],
            said["taker"],
            said["why"],
            said["place"],
            said["seal"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    about = [("Exhibit", f"{exhibit.mark}: {exhibit.what}"), ("Where it is", exhibit.place or "A stored file")]
    return section_form(
        request, case, SECTION, form, f"Hand over {exhibit.mark}", act, seen=exhibit.changed_at, about=about
    )


def _find(request: HttpRequest, reference: str, exhibit_id: UUID) -> tuple[Case, Exhibit]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(queries.exhibits_of(case), pk=exhibit_id)
