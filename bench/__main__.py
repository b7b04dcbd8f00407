"""Runs the benchmarks and prints a line of JSON for each figure."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir

from bench import (
    active,
    alarm_to_console,
    cases,
    check_ins,
    due,
    engine,
    evidence,
    first_use,
    import_incidents,
    incidents,
    ledger,
    start,
)
from bench.machine import describe
from bench.result import Failed, Result

BENCHMARKS = (
    start,
    check_ins,
    first_use,
    alarm_to_console,
    due,
    active,
    ledger,
    engine,
    incidents,
    import_incidents,
    cases,
    evidence,
)


def main() -> int:
    """The exit code: 1 where a benchmark failed."""
    known = [name for benchmark in BENCHMARKS for name in benchmark.NAMES]
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast Alongside is on this machine.")
    parser.add_argument("--only", default="", metavar="NAME", help=f"those whose name begins so: {', '.join(known)}")
    only = parser.parse_args().only
    if not any(name.startswith(only) for name in known):
        parser.error(f"no benchmark is called {only}; there are {', '.join(known)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that everything is stopped
    machine = describe(Path(gettempdir()).resolve())
    failed = False
    for benchmark in BENCHMARKS:
        names = [name for name in benchmark.NAMES if name.startswith(only)]
        failed |= names != [] and not _run(benchmark.run, names, machine)
    return 1 if failed else 0


def _run(run: Callable[[Sequence[str]], Iterator[Result]], names: Sequence[str], machine: dict[str, object]) -> bool:
    try:
        for result in run(names):
            print(result.line(machine), flush=True)
    except Failed as failure:
        print(f"{', '.join(names)}: {failure}", file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
