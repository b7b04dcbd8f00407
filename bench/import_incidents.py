"""100,000 incidents from a CSV file, one in a hundred wrong: checked, imported, and imported once more."""

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from bench.installation import Installation, installed, program
from bench.result import Beside, Failed, Result

NAMES = ("import_incidents", "import_incidents_memory")
ROWS = 100_000
WRONG_EACH = 100
WITHIN_S = 600.0
HEADINGS = (
    "Datix ID,Incident date,Incident time,Description,Sub category,Site,Location,Type of person,Severity,Perpetrator"
)
WORDS = (
    "He shouted at the desk, would not leave and threw a chair when he was asked to wait outside. Security came. " * 3
)
KINDS = ("Verbal abuse", "Physical assault", "Theft", "Racial abuse", "Threatening behaviour")
PLAIN_TABLE = "CREATE UNLOGGED TABLE bench_import ({columns})"


def run(names: Sequence[str]) -> Iterator[Result]:
    """The file is put in as the page puts it in; the product's own `send` process does the rest."""
    with installed() as installation:
        directory = installation.data_dir.parent
        file = directory / "incidents.csv"
        _write(file)
        plain = _copy(installation, file)
        senders = _senders()
        with _Peak(senders) as peak:
            first = _import(installation, file)
            second = _import(installation, file)
    wrong = ROWS // WRONG_EACH
    if (first["added"], first["wrong"], first["reasons"]) != (ROWS - wrong, wrong, wrong):
        raise Failed(f"the import did otherwise than the file says: {first}")
    if second["added"] != 0 or second["same"] != ROWS - wrong:
        raise Failed(f"the second import added something: {second}")
    told = {
        "rows": ROWS,
        "wrong": first["wrong"],
        "check_s": round(first["check_s"], 1),
        "import_s": round(first["import_s"], 1),
        "second_import_s": round(second["import_s"], 1),
        "second_added": second["added"],
        "file_mb": round(file_size, 1) if (file_size := first["mb"]) else 0,
    }
    beside = Beside("psql \\copy of the same file into an unindexed text table", plain)
    if "import_incidents" in names:
        yield Result("import_incidents", first["import_s"], "s", beside, told)
    if "import_incidents_memory" in names:
        before = Beside("the same process before the file came", peak.before_mb)
        yield Result("import_incidents_memory", peak.most_mb, "MB", before, {"process": "alongside send"})


def _write(file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADINGS + "\n")
        for number in range(ROWS):
            day = (
                "31/02/2026"
                if number % WRONG_EACH == 0
                else f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2015 + number % 11}"
            )
            kind = KINDS[number % len(KINDS)]
            out.write(
                f'W{number},{day},{number % 24:02}:{number % 60:02},"{number}: {WORDS}",{kind},,Ward {number % 40},Staff,Low,Patient\n'
            )


def _copy(installation: Installation, file: Path) -> float:
    columns = ", ".join(f"c{number} text" for number in range(HEADINGS.count(",") + 1))
    installation.ask(PLAIN_TABLE.format(columns=columns))
    began = time.perf_counter()
    subprocess.run(
        [
            program("psql"),
            installation.url("postgres"),
            "-qc",
            f"\\copy bench_import FROM '{file}' WITH (FORMAT csv, HEADER)",
        ],
        check=True,
    )
    return time.perf_counter() - began


def _import(installation: Installation, file: Path) -> dict[str, Any]:
    run_id = installation.run("bench.import_file", str(file))["run"]
    check_s = _until(installation, run_id, "checked")
    installation.run("bench.import_file", "start", run_id)
    import_s = _until(installation, run_id, "done")
    counts = installation.run("bench.import_file", "counts", run_id)
    return counts | {"check_s": check_s, "import_s": import_s, "mb": file.stat().st_size / 2**20}


def _until(installation: Installation, run_id: str, status: str) -> float:
    """Waits for a status; returns the seconds between the beginning of the phase and its end, by the database."""
    began = time.monotonic()
    while (now := installation.ask("SELECT status FROM incidents_importrun WHERE id = %s", run_id)) != status:
        if now in ("failed", "stopped") or time.monotonic() - began > WITHIN_S:
            raise Failed(f"the import is {now} instead of {status}")
        time.sleep(0.1)
    query = "SELECT extract(epoch FROM ended_at - phase_at)::float FROM incidents_importrun WHERE id = %s"
    return float(installation.ask(query, run_id))


def _senders() -> list[psutil.Process]:
    found = [child for child in psutil.Process().children(recursive=True) if child.cmdline()[-1:] == ["send"]]
    if not found:
        raise Failed("no send process was found")
    return found


class _Peak:
    """The most memory that any of some processes held while the block ran, in MB (resident set)."""

    def __init__(self, processes: list[psutil.Process]) -> None:
        self._processes = processes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.before_mb = self._now()
        self.most_mb = self.before_mb

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self.most_mb = max(self.most_mb, self._now())

    def _now(self) -> float:
        return max(process.memory_info().rss for process in self._processes) / 2**20
