"""A disk that can be filled: a tmpfs of a few hundred megabytes where mounting is allowed, else a server that may write no file.

Without the right to mount (an ordinary user, a container without privileges) the kernel refuses the writes in another way: the
server's RLIMIT_FSIZE is set to nothing, and again for each server that is started meanwhile. It is harsher: the log
of transactions cannot be written either, so the server gives up at once and its keeper starts it over and over.
`FAULT_WITHOUT_MOUNT=1` chooses it where mounting is allowed.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.installation import Installation

SIZE_MB = 320
"""What a database with the whole schema needs, and some room."""
PIECE = b"\0" * 65536


class SmallDisk:
    """Mounted at `data` of `place`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data = place / "data"
        self._filler = self.data / "filler"

    @contextmanager
    def full(self, installation: Installation) -> Iterator[None]:
        """Not a byte is left within the block."""
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            while filler.write(PIECE):
                pass
        with self._filler.open("ab", buffering=0) as filler, suppress(OSError):
            while filler.write(b"\0"):
                pass
        try:
            yield
        finally:
            self._filler.unlink()


class NoFiles:
    """Stands in for `SmallDisk` where nothing can be mounted."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @contextmanager
    def full(self, installation: Installation) -> Iterator[None]:
        cluster = installation.data_dir / "postgres"
        forbidding = _as_its_owner(cluster, lambda: limit(cluster, 0))
        try:
            yield
        finally:
            os.kill(forbidding, signal.SIGKILL)
            os.waitpid(forbidding, 0)
            allowing = _as_its_owner(cluster, lambda: limit(cluster, resource.RLIM_INFINITY), times=3)
            os.waitpid(allowing, 0)


def limit(cluster: Path, size: int) -> None:
    """How large a file the server of this cluster and its sessions may write, from now on."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.readlink(entry / "cwd") == str(cluster):
                resource.prlimit(int(entry.name), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _as_its_owner(cluster: Path, act: Callable[[], None], times: int = 1_000_000) -> int:
    """Acts again and again, in a process of the user who runs the server: root alone may not limit others. Returns its number."""
    owner = cluster.stat()
    child = os.fork()
    if child:
        return child
    with suppress(BaseException):
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(owner.st_gid)
            os.setuid(owner.st_uid)
        for _ in range(times):
            act()
            time.sleep(0.01)
    os._exit(0)


@contextmanager
def small_disk() -> Iterator[SmallDisk | NoFiles]:
    place = Path(tempfile.mkdtemp(prefix="alongside-"))
    data = place / "data"
    data.mkdir(mode=0o711)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=0711", "alongside-small", str(data)]
    may_mount = shutil.which("mount") and not os.environ.get("FAULT_WITHOUT_MOUNT")
    mounted = may_mount and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    if not mounted:
        data.rmdir()
    try:
        yield SmallDisk(place) if mounted else NoFiles(place)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(data)], check=True)
        shutil.rmtree(place, ignore_errors=True)
