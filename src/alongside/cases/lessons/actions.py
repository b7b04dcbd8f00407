"""Drafting, changing, sharing and withdrawing lessons. Each act leaves a line in the file of the case, and in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.lessons.clearing import Found, Known, identities_in
from alongside.cases.lessons.knowing import known_of
from alongside.cases.lessons.queries import last_event_about
from alongside.cases.models import Case, Lesson, LessonOrigin, LessonUse
from alongside.cases.tracks.lessons import LESSON
from alongside.incidents.codes import code_list as incident_codes
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.machine import Refused
from alongside.people.actions import actor_for
from alongside.people.queries import places_of

LONGEST_TAG = 40
MOST_TAGS = 10
EVENTS = {"share": "lesson_shared", "withdraw": "lesson_withdrawn", "rewrite": "lesson_rewritten"}


@transaction.atomic
def draft_lesson(case: Case, said: Mapping[str, Any], *, by: Actor) -> Lesson:
    """A lesson of a case (`title`, `learned`, `to_do`, `tags`, `own_tags` in one line, `kinds`, `setting`), also of one that was
    closed. ValidationError by field.
    """
    case = held(case)
    told, key = checked(said), new_id()
    LessonOrigin.objects.create(organisation_id=case.organisation_id, lesson_id=key, case=case)
    lesson = Lesson.objects.create(id=key, changed_at=now(), **told)
    _write(case, lesson, "lesson_drafted", lesson.title, by=by)
    return lesson


@transaction.atomic
def change_lesson(lesson: Lesson, said: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None) -> Lesson:
    """Writes a draft anew, unless nothing differs. Raises ValidationError by field, `Refused`, `Overtaken`."""
    case, lesson = _held(lesson, seen_at)
    if lesson.state != LESSON.begins:
        raise Refused("Its words stand. Withdraw it first, then write it again.")
    told = checked(said)
    changed = [name for name, value in told.items() if getattr(lesson, name) != value]
    if not changed:
        return lesson
    for name in changed:
        setattr(lesson, name, told[name])
    lesson.changed_at = now()
    lesson.save(update_fields=[*changed, "changed_at"])
    _write(case, lesson, "lesson_changed", lesson.title, by=by)
    return lesson


@transaction.atomic
def move_lesson(
    lesson: Lesson, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Lesson:
    """Moves a lesson on (`tracks.lessons`). `given`: `confirmed` of one that is shared, else `text`.

    What is shared goes into the file word for word, with whoever confirmed that it identifies nobody. Raises `Refused` where
    something that the case knows of somebody stands in it, and names it; `Overtaken`; ValidationError by field.
    """
    case, lesson = _held(lesson, seen_at)
    given = {**given, "confirmed": given.get("confirmed") or None}
    state = LESSON.after(lesson.state, act, given)
    text = words(given.get("text") or "", "text", longest=LONGEST_TEXT)
    if act == "share":
        refuse_identities(case, lesson)
        text = "\n".join([lesson.title, lesson.learned, lesson.to_do, *lesson.own_tags])
        lesson.shared_at = now()
    else:
        text = f"{lesson.title}\n{text}"
    before, lesson.state, lesson.changed_at = lesson.state, state.code, now()
    lesson.save(update_fields=["state", "shared_at", "changed_at"])
    states = {"before": {"state": before}, "after": {"state": lesson.state, "lesson": str(lesson.pk)}}
    _write(case, lesson, EVENTS[act], text, by=by, **states)
    return lesson


@transaction.atomic
def find_useful(lesson: Lesson, user: Any) -> None:
    """Somebody found a shared lesson useful; a second time changes nothing. `Refused` where it is not shared, or they work nowhere."""
    places = places_of(user)
    if lesson.state != "shared" or not places:
        raise Refused("Only a lesson that is shared can be found useful.")
    organisation_id = places[0].organisation_id
    _, is_new = LessonUse.objects.get_or_create(
        lesson=lesson, user_id=user.pk, defaults={"organisation_id": organisation_id, "at": now()}
    )
    if is_new:
        record("lesson.found_useful", "lesson", lesson.pk, organisation_id=organisation_id, actor=actor_for(user))


def refuse_identities(case: Case, lesson: Lesson) -> None:
    """Raises `Refused`, naming the words, where something in a lesson leads to somebody of its case."""
    refuse_known(lesson, known_of(case))


def refuse_known(lesson: Lesson, known: Iterable[Known]) -> None:
    """The same of what is known from elsewhere."""
    text = "\n".join([lesson.title, lesson.learned, lesson.to_do, *lesson.own_tags])
    if found := identities_in(text, known):
        raise Refused(
            f"It cannot be shared while this stands in it: {_named(found)}. Say it in other words.", "confirmed"
        )


def _named(found: Iterable[Found]) -> str:
    return "; ".join(dict.fromkeys(f"“{' '.join(one.words.split())}” ({one.sort})" for one in found))


def _held(lesson: Lesson, seen_at: datetime | None) -> tuple[Case, Lesson]:
    case = held(LessonOrigin.objects.select_related("case").get(lesson=lesson).case)
    fresh = Lesson.objects.select_for_update().defer("search").get(pk=lesson.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(last_event_about(fresh))
    return case, fresh


def _write(case: Case, lesson: Lesson, what: str, text: str, *, by: Actor, **more: Any) -> None:
    touch(case)
    write_event(case, what, by=by, text=text, about=("lesson", lesson.pk), **more)


def checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a lesson, tidied. ValidationError by field."""
    kinds, settings = incident_codes("kinds"), incident_codes("place_kinds")
    setting = said.get("setting") or ""
    if setting and setting not in settings:
        raise ValidationError({"setting": "Choose from the list."})
    return {
        "title": words(said.get("title") or "", "title", "Write in one line what it is about.", longest=200),
        "learned": words(said.get("learned") or "", "learned", "Write what was learned.", longest=LONGEST_TEXT),
        "to_do": words(said.get("to_do") or "", "to_do", "Write what to do.", longest=LONGEST_TEXT),
        "tags": _chosen(said.get("tags") or [], code_list("lesson_tags"), "tags"),
        "own_tags": _own_tags(said.get("own_tags") or ""),
        "kinds": _chosen(said.get("kinds") or [], kinds, "kinds"),
        "setting": setting,
    }


def _chosen(codes: Iterable[str], known: Any, name: str) -> list[str]:
    chosen = list(dict.fromkeys(codes))
    if any(code not in known for code in chosen):
        raise ValidationError({name: "Choose from the list."})
    return chosen


def _own_tags(line: str) -> list[str]:
    tags = list(
        dict.fromkeys(" ".join(tag.split()).lower() for tag in line.replace("\x00", "").split(",") if tag.strip())
    )
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise ValidationError(
            {"own_tags": f"Write at most {MOST_TAGS} tags of {LONGEST_TAG} characters, with commas between."}
        )
    return tags
