"""One writer of the ledger benchmark: a process of its own, under the role of the product's processes.

Reads orders from standard input, a line of JSON each: `{"what": "ledger" or "plain", "seconds": S, "organisation": ID}`;
works that long, one transaction after the other, and prints how many it committed.
"""

import json
import sys
import time
from collections.abc import Callable
from uuid import UUID

from alongside.config.commands.django_ready import start_django

PLAIN = "INSERT INTO bench_insert (worker, received_at, lat, lon) VALUES (1, %s, 53.3889, -2.5954)"


def main() -> None:
    """Serves until standard input ends."""
    from django.db import connection

    connection.ensure_connection()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        write = _append if order["what"] == "ledger" else _insert
        print(_work(lambda write=write, order=order: write(UUID(order["organisation"])), order["seconds"]), flush=True)  # type: ignore[misc]


def _work(write: Callable[[], None], seconds: float) -> int:
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        write()
        count += 1
    return count


def _append(organisation_id: UUID) -> None:
    from django.db import transaction

    from alongside.ledger.actions import SYSTEM, record

    with transaction.atomic():
        record("benchmark.noted", "benchmark", None, organisation_id=organisation_id, actor=SYSTEM)


def _insert(organisation_id: UUID) -> None:
    from django.db import connection, transaction

    from alongside.ledger.clock import now

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [now()])


if __name__ == "__main__":
    start_django("watch")
    main()
