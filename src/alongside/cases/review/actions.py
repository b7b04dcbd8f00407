"""Writing, finishing and opening again the review of a case. Each version of its words is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_of_act
from alongside.cases.events import LONGEST_TEXT, NOTHING, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Event, Review, ReviewVersion
from alongside.cases.review.queries import latest_version, review_of
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.reviews import REVIEW
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

TEXTS = ("happened", "why", "prevented", "took_part")


@transaction.atomic
def write_review(
    case: Case,
    said: Mapping[str, Any],
    *,
    of: str = "",
    finish: bool = False,
    by: Actor,
    seen_at: datetime | None = None,
) -> Review:
    """Writes the next version (`held_on`, `happened`, `factors`, `why`, `prevented`, `took_part`), unless nothing differs; and
    finishes the review, where that is wanted and everything stands there. `of`: the reference of the joined case whose review it
    is. Raises ValidationError by field, `Refused`, `Overtaken`.
    """
    case, review = _held_review(case, of, seen_at)
    if review.state != REVIEW.begins:
        raise Refused("The review is finished. Open it again first.")
    tidied: dict[str, Any] = {name: words(said.get(name) or "", name, longest=LONGEST_TEXT) for name in TEXTS}
    tidied |= {"held_on": _day(case, said.get("held_on")), "factors": _factors(said.get("factors") or [])}
    if finish:
        REVIEW.check(review.state, "finish", tidied)
    before = latest_version(review)
    if before is None or any(getattr(before, name) != value for name, value in tidied.items()):
        version = ReviewVersion.objects.create(
            organisation_id=case.organisation_id,
            review=review,
            number=before.number + 1 if before else 1,
            written_at=now(),
            written_by=by.name,
            **tidied,
        )
        _write(case, review, "review_written", f"Version {version.number}", by=by)
    if finish:
        review.state, review.finished_at, review.finished_by = "finished", now(), by.name
        review.save(update_fields=["state", "finished_at", "finished_by"])
        _write(case, review, "review_finished", "", by=by)
    return review


@transaction.atomic
def reopen_review(case: Case, why: str, *, of: str = "", by: Actor, seen_at: datetime | None = None) -> Review:
    """Lets a finished review be written again; what stood stays a version. Raises as `write_review`."""
    case, review = _held_review(case, of, seen_at)
    REVIEW.check(review.state, "reopen", {"text": why})
    text = words(why, "text", "Write why.")
    review.state, review.finished_at, review.finished_by = "begun", None, ""
    review.save(update_fields=["state", "finished_at", "finished_by"])
    _write(case, review, "review_reopened", text, by=by)
    return review


def _held_review(case: Case, of: str, seen_at: datetime | None) -> tuple[Case, Review]:
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.")
    begun = review_of(case, of)
    if begun is None and of not in ("", case.reference):
        raise Refused("That review is not of this case any more.")
    review, made = Review.objects.select_for_update(of=("self",)).get_or_create(
        case=begun.case if begun else case,
        defaults={"organisation_id": case.organisation_id, "begun_at": now(), "changed_at": now()},
    )
    if seen_at is not None and review.changed_at != seen_at and not (made and seen_at == NOTHING):
        found = Event.objects.filter(about_type="review", about_id=review.pk)
        raise Overtaken(found.order_by("-recorded_at", "-pk").first())
    return case, review


def _write(case: Case, review: Review, what: str, text: str, *, by: Actor) -> None:
    review.changed_at = now()
    review.save(update_fields=["changed_at"])
    touch(case)
    write_event(case, what, by=by, text=text, about=("review", review.pk))


def _factors(chosen: list[str]) -> list[str]:
    if any(one not in code_list("contributing_factors") for one in chosen):
        raise ValidationError({"factors": "Choose from the list."})
    if "none_found" in chosen and len(chosen) > 1:
        raise ValidationError({"factors": "Choose what contributed, or that nothing was found: not both."})
    return list(dict.fromkeys(chosen))


def _day(case: Case, day: date | None) -> date | None:
    return day_of_act(day, "held_on", case.organisation, case.occurred_at) if day is not None else None
