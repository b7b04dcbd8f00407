"""Lessons on the page of their case: drafting, changing, sharing, withdrawing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.lessons import actions, queries
from alongside.cases.lessons.forms import LessonForm, MoveForm
from alongside.cases.lessons.warning import looks_identifying
from alongside.cases.models import Case, Lesson
from alongside.cases.queries import incidents_of
from alongside.cases.sections import address, find_case
from alongside.cases.tracks.lessons import LESSON
from alongside.people.access import allow
from alongside.people.actions import actor_for

SECTION = "review"
WRITE = "cases.work"
ADVICE = (
    "Others read it without knowing the case. Write what would help them, and leave out names, places, days and numbers: "
    "it cannot be shared while one that the case knows stands in it."
)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/lessons/add (title, learned, to_do, tags, own_tags, kinds, setting)"""
    case = find_case(request, reference, WRITE)
    first = incidents_of(case).first()
    form = LessonForm(posted(request), initial={"kinds": case.kinds, "setting": first.place_kind if first else ""})
    return form_page(
        request,
        case,
        form,
        "Draft a lesson",
        lambda: actions.draft_lesson(case, form.cleaned_data, by=actor_for(request.user)),
        f"{address(case, SECTION)}?done=1#lessons",
        section=SECTION,
        more={"advice": ADVICE},
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def change(request: HttpRequest, reference: str, lesson_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/lessons/ID/change"""
    case, lesson = _find(request, reference, lesson_id)
    names = ("title", "learned", "to_do", "tags", "kinds", "setting")
    initial = {name: getattr(lesson, name) for name in names} | {"own_tags": ", ".join(lesson.own_tags)}
    form = LessonForm(posted(request), initial=initial)
    return form_page(
        request,
        case,
        form,
        "Change a lesson",
        lambda: actions.change_lesson(lesson, form.cleaned_data, by=actor_for(request.user), seen_at=seen_at(request)),
        f"/lessons/{lesson.pk}",
        back=f"/lessons/{lesson.pk}",
        section=SECTION,
        more={"advice": ADVICE, "seen": lesson.changed_at},
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def move(request: HttpRequest, reference: str, lesson_id: UUID, lesson_act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/lessons/ID/ACT (confirmed; or text)"""
    case, lesson = _find(request, reference, lesson_id)
    wanted = LESSON.moves.get(lesson_act)
    if wanted is None:
        raise Http404
    by = actor_for(request.user)
    form = MoveForm(posted(request), move=wanted, name=by.name)
    about = [("About", lesson.title), ("What was learned", lesson.learned), ("What to do", lesson.to_do)]
    return form_page(
        request,
        case,
        form,
        wanted.label,
        lambda: actions.move_lesson(lesson, lesson_act, form.cleaned_data, by=by, seen_at=seen_at(request)),
        f"/lessons/{lesson.pk}",
        back=f"/lessons/{lesson.pk}",
        section=SECTION,
        more={
            "sentences": _mind(lesson) if "confirmed" in wanted.needs else [],
            "about": [*about, ("Tags of your own", ", ".join(lesson.own_tags))],
            "seen": lesson.changed_at,
            "button_text": wanted.label,
        },
    )


def _mind(lesson: Lesson) -> list[str]:
    """What looks as if it led to somebody. It is pointed out and not refused."""
    text = "\n".join([lesson.title, lesson.learned, lesson.to_do, *lesson.own_tags])
    found = "; ".join(f"“{words}” ({looks})" for words, looks in looks_identifying(text))
    return (
        [f"Look at this again before you share it, and change the lesson where it leads to somebody: {found}."]
        if found
        else []
    )


def _find(request: HttpRequest, reference: str, lesson_id: UUID) -> tuple[Case, Lesson]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(queries.lessons_of(case), pk=lesson_id)
