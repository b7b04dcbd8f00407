"""A whole installation, as `alongside up` starts it, with stand-ins for what lies outside of it."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from alongside.messages.push import make_key, public_key
from tests.asking import NoAnswer, ask
from tests.eventually import eventually
from tests.migrated import copy_cluster
from tests.standins.mail import MailStandIn
from tests.standins.notify import NotifyStandIn
from tests.standins.push import PushStandIn
from tests.standins.tiles import TileStandIn
from tests.standins.voice import VoiceStandIn

ROOT = Path(__file__).parents[1]
STARTS_WITHIN_S = 180
CALLBACK_TOKEN = "agreed with the provider"
METRICS_TOKEN = "agreed with whoever measures"
PUSH_KEY = make_key()
RUNNER = "runner@example.org"
"""Who runs the system."""
PROCESSES = ("web", "gateway", "watch", "send")


class Installation:
    """The real processes on a data directory of their own, with its own PostgreSQL.

    `notify`, `voice`, `mail`, `tiles` and `push` stand in for the providers; they live as long as this object, whatever is killed.
    """

    def __init__(
        self,
        directory: Path,
        notify: NotifyStandIn,
        voice: VoiceStandIn,
        mail: MailStandIn,
        tiles: TileStandIn,
        push: PushStandIn,
        more: Mapping[str, str],
    ) -> None:
        self.data_dir = directory / "data"
        self.more = more
        self.log = directory / "log"
        self.notify, self.voice, self.mail, self.tiles, self.push = notify, voice, mail, tiles, push
        self.web = self.devices = ""
        self._inside: subprocess.Popen[bytes] | None = None

    def begin_with(self, cluster: Path) -> None:
        """Gives it a database with the whole schema, so that its start has nothing to migrate; not where it has one already."""
        self.data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        if "DATABASE_URL" not in self.more:
            copy_cluster(cluster, self.data_dir / "postgres")

    def start(self) -> "Installation":
        """Starts `alongside up`, on the ports it had before where it ran before; returns when all is ready."""
        command = [sys.executable, "-m", "alongside", "up", "--json", "--data-dir", str(self.data_dir)]
        command += ["--port", str(urlsplit(self.web).port or 0)]
        with self.log.open("ab") as log:
            self.supervisor = psutil.Popen(
                command,
                env=self._environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        said = self._first_line()
        self.web, self.devices = said["web"], said["devices"]["http"]
        self.notify.callback_token = CALLBACK_TOKEN
        self.notify.receipts_url = f"{self.web}/messages/notify/receipts"
        self.notify.replies_url = f"{self.web}/messages/notify/replies"
        return self

    def until_ready(self) -> None:
        """Waits until both ports say that the promises can be kept."""
        eventually(lambda: all(_answers_ready(port) for port in (self.web, self.devices)), "That it is ready")

    def run(self, *command: str) -> str:
        """Runs a command of Python beside the system, as its owner; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            env=self._environment() | {"ALONGSIDE_DATA_DIR": str(self.data_dir)},
            capture_output=True,
            text=True,
            check=False,
            timeout=STARTS_WITHIN_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def inside(self, module: str, function: str, *arguments: Any) -> Any:
        """Calls a function of the tests inside the system, as its owner; returns what it told (see `tests.inside`)."""
        if self._inside is None:
            with self.log.open("ab") as log:
                self._inside = subprocess.Popen(
                    [sys.executable, "-m", "tests.inside"],
                    env=self._environment() | {"ALONGSIDE_DATA_DIR": str(self.data_dir)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                )
        asked = {"module": module, "function": function, "arguments": arguments}
        self._inside.stdin.write(f"{json.dumps(asked)}\n".encode())
        self._inside.stdin.flush()
        answer = json.loads(_line_of(self._inside.stdout) or '{"failed": "it said nothing"}')
        assert "told" in answer, f"{module}.{function} failed: {answer['failed']}"
        return answer["told"]

    def connect(self, role: str) -> psycopg.Connection[Any]:
        """A connection of the test's own: as `owner`, `app` or `service`, or as `postgres`, who may do anything."""
        published = json.loads((self.data_dir / "environment.json").read_text())
        url = published["ALONGSIDE_DATABASE_URL_OWNER"]
        user = role if role == "postgres" else f"alongside_{role}"
        return psycopg.connect(url.replace("user=alongside_owner", f"user={user}"), autocommit=True)

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything that it started, that lives now."""
        with suppress(psutil.NoSuchProcess):
            return [
                process for process in (self.supervisor, *self.supervisor.children(recursive=True)) if lives(process)
            ]
        return []

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes that run `web`, `gateway`, `watch`, `send` or `postgres`, the eldest first."""
        found = []
        for process in self.supervisor.children():
            with suppress(psutil.Error):
                words = process.cmdline()
                is_it = Path(words[0]).name == "postgres" if name == "postgres" else words[-2:] == ["alongside", name]
                if is_it and lives(process):
                    found.append(process)
        return sorted(found, key=lambda process: process.create_time())

    def kill_all(self) -> None:
        """`kill -9` of every process, as a power cut would."""
        family = self.family()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.supervisor.wait(60)
        psutil.wait_procs(family, 60)
        self.supervisor.stdout.close()

    def kill_supervisor(self) -> None:
        """`kill -9` of the process that keeps the others; returns when none of them is left."""
        family = self.family()
        self.supervisor.kill()
        self.supervisor.wait(60)
        _, left = psutil.wait_procs(family, 60)
        assert not left, left
        self.supervisor.stdout.close()

    def stop(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.terminate()
            try:
                self.supervisor.wait(60)
            except psutil.TimeoutExpired:
                self.kill_all()
        self.supervisor.stdout.close()

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """All processes of that name stand still within the block, as on a machine that hangs."""
        still = self.processes(name)
        assert still, f"{name} does not run"
        for process in still:
            process.suspend()
        try:
            yield
        finally:
            for process in still:
                process.resume()

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """PostgreSQL is killed, and comes back only after the block: its keeper stands still meanwhile."""
        (server,) = self.processes("postgres")
        sessions = server.children()
        self.supervisor.suspend()
        try:
            server.send_signal(signal.SIGQUIT)
            for session in sessions:
                with suppress(psutil.NoSuchProcess):
                    session.kill()
            eventually(lambda: not lives(server), "The end of PostgreSQL")
            yield
        finally:
            self.supervisor.resume()

    def last_words(self, lines: int = 60) -> str:
        """The end of what the processes wrote to their log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def _environment(self) -> dict[str, str]:
        plain = {name: text for name, text in os.environ.items() if not name.startswith(("ALONGSIDE_", "DATABASE_URL"))}
        devices = {"ALONGSIDE_DEVICE_HTTP_PORT": str(urlsplit(self.devices).port)} if self.devices else {}
        return {
            **plain,
            **devices,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "ALONGSIDE_NOTIFY_URL": self.notify.url,
            "ALONGSIDE_NOTIFY_KEY": self.notify.api_key,
            "ALONGSIDE_NOTIFY_SMS_TEMPLATE": self.notify.sms_template,
            "ALONGSIDE_NOTIFY_CALLBACK_TOKEN": CALLBACK_TOKEN,
            "ALONGSIDE_VOICE_URL": self.voice.url,
            "ALONGSIDE_VOICE_ACCOUNT": self.voice.account,
            "ALONGSIDE_VOICE_TOKEN": self.voice.token,
            "ALONGSIDE_VOICE_NUMBER": self.voice.number,
            "ALONGSIDE_PUSH_KEY": PUSH_KEY,
            "ALONGSIDE_PUSH_CONTACT": "mailto:it@example.org",
            "ALONGSIDE_PUSH_HOSTS": self.push.host,
            "REQUESTS_CA_BUNDLE": str(self.push.certificate),
            "ALONGSIDE_EMAIL_URL": self.mail.url,
            "ALONGSIDE_TROUBLE_TO": RUNNER,
            "ALONGSIDE_METRICS_TOKEN": METRICS_TOKEN,
            "ALONGSIDE_WEBHOOKS_INSIDE": "1",
            "ALONGSIDE_MAP_TILES": self.tiles.template,
            "ALONGSIDE_MAP_ATTRIBUTION": "© The stand-in",
            **self.more,
        }

    def _first_line(self) -> Any:
        line = _line_of(self.supervisor.stdout)
        assert line, f"it never became ready:\n{self.last_words()}"
        return json.loads(line)

    def end(self) -> None:
        """Nothing of it is left to run, whatever state it was in."""
        if self._inside is not None:
            self._inside.communicate()
        self.kill_all()


@contextmanager
def installed(
    cluster: Path, more: Mapping[str, str] | None = None, *, place: Path | None = None
) -> Iterator[Installation]:
    """An installation on a copy of the cluster, that runs within the block; nothing of it is left afterwards.

    `more`: what its processes find in their environment besides; a `DATABASE_URL` among it is used instead of a server of
    its own. `place`: a directory for it, which has its `data` already where that is something special.
    """
    directory = place or Path(tempfile.mkdtemp(prefix="alongside-"))
    directory.chmod(0o755)
    try:
        with (
            NotifyStandIn() as notify,
            VoiceStandIn() as voice,
            MailStandIn() as mail,
            TileStandIn() as tiles,
            PushStandIn(public_key(PUSH_KEY)) as push,
        ):
            installation = Installation(directory, notify, voice, mail, tiles, push, more or {})
            installation.begin_with(cluster)
            try:
                yield installation.start()
                installation.stop()
            finally:
                installation.end()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """For a `conftest.py` to import: a test that fails shows what the processes said last."""
    report = yield
    running = getattr(item, "funcargs", {}).get("installation")
    if report.failed and running:
        report.sections.append(("what the processes said", running.last_words()))
    return report


def _line_of(pipe: IO[bytes]) -> bytes:
    """The next line that a process says; nothing where it ends, or says nothing for long."""
    readable, _, _ = select.select([pipe], [], [], STARTS_WITHIN_S)
    return pipe.readline() if readable else b""


def _answers_ready(port: str) -> bool:
    try:
        return ask("GET", f"{port}/readyz").status == 200
    except NoAnswer:
        return False


def lives(process: psutil.Process) -> bool:
    """Whether a process still works: not gone, and not merely waiting to be noticed."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
