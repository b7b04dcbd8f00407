"""Chaining committed entries, and checking the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from alongside.ledger.chain import digest_entry, first_hash, next_hash
from alongside.ledger.clock import now
from alongside.ledger.models import Entry, Link, Pending

BATCH = 2000
"""Entries that one transaction links at the most, for one organisation."""

PATIENCE_SECONDS = 60
"""How long an entry may wait for its link before a check calls that a fault."""


def seal_due() -> int:
    """Links what is pending, of every organisation; returns how many entries were linked.

    1. Organisations with pending entries are found.
    2. Each is sealed in a transaction of its own, under an advisory lock: two sealers never extend one chain at
       once, and one that finds the lock taken leaves that organisation to the other.
    """
    organisations = list(Pending.objects.order_by().values_list("organisation_id", flat=True).distinct())
    return sum(_seal_organisation(organisation) for organisation in organisations)


def _seal_organisation(organisation_id: UUID) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"ledger {organisation_id}"])
            if not cursor.fetchone()[0]:
                return 0
        head = Link.objects.filter(organisation_id=organisation_id).order_by("-position").first()
        position: int = head.position if head else 0
        hash_: bytes | memoryview = head.hash if head else first_hash(organisation_id)
        waiting = Pending.objects.filter(organisation_id=organisation_id).order_by("entry_id")
        entries = list(waiting.values_list("entry_id", "entry__digest")[:BATCH])
        sealed_at = now()
        links = []
        for entry_id, digest in entries:
            position, hash_ = position + 1, next_hash(hash_, digest)
            links.append(
                Link(
                    entry_id=entry_id,
                    organisation_id=organisation_id,
                    position=position,
                    hash=hash_,
                    sealed_at=sealed_at,
                )
            )
        Link.objects.bulk_create(links)
        Pending.objects.filter(entry_id__in=[entry_id for entry_id, _ in entries]).delete()
        return len(links)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of an organisation that does not hold, and why."""

    organisation_id: UUID
    entry_id: UUID | None
    position: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole ledger found. `waiting` entries are committed and not linked yet, which is no fault."""

    entries: int
    waiting: int
    faults: list[Fault]


def verify() -> Verdict:
    """Recomputes every digest and every hash. Needs a role that sees every organisation."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # one snapshot for all that is read; only the first statement of a transaction can ask for it
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        organisations = list(Entry.objects.order_by().values_list("organisation_id", flat=True).distinct())
        faults = [fault for fault in map(_first_broken_link, organisations) if fault]
        faults += _unlinked()
        return Verdict(Entry.objects.count(), Pending.objects.count(), faults)


def _first_broken_link(organisation_id: UUID) -> Fault | None:
    hash_ = first_hash(organisation_id)
    expected = 1
    for link in _links(organisation_id):
        entry = link.entry

        def fault(reason: str, link: Link = link) -> Fault:
            return Fault(organisation_id, link.entry_id, link.position, reason)

        if link.position != expected:
            return fault(f"position {expected} is missing")
        if _recomputed(entry) != bytes(entry.digest):
            return fault("the entry was changed after it was written")
        hash_ = next_hash(hash_, entry.digest)
        if hash_ != bytes(link.hash):
            return fault("the link does not follow from the one before it")
        expected += 1
    return None


def _links(organisation_id: UUID) -> Iterator[Link]:
    links = Link.objects.filter(organisation_id=organisation_id).select_related("entry").order_by("position")
    return links.iterator(chunk_size=BATCH)


def _recomputed(entry: Entry) -> bytes:
    return digest_entry(
        id=entry.id,
        organisation_id=entry.organisation_id,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        verb=entry.verb,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        details=entry.details,
    )


def _unlinked() -> list[Fault]:
    """Entries outside the chain: dropped from the waiting list, or waiting for longer than the sealer ever takes."""
    loose = Entry.objects.raw(
        """
        SELECT e.*, (p.entry_id IS NULL) AS dropped
        FROM ledger_entry e
        LEFT JOIN ledger_link l ON l.entry_id = e.id
        LEFT JOIN ledger_pending p ON p.entry_id = e.id
        WHERE l.entry_id IS NULL
          AND (p.entry_id IS NULL OR e.at < alongside_now() - make_interval(secs => %s))
        ORDER BY e.id
        """,
        [PATIENCE_SECONDS],
    )
    faults: dict[UUID, Fault] = {}
    for entry in loose:
        reason = "the entry is in no chain" if vars(entry)["dropped"] else "the entry has waited too long for its link"
        faults.setdefault(entry.organisation_id, Fault(entry.organisation_id, entry.id, None, reason))
    return list(faults.values())
