"""A database cluster with the whole schema, made once and copied by whoever needs one.

Making one takes as long as all migrations together, and that grows with the product; a copy takes a fraction of a second.
It is made by the product's own code, as `alongside up` makes it, and kept in the cache of pytest for as long as nothing
that the schema depends on has changed.
"""

import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from alongside.config import embedded
from alongside.config.data_dir import DataDir
from alongside.config.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
HALF_MADE = "half-made"


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
    """What the schema depends on: the migrations, the tables as they are described, how the server is made, whatever any of these
    import of the product, and the packages that it uses.
    """
    sums = hashlib.sha256(sys.version.encode())
    for file in sorted([ROOT / "requirements.lock", *_with_imports(_beginnings())]):
        sums.update(f"{file.relative_to(ROOT)}\n".encode())
        sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()[:16]


def _beginnings() -> Iterator[Path]:
    for file in (SOURCE / "alongside").rglob("*.py"):
        words = file.relative_to(SOURCE).parts
        if "migrations" in words or any(word.startswith("models") for word in words[1:]) or file.stem == "embedded":
            yield file


def _with_imports(files: Iterable[Path]) -> set[Path]:
    """These and all of the product that they import, wherever in a file that is written."""
    found = set(files)
    waiting = list(found)
    while waiting:
        new = _imported_by(waiting.pop()) - found
        found |= new
        waiting += new
    return found


def _imported_by(file: Path) -> set[Path]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update((node.module, *(f"{node.module}.{one.name}" for one in node.names)))
    places = (SOURCE.joinpath(*name.split(".")) for name in names if name.split(".")[0] == "alongside")
    return {file for place in places for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()}
