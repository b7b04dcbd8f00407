"""What `send` does with files that wait for the malware scan, and what a person may do where there can be none."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from alongside.evidence.actions import note_damage_seen
from alongside.evidence.models import Keeping, StoredFile
from alongside.evidence.pieces import Unreadable, read_pieces
from alongside.evidence.scanning.clamd import Clamd, TooLarge, Unavailable
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now

LEASE = timedelta(minutes=15)
"""Longer than a scan of the largest file takes."""
AGAIN_AFTER = timedelta(minutes=1)

log = logging.getLogger(__name__)


def scan_due() -> bool:
    """Has one waiting file scanned. Returns whether there may be more to do at once."""
    if not settings.CLAMD_URL:
        return False
    keeping = _claim()
    if keeping is None:
        return False
    try:
        malware = Clamd(settings.CLAMD_URL).scan(piece.content for piece in read_pieces(keeping.file_id))
    except Unavailable as error:
        log.warning("file %s could not be scanned: %s", keeping.file_id, error)
        Keeping.objects.filter(pk=keeping.pk, scan=Keeping.Scan.WAITING).update(
            scan_found=str(error), scan_next_at=now() + AGAIN_AFTER
        )
        return False
    except Unreadable as fault:
        if keeping.damaged_at is None:
            note_damage_seen(keeping.file, f"it cannot be read: {fault}")
        Keeping.objects.filter(pk=keeping.pk, scan=Keeping.Scan.WAITING).update(
            scan_found="What is stored cannot be read.", scan_next_at=now() + LEASE
        )
        return True
    except TooLarge:
        _settle(keeping, Keeping.Scan.TOO_LARGE, "The scanner takes no files of this size.")
        return True
    _settle(keeping, Keeping.Scan.INFECTED if malware else Keeping.Scan.CLEAN, malware)
    return True


@transaction.atomic
def release(file: StoredFile, reason: str, by: Actor) -> None:
    """Lets a file be shown that is too large for the scanner: a person answers for it by name. Raises ValidationError.

    The database lets the web change the state of a scan in this way alone.
    """
    if not reason.strip():
        raise ValidationError({"release_reason": "Write why it can be shown without a scan."})
    keeping = Keeping.objects.select_for_update().get(file=file)
    if keeping.scan != Keeping.Scan.TOO_LARGE:
        raise ValidationError({"release_reason": "Only a file that is too large for the scanner can be released."})
    keeping.scan = Keeping.Scan.RELEASED
    keeping.save(update_fields=["scan"])
    _record(file, "evidence.scan_released", by, why=reason.strip()[:500])


def _claim() -> Keeping | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE evidence_keeping SET scan_next_at = alongside_now() + make_interval(secs => %s)
            WHERE file_id = (
                SELECT file_id FROM evidence_keeping
                WHERE scan = 'waiting' AND scan_next_at <= alongside_now()
                ORDER BY scan_next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING file_id
            """,
            [LEASE.total_seconds()],
        )
        row = cursor.fetchone()
    return Keeping.objects.select_related("file").get(pk=row[0]) if row else None


@transaction.atomic
def _settle(keeping: Keeping, scan: Keeping.Scan, found: str) -> None:
    changed = Keeping.objects.filter(pk=keeping.pk, scan=Keeping.Scan.WAITING).update(
        scan=scan, scan_found=found, scanned_at=now(), scan_next_at=None
    )
    if changed:
        _record(keeping.file, "evidence.scanned", SYSTEM, found=str(scan), malware=found)


def _record(file: StoredFile, verb: str, by: Actor, **details: Any) -> None:
    record(verb, "evidence", file.pk, organisation_id=file.organisation_id, actor=by, details=details)
