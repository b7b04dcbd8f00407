"""Weighing conditions that may be met, not met, not known, or a matter for a person's judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Whether something holds. `JUDGEMENT`: the facts are known and the rule does not settle it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `why`: plain words for why it is not met, or why a person must judge. `questions`: what would
    settle it, where it is not known.
    """

    answer: Answer
    why: str = ""
    questions: tuple[str, ...] = ()


def known(value: bool | None, question: str, *, otherwise: str) -> Check:
    """A fact that must be true. `otherwise`: the reason when it is not."""
    if value is None:
        return Check(Answer.UNKNOWN, questions=(question,))
    return Check(Answer.YES) if value else Check(Answer.NO, otherwise)


def all_of(checks: Sequence[Check]) -> Check:
    """Every condition must hold. One that fails settles it, whatever else is not known."""
    for answer in (Answer.NO, Answer.UNKNOWN, Answer.JUDGEMENT):
        found = [check for check in checks if check.answer is answer]
        if found:
            return Check(answer, found[0].why, _questions(found))
    return Check(Answer.YES, next((check.why for check in checks if check.why), ""))


def any_of(checks: Sequence[Check]) -> Check:
    """One condition must hold. One that does settles it, whatever else is not known."""
    for answer in (Answer.YES, Answer.UNKNOWN, Answer.JUDGEMENT):
        found = [check for check in checks if check.answer is answer]
        if found:
            return Check(answer, found[0].why, _questions(found))
    return Check(Answer.NO, next((check.why for check in checks if check.why), ""))


def _questions(checks: Sequence[Check]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(question for check in checks for question in check.questions))
