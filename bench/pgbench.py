"""What the same PostgreSQL does at the best: a bare single-row INSERT, committed, sent by pgbench."""

import re
import subprocess
from pathlib import Path

from bench.installation import Installation, program
from bench.result import Failed

TABLE = """
CREATE TABLE bench_insert (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker int NOT NULL, received_at timestamptz NOT NULL, lat float8 NOT NULL, lon float8 NOT NULL)
"""
INSERT = """\\set worker random(1, 1000)
INSERT INTO bench_insert (worker, received_at, lat, lon) VALUES (:worker, now(), 53.3889, -2.5954);
"""
THREADS = 2


def prepare(installation: Installation) -> Path:
    """Makes the table and writes the script; returns the script."""
    installation.ask(TABLE)
    script = installation.data_dir.parent / "insert.sql"
    script.write_text(INSERT)
    return script


def inserts_per_second(installation: Installation, script: Path, clients: int, seconds: int) -> float:
    """Commits per second with so many clients. Raises Failed where rows are missing."""
    before = installation.ask("SELECT count(*) FROM bench_insert")
    command = [program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--time={seconds}"]
    command += [f"--jobs={min(THREADS, clients)}", f"--file={script}", installation.url("postgres")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rate = re.search(r"tps = ([\d.]+) \(without", done.stdout)
    count = re.search(r"transactions actually processed: (\d+)", done.stdout)
    if done.returncode != 0 or not rate or not count:
        raise Failed(f"pgbench: {done.stderr[-1000:]}")
    if installation.ask("SELECT count(*) FROM bench_insert") - before != int(count.group(1)):
        raise Failed("pgbench counted commits that are not in the table")
    return float(rate.group(1))
