"""Pages of removals: from hospital premises under section 120, and from the list of a practice."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import posted, seen_at
from alongside.cases.models import Case, HospitalRemoval
from alongside.cases.rows import lines_of
from alongside.cases.sanctions import queries, removing
from alongside.cases.sanctions.elements import UNKNOWN
from alongside.cases.sanctions.forms import CorrectPracticeForm, HospitalForm, PracticeForm, StepForm
from alongside.cases.sanctions.presenters import rows_of_hospital, rows_of_practice
from alongside.cases.sanctions.views import SECTION, done, page
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.removal import REMOVAL
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.filters import write_clock

ADVICE = (
    "Nobody may be removed unless all of this is so (Criminal Justice and Immigration Act 2008, sections 119 and 120). If "
    "somebody was made to leave although it was not, record it here as it happened: it is marked as outside the power, and "
    "becomes a task of whoever works the case."
)


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/removals/add"""
    case = find_case(request, reference, "cases.write_suspect")
    return _hospital_form(request, case, None)


@require_GET
@allow("cases.read_suspect")
def hospital(request: HttpRequest, reference: str, removal_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/sanctions/removals/ID: a record as it stands, and as it stood."""
    case = find_case(request, reference, "cases.read_suspect")
    one = get_object_or_404(queries.hospital_removals_of(case), pk=removal_id)
    context = {
        "removal": one,
        "rows": rows_of_hospital(one, _when(case, one.happened_at)),
        "versions": [
            (older, rows_of_hospital(older, _when(case, older.happened_at))) for older in queries.versions_of(one)
        ],
        "may_correct": request.user.has_perm("cases.write_suspect", case),
    }
    return show_section(request, case, SECTION, "cases/sanctions/hospital.html", context, done=done(request))


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def correct(request: HttpRequest, reference: str, removal_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/removals/ID/correct: a record as it should be; the older one stays."""
    case = find_case(request, reference, "cases.write_suspect")
    one = get_object_or_404(queries.hospital_removals_of(case), pk=removal_id)
    return _hospital_form(request, case, one)


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/practice/add"""
    case = find_case(request, reference, "cases.write_suspect")
    form = PracticeForm(posted(request), people=queries.patients_of(case))

    def act() -> None:
        said = form.cleaned_data
        removing.begin_practice_removal(
            case, form.person, said["practice"], said["ground"], said["police_reference"], by=actor_for(request.user)
        )

    return page(request, case, form, "Removal from a practice", act)


@require_GET
@allow("cases.read_suspect")
def practice(request: HttpRequest, reference: str, practice_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/sanctions/practice/ID: where a removal from a practice stands."""
    case = find_case(request, reference, "cases.read_suspect")
    one = get_object_or_404(queries.practice_removals_of(case), pk=practice_id)
    may_write = request.user.has_perm("cases.write_suspect", case)
    context = {
        "removal": one,
        "incident": one.responsible.incident,
        "state": REMOVAL.state(one.status),
        "rows": rows_of_practice(one, _when(case, one.notified_at) if one.notified_at else ""),
        "acts": [(move.act, move.label) for move in REMOVAL.possible(one.status)] if may_write else [],
        "may_write": may_write,
        "lines": lines_of(case, queries.events_of(removing.PRACTICE, one.pk)),
    }
    return show_section(request, case, SECTION, "cases/sanctions/practice.html", context, done=done(request))


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def step(request: HttpRequest, reference: str, practice_id: UUID, act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/practice/ID/step/ACT"""
    case = find_case(request, reference, "cases.write_suspect")
    one = get_object_or_404(queries.practice_removals_of(case), pk=practice_id)
    move = REMOVAL.moves.get(act)
    if move is None:
        raise Http404
    form = StepForm(posted(request), move=move, known=("police_reference",))
    return page(
        request,
        case,
        form,
        move.label,
        lambda: removing.move_practice_removal(
            one, act, form.given(), by=actor_for(request.user), seen_at=seen_at(request)
        ),
        there=f"{address(case, SECTION)}/practice/{one.pk}",
        seen=one.changed_at,
        about=[("Who", queries.person_words(one.responsible)), ("Practice", one.practice)],
    )


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def correct_practice(request: HttpRequest, reference: str, practice_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/practice/ID/correct: a removal as it should be."""
    case = find_case(request, reference, "cases.write_suspect")
    one = get_object_or_404(queries.practice_removals_of(case), pk=practice_id)
    form = CorrectPracticeForm(posted(request), removal=one, people=queries.patients_of(case))
    return page(
        request,
        case,
        form,
        "Correct a removal from a practice",
        lambda: removing.correct_practice_removal(
            one,
            form.cleaned_data["why"],
            **form.given(),
            by=actor_for(request.user),
            seen_at=seen_at(request),
        ),
        there=f"{address(case, SECTION)}/practice/{one.pk}",
        seen=one.changed_at,
    )


def _hospital_form(request: HttpRequest, case: Case, older: HospitalRemoval | None) -> HttpResponse:
    zone = ZoneInfo(case.organisation.time_zone)
    form = HospitalForm(
        posted(request),
        people=queries.people_of(case),
        zone=zone,
        corrects=older is not None,
        initial=_as_answered(older, zone) if older else None,
    )

    def act() -> None:
        said = form.cleaned_data
        removing.record_hospital_removal(
            case,
            form.person,
            form.happened_at(),
            said["place"],
            form.said(),
            said["outcome"],
            said["outcome_text"],
            replaces=older,
            why=said.get("why", ""),
            as_it_happened=said["as_it_happened"],
            by=actor_for(request.user),
        )

    heading = "Correct a removal from hospital premises" if older else "Removal from hospital premises"
    return page(request, case, form, heading, act, advice=ADVICE, rows=3)


def _as_answered(one: HospitalRemoval, zone: ZoneInfo) -> dict[str, Any]:
    local = one.happened_at.astimezone(zone)
    kept = {field.name: getattr(one, field.name) for field in HospitalRemoval._meta.concrete_fields}
    return kept | {
        "responsible": str(one.responsible_id),
        "happened_on": local.date(),
        "clock": f"{local:%H:%M}",
        **{name: _answered(one, name) for name in UNKNOWN},
        "as_it_happened": bool(one.outside),
        "force_used": "yes" if one.force_used else "no",
    }


def _answered(one: HospitalRemoval, name: str) -> str:
    """What was answered; nothing where nobody is known to have answered."""
    if name in one.outside:
        return "yes"
    return "" if UNKNOWN[name] in one.outside else "no"


def _when(case: Case, at: Any) -> str:
    return write_clock(at, None, ZoneInfo(case.organisation.time_zone))
