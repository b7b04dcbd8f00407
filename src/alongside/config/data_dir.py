"""The data directory: one folder that holds all that an installation made by ``alongside up`` remembers.

======================  ======================================================================================
``lock``                held by the one supervisor that runs on the directory; names its process
``secret-key``          signs sessions and links; made once
``postgres/``           the PostgreSQL cluster
``run/``                the socket of the running PostgreSQL
``environment.json``    how the other commands find the running system (only while it runs)
======================  ======================================================================================
"""

import contextlib
import fcntl
import json
import os
import secrets
from pathlib import Path

import platformdirs

from alongside.config.environment import read


class Refused(Exception):
    """Something that the person who started the command has to know or decide, in one sentence."""


def default_data_dir() -> Path:
    """``ALONGSIDE_DATA_DIR``, or ``/var/lib/alongside`` for root, or the usual place for a person's data."""
    named = read("ALONGSIDE_DATA_DIR")
    if named:
        return Path(named)
    return Path("/var/lib/alongside") if os.geteuid() == 0 else platformdirs.user_data_path("alongside")


class DataDir:
    """A data directory, and the lock on it."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self._lock: int | None = None

    def lock(self) -> None:
        """Make the directory where needed and take its lock until :meth:`unlock` or the end of this process.

        Raises :class:`Refused`, with nothing changed, while another process holds it.
        """
        try:
            self.path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise Refused(f"{self.path} cannot be used as data directory: {error.strerror}.") from error
        self._give_to_owner("lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode().strip() or "number unknown"
            os.close(handle)
            raise Refused(
                f"Alongside is already running on {self.path} (process {holder}). Stop that one first, or choose"
                " another --data-dir."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._lock = handle

    def unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secret_key(self) -> str:
        """The key that signs sessions and links: made at the first call, the same ever after."""
        path = self.path / "secret-key"
        if not path.exists():
            self._write_private("secret-key", secrets.token_urlsafe(48))
        return path.read_text().strip()

    def publish_environment(self, environment: dict[str, str]) -> None:
        """Leave word for the other commands how to reach the running system."""
        self._write_private("environment.json", json.dumps(environment, indent=2))

    def published_environment(self) -> dict[str, str]:
        """What the running system left word of; empty when none runs."""
        try:
            return dict(json.loads((self.path / "environment.json").read_text()))
        except (OSError, ValueError):
            return {}

    def withdraw_environment(self) -> None:
        (self.path / "environment.json").unlink(missing_ok=True)

    def sync(self) -> None:
        """Make names created or renamed in the directory durable."""
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _write_private(self, name: str, text: str) -> None:
        """Write a file of mode 0600 whole or not at all."""
        half_made = self.path / f"{name}.half-made"
        half_made.unlink(missing_ok=True)
        handle = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        half_made.rename(self.path / name)
        self._give_to_owner(name)
        self.sync()

    def _give_to_owner(self, name: str) -> None:
        """What root makes in somebody's directory belongs to that person, who may start it next."""
        if os.geteuid() == 0:
            owner = self.path.stat()
            with contextlib.suppress(OSError):
                os.chown(self.path / name, owner.st_uid, owner.st_gid)
