"""Answers that say no."""

from __future__ import annotations

from uuid import UUID


class Refused(Exception):
    """The event is not allowed now; nothing has changed.

    `code`: for programs: already_planned, not_started, already_started, ended, not_ended, not_asked, cancelled,
    evidence_needed, out_of_bounds, extended_enough, extended_too_long, no_driving, driven_enough, open, closed_long_ago, already_raised, own_alarm, taken, closed, not_owner, text_needed, same_person, no_check_needed, already_checked.
    `sentence`: for people. `owner`: who has the alarm, where that is the reason.
    """

    def __init__(self, code: str, sentence: str, owner: UUID | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.owner = owner


class BrokenPromise(AssertionError):
    """A decision would have broken a promise of the safety design. Nothing of it may be stored.

    `promise` is its number, as S4.
    """

    def __init__(self, promise: str, sentence: str) -> None:
        super().__init__(f"{promise}: {sentence}")
        self.promise = promise
