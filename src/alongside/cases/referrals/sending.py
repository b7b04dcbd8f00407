"""What the sender does: shares a part of a case, sends it again, answers, asks, takes it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Compartment, Referral, ReferralMessage, SharedFile, Snapshot
from alongside.cases.referrals import parts, queries
from alongside.cases.tracks.referral import BY_RECEIVER, REFERRAL, SHOWN
from alongside.evidence.keeping.actions import share as write_down
from alongside.incidents import references
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.actions import actor_for
from alongside.people.models import Organisation

PREFIX = "R-"
Kind = ReferralMessage.Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the sender chose."""

    to: Organisation
    purpose: str
    ground: str
    parts: Collection[str]
    events: Collection[str] = ()
    note: str = ""
    files: Collection[str] = ()
    """Keys of files of the case."""


@transaction.atomic
def preview(user: Any, case: Case, wanted: Wanted) -> dict[str, Any]:
    """The copy as it would be sent now. ValidationError by field; `Refused` for what the sender may not read."""
    _check(case, wanted)
    return _content(user, case, wanted)


@transaction.atomic
def send(user: Any, case: Case, wanted: Wanted, *, seen: str) -> Referral:
    """Shares it. `seen`: the digest of the copy that the sender was shown; `Refused` where it would say something else by now."""
    case = held(case)
    role = _check(case, wanted)
    content = _seen(user, case, wanted, seen)
    moment = now()
    referral = Referral.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        reference=PREFIX + references.new_reference(),
        to_organisation=wanted.to,
        purpose=wanted.purpose,
        for_role=role,
        ground=wanted.ground,
        sent_at=moment,
        changed_at=moment,
    )
    by = actor_for(user)
    one = _keep(referral, 1, wanted, content, by)
    note_in_file(case, referral, "referral_sent", by=by, after={"digest": one.digest, "parts": one.parts})
    return referral


@transaction.atomic
def send_again(user: Any, referral: Referral, wanted: Wanted, *, seen: str) -> Snapshot:
    """A new version, with more or less; those before stay readable. To whom and what for stay as they were."""
    case = held(referral.case)
    referral = held_referral(referral)
    if referral.status not in SHOWN:
        referral.status = REFERRAL.after(referral.status, "send_again").code
        referral.answered_at = None
    content = _seen(user, case, wanted, seen)
    by = actor_for(user)
    number = (referral.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1
    change(referral, "status", "answered_at")
    one = _keep(referral, number, wanted, content, by)
    say(referral, Kind.SENT_AGAIN, "", by=by, by_receiver=False)
    after = {"version": number, "digest": one.digest, "parts": one.parts}
    note_in_file(case, referral, "referral_sent_again", by=by, after=after)
    return one


@transaction.atomic
def end(referral: Referral, text: str, *, by: Actor, seen_at: datetime | None = None) -> Referral:
    """Takes it back: from now on its receiver reads nothing of it. Raises `Refused`, `Overtaken`; ValidationError by field."""
    case = held(referral.case)
    referral = held_referral(referral, seen_at)
    referral.status = REFERRAL.after(referral.status, "end", {"text": text}).code
    text = words(text, "text", "Write why.")
    say(referral, Kind.ENDED, text, by=by, by_receiver=False)
    referral.ended_at = now()
    change(referral, "status", "ended_at")
    note_in_file(case, referral, "referral_ended", by=by, text=text)
    return referral


@transaction.atomic
def write_to_receiver(
    referral: Referral, text: str, *, by: Actor, answers: ReferralMessage | None = None
) -> ReferralMessage:
    """A question to the receiver, or the answer to one of theirs."""
    case = held(referral.case)
    referral = held_referral(referral)
    said = check_writing(referral, text, answers, by_receiver=False)
    kind = Kind.ANSWER if answers else Kind.QUESTION
    message = say(referral, kind, said, by=by, by_receiver=False, answers=answers)
    change(referral)
    note_in_file(case, referral, f"referral_{kind}", by=by, text=said)
    return message


def part_of(referral: Referral) -> Compartment:
    """The part of the file in which its lines stand: legal advice has its own."""
    return Compartment.LEGAL if referral.purpose == "legal_advice" else Compartment.NARRATIVE


def held_referral(referral: Referral, seen_at: datetime | None = None) -> Referral:
    """The referral as it stands now, locked. Raises `Overtaken` where it changed after `seen_at`."""
    found = Referral.objects.select_for_update(of=("self",)).select_related("organisation", "to_organisation")
    fresh = found.filter(pk=referral.pk).first()
    if fresh is None or (seen_at is not None and fresh.changed_at != seen_at):
        raise Overtaken(None)
    return fresh


def change(referral: Referral, *columns: str) -> None:
    """Saves these columns of a held referral, and that it changed."""
    referral.changed_at = now()
    referral.save(update_fields=[*columns, "changed_at"])


def say(
    referral: Referral,
    kind: str,
    text: str,
    *,
    by: Actor,
    by_receiver: bool,
    answers: ReferralMessage | None = None,
    case_status: str = "",
) -> ReferralMessage:
    """A message of one body to the other, within the caller's action."""
    return ReferralMessage.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        by_receiver=by_receiver,
        kind=kind,
        text=text,
        answers=answers,
        at=now(),
        by=by.name,
        by_id=by.id,
        case_status=case_status,
    )


def check_writing(referral: Referral, text: str, answers: ReferralMessage | None, *, by_receiver: bool) -> str:
    """What may be written while it is shared, tidied. Raises `Refused`; ValidationError at `text`."""
    if referral.status not in SHOWN:
        raise Refused("Nobody reads this any more: the sharing has ended.")
    if answers is not None and (answers.referral_id != referral.pk or answers.by_receiver == by_receiver):
        raise Refused("That is no question of the other body.")
    return words(text, "text", "Write something.", longest=LONGEST_TEXT)


def moves_of_sender(referral: Referral) -> list[Any]:
    """What the sender can do with it."""
    return [one for one in REFERRAL.possible(referral.status) if one.act not in BY_RECEIVER]


def _check(case: Case, wanted: Wanted) -> str:
    purposes = code_list("referral_purposes")
    if wanted.purpose not in purposes:
        raise ValidationError({"purpose": "Choose what it is for."})
    if wanted.ground not in code_list("sharing_grounds"):
        raise ValidationError({"ground": "Choose on what ground it is shared."})
    if wanted.purpose == "national" and case.definition != Incident.Definition.PHYSICAL:
        raise ValidationError({"purpose": "Only physical assaults are returned to the national case managers."})
    role = str(purposes[wanted.purpose].more["role"])
    if wanted.to not in queries.bodies_for(role, case.organisation_id):
        raise ValidationError({"to": "Choose a body in which somebody can receive it for this purpose."})
    return role


def _content(user: Any, case: Case, wanted: Wanted) -> dict[str, Any]:
    note = words(wanted.note, "note", longest=LONGEST_TEXT)
    return parts.gather(user, case, wanted.parts, wanted.events, wanted.files, note)


def _seen(user: Any, case: Case, wanted: Wanted, seen: str) -> dict[str, Any]:
    content = _content(user, case, wanted)
    if parts.digest_of(content) != seen:
        raise Refused("The case says something else by now. Read once more what would be sent.")
    return content


def _keep(referral: Referral, number: int, wanted: Wanted, content: Mapping[str, Any], by: Actor) -> Snapshot:
    snapshot = Snapshot.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        number=number,
        parts=[one["code"] for one in content["parts"]],
        case_status=referral.case.status,
        occurred_on=referral.case.occurred_at.astimezone(ZoneInfo(referral.organisation.time_zone)).date(),
        content=content,
        digest=parts.digest_of(content),
        sent_at=now(),
        sent_by=by.name,
        sent_by_id=by.id,
    )
    for key in dict.fromkeys(wanted.files):
        shared = SharedFile.objects.create(
            organisation_id=referral.organisation_id, referral=referral, snapshot=snapshot, file_id=UUID(key)
        )
        ground = "legal_advice" if referral.purpose == "legal_advice" else "other"
        note = f"{referral.reference}, version {number}"
        write_down(shared.file, to_whom=referral.to_organisation.name, ground=ground, note=note, by=by)
    return snapshot


def note_in_file(
    case: Case, referral: Referral, what: str, *, by: Actor, text: str = "", after: Mapping[str, Any] | None = None
) -> None:
    """A line of the sender's file about a referral, within the caller's action."""
    touch(case)
    said = {"referral": referral.reference, "body": referral.to_organisation.name, "purpose": referral.purpose}
    part = part_of(referral)
    write_event(
        case,
        what,
        by=by,
        compartment=part,
        text=text,
        after={**said, **dict(after or {})},
        about=("referral", referral.pk),
    )
