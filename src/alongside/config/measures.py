"""Measures of the whole installation, read from the database: the lag between due and done above all (S3)."""

from typing import Any

from django.conf import settings
from django.db import Error, transaction
from django.db import connection as pages
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from alongside.ledger.storing import WRITES, why_not
from alongside.messages.queries import channels_down
from alongside.people.scope import service_connection

LAG_LIMIT_S = 5.0
"""Due and not done for longer than this: the promise is not being kept (S3)."""

UNSENT_LIMIT_S = 30.0
"""A message of an alarm that has waited this long to be sent."""

OVERDUE = """
    SELECT coalesce(extract(epoch FROM alongside_now() - least(
        (SELECT min(clock_at) FROM watch_visit WHERE clock_at IS NOT NULL),
        (SELECT min(clock_at) FROM watch_alarm WHERE clock_at IS NOT NULL),
        (SELECT min(received_at) FROM devices_inbox),
        (SELECT min(received_at) FROM messages_reply WHERE handled_at IS NULL),
        (SELECT min(received_at) FROM messages_callback WHERE handled_at IS NULL AND kind IN ('reply', 'key')))), 0)
"""

UNSENT = """
    SELECT coalesce(extract(epoch FROM alongside_now() - min(not_before)), 0) FROM messages_message
    WHERE status = 'queued' AND purpose = 'alarm'
"""

LAG = """
    SELECT count(*), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY lag), 0),
        coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY lag), 0), coalesce(max(lag), 0)
    FROM (
        SELECT extract(epoch FROM decided_at - due_at) AS lag FROM watch_visitevent
        WHERE due_at IS NOT NULL AND decided_at > alongside_now() - interval '1 hour'
        UNION ALL
        SELECT extract(epoch FROM decided_at - due_at) FROM watch_alarmevent
        WHERE due_at IS NOT NULL AND decided_at > alongside_now() - interval '1 hour'
    ) recent
"""

COUNTS = {
    "alongside_alarms": ("Alarms by status", "SELECT status, count(*) FROM watch_alarm GROUP BY status"),
    "alongside_visits": ("Visits by status", "SELECT status, count(*) FROM watch_visit GROUP BY status"),
    "alongside_messages": (
        "Messages of the last day by channel and status",
        """SELECT channel || '/' || status, count(*) FROM messages_message
           WHERE queued_at > alongside_now() - interval '1 day' GROUP BY 1""",
    ),
}


EVIDENCE = {
    "alongside_evidence_damaged_files": (
        "Stored files that are no longer what was received",
        "SELECT count(*) FROM evidence_keeping WHERE damaged_at IS NOT NULL AND check_at IS NOT NULL",
    ),
    "alongside_evidence_check_overdue_seconds": (
        "How long the file that is due longest waits for its check",
        "SELECT coalesce(extract(epoch FROM alongside_now() - min(check_at)), 0) FROM evidence_keeping",
    ),
    "alongside_evidence_unscanned_files": (
        "Files that wait for the malware scan",
        "SELECT count(*) FROM evidence_keeping WHERE scan = 'waiting'",
    ),
}


def warnings() -> list[str]:
    """What somebody has to look at, though the promises are kept; empty where nothing is, or the database is away."""
    try:
        with service_connection() as connection, connection.cursor() as cursor:
            damaged, _, unscanned = (_number(cursor, query) for _, query in EVIDENCE.values())
        told = channels_down()
    except Error:
        return []
    if damaged:
        told.append(f"{damaged:.0f} stored files are damaged: see /evidence/checks, or run alongside verify-evidence.")
    if unscanned and settings.CLAMD_URL:
        told.append(f"{unscanned:.0f} files wait for the malware scan.")
    return told


def reasons_not_ready() -> list[str]:
    """Why the installation cannot keep its promises now, in plain sentences; empty where it can."""
    try:
        with service_connection() as connection, connection.cursor() as cursor:
            overdue, unsent = _number(cursor, OVERDUE), _number(cursor, UNSENT)
        with pages.cursor() as cursor:  # another role and another connection: one can work without the other
            cursor.execute("SELECT 1")
        with service_connection() as connection:
            _write(connection)
    except Error as error:
        return [_why_not(error)]
    reasons = []
    if overdue > LAG_LIMIT_S:
        reasons.append(
            f"Something has been due for {overdue:.0f} seconds and nobody has dealt with it: is watch running?"
        )
    if unsent > UNSENT_LIMIT_S:
        reasons.append(f"A message of an alarm has waited for {unsent:.0f} seconds: is send running?")
    return reasons


def _why_not(error: Error) -> str:
    """What an error of the database means for whoever runs it."""
    said = str(error).splitlines()[0]
    return why_not(getattr(error.__cause__, "sqlstate", None), said) or f"The database does not answer: {said}"


def _write(connection: Any) -> None:
    """Stores something that leaves no trace. Raises Error where nothing can be stored."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in WRITES:
            cursor.execute(statement)


def write_measures(connection: Any, *, with_counts: bool) -> bytes:
    """The measures in the text format of Prometheus; how many alarms, visits and messages only `with_counts`."""
    registry = CollectorRegistry()
    with connection.cursor() as cursor:
        cursor.execute(LAG)
        done, median, p99, longest = (float(value) for value in cursor.fetchone())
        if with_counts:
            _gauge(registry, "alongside_due_events", "Things that were due and were done in the last hour", done)
        lag = Gauge("alongside_lag_seconds", "Seconds between due and done, last hour", ["quantile"], registry=registry)
        lag.labels("0.5").set(median)
        lag.labels("0.99").set(p99)
        lag.labels("1").set(longest)
        overdue = max(0.0, _number(cursor, OVERDUE))
        _gauge(registry, "alongside_overdue_seconds", "How long the oldest due thing has been waiting", overdue)
        unsent = max(0.0, _number(cursor, UNSENT))
        _gauge(registry, "alongside_unsent_seconds", "How long the oldest alarm message has been waiting", unsent)
        down = Gauge(
            "alongside_channel_down", "1 where the provider of a channel does not work", ["channel"], registry=registry
        )
        cursor.execute("SELECT channel, (down_since IS NOT NULL)::int FROM messages_channelhealth")
        for channel, is_down in cursor.fetchall():
            down.labels(channel).set(is_down)
        for name, (meaning, query) in EVIDENCE.items() if with_counts else ():
            _gauge(registry, name, meaning, max(0.0, _number(cursor, query)))
        for name, (meaning, query) in COUNTS.items() if with_counts else ():
            gauge = Gauge(name, meaning, ["state"], registry=registry)
            cursor.execute(query)
            for state, count in cursor.fetchall():
                gauge.labels(state).set(count)
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, meaning: str, value: float) -> None:
    Gauge(name, meaning, registry=registry).set(value)


def _number(cursor: Any, query: str) -> float:
    cursor.execute(query)
    return float(cursor.fetchone()[0])
