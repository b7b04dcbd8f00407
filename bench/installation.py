"""A running installation to measure: the real `alongside up`, in a directory that is removed afterwards."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

from alongside.config.embedded import client_programs
from alongside.config.leash import leashed
from bench.result import Failed

ROOT = Path(__file__).parents[1]
STARTS_WITHIN_S = 180.0
STOPS_WITHIN_S = 60.0


class Installation:
    """`alongside up` on a data directory. `web` and `devices` are addresses, `started_in_s` how long it took."""

    def __init__(self, data_dir: Path, *options: str, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self._options = options
        self._settings = dict(settings or {})
        self.web = self.devices = ""
        self.started_in_s = 0.0

    def start(self) -> "Installation":
        """Starts it on free ports; returns when it says that all is ready. Raises Failed where it does not."""
        command = [sys.executable, "-m", "alongside", "up", "--port", "0", "--json"]
        command += ["--data-dir", str(self.data_dir), *self._options]
        began = time.perf_counter()
        with (self.data_dir.parent / "log").open("ab") as log:
            self._process = psutil.Popen(
                leashed(command, signal.SIGTERM),
                env=plain_environment() | self._settings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        ready, _, _ = select.select([self._process.stdout], [], [], STARTS_WITHIN_S)
        line = self._process.stdout.readline() if ready else b""
        self.started_in_s = time.perf_counter() - began
        if not line:
            self.stop()
            raise Failed(f"alongside up did not become ready: {self.last_words()}")
        said = json.loads(line)
        self.web, self.devices = said["web"], said["devices"]["http"]
        return self

    def stop(self) -> None:
        """Stops it; what does not stop is killed."""
        if self._process.poll() is None:
            family = self._process.children(recursive=True)
            self._process.terminate()
            try:
                self._process.wait(STOPS_WITHIN_S)
            except psutil.TimeoutExpired:
                for process in (self._process, *family):
                    if process.is_running():
                        process.kill()
        self._process.stdout.close()

    def run(self, *arguments: str) -> Any:
        """Runs a module of this package as the owner of the database; returns the JSON that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Failed(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def environment(self) -> dict[str, str]:
        """The environment in which commands find this installation."""
        return plain_environment() | {"ALONGSIDE_DATA_DIR": str(self.data_dir)}

    def url(self, role: str) -> str:
        """libpq address for `owner`, `app` or `service`, or for the superuser `postgres`."""
        published = json.loads((self.data_dir / "environment.json").read_text())
        user = role if role == "postgres" else f"alongside_{role}"
        return str(published["ALONGSIDE_DATABASE_URL_OWNER"]).replace("user=alongside_owner", f"user={user}")

    def ask(self, query: str, *parameters: Any) -> Any:
        """The first value of a query's first row, as the superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def assert_durable(self) -> None:
        """Raises Failed where the server would answer before it has written."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            if self.ask(f"SHOW {setting}") != "on":
                raise Failed(f"{setting} is off: figures of a database that forgets are worth nothing")

    def last_words(self) -> str:
        """The end of its log."""
        return (self.data_dir.parent / "log").read_text(errors="replace")[-2000:]


@contextmanager
def installed(*options: str, **settings: str) -> Iterator[Installation]:
    """A fresh installation that runs within the block, with these settings (`ALONGSIDE_…`); nothing of it is left afterwards."""
    with scratch_directory() as directory:
        installation = Installation(directory / "data", *options, settings=settings).start()
        try:
            installation.assert_durable()
            yield installation
        finally:
            installation.stop()


@contextmanager
def scratch_directory() -> Iterator[Path]:
    """A temporary directory that the database's own user can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="alongside-bench-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def plain_environment() -> dict[str, str]:
    """This process's environment, without what would lead to another installation."""
    plain = {
        name: text for name, text in os.environ.items() if not name.startswith(("ALONGSIDE_", "DATABASE_URL", "PG"))
    }
    return plain | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def program(name: str) -> str:
    """A client program of the embedded PostgreSQL."""
    return str(client_programs() / name)
