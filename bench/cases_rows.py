"""Many cases from one, made by the database itself: the product's actions would take an hour.

Each case has one report, its link and six lines in its file. The triggers are off while they are written.
"""

from collections.abc import Mapping
from typing import Any

import psycopg

COMMON_WORD, MIDDLE_WORD, RARE_WORD = "shouted", "ambulance", "chandelier"
"""In every second file, in one of fifty, in one of five thousand."""
EVENTS = 6
KEY = "('0{kind}' || lpad(to_hex(n), 10, '0') || '7' || substr(md5('{kind}' || n), 1, 3) || '8' || substr(md5('{kind}' || n), 4, 15))::uuid"
"""A UUIDv7 that sorts by n, before all that are made now: a key of the year 1970."""
COLUMNS = """
    SELECT array_agg(quote_ident(column_name)) FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
NUMBERED = "lpad(upper(to_hex((n::bigint * 2654435761) %% 4294967296)), 8, '0')"
"""Eight digits that look like chance, and another for each number: the multiplier has no divisor in common with 2^32."""


def write_cases(url: str, world: Mapping[str, Any], first: int, last: int) -> None:
    """Writes the cases numbered from `first` up to `last`, without it; `url` is the superuser's."""
    status = (
        "(ARRAY['closed','closed','closed','closed','open','investigating','outcome_pending','lessons'])[1 + n %% 8]"
    )
    case: dict[str, str] = {
        "id": _key(1),
        "reference": f"'C-' || substr({NUMBERED}, 1, 4) || '-' || substr({NUMBERED}, 5)",
        "title": f"'Case at the ' || (ARRAY['front desk','ward','car park','clinic'])[1 + n %% 4] || {_rare('n')}",
        "status": status,
        "priority": "(ARRAY[3,3,3,2,4,1])[1 + n %% 6]",
        "kinds": "(ARRAY['{physical_assault}','{theft}','{threat,weapon}','{verbal_abuse}'])[1 + n %% 4]::varchar[]",
        "owner_id": f"('{{{','.join(world['specialists'])}}}'::uuid[])[1 + n %% 10]",
        "waits_on": f"CASE WHEN {status} = 'outcome_pending' THEN (ARRAY['police','court'])[1 + n %% 2] ELSE '' END",
        "next_due_on": f"CASE WHEN {status} <> 'closed' THEN current_date - 20 + n %% 60 END",
        "closed_at": f"CASE WHEN {status} = 'closed' THEN now() END",
    }
    incident = {
        "id": _key(2),
        "reference": "upper(substr(md5('i' || n), 1, 4)) || '-' || upper(substr(md5('i' || n), 5, 4)) || n",
        "status": "'case_opened'",
        "external_reference": "''",
    }
    link = {"id": _key(3), "case_id": _key(1), "incident_id": _key(2)}
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '64MB'"):
            connection.execute(f"SET {setting}".encode())
        _clone(connection, "incidents_incident", world["incident"], incident, first, last)
        _clone(connection, "cases_case", world["case"], case, first, last)
        _clone(connection, "cases_caseincident", world["link"], link, first, last)
        for number in range(EVENTS):
            text = (
                f"'Line {number} of the file. The porter ' || CASE WHEN n %% 2 = 0 THEN '{COMMON_WORD}' ELSE 'waited' END"
                f" || CASE WHEN n %% 50 = {number} THEN ' for the {MIDDLE_WORD}' ELSE '' END || {_rare(f'n + {number}')}"
            )
            event = {"id": _key(4 + number), "case_id": _key(1), "text": text}
            _clone(connection, "cases_event", world["event"], event, first, last)
        for table in ("incidents_incident", "cases_case", "cases_caseincident", "cases_event"):
            connection.execute(f"VACUUM (ANALYZE) {table}".encode())
        connection.execute("CHECKPOINT")


def write_spares(url: str, world: Mapping[str, Any], first: int, last: int) -> list[str]:
    """Writes reports that have no case yet; returns their keys."""
    spare = {
        "id": _key(10),
        "reference": "upper(substr(md5('s' || n), 1, 4)) || '-' || upper(substr(md5('s' || n), 5, 4)) || n",
        "external_reference": "''",
    }
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        _clone(connection, "incidents_incident", world["spare"], spare, first, last)
        query = f"SELECT {_key(10)} FROM generate_series(%s::int, %s::int - 1) AS n"  # noqa: S608
        return [str(key) for (key,) in connection.execute(query.encode(), [first, last])]


def _clone(
    connection: psycopg.Connection[Any], table: str, template: str, changed: Mapping[str, str], first: int, last: int
) -> None:
    found = connection.execute(COLUMNS, [table]).fetchone()
    columns: list[str] = found[0] if found else []
    values = ", ".join(changed.get(column, f"t.{column}") for column in columns)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"  # noqa: S608
        f" FROM {table} t, generate_series(%s::int, %s::int - 1) AS n WHERE t.id = %s".encode(),
        [first, last, template],
    )


def _key(kind: int) -> str:
    return KEY.format(kind=f"{kind:x}")


def _rare(number: str) -> str:
    return f"CASE WHEN ({number}) %% 5000 = 7 THEN ' {RARE_WORD}' ELSE '' END"
