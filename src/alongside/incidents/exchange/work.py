"""What `alongside send` does with imports: checks and writes them, a batch at a time (docs/decisions/0014).

A batch, its place in the file and what became of its rows are one transaction, which first looks whether the run is
still this process's. So a process that dies loses its last batch and nothing else, and two processes never write the
same batch.
"""

import contextlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from alongside.incidents.exchange.bulk import insert, new_row
from alongside.incidents.exchange.dates import Order
from alongside.incidents.exchange.fields import is_known
from alongside.incidents.exchange.importing import Importer, Outcome, Refused, chosen_words, system_of
from alongside.incidents.exchange.incoming import IncidentImporter
from alongside.incidents.exchange.reading import Row, Unreadable, open_table
from alongside.incidents.exchange.site_list import SiteImporter
from alongside.incidents.exchange.staff_list import StaffImporter
from alongside.incidents.exchange.understanding import Plan, Reader
from alongside.incidents.models import ImportedRow, ImportPiece, ImportRun
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id

BATCH = 1000
LEASE_S = 30
ATTEMPTS = 3
MOST_TOLD = 20_000
"""Rows that are kept with their cells and reasons; of more, the first ones."""
TAKEN = ("added", "same", "joins")
MOST_TAKEN = 200_000
"""The same for rows about which nothing is to be done: of them no more than what names them is kept."""
MOST_UNMATCHED = 300
PREVIEWED = 8
KEPT_DAYS = 14
"""So long is a file kept after its import, with the rows that were wrong."""
IMPORTERS: dict[str, Any] = {"incidents": IncidentImporter, "staff": StaffImporter, "sites": SiteImporter}
FAULT = "Something went wrong at row {line}. Nothing of that row and of what follows was imported. Try again, or send this file to those who run the system."

log = logging.getLogger(__name__)


class Lost(Exception):
    """The run is no longer this process's to work on."""


class Imports:
    """Works off the imports of all organisations; any number of processes may do so at once."""

    def __init__(self) -> None:
        self._id = new_id()
        self._job: Job | None = None
        self._failures = 0

    def turn(self) -> bool:
        """One step: takes up a run, or does a batch of the one at hand. Returns whether there is more to do at once."""
        try:
            return self._step()
        except Lost:
            self._drop()
            return True
        except (OperationalError, InterfaceError):
            self._drop()
            raise
        except Exception:
            log.exception("an import failed")
            self._failures += 1
            if self._job is not None and self._failures >= ATTEMPTS:
                self._job.fail(FAULT.format(line=self._job.line + 1))
                self._failures = 0
            self._drop()
            return False

    def _step(self) -> bool:
        if self._job is None:
            run = claim(self._id)
            if run is None:
                return False
            self._job = Job(run, self._id)
            self._job.open()
            return True
        if self._job.do_batch():
            return True
        self._drop()
        self._failures = 0
        return True

    def _drop(self) -> None:
        if self._job is not None:
            self._job.close()
        self._job = None


def claim(worker: Any) -> ImportRun | None:
    """The oldest run that waits, or whose process has died; it is then `worker`'s for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE incidents_importrun
            SET leased_by = %s, leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id = (
                SELECT id FROM incidents_importrun
                WHERE status IN ('checking', 'importing')
                  AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [worker, LEASE_S],
        )
        row = cursor.fetchone()
    return ImportRun.objects.select_related("organisation").get(pk=row[0]) if row else None


class Job:
    """One run in the hands of one process."""

    def __init__(self, run: ImportRun, worker: Any) -> None:
        self.line = 0
        self._run, self._worker = run, worker
        self._write = run.status == ImportRun.Status.IMPORTING
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 (closed with the job)

    def open(self) -> None:
        """Fetches the file, reads its headings, and goes to the row where work is to begin."""
        run = self._run
        mapping = run.mapping
        try:
            for piece in (
                ImportPiece.objects.filter(run=run).order_by("number").values_list("bytes", flat=True).iterator(1)
            ):
                self._file.write(piece)
            table = open_table(self._file, lambda heading: is_known(run.what, heading))
            plan = Plan(
                run.what,
                mapping.get("columns", {}),
                Order(mapping.get("order", "dmy")),
                ZoneInfo(run.organisation.time_zone),
            )
            self._reader = Reader(plan, table.headings, chosen_words(run.organisation, system_of(run)))
            self._importer: Importer = IMPORTERS[run.what](run, run.organisation, self._reader)
            self._rows: Iterator[Row] = table.rows
            if self._write and self._importer.resumes and run.rows_done:
                self._skip(run.rows_done)
            else:
                self._begin_anew()
        except Unreadable as error:
            self.fail(str(error))
            raise Lost from error

    def _begin_anew(self) -> None:
        with transaction.atomic():
            run = self._mine()
            forget_counts(run)
            run.save()
            ImportedRow.objects.filter(run=run).delete()

    def _skip(self, count: int) -> None:
        while count > 0:
            rows = list(islice(self._rows, min(count, 5000)))
            if not rows:
                return
            count -= len(rows)
            self._importer.remember([self._reader.read(row) for row in rows])  # type: ignore[attr-defined]
            with transaction.atomic():
                self._keep(self._mine())

    def do_batch(self) -> bool:
        """Takes the next rows; returns whether there are more to come. Raises Lost."""
        try:
            rows = list(islice(self._rows, BATCH))
        except Unreadable as error:
            self.fail(str(error))
            return False
        understood = [self._reader.read(row) for row in rows]
        with transaction.atomic():
            run = self._mine()
            if run.stop_asked:
                self._end(run, ImportRun.Status.STOPPED)
                return False
            self._note(run, understood)
            outcome = self._importer.take(understood, write=self._write)
            self._count(run, outcome, {row.line: row.cells for row in rows})
            run.rows_done += len(rows)
            if len(rows) == BATCH:
                self._keep(run)
            else:
                try:
                    with transaction.atomic():
                        last = self._importer.finish(write=self._write)
                except Refused as error:
                    run.error = str(error)
                    self._end(run, ImportRun.Status.CHECKED)
                    return False
                self._count(run, last, {})
                run.rows_total = run.rows_done
                self._end(run, ImportRun.Status.DONE if self._write else ImportRun.Status.CHECKED)
        self.line = rows[-1].line if rows else self.line
        return len(rows) == BATCH

    def fail(self, sentence: str) -> None:
        """Ends the run with a sentence; what was imported stays."""
        with contextlib.suppress(Lost, DatabaseError), transaction.atomic():
            run = self._mine()
            run.error = sentence
            self._end(run, ImportRun.Status.FAILED)

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _mine(self) -> ImportRun:
        status = ImportRun.Status.IMPORTING if self._write else ImportRun.Status.CHECKING
        found = (
            ImportRun.objects.select_for_update().filter(pk=self._run.pk, leased_by=self._worker, status=status).first()
        )
        if found is None:
            raise Lost
        return found

    def _keep(self, run: ImportRun) -> None:
        run.save()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE incidents_importrun SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id = %s",
                [LEASE_S, run.pk],
            )

    def _end(self, run: ImportRun, status: str) -> None:
        run.status, run.leased_by, run.leased_until = status, None, None
        run.stop_asked = False
        run.ended_at = now()
        run.save()
        if self._write:
            record(
                f"import.{status}",
                "import",
                run.pk,
                organisation_id=run.organisation_id,
                actor=Actor(run.made_kind, run.made_id, run.made_name),
                details={"what": run.what, "added": run.rows_added, "wrong": run.rows_wrong, "left": run.rows_left},
            )

    def _note(self, run: ImportRun, understood: list[Any]) -> None:
        for row in understood:
            for note in row.notes:
                run.notes[note] = run.notes.get(note, 0) + 1
            if not self._write:
                for list_name, word in row.unmatched:
                    counted = run.unmatched.setdefault(list_name, {})
                    if word in counted or len(counted) < MOST_UNMATCHED:
                        counted[word] = counted.get(word, 0) + 1
        if not self._write and len(run.preview) < PREVIEWED:
            run.preview += [
                {
                    "line": row.line,
                    "shown": self._importer.show(row),
                    "problems": [one.as_json() for one in row.problems],
                }
                for row in understood[: PREVIEWED - len(run.preview)]
            ]

    def _count(self, run: ImportRun, outcome: Outcome, cells: dict[int, list[str]]) -> None:
        room = {True: MOST_TOLD, False: MOST_TAKEN}
        room[True] -= run.rows_wrong + run.rows_changed + run.rows_left
        room[False] -= run.rows_added + run.rows_same
        kept = []
        for told in outcome.told:
            asks = told.kind not in TAKEN
            if room[asks] > 0:
                room[asks] -= 1
                kept.append(told)
        run.rows_added += outcome.added
        run.rows_changed += outcome.changed
        run.rows_same += outcome.same
        run.rows_left += outcome.left
        run.rows_wrong += sum(told.kind == "wrong" for told in outcome.told)
        insert(
            ImportedRow,
            [
                new_row(
                    ImportedRow,
                    organisation_id=run.organisation_id,
                    run_id=run.pk,
                    line=told.line,
                    kind=told.kind,
                    problems=[one.as_json() for one in told.problems],
                    cells=[] if told.kind in TAKEN else list(told.cells or cells.get(told.line, [])),
                )
                for told in kept
            ],
        )


def forget_counts(run: ImportRun) -> None:
    """Sets everything that is counted back to nothing."""
    run.rows_done = run.rows_wrong = run.rows_added = run.rows_changed = run.rows_same = run.rows_left = 0
    run.notes, run.unmatched, run.preview = {}, {}, []


def erase_old(days: int = KEPT_DAYS) -> int:
    """Erases files and rows of imports that ended, or were left lying, `days` ago. Returns how many imports."""
    limit = now() - timedelta(days=days)
    old = ImportRun.objects.filter(erased_at=None, made_at__lt=limit).exclude(status__in=["checking", "importing"])
    keys = list(old.exclude(ended_at__gt=limit).values_list("pk", flat=True)[:50])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM incidents_importpiece WHERE run_id = ANY (%s)", [keys])
        ImportedRow.objects.filter(run__in=keys).delete()
        ImportRun.objects.filter(pk__in=keys).update(samples=[], preview=[], unmatched={}, erased_at=now())
    return len(keys)
