"""The section “Police and court”: offences, what happens to them, and what is due."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.fields import WhyForm
from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police import actions, clocks, queries
from alongside.cases.police.court_forms import ClockForm
from alongside.cases.police.ending import end_clock
from alongside.cases.police.forms import CorrectForm, MoveForm, NewOffenceForm, NewsForm, StepForm
from alongside.cases.police.holding import today_of
from alongside.cases.police.orders import CANNOT_BE_BREACHED
from alongside.cases.police.presenters import track_shown
from alongside.cases.police.said import offence_of
from alongside.cases.queries import incidents_of
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.police import POLICE
from alongside.cases.victims.queries import latest_wishes
from alongside.incidents.duties.presenters import duty_row, long_day
from alongside.incidents.duties.queries import lengths_of
from alongside.incidents.references import tidy
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for

READ, WRITE = "cases.read_suspect", "cases.write_suspect"
SECTION = "police"


@require_GET
@allow(READ)
def police(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/police"""
    case = find_case(request, reference, READ)
    tracks = list(queries.tracks_of(case))
    steps, wishes = queries.steps_of([one.pk for one in tracks]), latest_wishes(case)
    moment, lengths = now(), lengths_of(case.organisation_id)
    may_write = request.user.has_perm(WRITE, case)
    context = {
        "tracks": [track_shown(one, steps.get(one.pk, []), wishes, today_of(one)) for one in tracks],
        "clocks": [duty_row(duty, moment, lengths) for duty in queries.clocks_of(case)],
        "reports": list(incidents_of(case)),
        "may_write": may_write and case.status in RUNNING,
        "may_wish": request.user.has_perm("cases.write_people", case) and case.status in RUNNING,
        "no_breach": CANNOT_BE_BREACHED,
        "may_claim": request.user.has_perm("cases.work", case) and case.status in RUNNING,
        "moment": moment,
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/police/section.html", context, done=done)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_offence(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/add/REPORT: an offence of that report."""
    case = find_case(request, reference, WRITE)
    incident = get_object_or_404(incidents_of(case), reference=tidy(report))
    form = NewOffenceForm(posted(request), incident=incident)

    def act() -> PoliceTrack:
        return actions.open_track(incident, victims=form.victims(), by=actor_for(request.user), **form.columns())

    return _page(request, case, form, "Add an offence", act, before=[f"Of the report {incident.reference}."])


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def move(request: HttpRequest, reference: str, track_id: UUID, police_act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/move/ACT: what happened next."""
    case, track = _find(request, reference, track_id)
    moves = {one.act: one for one in POLICE.possible(track.state)} if request.method == "GET" else POLICE.moves
    if police_act not in moves:
        return _gone(request, case, track)
    form = MoveForm(posted(request), move=moves[police_act], today=today_of(track))
    return _page(
        request,
        case,
        form,
        moves[police_act].label,
        lambda: actions.move_track(
            track, police_act, form.given(), by=actor_for(request.user), seen_at=seen_at(request)
        ),
        track=track,
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def correct(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/correct: what is known of it, set right."""
    case, track = _find(request, reference, track_id)
    form = CorrectForm(posted(request), track=track)

    def act() -> PoliceTrack:
        return actions.correct_track(
            track,
            form.columns(),
            form.victims(),
            why=form.cleaned_data["why"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    return _page(request, case, form, "Correct what is known", act, track=track)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def take_back(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/take-back: the latest move was a mistake."""
    case, track = _find(request, reference, track_id)
    form = WhyForm(posted(request))
    last = queries.last_move_of(track)
    before = (
        [
            f"“{POLICE.moves[last.act].label}”, {long_day(last.happened_on)}, written by {last.moved_by}.",
            "The offence stands again where it stood before. Deadlines that this started fall away, those that it ended run "
            "on. The history keeps what was taken back, and why.",
        ]
        if last
        else ["Nothing has happened yet that could be taken back."]
    )
    return _page(
        request,
        case,
        form,
        "Take back the latest move",
        lambda: actions.take_back_move(
            track, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request)
        ),
        track=track,
        before=before,
        button="Take it back",
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def step(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/step: an arrest, an interview, bail."""
    case, track = _find(request, reference, track_id)
    form = StepForm(posted(request), initial={"on": today_of(track)})

    def act() -> PoliceTrack:
        said = form.cleaned_data
        return actions.note_step(track, said["kind"], said["on"], said["text"], by=actor_for(request.user))

    return _page(request, case, form, "Arrest, interview or bail", act, track=track)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def news(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/news: when the next update is due."""
    case, track = _find(request, reference, track_id)
    task = track.news_task if track.news_task and track.news_task.ended_at is None else None
    form = NewsForm(posted(request), initial={"news_on": task.due_on if task else None})

    def act() -> PoliceTrack:
        said = form.cleaned_data
        return actions.expect_news(
            track, said["news_on"], said["note"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return _page(request, case, form, "Next update from the police", act, track=track)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def clock(request: HttpRequest, reference: str, duty_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/clocks/ID: how a deadline ended."""
    case = find_case(request, reference, WRITE)
    duty = get_object_or_404(queries.clocks_of(case), pk=duty_id)
    form = ClockForm(posted(request), duty=duty)
    row = duty_row(duty, now(), lengths_of(case.organisation_id))
    person = f", person {duty.affected.number}" if duty.affected else ""

    def act() -> Any:
        said = form.cleaned_data
        return end_clock(duty, said["act"], said["on"], said["note"], by=actor_for(request.user))

    before = [f"Due {row['due'][:1].lower()}{row['due'][1:]}. {row['whose']}"]
    return _page(request, case, form, f"{clocks.name_of(duty)}{person}", act, before=before)


def _find(request: HttpRequest, reference: str, track_id: UUID) -> tuple[Case, PoliceTrack]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(queries.tracks_of(case), pk=track_id)


def _gone(request: HttpRequest, case: Case, track: PoliceTrack) -> HttpResponse:
    """A move that is not possible from where the offence stands now."""
    state = POLICE.state(track.state)
    context = {"what": offence_of(track), "stands": state.label, "back": address(case, SECTION)}
    return show_section(request, case, SECTION, "cases/police/gone.html", context, status=409)


def _page(
    request: HttpRequest,
    case: Case,
    form: Any,
    heading: str,
    act: Any,
    *,
    track: PoliceTrack | None = None,
    before: list[str] | None = None,
    button: str = "Save",
) -> HttpResponse:
    said = [f"{offence_of(track)}: {POLICE.state(track.state).label.lower()}."] if track else []
    return form_page(
        request,
        case,
        form,
        heading,
        act,
        f"{address(case, SECTION)}?done=saved" + (f"#t{track.pk}" if track else ""),
        section=SECTION,
        more={
            "seen": track.changed_at if track else None,
            "sentences": [*said, *(before or [])],
            "button_text": button,
        },
    )
