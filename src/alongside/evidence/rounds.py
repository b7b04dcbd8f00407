"""Going round all stored files, a little every second, so that each is looked at again and again. Run by `send`.

A check goes piece by piece against the digests of its receipt (`queries.index_of`), and its place is kept: whoever is
stopped in the middle of a film goes on there. What is read per second is bounded, so that people never wait for it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from alongside.evidence.models import FileCheck, Keeping, StoredFile
from alongside.evidence.owners import owner_of
from alongside.evidence.queries import Altered, Erased, index_of, open_file, read_proved
from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.clock import now

LEASE_S = 60
MB = 1024 * 1024

log = logging.getLogger(__name__)

Tell = Callable[[StoredFile], None]
"""Tells the people who run the system that a file is damaged; in the transaction that writes it down."""


def check_some(tell: Tell) -> bool:
    """Checks as many bytes as one second may take (`ALONGSIDE_EVIDENCE_CHECK_MB_S`). Never more to do at once."""
    _bring_forward()
    left = settings.EVIDENCE_CHECK_MB_S * MB
    while left > 0:
        keeping = _claim()
        if keeping is None:
            break
        left -= _go_on(keeping, left, tell)
    return False


@transaction.atomic
def note_finding(file: StoredFile, why: str, how: str, tell: Tell = lambda file: None) -> None:
    """Writes down that a file is sound (`why` is empty) or what is wrong with it; the first time that it is wrong, tells
    those who run the system and the room that owns it.
    """
    keeping = Keeping.objects.select_for_update().get(file=file)
    moment = now()
    was_damaged = keeping.damaged_at is not None
    keeping.next_piece, keeping.leased_until = 1, None
    keeping.check_at = moment + timedelta(days=settings.EVIDENCE_CHECK_DAYS)
    if why:
        keeping.damaged_at, keeping.damage = keeping.damaged_at or moment, why
    else:
        keeping.checked_at, keeping.damaged_at, keeping.damage = moment, None, ""
    keeping.save()
    FileCheck.objects.create(
        organisation_id=file.organisation_id, file=file, at=moment, sound=not why, why=why, how=how
    )
    if bool(why) == was_damaged:
        return
    verb = "evidence.damaged" if why else "evidence.sound_again"
    record(verb, "evidence", file.pk, organisation_id=file.organisation_id, actor=SYSTEM, details={"why": why})
    if why:
        log.error("file %s is damaged: %s", file.pk, why)
        tell(file)
        if keeping.owner and keeping.subject_id:
            owner_of(keeping.owner).damaged(file, keeping.subject_id)


def _bring_forward() -> None:
    """Makes files due that somebody who looked at them found damaged, and that nobody was told of."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE evidence_keeping k SET check_at = alongside_now()
            FROM evidence_filecheck c
            WHERE c.file_id = k.file_id AND c.how = 'view' AND c.at > alongside_now() - interval '1 day'
              AND c.at > coalesce(k.checked_at, '-infinity') AND k.damaged_at IS NULL AND k.check_at > alongside_now()
            """
        )


def _claim() -> Keeping | None:
    """A file whose check is due or goes on, the longest due first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE evidence_keeping SET leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE file_id = (
                SELECT file_id FROM evidence_keeping k
                WHERE check_at <= alongside_now() AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING file_id
            """,
            [LEASE_S],
        )
        row = cursor.fetchone()
    return Keeping.objects.select_related("file").get(pk=row[0]) if row else None


def _go_on(keeping: Keeping, most: int, tell: Tell) -> int:
    """Checks at most so many bytes of a file, but always a piece; returns how many that were."""
    file = keeping.file
    try:
        if not file.pieces_sha256:
            for _ in open_file(file):
                pass
            note_finding(file, "", "schedule", tell)
            return file.size_bytes
        index = index_of(file)
        read, number = 0, keeping.next_piece
        while number <= len(index) and read < most:
            read += len(read_proved(file, number, index))
            number += 1
        if number <= len(index):
            Keeping.objects.filter(pk=keeping.pk).update(next_piece=number, leased_until=None)
        else:
            note_finding(file, "", "schedule", tell)
        return read
    except Erased:
        Keeping.objects.filter(pk=keeping.pk).update(check_at=None, leased_until=None)
        return 0
    except Altered as fault:
        note_finding(file, fault.why, "schedule", tell)
        return MB
