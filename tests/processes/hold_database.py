"""Stands in for the supervisor: starts the embedded PostgreSQL, says where it is, stops it on SIGTERM."""

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from alongside.config.data_dir import DataDir, Refused
from alongside.config.embedded import EmbeddedPostgres


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    data_dir = DataDir(Path(sys.argv[1]))
    server = EmbeddedPostgres(data_dir)
    try:
        data_dir.lock()
        urls = server.start()
    except Refused as refusal:
        sys.exit(str(refusal))
    print(json.dumps(asdict(urls)), flush=True)
    signal.sigwait([signal.SIGTERM])
    server.stop()


main()
