"""What the receiver does: reads, asks and answers. Each is in the ledger of both bodies. Accepting and refusing: `answering`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.cases.models import Referral, ReferralMessage
from alongside.cases.referrals.queries import last_sent_at
from alongside.cases.referrals.sending import Kind, change, check_writing, held_referral, say
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.tracks.referral import SHOWN
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import has_looked_lately
from alongside.incidents.actions import SAME_LOOK
from alongside.ledger.actions import Actor, Deed, record, record_many
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.machine import Refused

FILE_READ = "referral.file_read"


@transaction.atomic
def read(referral: Referral, *, by: Actor) -> None:
    """Records with both that somebody of the receiving body looks at what was sent; again within a quarter of an hour is the
    same look, unless something else was sent meanwhile. Raises `Refused` where it is shared no more.
    """
    _refuse_what_is_over(referral)
    seen = Entry.objects.filter(
        organisation_id=referral.to_organisation_id,
        subject_type="referral",
        subject_id=referral.pk,
        verb="referral.read",
        actor_id=by.id,
        at__gt=max(now() - SAME_LOOK, last_sent_at(referral)),
    )
    if not seen.exists():
        tell_sender(referral, "referral_read", by=by, line=False)
        record_with_receiver(referral, "read", by)


@transaction.atomic
def read_file(referral: Referral, file: StoredFile, said: Mapping[str, Any] | None = None, *, by: Actor) -> None:
    """Somebody of the receiving body opens a file: an entry in their own ledger and in the sender's. A player asks for a film in
    parts: what one person asks of it within five minutes is one look (`evidence.queries.ONE_LOOK`), which their own ledger
    tells, since the sender's is closed to them. `said`: the reason, where one was asked for.
    """
    _refuse_what_is_over(referral)
    told, receiver, about = dict(said or {}), referral.to_organisation_id, ("referral", referral.pk)
    if has_looked_lately(file, by, FILE_READ, about, told.get("ground", ""), ledger_of=receiver):
        return
    details = {**told, "referral": referral.reference, "file": str(file.pk), "sha256": file.sha256}
    record_many(
        [
            Deed(FILE_READ, *about, receiver, by, details),
            Deed("case.referral_file_read", "case", referral.case_id, referral.organisation_id, by, details),
        ]
    )


@transaction.atomic
def write_to_sender(
    referral: Referral, text: str, *, by: Actor, answers: ReferralMessage | None = None
) -> ReferralMessage:
    """A question to the sender, or the answer to one of theirs."""
    fresh = held_by_receiver(referral)
    said = check_writing(fresh, text, answers, by_receiver=True)
    kind = Kind.ANSWER if answers else Kind.QUESTION
    tell_sender(fresh, f"referral_{kind}", by=by, text=said)
    message = say(fresh, kind, said, by=by, by_receiver=True, answers=answers)
    change(fresh)
    record_with_receiver(fresh, kind, by)
    return message


def held_by_receiver(referral: Referral, seen_at: datetime | None = None) -> Referral:
    """The referral, locked on the side of its receiver. Raises `Refused` where it is shared no more, `Overtaken`."""
    _refuse_what_is_over(referral)  # the database lets its receiver hold only what is shared
    return held_referral(referral, seen_at)


def _refuse_what_is_over(referral: Referral) -> None:
    if not Referral.objects.filter(pk=referral.pk, status__in=SHOWN).exists():
        raise Refused("This cannot be done now: the sharing has ended.", "act")


def record_with_receiver(referral: Referral, what: str, by: Actor) -> None:
    """The entry in the receiver's own ledger."""
    record(
        f"referral.{what}",
        "referral",
        referral.pk,
        organisation_id=referral.to_organisation_id,
        actor=by,
        details={"referral": referral.reference},
    )


@transaction.atomic
def record_export(counted: Mapping[Any, int], *, by: Actor) -> None:
    """The list was taken away: how many rows of which body. It holds nothing of what was sent."""
    record_many(
        Deed("referrals.exported", "organisation", key, key, by, {"rows": number}) for key, number in counted.items()
    )
