"""Reading lessons: those that are shared, by everybody who works somewhere; drafts by those who may see their case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.db import connection
from django.db.models import F, Q, QuerySet

from alongside.cases.codes import code_list
from alongside.cases.models import Case, Event, Lesson, LessonOrigin, LessonUse
from alongside.cases.queries import cases_for, family_of
from alongside.cases.tracks.lessons import LESSON
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.finding.accents import said, typed
from alongside.people.queries import places_of

LONGEST_WORDS = 200
NAMES = ("tag", "kind", "setting", "state")


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; "" where nothing was. `tag` is a code of the list or somebody's own."""

    words: str = ""
    tag: str = ""
    kind: str = ""
    setting: str = ""
    state: str = ""
    """Empty for those that are shared; another for those of one's own cases."""

    def query(self) -> dict[str, str]:
        """As an address has it."""
        named = {"q": self.words, **{name: getattr(self, name) for name in NAMES}}
        return {name: value for name, value in named.items() if value}


def read_filters(asked: Mapping[str, str]) -> Filters:
    """What an address asks for; what is no filter narrows nothing."""

    def one(name: str, known: Iterable[str]) -> str:
        value = asked.get(name, "")
        return value if value in set(known) else ""

    return Filters(
        words=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
        tag=asked.get("tag", "").replace("\x00", "").strip().lower()[:40],
        kind=one("kind", (code.code for code in incident_codes("kinds"))),
        setting=one("setting", (code.code for code in incident_codes("place_kinds"))),
        state=one("state", (code for code in LESSON.states if code != "shared")),
    )


def choices(name: str) -> list[tuple[str, str]]:
    """The values of a filter."""
    if name == "state":
        return [(code, f"{state.label}, of your cases") for code, state in LESSON.states.items() if code != "shared"]
    lists = {"tag": code_list("lesson_tags"), "kind": incident_codes("kinds"), "setting": incident_codes("place_kinds")}
    return [(code.code, code.label) for code in lists[name]]


def lessons_for(user: Any) -> QuerySet[Lesson]:
    """Every lesson that this person may read; the database looks at the same (migration `0017_lessons`)."""
    if not places_of(user):
        return Lesson.objects.none()
    own = LessonOrigin.objects.filter(case__in=cases_for(user).order_by()).values("lesson")
    return Lesson.objects.filter(Q(state="shared") | Q(pk__in=own)).defer("search")


def find(user: Any, filters: Filters) -> QuerySet[Lesson]:
    """Those that fit, the best first where words are searched, else the latest."""
    found = lessons_for(user).filter(state=filters.state or "shared")
    if filters.tag:
        found = found.filter(Q(tags__contains=[filters.tag]) | Q(own_tags__contains=[filters.tag]))
    if filters.kind:
        found = found.filter(kinds__contains=[filters.kind])
    if filters.setting:
        found = found.filter(setting=filters.setting)
    if not filters.words:
        return found.order_by(F("shared_at").desc(nulls_last=True), "-pk")
    fits = said(filters.words, "title", "learned", "to_do") | Q(own_tags__contains=[filters.words.lower()])
    return found.filter(fits).annotate(rank=SearchRank(F("search"), typed(filters.words))).order_by("-rank", "-pk")


def lessons_of(case: Case) -> QuerySet[Lesson]:
    """The lessons of a case and of those joined with it, of a case that the caller may see; the latest first."""
    return Lesson.objects.filter(origin__case__in=family_of(case)).defer("search").order_by("-pk")


def origin_for(user: Any, lesson: Lesson) -> Case | None:
    """The case from which it comes, for those who may see that."""
    found = LessonOrigin.objects.filter(lesson=lesson, case__in=cases_for(user).order_by()).select_related("case")
    return next((one.case for one in found), None)


def uses_of(lessons: Iterable[Lesson]) -> dict[UUID, int]:
    """How many people found each useful, wherever they work; the database counts them and names nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lesson, number FROM cases_lesson_uses(%s::uuid[])", [[one.pk for one in lessons]])
        return dict(cursor.fetchall())


def is_found_useful(user: Any, lesson: Lesson) -> bool:
    """Whether this person said so."""
    return LessonUse.objects.filter(lesson=lesson, user=user.pk).exists()


def last_event_about(lesson: Lesson) -> Event | None:
    """The latest line of the file about it."""
    found = Event.objects.filter(about_type="lesson", about_id=lesson.pk).defer("search")
    return found.order_by("-recorded_at", "-pk").first()


def steps_of(case: Case, lesson: Lesson) -> QuerySet[Event]:
    """What was done with it, of a case that the caller may see; the latest first."""
    found = Event.objects.filter(case__in=family_of(case), about_type="lesson", about_id=lesson.pk)
    return found.defer("search").order_by("-recorded_at", "-pk")
