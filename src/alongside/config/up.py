"""``alongside up``: everything on one machine.

What happens, in order:

1. the lock of the data directory and the ports are taken, or the start is refused with one sentence;
2. PostgreSQL starts (unless the environment names a server), and the schema is migrated;
3. with ``--demo``, the made-up world is loaded where it is absent;
4. gateway, and two (or as many as are set) each of web, watch and send start; when all are ready, the place to go is printed;
5. whatever dies is started again, until Ctrl-C or SIGTERM stops all in the opposite order.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.config import embedded
from alongside.config.data_dir import DataDir, Refused
from alongside.config.embedded import EmbeddedPostgres
from alongside.config.embedded_place import plain_environment
from alongside.config.environment import read
from alongside.config.logs import LogWriter
from alongside.config.ports import choose_addresses
from alongside.config.probes import answers_ready
from alongside.config.supervisor import Child, NotReady, Supervisor

DATABASE_SETTINGS = ("DATABASE_URL", "ALONGSIDE_DATABASE_URL_OWNER", "ALONGSIDE_DATABASE_URL_SERVICE")
DATABASE_READY_WITHIN = 3600.0  # seconds; recovery after a crash takes as long as it takes
READY_WITHIN = 120.0

# Of these as many as a setting says, and by default more than one, so that the work goes on while one is started again.
SHARING = ("web", "watch", "send")
MOST_PROCESSES = 64


@dataclass(frozen=True)
class Options:
    port: int | None  # None: the setting; 0: free ports for everything
    data_dir: Path
    demo: bool
    as_json: bool


def up(options: Options) -> None:
    """Run Alongside until told to stop. Raises :class:`Refused` where it cannot start; then nothing is left running."""
    data_dir = DataDir(options.data_dir)
    data_dir.lock()
    log = LogWriter()
    try:
        asyncio.run(_Installation(options, data_dir, Supervisor(log)).run())
    except NotReady as error:
        raise Refused(f"Alongside did not start: {error}.") from error
    finally:
        log.close()
        data_dir.unlock()


class _Installation:
    """One run of ``alongside up``."""

    def __init__(self, options: Options, data_dir: DataDir, supervisor: Supervisor) -> None:
        self.options = options
        self.data_dir = data_dir
        self.supervisor = supervisor
        self.how_many = {name: _how_many(name) for name in SHARING}
        addresses = choose_addresses(options.port)
        self.web, self.devices, self.listener = addresses.web, addresses.devices, addresses.listener
        self.environment = plain_environment() | {
            "ALONGSIDE_DATA_DIR": str(data_dir.path),
            "ALONGSIDE_WEB_PORT": str(self.web.port),
            "ALONGSIDE_DEVICE_HTTP_PORT": str(self.devices.port),
            "ALONGSIDE_DEMO": "1" if options.demo else "0",
            "PYTHONUNBUFFERED": "1",
        }
        self.environment.setdefault("ALONGSIDE_SECRET_KEY", data_dir.secret_key())
        self.environment.setdefault("ALONGSIDE_PUBLIC_URL", self.web.url)

    async def run(self) -> None:
        """Start everything, say so, and stay until a signal; then stop everything."""
        told_to_stop = asyncio.Event()
        self._listen_for_signals(told_to_stop)
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(told_to_stop.wait())
        try:
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                _say(starting.result(), self.options)
                await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            await asyncio.gather(starting, stopping, return_exceptions=True)
            await self.supervisor.stop()
            self.listener.close()
            self.data_dir.withdraw_environment()

    def _listen_for_signals(self, told_to_stop: asyncio.Event) -> None:
        def stop(number: signal.Signals) -> None:
            self.supervisor.log.write("alongside", f"stopping on {number.name}")
            if told_to_stop.is_set():  # told a second time
                self.supervisor.hurry()
            told_to_stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup is respected
                asyncio.get_running_loop().add_signal_handler(number, stop, number)

    async def _start(self) -> dict[str, Any]:
        """Start everything; returns the ready line."""
        await self._start_database()
        await self.supervisor.run_once("migrate", alongside("migrate"), self.environment)
        demo: dict[str, Any] = {}
        if self.options.demo:
            demo = json.loads(
                await self.supervisor.run_once(
                    "demo", alongside("demo", "load", "--json"), self.environment, catch=True
                )
            )
        for number in range(1, self.how_many["web"] + 1):
            self._add_web(number)
        self._add("gateway", alongside("gateway"))
        for name in ("watch", "send"):
            for number in range(1, self.how_many[name] + 1):
                self._add(f"{name}-{number}", alongside(name))
        self.data_dir.publish_environment(_published(self.environment))
        await self.supervisor.until_ready(READY_WITHIN)
        if self.options.demo:
            self._add("simulate", alongside("simulate"))
        return {
            "ready": True,
            "web": self.web.url,
            "devices": {"http": self.devices.url},
            "data_dir": str(self.data_dir.path),
            **demo,
        }

    async def _start_database(self) -> None:
        given = [name for name in DATABASE_SETTINGS if os.environ.get(name)]
        if given:
            missing = [name for name in DATABASE_SETTINGS if name not in given]
            if missing:
                raise Refused(f"{', '.join(given)} is set, so PostgreSQL is yours; then set {', '.join(missing)} too.")
            return
        server = EmbeddedPostgres(self.data_dir)
        await asyncio.to_thread(server.prepare)  # a refusal must end the start, not be tried again

        async def probe() -> str | None:
            return None if await asyncio.to_thread(server.answers) else "it takes no connections yet"

        self.supervisor.add(
            Child(
                "postgres",
                server.command,
                plain_environment(),
                prepare=server.prepare,
                probe=probe,
                stop_signal=server.stop_signal,
                stops_within=embedded.STOPS_WITHIN,
            )
        )
        await self.supervisor.until_ready(DATABASE_READY_WITHIN)
        await asyncio.to_thread(server.provision)
        self.environment |= embedded.environment(server.urls)

    def _add(self, name: str, command: Sequence[str]) -> None:
        probe = answers_ready(self.devices) if name == "gateway" else None
        self.supervisor.add(Child(name, _always(command), self.environment, probe=probe))

    def _add_web(self, number: int) -> None:
        """One of those that share the socket: each says itself that it serves, and the first is asked whether all is well behind it."""
        descriptor = self.listener.fileno()
        self.supervisor.add(
            Child(
                f"web-{number}",
                _always(alongside("web")),
                self.environment | {"ALONGSIDE_WEB_FD": str(descriptor)},
                probe=answers_ready(self.web) if number == 1 else None,
                inherits=(descriptor,),
            )
        )


def alongside(*arguments: str) -> list[str]:
    """The command line of another command of this same installation."""
    return [sys.executable, "-m", "alongside", *arguments]


def _always(command: Sequence[str]) -> Callable[[], Sequence[str]]:
    return lambda: command


def _how_many(name: str) -> int:
    setting = f"ALONGSIDE_{name.upper()}_PROCESSES"
    said = read(setting)
    if not said.isdecimal() or not 1 <= int(said) <= MOST_PROCESSES:
        raise Refused(f"{setting} is {said!r}: write a number from 1 to {MOST_PROCESSES}.")
    return int(said)


def _published(environment: dict[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in environment.items() if name.startswith("ALONGSIDE_") or name == "DATABASE_URL"
    }


def _say(ready: dict[str, Any], options: Options) -> None:
    """Print the ready line: one line of JSON, or words for a person."""
    if options.as_json:
        print(json.dumps(ready), flush=True)
        return
    print(f"\nAlongside is running.\n\n  Pages    {ready['web']}\n  Devices  {ready['devices']['http']}")
    print(f"  Data     {ready['data_dir']}")
    if ready.get("sign_ins"):
        print("\nWho can sign in:\n")
        for person in ready["sign_ins"]:
            print(f"  {person['role']:<20} {person['username']:<20} {person['password']:<20} {person['name']}")
        for person in ready.get("more_sign_ins", ()):
            who = f"{person['name']}, {person['organisation']}"
            print(f"  {person['role']:<20} {person['username']:<20} {person['password']:<20} {who}")
    print("\nCtrl-C stops it.\n", flush=True)
