"""Notes of the scene: what somebody saw where, written once and set right only by another version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.events import LONGEST_TEXT, words
from alongside.cases.inquiry import said
from alongside.cases.inquiry.holding import held_one, past_day, running, write_about, zone_of
from alongside.cases.models import Case, Compartment, SceneNote, SceneNoteVersion
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now


@transaction.atomic
def note_scene(case: Case, given: Mapping[str, Any], *, by: Actor) -> SceneNoteVersion:
    """What somebody saw: `seen_at` (aware), `place`, `seen_by`, `words`. ValidationError by field; `Refused`."""
    case = running(case)
    same = SceneNoteVersion.objects.filter(
        note__case=case,
        seen_at=given["seen_at"],
        place=given["place"].strip(),
        seen_by=given["seen_by"].strip(),
        words=given["words"].strip(),
    )
    if same.exists():
        raise ValidationError({"words": "The same note stands here already. Write what else was to be seen."})
    note = SceneNote.objects.create(organisation_id=case.organisation_id, case=case, changed_at=now())
    return _add_version(case, note, 1, "", given, "scene_noted", by=by)


@transaction.atomic
def correct_scene(
    note: SceneNote, given: Mapping[str, Any], why: str, *, by: Actor, seen_at: datetime | None = None
) -> SceneNoteVersion:
    """Another version, and why; those before it stay. ValidationError by field; `Refused`, `Overtaken`."""
    case, note = held_one(note, seen_at)
    why = words(why, "why", "Write why it is set right.")
    number = note.versions.latest("number").number + 1
    return _add_version(case, note, number, why, given, "scene_corrected", by=by)


def _add_version(
    case: Case, note: SceneNote, number: int, why: str, given: Mapping[str, Any], what: str, *, by: Actor
) -> SceneNoteVersion:
    seen_at = given["seen_at"]
    past_day(case, seen_at.astimezone(zone_of(case)).date(), "on")
    if seen_at > now():
        raise ValidationError({"clock": "Write a time that has passed."})
    version = SceneNoteVersion.objects.create(
        organisation_id=note.organisation_id,
        note=note,
        number=number,
        why=why,
        seen_at=seen_at,
        place=words(given["place"], "place", "Write where it was.", longest=300),
        seen_by=words(given["seen_by"], "seen_by", "Write who saw it.", longest=200),
        words=words(given["words"], "words", "Write what was to be seen.", longest=LONGEST_TEXT),
        made_at=now(),
        made_by=by.name,
    )
    lines = said.scene_lines(version, seen_at.astimezone(zone_of(case)))
    write_about(case, note, what, Compartment.NARRATIVE, *lines, by=by, after={"version": number})
    return version
