"""Whether the database would store something now, found out by storing something that leaves no trace.

A database that can be read may still be unable to take a press: its disk is full, it is a standby, or the standby that has to
confirm every commit is away. In that last case these statements wait, as a press would.
"""

WRITES = (
    "SET LOCAL work_mem = '64kB'",
    "SELECT count(*) FROM generate_series(1, 4000)",  # too much for that memory: it goes to a file and comes back
    "SET LOCAL work_mem TO DEFAULT",
    "SELECT pg_logical_emit_message(true, 'alongside', 'still able to write')",
)
"""To be done in one transaction: takes room on the disk, gives it back, and commits a line of the log that nobody reads."""

_DISK_FULL, _READ_ONLY = "53100", "25006"


def why_not(state: str | None, said: str) -> str | None:
    """In words, what keeps the database from storing anything: `state` is the error's SQLSTATE, `said` its text. None where it
    is something else.
    """
    if state == _DISK_FULL or "No space left on device" in said:  # without a code where no session could begin
        return "The disk of the database is full: nothing can be stored."
    if state == _READ_ONLY:
        return "The database takes no writes: nothing can be stored."
    return None
