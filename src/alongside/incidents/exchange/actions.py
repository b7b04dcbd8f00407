"""Everything that a person does with an import, and what another system sets on an incident."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.evidence.arriving import ArrivedFile
from alongside.incidents.actions import note_change
from alongside.incidents.exchange.dates import Order
from alongside.incidents.exchange.fields import fields_of, is_known, propose
from alongside.incidents.exchange.importing import system_of
from alongside.incidents.exchange.incoming import HISTORY, TO_TRIAGE
from alongside.incidents.exchange.reading import Row, Unreadable, open_table
from alongside.incidents.exchange.staff_list import leaves_too_many
from alongside.incidents.exchange.work import forget_counts
from alongside.incidents.local_codes.actions import LONGEST_LOCAL, NewLocalCode, keep_local_codes
from alongside.incidents.models import ImportedRow, ImportPiece, ImportRun, Incident, SavedMapping
from alongside.incidents.models.exchange import PIECE_BYTES
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Staff

SAMPLES = 5
MB = 1024 * 1024
OPEN = (ImportRun.Status.ARRIVED, ImportRun.Status.CHECKED, ImportRun.Status.STOPPED, ImportRun.Status.FAILED)


@transaction.atomic
def receive_file(organisation: Organisation, what: str, upload: UploadedFile | None, *, by: Actor) -> ImportRun:
    """Takes a table in and proposes what its columns mean. Nothing is imported yet.

    Raises ValidationError, with a sentence, for a file that is missing, too large, or no table.
    """
    if upload is None:
        raise ValidationError({"file": "Choose a file. If you chose one, it did not arrive whole: send it again."})
    if not isinstance(upload, ArrivedFile):
        raise TypeError("only a file that was hashed while it arrived can be taken in (evidence.arriving)")
    if upload.too_large or (upload.size or 0) > settings.LARGEST_IMPORT:
        raise ValidationError(
            {"file": f"The file is too large. It can have {settings.LARGEST_IMPORT // MB} MB at the most."}
        )
    content: IO[bytes] = upload.file  # type: ignore[assignment]
    try:
        table = open_table(content, lambda heading: is_known(what, heading))
        samples = [row.cells for row in _first(table.rows)]
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    if not samples:
        raise ValidationError({"file": "There is no row below the headings. Choose another file."})
    run = ImportRun.objects.create(
        organisation=organisation,
        what=what,
        name=upload.name or "file",
        size_bytes=upload.size or 0,
        sha256=upload.sha256,
        shape=table.shape,
        headings=table.headings,
        samples=[[cell[:200] for cell in cells] for cells in samples],
        mapping={"columns": propose(what, table.headings), "order": Order.DAY_FIRST},
        made_at=now(),
        made_kind=by.kind,
        made_id=by.id,
        made_name=by.name,
    )
    content.seek(0)
    number = 0
    while piece := content.read(PIECE_BYTES):
        number += 1
        ImportPiece.objects.create(organisation=organisation, run=run, number=number, bytes=piece)
    details = {"what": what, "sha256": run.sha256, "size_bytes": run.size_bytes}
    record("import.received", "import", run.pk, organisation_id=organisation.pk, actor=by, details=details)
    return run


@transaction.atomic
def choose_columns(run: ImportRun, chosen: Mapping[str, Any], *, save_as: str = "", by: Actor) -> ImportRun:
    """Says what the columns mean, and has the file checked. `chosen`: `columns` (number as text to field), `order`,
    `arrive_as`, `whole_list`. With `save_as` the mapping is kept under that name for the organisation's next file.

    Raises ValidationError where a needed field has no column, or two columns claim a field that takes one.
    """
    run = _open(run, *OPEN)
    fields = fields_of(run.what)
    columns = {
        number: name
        for number, name in dict(chosen.get("columns", {})).items()
        if name in fields and number.isdigit() and int(number) < len(run.headings)
    }
    _check_columns(run, columns)
    order = Order.MONTH_FIRST if chosen.get("order") == Order.MONTH_FIRST else Order.DAY_FIRST
    arrive_as = TO_TRIAGE if chosen.get("arrive_as") == TO_TRIAGE else HISTORY
    run.mapping = {
        "columns": columns,
        "order": order,
        "arrive_as": arrive_as,
        "whole_list": bool(chosen.get("whole_list", True)),
    }
    if save_as.strip():
        SavedMapping.objects.update_or_create(
            organisation_id=run.organisation_id,
            what=run.what,
            name=save_as.strip()[:60],
            defaults={
                "columns": {run.headings[int(number)]: name for number, name in columns.items()},
                "order": order,
                "changed_at": now(),
            },
        )
    return _check(run, by)


@transaction.atomic
def remove_mapping(mapping: SavedMapping, *, by: Actor) -> None:
    """Forgets a saved mapping; files that it was used for stay as they are."""
    details = {"name": mapping.name, "what": mapping.what}
    record(
        "import.mapping_removed",
        "mapping",
        mapping.pk,
        organisation_id=mapping.organisation_id,
        actor=by,
        details=details,
    )
    mapping.delete()


@transaction.atomic
def match_words(run: ImportRun, matched: Mapping[tuple[str, str], str], *, by: Actor) -> ImportRun:
    """Says which code each word of the file means, for this organisation from now on, and checks the file again.

    `matched`: (list, word) to a code; `-` leaves the word out. Words without an answer stay unmatched.
    """
    run = _open(run, *OPEN)
    said = [
        NewLocalCode(system_of(run), list_name, code, word)
        for (list_name, word), code in matched.items()
        if code and len(word) <= LONGEST_LOCAL and word in run.unmatched.get(list_name, {})
    ]
    try:
        keep_local_codes(run.organisation, said, by=by)
    except ValidationError as error:
        raise ValidationError({"word": "Choose from the list."}) from error
    return _check(run, by)


@transaction.atomic
def start_import(run: ImportRun, *, leavers_agreed: int = 0, by: Actor) -> ImportRun:
    """Begins the import of a checked file; it goes on in the background.

    Raises ValidationError where the file is not checked, or where more than half of the staff would become inactive
    and `leavers_agreed` is not their number.
    """
    run = _open(run, ImportRun.Status.CHECKED, ImportRun.Status.STOPPED, ImportRun.Status.FAILED)
    if run.rows_total is None:
        raise ValidationError("This file was not checked to its end. Check it first.")
    if run.what == ImportRun.What.STAFF:
        active = Staff.objects.active().filter(organisation=run.organisation_id).count()
        if leaves_too_many(run.rows_left, active) and leavers_agreed != run.rows_left:
            raise ValidationError(
                {"leavers_agreed": f"Tick that you know that {run.rows_left} of {active} people become inactive."}
            )
        run.mapping["leavers_agreed"] = leavers_agreed
    run.status = ImportRun.Status.IMPORTING
    _begin(run)
    record(
        "import.started", "import", run.pk, organisation_id=run.organisation_id, actor=by, details={"what": run.what}
    )
    return run


@transaction.atomic
def stop_import(run: ImportRun, *, by: Actor) -> None:
    """Asks for a run to be stopped after its present batch. What was imported stays."""
    if ImportRun.objects.filter(pk=run.pk, status__in=["checking", "importing"]).update(stop_asked=True):
        record("import.stop_asked", "import", run.pk, organisation_id=run.organisation_id, actor=by)


@transaction.atomic
def discard(run: ImportRun, *, by: Actor) -> None:
    """Erases a file at once. What was imported stays, and so does the line that says so."""
    run = _open(run, *OPEN, ImportRun.Status.DONE)
    ImportPiece.objects.filter(run=run).delete()
    ImportedRow.objects.filter(run=run).delete()
    run.samples, run.preview, run.unmatched, run.erased_at = [], [], {}, now()
    run.save()
    record("import.erased", "import", run.pk, organisation_id=run.organisation_id, actor=by)


@transaction.atomic
def set_lfpse_reference(incident: Incident, reference: str, *, by: Actor) -> Incident:
    """Sets the number of the patient-safety event; an empty one takes it away. The same again changes nothing."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    before, after = incident.lfpse_reference, reference.strip()
    if before != after:
        incident.lfpse_reference, incident.changed_at = after, now()
        incident.save(update_fields=["lfpse_reference", "changed_at"])
        note_change(incident, "lfpse", by=by, before={"lfpse": before}, after={"lfpse": after})
    return incident


def apply_saved(run: ImportRun, saved: SavedMapping) -> dict[str, str]:
    """The columns of this file as a saved mapping has them: number as text to field."""
    return {
        str(number): saved.columns[heading] for number, heading in enumerate(run.headings) if heading in saved.columns
    }


def _first(rows: Any) -> Sequence[Row]:
    found = []
    for row in rows:
        found.append(row)
        if len(found) == SAMPLES:
            break
    return found


def _open(run: ImportRun, *statuses: str) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.erased_at is not None:
        raise ValidationError("This file was erased. Send it again.")
    if run.status not in statuses:
        raise ValidationError("This file is being worked on, or is imported already. Look at where it stands now.")
    return run


def _check_columns(run: ImportRun, columns: Mapping[str, str]) -> None:
    fields = fields_of(run.what)
    wrong: dict[str, str] = {}
    for number, name in columns.items():
        if not fields[name].many and list(columns.values()).count(name) > 1:
            wrong[f"column-{number}"] = f"Only one column can be “{fields[name].label}”. Choose another for this one."
    missing = [one.label for one in fields.values() if one.required and one.name not in columns.values()]
    if missing:
        free = next((str(at) for at in range(len(run.headings)) if str(at) not in columns), "0")
        wrong.setdefault(f"column-{free}", f"Choose a column for: {'; '.join(missing)}.")
    if wrong:
        raise ValidationError(wrong)


def _check(run: ImportRun, by: Actor) -> ImportRun:
    run.status = ImportRun.Status.CHECKING
    run.rows_total = None
    _begin(run)
    return run


def _begin(run: ImportRun) -> None:
    """A run begins at its first row: what was imported before is known by its number, and not added again."""
    forget_counts(run)
    ImportedRow.objects.filter(run=run).delete()
    run.error, run.stop_asked, run.ended_at = "", False, None
    run.leased_by = run.leased_until = None
    run.phase_at = now()
    run.save()
