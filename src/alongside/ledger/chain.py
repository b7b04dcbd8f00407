"""How entries are hashed and chained: pure functions that anyone can repeat with a public tool.

digest(entry) = SHA-256 of the JSON array [id, organisation, at, actor kind, actor id, actor name, verb,
                subject type, subject id, details], UTF-8, no spaces
hash(1)       = SHA-256(SHA-256("alongside ledger " + organisation) + digest(1))
hash(n)       = SHA-256(hash(n-1) + digest(n))
"""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID


def digest_entry(
    *,
    id: UUID,
    organisation_id: UUID,
    at: datetime,
    actor_kind: str,
    actor_id: UUID | None,
    actor_name: str,
    verb: str,
    subject_type: str,
    subject_id: UUID | None,
    details: str,
) -> bytes:
    """The 32-byte digest of one entry's content. `at` is taken to the microsecond in UTC."""
    content = [
        str(id),
        str(organisation_id),
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor_kind,
        str(actor_id) if actor_id else None,
        actor_name,
        verb,
        subject_type,
        str(subject_id) if subject_id else None,
        details,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def first_hash(organisation_id: UUID) -> bytes:
    """What the first entry of an organisation is chained to."""
    return hashlib.sha256(f"alongside ledger {organisation_id}".encode()).digest()


def next_hash(previous: bytes | memoryview, digest: bytes | memoryview) -> bytes:
    """The hash of an entry, given the hash before it and its own digest."""
    return hashlib.sha256(bytes(previous) + bytes(digest)).digest()
