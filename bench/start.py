"""From `alongside up --demo`, which `make run` starts, to the line that says that all is ready."""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from alongside.config.data_dir import DataDir
from alongside.config.embedded import EmbeddedPostgres
from bench.installation import Installation, scratch_directory
from bench.result import Beside, Failed, Result, middle

NAMES = ("start_cold", "start_warm")
ROUNDS = 2


def run(names: Sequence[str]) -> Iterator[Result]:
    """Cold is a start on an empty directory, warm the next one on the same; beside PostgreSQL's own part of it."""
    up: dict[str, list[float]] = {name: [] for name in NAMES}
    bare: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(ROUNDS):
        for measure, seconds in ((_start_alongside, up), (_start_postgresql, bare)):
            with measure() as start:
                for name in NAMES:
                    seconds[name].append(start())
    for name in names:
        yield Result(
            name,
            middle(up[name]),
            "s",
            Beside("PostgreSQL alone on the same directory, until it answers", middle(bare[name])),
            {"rounds": [round(one, 2) for one in up[name]]},
        )


@contextmanager
def _start_alongside() -> Iterator[Callable[[], float]]:
    with scratch_directory() as directory:
        installation = Installation(directory / "data", "--demo")

        def start() -> float:
            try:
                return installation.start().started_in_s
            finally:
                installation.stop()

        yield start


@contextmanager
def _start_postgresql() -> Iterator[Callable[[], float]]:
    with scratch_directory() as directory:
        data_dir = DataDir(directory / "data")
        data_dir.lock()

        def start() -> float:
            server = EmbeddedPostgres(data_dir)
            began = time.perf_counter()
            server.prepare()
            process = subprocess.Popen(server.command(), stderr=subprocess.DEVNULL, start_new_session=True)
            while not server.answers():
                if process.poll() is not None:
                    raise Failed("PostgreSQL did not start")
                time.sleep(0.01)
            seconds = time.perf_counter() - began
            process.send_signal(server.stop_signal)
            process.wait()
            return seconds

        yield start
        data_dir.unlock()
