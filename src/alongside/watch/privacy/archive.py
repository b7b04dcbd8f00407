"""Making somebody's copy of their own data, in `send`, part after part, so that a long one holds up nobody.

1. A copy that waits is leased; where its sender dies, another begins it anew.
2. Each part becomes a CSV file and a list in `data.json`; the first rows stand in `your-data.html`, for reading.
3. When all are there, the copy is stored and its owner is told, in one transaction. It is erased after some days.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.clock import now
from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.people.models import Staff
from alongside.people.own_copy import Part, parts
from alongside.people.reached import quiet_ways
from alongside.watch.models import OwnArchive
from alongside.web.tables import csv_pieces

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=7)
MOST_TRIES = 3
READABLE_ROWS = 500
"""More rows of a part than this are in its CSV file and in `data.json` alone."""
Status = OwnArchive.Status

log = logging.getLogger(__name__)


def build_due() -> bool:
    """Makes one copy that waits; returns whether there may be more to do."""
    archive = _claim()
    if archive is None:
        return False
    try:
        _build(archive)
    except Exception:
        log.exception("The copy %s could not be made", archive.pk)
        _give_back(archive)
    return True


@transaction.atomic
def erase_due() -> int:
    """Erases copies that were kept long enough; returns how many."""
    due = OwnArchive.objects.filter(status=Status.READY, erase_at__lte=now())
    return due.update(status=Status.ERASED, content=None)


@transaction.atomic
def _claim() -> OwnArchive | None:
    free = Q(leased_until=None) | Q(leased_until__lt=now())
    waiting = OwnArchive.objects.select_for_update(skip_locked=True, of=("self",)).filter(free, status=Status.WAITING)
    archive = waiting.select_related("staff__organisation").order_by("asked_at").first()
    if archive is None:
        return None
    archive.leased_until, archive.tries, archive.parts_done = now() + LEASE, archive.tries + 1, 0
    archive.parts_total = len(parts())
    archive.save(update_fields=["leased_until", "tries", "parts_done", "parts_total"])
    return archive


def _build(archive: OwnArchive) -> None:
    staff, readable = archive.staff, []
    with TemporaryFile() as sink, TemporaryFile("w+", encoding="utf-8") as data:
        data.write("{")
        with ZipFile(sink, "w", ZIP_DEFLATED) as box:
            for number, part in enumerate(parts()):
                data.write("," if number else "")
                readable.append(_write(part, staff, box, data))
                _progress(archive, number + 1)
            data.write("}")
            data.seek(0)
            with box.open("data.json", "w") as out:
                while piece := data.read(1 << 20):
                    out.write(piece.encode())
            zone = ZoneInfo(staff.organisation.time_zone)
            shown = {"staff": staff, "parts": readable, "made_at": now().astimezone(zone)}
            box.writestr("your-data.html", render_to_string("watch/privacy/copy.html", shown))
        sink.seek(0)
        _store(archive, sink.read())


def _write(part: Part, staff: Staff, box: ZipFile, data: IO[str]) -> dict[str, Any]:
    """One part as CSV, as a list of objects in `data`, and its beginning for reading. Its rows are read once."""
    rows = iter(part.rows(staff))
    headings = [str(one) for one in next(rows)]
    first: list[Sequence[Any]] = []
    count = 0
    data.write(f"{json.dumps(part.code)}: [")

    def passed_on() -> Iterator[Sequence[Any]]:
        nonlocal count
        yield headings
        for row in rows:
            data.write((",\n" if count else "\n") + json.dumps(dict(zip(headings, row, strict=True)), default=_plain))
            count += 1
            if count <= READABLE_ROWS:
                first.append(row)
            yield row

    with box.open(f"{part.code}.csv", "w") as out:
        for piece in csv_pieces(passed_on()):
            out.write(piece)
    data.write("]")
    for name, content in part.files(staff) if part.files else ():
        box.writestr(name, content)
    said = [[_in_words(cell) for cell in row] for row in first]
    return {"title": part.title, "code": part.code, "headings": headings, "rows": said, "count": count}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _in_words(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell:%-d %B %Y %H:%M}"
    return "" if cell is None else str(cell)


def _progress(archive: OwnArchive, done: int) -> None:
    OwnArchive.objects.filter(pk=archive.pk).update(parts_done=done, leased_until=now() + LEASE)


@transaction.atomic
def _store(archive: OwnArchive, content: bytes) -> None:
    moment, staff = now(), archive.staff
    changed = OwnArchive.objects.filter(pk=archive.pk, status=Status.WAITING).update(
        status=Status.READY, content=content, ready_at=moment, erase_at=moment + KEPT, leased_until=None
    )
    if not changed:
        return
    record("privacy.copy_made", "staff", staff.pk, organisation_id=staff.organisation_id, actor=SYSTEM, details={})
    text = render_to_string("watch/messages/own_copy.txt", {"link": f"{settings.PUBLIC_URL}/my-safety/privacy"})
    key, about = f"own_copy:{archive.pk}", ("own_copy", archive.pk)
    queue([to_way(way, text, key=key, about=about) for way in quiet_ways(staff)])


def _give_back(archive: OwnArchive) -> None:
    """Tried again after its lease; not without end."""
    failed = archive.tries >= MOST_TRIES
    OwnArchive.objects.filter(pk=archive.pk, status=Status.WAITING).update(
        status=Status.FAILED if failed else Status.WAITING
    )
