"""Starting a PostgreSQL server for tests, from the same wheel as the product."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alongside.config.data_dir import DataDir
from alongside.config.embedded import EmbeddedPostgres
from tests.eventually import eventually
from tests.migrated import copy_cluster

FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""Nothing that these tests write has to outlive the server."""


@contextmanager
def running_postgres(cluster: Path) -> Iterator[str]:
    """A server on a copy of the cluster, which ends with this process at the latest; yields the superuser's URL."""
    place = Path(tempfile.mkdtemp(prefix="als"))
    place.chmod(0o755)
    server = EmbeddedPostgres(DataDir(place))
    try:
        copy_cluster(cluster, server.cluster)
        server.prepare()
        command = server.command()
        for setting in FORGETFUL:
            command += ["-c", setting]
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True)
        try:
            eventually(server.answers, lambda: f"That PostgreSQL answers:\n{(place / 'log').read_text()}")
            yield server.urls.owner.replace("user=alongside_owner", "user=postgres")
        finally:
            process.send_signal(signal.SIGQUIT)  # at once
            process.wait()
    finally:
        shutil.rmtree(place, ignore_errors=True)
