"""What the Legal Protection Unit learned from what was sent to it: cleared as every lesson is, and read by everybody as one, without
saying where it comes from. The unit keeps that it is theirs, and can withdraw it.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.events import words
from alongside.cases.lessons.actions import checked, refuse_known
from alongside.cases.models import LegalLearning, Lesson, Referral
from alongside.cases.referrals.advising import accepted_for_advice, finish
from alongside.cases.referrals.knowing import known_in
from alongside.cases.tracks.lessons import LESSON
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.machine import Refused
from alongside.people.days import today_in


@transaction.atomic
def keep_learning(referral: Referral, said: Mapping[str, Any], confirmed: bool, *, by: Actor) -> LegalLearning:
    """A lesson (`title`, `learned`, `to_do`, `tags`, `own_tags`, `kinds`, `setting`), once somebody confirms by name that it identifies
    nobody. `Refused`, naming the words, where something that was shared of the case stands in it; ValidationError by field.
    """
    referral = accepted_for_advice(referral)
    told = checked(said)
    if not confirmed:
        raise ValidationError({"confirmed": "Confirm that it identifies nobody, or change it until you can."})
    moment = now()
    state = LESSON.after(LESSON.begins, "share", {"confirmed": confirmed})
    lesson = Lesson(id=new_id(), state=state.code, shared_at=moment, changed_at=moment, **told)
    refuse_known(lesson, known_in(referral))
    learning = LegalLearning.objects.create(
        organisation_id=referral.to_organisation_id,
        text="\n".join([lesson.learned, lesson.to_do]),
        lesson_id=lesson.pk,  # before its lesson: whoever sees this row may write that
        confirmed_by=by.name,
        recorded_on=today_in(referral.to_organisation),
    )
    lesson.save(force_insert=True)
    finish(referral, "learning", "\n".join([lesson.title, lesson.learned, lesson.to_do, *lesson.own_tags]), by)
    return learning


@transaction.atomic
def withdraw_learning(learning: LegalLearning, why: str, *, by: Actor) -> Lesson:
    """Nobody else reads it any more. Raises `Refused`; ValidationError at `text`."""
    if learning.lesson_id is None:
        raise Refused("It stands in no library.", "text")
    lesson = Lesson.objects.select_for_update().defer("search").get(pk=learning.lesson_id)
    state = LESSON.after(lesson.state, "withdraw", {"text": why})
    why = words(why, "text", "Write why.")
    lesson.state, lesson.changed_at = state.code, now()
    lesson.save(update_fields=["state", "changed_at"])
    details = {"lesson": str(lesson.pk), "why": why}
    record(
        "lesson.withdrawn",
        "lesson",
        lesson.pk,
        organisation_id=learning.organisation_id,
        actor=by,
        details=details,
    )
    return lesson
