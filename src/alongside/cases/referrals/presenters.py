"""Referrals as pages show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.codes import code_list
from alongside.cases.models import LegalMatter, Referral, ReferralMessage, Snapshot, TakenBack
from alongside.cases.redress.money import write_pounds
from alongside.cases.referrals import parts
from alongside.cases.tracks.referral import ACCEPTED, ENDED, REFERRAL
from alongside.incidents.duties.presenters import long_day
from alongside.machine import State

COLUMNS = ("Number", "From", "For", "Ground", "State", "Versions", "Sent", "Answered", "Ended")


ASKS = (ReferralMessage.Kind.QUESTION, ReferralMessage.Kind.CHASE, ReferralMessage.Kind.HELP)
"""What waits for an answer."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A referral in a list or above its page."""

    referral: Referral
    state: State
    purpose: str
    ground: str
    taken_over: bool
    """The other body took the case over."""


def shown(referral: Referral) -> Shown:
    """A referral in words."""
    return Shown(
        referral,
        REFERRAL.state(referral.status),
        code_list("referral_purposes").label(referral.purpose),
        code_list("sharing_grounds").label(referral.ground),
        is_taken_over(referral),
    )


def is_taken_over(referral: Referral) -> bool:
    """Whether the other body took the case over: what they accepted, also where the sharing has ended since."""
    was_accepted = referral.status == ACCEPTED or (referral.status == ENDED and referral.answered_at is not None)
    return referral.purpose == "transfer" and was_accepted


@dataclass(frozen=True, slots=True)
class Copy:
    """One version of what was sent; `is_whole` says that it is the one of which the digest was kept. Of one that is read no
    more, for its sender: what was taken back, and who had read it.
    """

    snapshot: Snapshot
    is_whole: bool
    taken_back: TakenBack | None
    read: list[tuple[str, datetime]]


def copies(snapshots: Iterable[Snapshot]) -> list[Copy]:
    """Versions with a check of each."""
    found = []
    for one in snapshots:
        taken_back: TakenBack | None = getattr(one, "taken_back", None)
        read = [(look["who"], datetime.fromisoformat(look["at"])) for look in taken_back.read] if taken_back else []
        found.append(Copy(one, parts.digest_of(one.content) == one.digest, taken_back, read))
    return found


def unanswered(messages: Iterable[ReferralMessage], *, by_receiver: bool) -> set[Any]:
    """Questions of one side that the other has not answered."""
    found = list(messages)
    answered = {one.answers_id for one in found}
    return {one.pk for one in found if one.kind in ASKS and one.by_receiver == by_receiver and one.pk not in answered}


def matter_shown(matter: LegalMatter | None) -> list[tuple[str, str]]:
    """Decision, costs and outcome as a list of facts; empty where nothing was written."""
    if matter is None:
        return []
    refused = ""
    if matter.refused_by:
        refused = f"{matter.get_refused_by_display()}, {long_day(matter.refused_on)}"
    agreed = f"{_pounds(matter.agreed_pence)}, by {matter.agreed_by}" if matter.agreed_pence else ""
    return [
        ("Decision", matter.get_decision_display() if matter.decision else ""),
        ("Decided by", matter.decided_by),
        ("Reasons", matter.reasons),
        ("Who does not prosecute", refused),
        ("Why nobody's refusal is waited for", matter.waiver),
        ("Estimated costs", _pounds(matter.estimated_pence)),
        ("Agreed costs", agreed),
        ("Actual costs", _pounds(matter.actual_pence)),
        ("Outcome", code_list("legal_outcomes").label(matter.outcome) if matter.outcome else ""),
        ("In words", matter.outcome_words),
    ]


def _pounds(pence: int | None) -> str:
    return write_pounds(pence) if pence else ""


def table(referrals: Iterable[Referral], versions: Any, counted: dict[Any, int]) -> Iterator[list[Any]]:
    """The inbox as a table to take away: codes in words, nothing of what was sent. `counted`: rows of each receiving body."""
    yield list(COLUMNS)
    for one in referrals:
        counted[one.to_organisation_id] = counted.get(one.to_organisation_id, 0) + 1
        zone = ZoneInfo(one.to_organisation.time_zone)
        said = shown(one)
        moments = [at.astimezone(zone) if at else "" for at in (one.sent_at, one.answered_at, one.ended_at)]
        yield [
            one.reference,
            one.organisation.name,
            said.purpose,
            said.ground,
            said.state.label,
            versions.get(one.pk, ""),
            *moments,
        ]
