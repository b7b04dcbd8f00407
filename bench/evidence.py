"""A film of 2 GB, sent in parts by the pages' own road and interrupted three times, until it is evidence with the right hash."""

import hashlib
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from bench.file_sender import Cut, FileSender
from bench.installation import ROOT, Installation, installed
from bench.result import Beside, Failed, Result

NAMES = ("evidence_upload", "evidence_upload_memory")
SIZE = 2 * 1024**3
MB = 1024 * 1024
HEAD = (ROOT / "tests" / "media" / "film.webm").read_bytes()
"""A real film, and a short one: what follows makes it long."""
WEB_MAY_HOLD_MB = 300.0
PLAIN_TABLE = "CREATE TABLE bench_pieces (number int, bytes bytea)"


def run(names: Sequence[str]) -> Iterator[Result]:
    """The line is cut, the web process killed, and the line cut again; then the rest is sent. Timed without the waiting for
    the killed process to come back; with the check that ends in a stored file.
    """
    with installed() as installation:
        film = installation.data_dir.parent / "ward.webm"
        expected = _write(film)
        plain = _copy(installation, film)
        world = installation.run("bench.evidence_world")
        sender = FileSender(installation.web, world["lsms"]["username"], world["lsms"]["password"])
        with _Peak(lambda: _processes("web")) as web, _Peak(lambda: _processes("send")) as send:
            sending_s, waited_s = _send(sender, film, world["report"])
            checking_s = sender.until_kept(900)
        _assert_kept(installation, film, expected)
    told = {
        "size_mb": SIZE // MB,
        "interruptions": 3,
        "sending_s": round(sending_s, 1),
        "checking_s": round(checking_s, 1),
        "waited_for_the_killed_process_s": round(waited_s, 1),
        "sha256_equal": True,
    }
    if web.most_mb > WEB_MAY_HOLD_MB:
        raise Failed(f"the web process held {web.most_mb:.0f} MB")
    if "evidence_upload" in names:
        beside = Beside("COPY of the same bytes in pieces of 1 MB into a table without rules", SIZE / MB / plain)
        yield Result("evidence_upload", SIZE / MB / (sending_s + checking_s), "MB/s", beside, told)
    if "evidence_upload_memory" in names:
        before = Beside("the same process before the file came", web.before_mb)
        yield Result(
            "evidence_upload_memory", web.most_mb, "MB", before, {"process": "alongside web", "send_mb": send.most_mb}
        )


def _send(sender: FileSender, film: Path, report: str) -> tuple[float, float]:
    """Seconds of sending, and seconds of waiting for the process that was killed."""
    sender.begin(film, owner="incident", key=report, purpose="incident_attachment")
    began = time.perf_counter()
    with suppress(Cut):
        sender.send_until(film, SIZE // 4, in_the_middle=lambda: None)
    with suppress(Cut):
        sender.send_until(film, SIZE // 2, in_the_middle=_kill_web)
    killed = time.perf_counter()
    sender.until_answered()
    waited = time.perf_counter() - killed
    with suppress(Cut):
        sender.send_until(film, SIZE * 3 // 4, in_the_middle=lambda: None)
    if sender.send_until(film, SIZE) != SIZE:
        raise Failed("the film did not arrive whole")
    return time.perf_counter() - began - waited, waited


def _assert_kept(installation: Installation, film: Path, expected: str) -> None:
    kept = installation.ask("SELECT sha256 FROM evidence_storedfile ORDER BY received_at DESC LIMIT 1")
    public = subprocess.run(["sha256sum", film], check=True, capture_output=True, text=True).stdout.split()[0]
    if not kept == expected == public:
        raise Failed(f"what is kept hashes to {kept}, what was sent to {public}")


def _write(film: Path) -> str:
    """Writes the film; returns its SHA-256. Bytes that cannot be made smaller, as those of a film."""
    block, found = random.Random(11).randbytes(16 * MB), hashlib.sha256()  # noqa: S311 (nothing is secret)
    with film.open("wb") as file:
        for number in range(SIZE // len(block)):
            content = HEAD + block[len(HEAD) :] if number == 0 else number.to_bytes(8, "big") + block[8:]
            file.write(content)
            found.update(content)
    return found.hexdigest()


def _copy(installation: Installation, film: Path) -> float:
    """Seconds in which the same bytes go into a plain table: nothing checked, nothing counted, one transaction."""
    with psycopg.connect(installation.url("postgres"), autocommit=True) as connection:
        connection.execute(PLAIN_TABLE)
        connection.execute("ALTER TABLE bench_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL")
        began = time.perf_counter()
        with (
            film.open("rb") as file,
            connection.cursor() as cursor,
            cursor.copy("COPY bench_pieces FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(["int4", "bytea"])
            for number, content in enumerate(iter(lambda: file.read(MB), b"")):
                copy.write_row((number, content))
        took = time.perf_counter() - began
        connection.execute("DROP TABLE bench_pieces")
        connection.execute("CHECKPOINT")
    return took


def _kill_web() -> None:
    for process in _processes("web"):
        process.kill()


def _processes(name: str) -> list[psutil.Process]:
    """This installation's processes of that name, the eldest first."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if process.cmdline()[-2:] == ["alongside", name]:
                found.append(process)
    return sorted(found, key=lambda process: process.create_time())


class _Peak:
    """The most memory that any of the processes held within the block, in MB; looked at ten times a second."""

    def __init__(self, processes: Callable[[], list[psutil.Process]]) -> None:
        self._processes = processes
        self.before_mb = self.most_mb = 0.0

    def __enter__(self) -> "_Peak":
        self.before_mb = self.most_mb = self._now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.most_mb = max(self.most_mb, self._now())

    def _now(self) -> float:
        held = [0.0]
        for process in self._processes():
            with suppress(psutil.Error):
                held.append(process.memory_info().rss / MB)
        return max(held)
