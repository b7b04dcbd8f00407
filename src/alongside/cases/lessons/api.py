"""The API of the library of lessons: the same queries as the pages. Nothing tells where a lesson comes from."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from alongside.cases.asking import from_place
from alongside.cases.lessons import actions, queries
from alongside.cases.models import Lesson
from alongside.machine import Refused
from alongside.people.access import SIGNED_IN, allow
from alongside.people.api import Limit, Page, rfc3339

router = Router(tags=["Lessons"])


class LessonOut(Schema):
    """A lesson. `useful`: how many people found it so, wherever they work."""

    id: UUID
    title: str
    learned: str
    to_do: str
    tags: list[str]
    own_tags: list[str]
    kinds: list[str]
    setting: str
    state: str
    shared_at: str | None
    useful: int


@router.get("", response=Page[LessonOut], summary="Search the library of lessons")
@allow(SIGNED_IN)
def list_lessons(
    request: HttpRequest,
    q: str = "",
    tag: str = "",
    kind: str = "",
    setting: str = "",
    state: str = "",
    cursor: str | None = None,
    limit: Limit = 25,
) -> Any:
    """By everybody who works somewhere. `tag` is a code of `lesson_tags` or somebody's own, `kind` and `setting` codes of the
    lists of incidents; `state` (`draft`, `withdrawn`) asks for those of cases that the caller may see. The best first where
    words are searched, else the latest.
    """
    asked = {"q": q, "tag": tag, "kind": kind, "setting": setting, "state": state}
    filters = queries.read_filters(asked)
    wrong = [name for name in ("kind", "setting", "state") if asked[name] and not getattr(filters, name)]
    if wrong and state != "shared":
        raise ValidationError({wrong[0]: "Choose from the list."})
    found = queries.find(request.user, filters)
    page = from_place(found, cursor, limit, lambda one: one)
    uses = queries.uses_of(page["items"])
    return page | {"items": [show_lesson(one, uses) for one in page["items"]]}


@router.get("/{uuid:lesson_id}", response=LessonOut, summary="One lesson")
@allow(SIGNED_IN)
def get_lesson(request: HttpRequest, lesson_id: UUID) -> Any:
    """Of a draft: 404 unless the caller may see its case."""
    found = get_object_or_404(queries.lessons_for(request.user), pk=lesson_id)
    return show_lesson(found, queries.uses_of([found]))


@router.post("/{uuid:lesson_id}/useful", response={204: None}, summary="Find a lesson useful")
@allow(SIGNED_IN)
def find_useful(request: HttpRequest, lesson_id: UUID) -> Any:
    """Once for each person; a second time changes nothing."""
    found = get_object_or_404(queries.lessons_for(request.user), pk=lesson_id)
    try:
        actions.find_useful(found, request.user)
    except Refused as refused:
        raise Http404 from refused
    return Status(204, None)


def show_lesson(one: Lesson, uses: dict[UUID, int]) -> dict[str, Any]:
    """A `LessonOut`; `uses`: how many people found which lesson useful."""
    names = ("title", "learned", "to_do", "tags", "own_tags", "kinds", "setting", "state")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "shared_at": rfc3339(one.shared_at),
        "useful": uses.get(one.pk, 0),
    }
