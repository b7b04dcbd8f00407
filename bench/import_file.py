"""Puts a file in as the page does, by the product's own actions.

`python -m bench.import_file FILE` prints `{"run": ID}`; `… start ID` begins the import; `… counts ID` says what became of it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from alongside.config.commands.django_ready import start_django


def send_in(file: Path) -> dict[str, Any]:
    """Takes the file in, with its columns as they are proposed, and has it checked."""
    from alongside.evidence.arriving import arrive
    from alongside.incidents.exchange.actions import choose_columns, receive_file
    from alongside.ledger.actions import SYSTEM
    from alongside.people.models import Organisation

    provider, _ = Organisation.objects.get_or_create(
        code="ZZB02", defaults={"name": "Benchmark provider", "kind": "provider"}
    )
    with file.open("rb") as content:
        arrived = arrive(file.name, iter(lambda: content.read(2**16), b""), path="/incidents/import")
    run = receive_file(provider, "incidents", arrived, by=SYSTEM)
    choose_columns(run, run.mapping, by=SYSTEM)
    return {"run": str(run.pk)}


def start(run_id: str) -> dict[str, Any]:
    """Begins the import of a checked file."""
    from alongside.incidents.exchange.actions import start_import
    from alongside.incidents.models import ImportRun
    from alongside.ledger.actions import SYSTEM

    start_import(ImportRun.objects.get(pk=run_id), by=SYSTEM)
    return {}


def counts(run_id: str) -> dict[str, Any]:
    """Rows by what became of them; `reasons` counts those whose line and reason can be looked up."""
    from alongside.incidents.models import ImportedRow, ImportRun

    run = ImportRun.objects.get(pk=run_id)
    told = ImportedRow.objects.filter(run=run, kind="wrong").exclude(problems=[])
    return {"added": run.rows_added, "same": run.rows_same, "wrong": run.rows_wrong, "reasons": told.count()}


if __name__ == "__main__":
    start_django("owner")
    if sys.argv[1] in ("start", "counts"):
        print(json.dumps({"start": start, "counts": counts}[sys.argv[1]](sys.argv[2])))
    else:
        print(json.dumps(send_in(Path(sys.argv[1]))))
