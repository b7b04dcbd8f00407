"""A database cluster with the whole schema, made once and copied by whoever needs one.

Making one takes as long as all migrations together, and that grows with the product; a copy takes a fraction of a second.
It is made by the product's own code, as `alongside up` makes it, and kept in the cache of pytest for as long as nothing
of the product has changed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alongside.config import embedded
from alongside.config.data_dir import DataDir
from alongside.config.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
HALF_MADE = "half-made"
BUILT = SOURCE / "alongside" / "web" / "static" / "build"


def migrated_cluster(cache: Path) -> Path:
    """The cluster of this source, which lies still: made here where it is not in the cache yet."""
    cluster = cache / _made_from()
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the processes that share the tests need one between them
        if not cluster.exists():
            _forget_older(cache)
            _make(cluster)
    return cluster


def copy_cluster(cluster: Path, target: Path) -> None:
    """A copy that a server can be started on, with the same owner; `target` is where it will be."""
    subprocess.run(["cp", "-a", cluster, target], check=True)


def _forget_older(cache: Path) -> None:
    """Leaves the newest, which another run may be copying."""
    shutil.rmtree(cache / HALF_MADE, ignore_errors=True)
    clusters = sorted((place for place in cache.iterdir() if place.is_dir()), key=lambda place: place.stat().st_mtime)
    for older in clusters[:-1]:
        shutil.rmtree(older)


def _make(cluster: Path) -> None:
    place = Path(tempfile.mkdtemp(prefix="alongside-"))
    place.chmod(0o755)
    server = EmbeddedPostgres(DataDir(place))
    try:
        urls = server.start()
        try:
            subprocess.run(
                [sys.executable, "-m", "alongside", "migrate"],
                env={**os.environ, "PYTHONPATH": str(SOURCE), **embedded.environment(urls)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        finally:
            server.stop()
        half_made = cluster.with_name(HALF_MADE)
        copy_cluster(server.cluster, half_made)
        half_made.rename(cluster)
    finally:
        shutil.rmtree(place)


def _made_from() -> str:
    """What the schema depends on: changes with any line of the product, and with any package that it uses."""
    sums = hashlib.sha256(sys.version.encode())
    files = (file for file in (SOURCE / "alongside").rglob("*") if file.is_file())
    for file in sorted([ROOT / "requirements.lock", *files]):
        if "__pycache__" not in file.parts and not file.is_relative_to(BUILT):
            sums.update(f"{file.relative_to(ROOT)}\n".encode())
            sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()[:16]
