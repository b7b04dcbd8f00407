"""A million made-up incidents, made by the database itself: in Python they would take many minutes.

The rows are the same at every run. They go round the product's actions, which would take an hour: with the triggers off,
and the indexes made afterwards.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from alongside.incidents.codes import code_list
from bench import incidents_words

SESSIONS = 2
"""As many as there are processors where this is measured."""
PARTS = 4
LISTS = (
    "kinds",
    "urgencies",
    "factors",
    "responsible_kinds",
    "acts",
    "weapons",
    "hate_strands",
    "targets",
    "responses",
)
WRITTEN = [
    "incidents_incident",
    "incidents_account",
    "incidents_identity",
    "incidents_change",
    "incidents_affected",
    "incidents_responsible",
]
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY (%s::regclass[])
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
LONGEST_TO_MAKE = "incidents_account_search"
"""Made while the smaller tables are still written."""
LOADING = (
    # No triggers, no foreign keys: the rows fit.
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '512MB'",
    "SET work_mem = '64MB'",
    # The planner knows nothing of how many rows a function gives.
    "SET enable_nestloop = off",
)


def write_incidents(url: str, world: dict[str, Any], number: int) -> None:
    """Writes `number` incidents for the organisations of `bench.incidents_world`; `url` is the superuser's."""
    with psycopg.connect(url, autocommit=True) as connection:
        _prepare(connection, world, number)
        indexes: dict[str, str] = dict(connection.execute(INDEXES, [WRITTEN]).fetchall())
        for name in indexes:
            connection.execute(f"DROP INDEX {name}".encode())
        longest = indexes.pop(LONGEST_TO_MAKE)
        step = -(-number // PARTS)
        parts = [f"({first}, {min(number, first + step) - 1})" for first in range(0, number, step)]
        _together(url, [f"CALL bench.draw{part}" for part in parts])
        connection.execute("ANALYZE bench.drawn")
        _together(url, [f"CALL bench.write_{what}{part}" for what in ("incidents", "accounts") for part in parts])
        rest = ("identities", "changes", "affected", "responsible")
        _together(url, [longest, *[f"CALL bench.write_{what}{part}" for what in rest for part in parts]])
        _together(url, [*indexes.values()])
        _together(url, [f"VACUUM (ANALYZE) {table}" for table in WRITTEN])
        connection.execute("DROP SCHEMA bench CASCADE")
        connection.execute("CHECKPOINT")


def _prepare(connection: psycopg.Connection[Any], world: dict[str, Any], number: int) -> None:
    """Puts down what the rows are drawn from."""
    connection.execute("CREATE SCHEMA bench")
    for name, words in (
        ("sentence", incidents_words.sentences()),
        ("rare", incidents_words.rare_words()),
        ("name", incidents_words.names()),
    ):
        column = "word" if name == "rare" else "words"
        _copy(connection, f"bench.{name} (number int, {column} text)", enumerate(words))
    bodies = world["organisations"]
    owners = [(body["id"], body["lsms"], len(body["sites"])) for body in bodies for _ in range(body["share"])]
    owner = "bench.owner (number int, organisation uuid, lsms uuid, sites int)"
    _copy(connection, owner, ((at, *row) for at, row in enumerate(owners)))
    _copy(
        connection,
        "bench.place (organisation uuid, site int, ward int, site_id uuid, id uuid)",
        (
            (body["id"], site, ward, body["sites"][site], place)
            for body in bodies
            for site, places in enumerate(body["places"])
            for ward, place in enumerate(places)
        ),
    )
    _copy(
        connection,
        "bench.team (organisation uuid, site int, number int, id uuid)",
        ((body["id"], *divmod(at, 3), team) for body in bodies for at, team in enumerate(body["teams"])),
    )
    _copy(connection, "bench.size (total int)", [(number,)])
    for name in LISTS:
        connection.execute(_drawing(name))
    weights = ", ".join(f'"{code.code}": {code.more["weight"]}' for code in code_list("urgencies"))
    connection.execute(
        "CREATE FUNCTION bench.weight(codes varchar[]) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN "
        + " + ".join(f"coalesce(('{{{weights}}}'::jsonb -> codes[{at}])::int, 0)" for at in (1, 2))
    )
    connection.execute((Path(__file__).parent / "incidents_rows.sql").read_bytes())
    connection.execute("ANALYZE")


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterable[Sequence[Any]]) -> None:
    connection.execute(f"CREATE UNLOGGED TABLE {table}".encode())
    with connection.cursor().copy(f"COPY {table.partition(' ')[0]} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _drawing(name: str) -> bytes:
    """A function that gives a code of the list for a chance; the first ones are drawn far more often than the last."""
    codes = list(code_list(name).codes)
    return (
        f"CREATE FUNCTION bench.{name}(chance float8) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE"
        f" RETURN ('{{{','.join(codes)}}}'::varchar[])[1 + floor({len(codes)} * power(chance, 3))::int]"
    ).encode()


def _together(url: str, statements: Sequence[str]) -> None:
    """Executes them, so many at a time."""

    def execute(statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in LOADING:
                connection.execute(setting.encode())
            connection.execute(statement.encode())

    with ThreadPoolExecutor(SESSIONS) as pool:
        list(pool.map(execute, statements))
