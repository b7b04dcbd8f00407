"""The sender's file and ledger, written by whoever received a referral: through one function of the database, which looks
at who is signed in by itself, since the rows of the case are closed to them.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from alongside.cases.models import Referral
from alongside.ledger.actions import Actor, write_details
from alongside.ledger.chain import digest_entry
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id

TELL = "SELECT cases_tell_sender(%s, %s, %s)"


def tell_sender(
    referral: Referral,
    what: str,
    *,
    by: Actor,
    text: str = "",
    after: Mapping[str, Any] | None = None,
    line: bool = True,
) -> None:
    """An entry in the sender's ledger and, unless `line` is False, a line in the file, within the caller's action."""
    said = {"referral": referral.reference, "body": referral.to_organisation.name, **dict(after or {})}
    event = {"id": str(new_id()), "what": what, "text": text, "after": said} if line else None
    entry: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": referral.organisation_id,
        "at": now(),
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_name": by.name,
        "verb": f"case.{what}",
        "subject_type": "case",
        "subject_id": referral.case_id,
        "details": write_details({"event": event["id"], **said} if event else said),
    }
    digest = digest_entry(**entry)
    sent = {**entry, "at": entry["at"].isoformat(), "digest": digest.hex()}
    with connection.cursor() as cursor:
        cursor.execute(TELL, [referral.pk, json.dumps(sent, default=str), json.dumps(event) if event else None])
