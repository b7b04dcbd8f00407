"""What the API of referrals takes and gives."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from alongside.cases.asking import MoveOut
from alongside.cases.models import LegalMatter, Referral, ReferralMessage, Snapshot
from alongside.cases.referrals.presenters import copies
from alongside.cases.referrals.presenters import shown as shown_in_words
from alongside.cases.referrals.taking_back import Thing
from alongside.people.api import Asked, Code, Text, example, rfc3339


class ReferralAnswerIn(Asked):
    """`accept`, or `refuse` with why: from then on it is closed."""

    model_config = example(act="accept", text="We take it over.")
    act: Code
    text: Text = ""
    changed_at: str | None = None


class MessageIn(Asked):
    """A question to the other body, or with `answers` (the id of theirs) an answer."""

    model_config = example(text="Who was on the ward?")
    text: Text
    answers: UUID | None = None


class EndIn(Asked):
    """Why the sharing ends: from then on they read nothing of it."""

    model_config = example(text="The case is closed.")
    text: Text = ""
    changed_at: str | None = None


class TakeBackIn(Asked):
    """What is taken back, by the keys that stand with the referral (`things`), and why."""

    model_config = example(things=["suspect"], why="It was meant for another case.")
    things: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=500)]
    why: Text = ""
    changed_at: str | None = None


class ReferralOut(Schema):
    """That a part of a case is shared. `state`: sent, accepted, refused or ended."""

    id: UUID
    reference: str
    sender: str
    receiver: str
    purpose: str
    ground: str
    state: str
    state_label: str
    sent_at: str
    answered_at: str | None
    ended_at: str | None
    changed_at: str


class CopyOut(Schema):
    """One version of what was sent. `is_whole`: it is the one of which the digest (SHA-256) was kept. `stands_for`: the version
    whose place it takes, of which something was taken back.
    """

    version: int
    stands_for: int | None
    sent_at: str
    sent_by: str
    digest: str
    is_whole: bool
    parts: list[str]
    content: dict[str, Any]


class LookOut(Schema):
    """Somebody of the receiving body read it."""

    who: str
    at: str


class SentCopyOut(CopyOut):
    """One version for whoever sent it; of one that is read no more, what was taken back, why, and who had read it."""

    taken_back: list[str]
    taken_back_because: str | None
    read_until_then: list[LookOut]


class MessageOut(Schema):
    """What one body wrote to the other."""

    id: UUID
    kind: str
    by_receiver: bool
    by: str
    at: str
    text: str
    answers: UUID | None


class MatterOut(Schema):
    """What the Legal Protection Unit decided, what it costs and what came of it. Money in pence."""

    decision: str | None
    reasons: str
    decided_at: str | None
    decided_by: str
    refused_by: str | None
    refused_on: date | None
    waiver: str
    estimated_pence: int | None
    agreed_pence: int | None
    agreed_at: str | None
    agreed_by: str
    actual_pence: int | None
    outcome: str | None
    outcome_words: str


class ReceivedWhole(ReferralOut):
    """What was sent to the caller's role: copies and messages are empty where it is shared no more."""

    copies: list[CopyOut]
    messages: list[MessageOut]
    moves: list[MoveOut]
    matter: MatterOut | None
    own_case: str | None
    """The number of the case that the receiver opened of it."""


class ThingOut(Schema):
    """One thing that they read now, and that can be taken back."""

    key: str
    title: str


class SentWhole(ReferralOut):
    """What was sent of a case, for its sender. `things` is what can be taken back; empty for whoever does not work the case."""

    copies: list[SentCopyOut]
    messages: list[MessageOut]
    things: list[ThingOut]
    matter: MatterOut | None


class TakenBackOut(Schema):
    """Who of the receiving body had read something of it until then."""

    read_until_then: list[LookOut]


def show_referral(one: Referral) -> dict[str, Any]:
    """A `ReferralOut`."""
    words = shown_in_words(one)
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("reference", "purpose", "ground")},
        "sender": one.organisation.name,
        "receiver": one.to_organisation.name,
        "state": one.status,
        "state_label": words.state.label,
        **{name: rfc3339(getattr(one, name)) for name in ("sent_at", "answered_at", "ended_at", "changed_at")},
    }


def show_copies(snapshots: list[Snapshot], *, for_sender: bool) -> list[dict[str, Any]]:
    """`CopyOut`s, or `SentCopyOut`s."""
    return [_copy(one) | (_fate(one) if for_sender else {}) for one in copies(snapshots)]


def show_message(one: ReferralMessage) -> dict[str, Any]:
    """A `MessageOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("kind", "by_receiver", "by", "text")},
        "at": rfc3339(one.at),
        "answers": one.answers_id,
    }


def show_matter(one: LegalMatter | None) -> dict[str, Any] | None:
    """A `MatterOut`; None where nothing was decided or written yet."""
    if one is None:
        return None
    words = ("reasons", "decided_by", "refused_on", "waiver", "agreed_by", "outcome_words")
    money = ("estimated_pence", "agreed_pence", "actual_pence")
    return {
        **{name: getattr(one, name) for name in (*words, *money)},
        **{name: getattr(one, name) or None for name in ("decision", "refused_by", "outcome")},
        **{name: rfc3339(getattr(one, name)) for name in ("decided_at", "agreed_at")},
    }


def show_things(things: list[Thing]) -> list[dict[str, str]]:
    """`ThingOut`s."""
    return [{"key": one.key, "title": one.title} for one in things]


def _copy(one: Any) -> dict[str, Any]:
    snapshot = one.snapshot
    return {
        "version": snapshot.number,
        "sent_at": rfc3339(snapshot.sent_at),
        **{name: getattr(snapshot, name) for name in ("stands_for", "sent_by", "digest", "parts", "content")},
        "is_whole": one.is_whole,
    }


def _fate(one: Any) -> dict[str, Any]:
    return {
        "taken_back": one.taken_back.what if one.taken_back else [],
        "taken_back_because": one.taken_back.why if one.taken_back else None,
        "read_until_then": [{"who": who, "at": rfc3339(at)} for who, at in one.read],
    }
