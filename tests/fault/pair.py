"""Two PostgreSQL servers on this machine: one takes writes, the other confirms each commit before it counts."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from alongside.config import embedded_place as place
from alongside.config.embedded import DATABASE, ROLES, SETTINGS, SUPERUSER
from alongside.config.leash import leashed
from tests.eventually import eventually
from tests.migrated import copy_cluster

NAMES = ("north", "south")
REPLICATING = "wal_keep_size = '512MB'"
"""In the file, where pg_rewind sees it as well: it starts the server once, and needs the log since the servers parted."""


@dataclass
class Server:
    """One of the two; `port` stays the same for its life."""

    name: str
    cluster: Path
    port: int
    user: place.ServerUser | None
    log: Path
    process: psutil.Popen | None = None

    def start(self) -> None:
        programs = place.programs_for(self.user)
        settings = SETTINGS | {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        command = [str(programs / "postgres"), "-D", str(self.cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = psutil.Popen(
                leashed(command, signal.SIGINT, (self.user.uid, self.user.gid) if self.user else None),
                stdin=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        eventually(self.answers, lambda: f"That {self.name} answers:\n{self.log.read_text()[-2000:]}")

    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.connect().close()
            return True
        return False

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def says(self, query: str) -> Any:
        with self.connect(DATABASE) as server:
            row = server.execute(query).fetchone()
            return row[0] if row else None

    def confirmed_by(self, standby: str) -> None:
        """From now on a commit counts once `standby` has it on disk, too; with "" it counts alone."""
        with self.connect() as server:
            server.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
            server.execute("SELECT pg_reload_conf()")
        if standby:
            state = "SELECT coalesce(max(sync_state), '') FROM pg_stat_replication"
            eventually(lambda: self.says(state) == "sync", f"That {standby} confirms what {self.name} commits")

    def kill(self) -> None:
        """`kill -9` of the whole server, as when its machine is gone."""
        family = [self.process, *self.process.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(30)
        psutil.wait_procs(family, 30)

    def stop(self) -> None:
        if self.lives():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except psutil.TimeoutExpired:
                self.kill()


@dataclass
class Pair:
    """Both; `primary` and `standby` change places."""

    primary: Server
    standby: Server
    _user: place.ServerUser | None = field(repr=False, default=None)

    def address(self, role: str) -> str:
        """Leads to whichever of the two takes writes."""
        servers = sorted((self.primary, self.standby), key=lambda one: one.name)
        ports = ",".join(str(one.port) for one in servers)
        hosts = quote("127.0.0.1,127.0.0.1", safe=",.")
        return f"postgresql:///{DATABASE}?host={hosts}&port={ports}&user={role}&target_session_attrs=read-write"

    def environment(self) -> dict[str, str]:
        owner, app, service = (self.address(role) for role in ROLES)
        return {
            "ALONGSIDE_DATABASE_URL_OWNER": owner,
            "DATABASE_URL": app,
            "ALONGSIDE_DATABASE_URL_SERVICE": service,
        }

    def promote(self) -> None:
        """What Patroni does once it has the leader's lock: the standby takes writes, and is confirmed by nobody for now."""
        with self.standby.connect() as server:
            assert server.execute("SELECT pg_promote(true, 30)").fetchone() == (True,)
        self.standby.confirmed_by("")
        self.primary, self.standby = self.standby, self.primary

    def is_whole_again(self) -> None:
        """The one that was killed comes back as the standby. What it has that the other has not, where it took writes before, is
        taken away from it.
        """
        if self.standby.lives():
            return
        if not (self.standby.cluster / "standby.signal").exists():
            target = ["--target-pgdata", str(self.standby.cluster)]
            self._run("pg_rewind", *target, "--source-server", self._source("rewound"))
            self._follow()
        self.standby.start()
        self.primary.confirmed_by(self.standby.name)

    def follow_from_the_beginning(self) -> None:
        """The standby is made as a copy of the running primary."""
        copy = ["--pgdata", str(self.standby.cluster), "--checkpoint=fast", "--dbname", self._source("copied")]
        self._run("pg_basebackup", *copy)
        self._follow()
        self.standby.start()
        self.primary.confirmed_by(self.standby.name)

    def _follow(self) -> None:
        with (self.standby.cluster / "postgresql.auto.conf").open("w") as settings:
            settings.write(f"primary_conninfo = '{self._source(self.standby.name)}'\n")
        (self.standby.cluster / "standby.signal").touch()

    def _source(self, name: str) -> str:
        return f"host=127.0.0.1 port={self.primary.port} user={SUPERUSER} dbname=postgres application_name={name}"

    def _run(self, program: str, *arguments: str) -> None:
        who = {"user": self._user.uid, "group": self._user.gid, "extra_groups": []} if self._user else {}
        command = [str(place.programs_for(self._user) / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **who)
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running_pair(cluster: Path, directory: Path) -> Iterator[Pair]:
    """Both servers on copies of the cluster, the first of which takes writes; nothing of them is left afterwards."""
    places = [directory / name for name in NAMES]
    copy_cluster(cluster, places[0])
    with (places[0] / "postgresql.conf").open("a") as settings:
        settings.write(f"{REPLICATING}\n")
    user = place.server_user(places[0])
    place.make_private_dir(places[1], user)
    servers = [
        Server(name, where, _free_port(), user, directory / f"{name}.log")
        for name, where in zip(NAMES, places, strict=True)
    ]
    pair = Pair(*servers, user)
    try:
        pair.primary.start()
        pair.follow_from_the_beginning()
        yield pair
    finally:
        for server in servers:
            server.stop()
        for where in places:
            shutil.rmtree(where, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
