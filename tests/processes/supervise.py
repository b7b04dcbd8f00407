"""A supervisor of stand-ins: runs itself, `python supervise.py stand-in NAME DIRECTORY`, as each of its children.

Says one line of JSON when all are ready; stops them on SIGTERM, and hurries on a second one.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from alongside.config.leash import die_with_parent
from alongside.config.logs import LogWriter
from alongside.config.ready import tell_ready
from alongside.config.supervisor import Child, NotReady, Supervisor


def stand_in(name: str, directory: Path) -> None:
    """Writes its pid to a file of its name, is ready, and works until SIGTERM; `deaf` ignores that, `broken` fails."""
    die_with_parent(int(os.environ["ALONGSIDE_SUPERVISOR"]))
    if name == "broken":
        sys.exit("something is missing")
    if name == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: _stop(name, directory))
    print(f"{name} is at work", flush=True)
    (directory / f"{name}.new").write_text(str(os.getpid()))
    (directory / f"{name}.new").rename(directory / f"{name}.pid")
    tell_ready()
    while True:
        signal.pause()


def _stop(name: str, directory: Path) -> None:
    with (directory / "stopped").open("a") as stopped:
        stopped.write(f"{name}\n")
    sys.exit(0)


async def supervise(names: list[str], directory: Path) -> None:
    supervisor = Supervisor(LogWriter())
    told_to_stop = asyncio.Event()

    def stop() -> None:
        if told_to_stop.is_set():
            supervisor.hurry()
        told_to_stop.set()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    for name in names:
        command = [sys.executable, __file__, "stand-in", name, str(directory)]
        supervisor.add(Child(name, lambda command=command: command, dict(os.environ), stops_within=600))
    try:
        await supervisor.until_ready(60)
        print(json.dumps({"ready": True}), flush=True)
        await told_to_stop.wait()
    except NotReady as error:
        sys.exit(str(error))
    finally:
        await supervisor.stop()


if sys.argv[1] == "stand-in":
    stand_in(sys.argv[2], Path(sys.argv[3]))
else:
    asyncio.run(supervise(sys.argv[2:], Path(sys.argv[1])))
