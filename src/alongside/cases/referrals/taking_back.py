"""Taking one thing back that was sent by mistake: from then on its receiver does not read it, in no version.

Each copy that holds it stays with the sender and is hidden from the receiver by the database; a copy without it takes its
place. What of it was read until then, the sender is told.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alongside.cases.events import held, touch, words, write_event
from alongside.cases.models import Referral, ReferralMessage, SharedFile, Snapshot, TakenBack
from alongside.cases.referrals import queries
from alongside.cases.referrals.parts import EVENTS, FILES, Block, digest_of
from alongside.cases.referrals.sending import change, held_referral, part_of, say
from alongside.cases.tracks.referral import ENDED
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

NOTE, NOTE_TITLE = "note", "The note to them"
NOT_READ = "Nobody had read it until then."
SHOWN_OF_LINE = 90


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that was sent and can be taken back: a part, a line of the file, a file, the note. `plainly` says what it is and
    nothing of what it holds.
    """

    key: str
    title: str
    plainly: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the receiving body read it."""

    who: str
    at: datetime


def things_of(referral: Referral) -> list[Thing]:
    """What its receiver reads now, one by one, each once."""
    found: dict[str, Thing] = {}
    for snapshot in queries.snapshots_of(referral):
        for thing in _things_in(snapshot.content):
            found.setdefault(thing.key, thing)
    return list(found.values())


def looks_at_things(referral: Referral, keys: Collection[str]) -> list[Look]:
    """Who of the receiving body has read something of that since it was first sent; of a file, who opened it."""
    holding = [
        one for one in queries.snapshots_of(referral) if set(keys) & {each.key for each in _things_in(one.content)}
    ]
    if not holding:
        return []
    files = [key.partition(":")[2] for key in keys if key.startswith(f"{FILES}:")]
    reads_page = any(not key.startswith(f"{FILES}:") for key in keys)
    found = []
    for entry in queries.looks_at(referral, min(_first_sent(referral, one) for one in holding)):
        of_file = entry.verb.endswith("file_read")
        told = any(key in entry.details for key in files) if of_file else reads_page
        if told and (of_file or referral.reference in entry.details):
            found.append(Look(entry.actor_name, entry.at))
    return found


@transaction.atomic
def take_back(
    referral: Referral, keys: Collection[str], why: str, *, by: Actor, seen_at: datetime | None = None
) -> list[Look]:
    """Takes these things back; returns who had read something of them. Raises `Refused`, `Overtaken`; ValidationError by field.

    `Refused` where nothing would be left to read: that is ending it.
    """
    case = held(referral.case)
    referral = held_referral(referral, seen_at)
    if referral.status == ENDED:
        raise Refused("The sharing has ended: they read nothing of it any more.", "things")
    known = {thing.key: thing for thing in things_of(referral)}
    wanted = list(dict.fromkeys(keys))
    if not wanted or not set(wanted) <= set(known):
        raise ValidationError({"things": "Choose what is taken back, of what they read now."})
    why = words(why, "why", "Write why it is taken back.")
    looks, plainly = looks_at_things(referral, wanted), [known[key].plainly for key in wanted]
    read = [{"who": one.who, "at": one.at.isoformat()} for one in looks]
    snapshots = queries.snapshots_of(referral)
    affected = [one for one in snapshots if set(wanted) & {each.key for each in _things_in(one.content)}]
    left = [without(one.content, wanted) for one in affected]
    if len(affected) == len(snapshots) and not any(one["parts"] for one in left):
        raise Refused("Nothing would be left for them to read. End the sharing instead.", "things")
    for snapshot, content in sorted(zip(affected, left, strict=True), key=lambda pair: pair[0].number):
        TakenBack.objects.create(
            organisation_id=referral.organisation_id,
            referral=referral,
            snapshot=snapshot,
            replacement=_instead(referral, snapshot, content, by) if content["parts"] else None,
            what=[known[key].title for key in wanted],
            why=why,
            read=read,
            at=now(),
            by=by.name,
            by_id=by.id,
        )
    message = f"Taken back: {'; '.join(plainly)}. Please delete what you kept of it."
    say(referral, ReferralMessage.Kind.TAKEN_BACK, message, by=by, by_receiver=False)
    change(referral)
    touch(case)
    readers = readers_of(looks, ZoneInfo(referral.organisation.time_zone))
    after = {"referral": referral.reference, "body": referral.to_organisation.name, "read": len(looks)}
    write_event(
        case,
        "referral_taken_back",
        by=by,
        compartment=part_of(referral),
        text="\n".join([*plainly, why, f"Read until then: {readers}." if readers else NOT_READ]),
        after=after,
        about=("referral", referral.pk),
    )
    return looks


def without(content: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """A copy without these things; a part of which nothing is left is left out."""
    parts = []
    for part in content["parts"]:
        if part["code"] in keys:
            continue
        blocks = [one for one in part["blocks"] if _key_of(part["code"], one) not in keys]
        if blocks or not part["blocks"]:
            parts.append({**part, "blocks": blocks})
    return {**content, "note": "" if NOTE in keys else content["note"], "parts": parts}


def readers_of(looks: Collection[Look], zone: ZoneInfo) -> str:
    """Who read it, and when: "Ida Frost, 3 May 2027, 10:42"."""
    return "; ".join(f"{one.who}, {_moment(one.at.astimezone(zone))}" for one in looks)


def _things_in(content: Mapping[str, Any]) -> Iterator[Thing]:
    for part in content["parts"]:
        if part["code"] not in (EVENTS, FILES):
            yield Thing(part["code"], part["title"], part["title"])
            continue
        for block in part["blocks"]:
            said = ": ".join(filter(None, [block["heading"], " ".join(block["texts"])]))
            title = said if len(said) <= SHOWN_OF_LINE else f"{said[:SHOWN_OF_LINE]}…"
            plainly = "A file" if part["code"] == FILES else "A line of the file"
            yield Thing(_key_of(part["code"], block), f"{plainly}: {title}", plainly)
    if content["note"]:
        yield Thing(NOTE, NOTE_TITLE, NOTE_TITLE)


def _key_of(code: str, block: Block) -> str:
    """What a line of the file or a file is called among the things; "" for a block of another part."""
    if code == FILES:
        return f"{FILES}:{block['file']}"
    return f"{EVENTS}:{digest_of(block)[:16]}" if code == EVENTS else ""


def _instead(referral: Referral, snapshot: Snapshot, content: dict[str, Any], by: Actor) -> Snapshot:
    """The copy that takes the place of one, with the files that are left."""
    number = (referral.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Snapshot.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        number=number,
        parts=[one["code"] for one in content["parts"]],
        case_status=snapshot.case_status,
        occurred_on=snapshot.occurred_on,
        content=content,
        digest=digest_of(content),
        sent_at=now(),
        sent_by=by.name,
        sent_by_id=by.id,
        stands_for=snapshot.stands_for or snapshot.number,
    )
    files = [UUID(block["file"]) for part in content["parts"] if part["code"] == FILES for block in part["blocks"]]
    for file in files:
        SharedFile.objects.create(
            organisation_id=referral.organisation_id, referral=referral, snapshot=made, file_id=file
        )
    return made


def _first_sent(referral: Referral, snapshot: Snapshot) -> datetime:
    """When the words of a copy were first sent: with the version that it stands for."""
    if snapshot.stands_for is None:
        return snapshot.sent_at
    return referral.snapshots.get(number=snapshot.stands_for).sent_at


def _moment(local: datetime) -> str:
    return f"{local.day} {local:%B %Y, %H:%M}"
