"""Lessons in words: their codes, and a table to take away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import Lesson
from alongside.cases.tracks.lessons import LESSON
from alongside.incidents.codes import code_list as incident_codes
from alongside.machine import State

COLUMNS = ("Lesson", "What was learned", "What to do", "Topics", "Kinds", "Setting", "Shared", "Found useful by")


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson as pages show it. `tags` with the value by which each is searched."""

    lesson: Lesson
    state: State
    tags: list[tuple[str, str]]
    kinds: str
    setting: str
    useful: int


def shown(lesson: Lesson, uses: Mapping[UUID, int]) -> Shown:
    """`uses`: how many people found which lesson useful."""
    topics = code_list("lesson_tags")
    return Shown(
        lesson=lesson,
        state=LESSON.state(lesson.state),
        tags=[*((tag, topics.label(tag)) for tag in lesson.tags), *((tag, tag) for tag in lesson.own_tags)],
        kinds=", ".join(incident_codes("kinds").label(kind) for kind in lesson.kinds),
        setting=incident_codes("place_kinds").label(lesson.setting) if lesson.setting else "",
        useful=uses.get(lesson.pk, 0),
    )


def table(lessons: Iterable[Lesson], uses: Mapping[UUID, int], zone: Any) -> Iterator[list[Any]]:
    """The heading and a row for each lesson; nothing tells where it comes from."""
    yield list(COLUMNS)
    for lesson in lessons:
        one = shown(lesson, uses)
        yield [
            lesson.title,
            lesson.learned,
            lesson.to_do,
            "; ".join(label for _, label in one.tags),
            one.kinds,
            one.setting,
            lesson.shared_at.astimezone(zone).date() if lesson.shared_at else None,
            one.useful,
        ]
