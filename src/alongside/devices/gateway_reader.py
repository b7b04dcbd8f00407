"""What the gateway looks up: pages of check-in links, and whether the database would take a signal."""

import asyncio
from typing import Any

import psycopg

from alongside.devices.link_page import FIND_ZONE
from alongside.devices.protocols.link import identify
from alongside.devices.store import digest_secret
from alongside.ledger.storing import WRITES, why_not

PATIENCE_S = 2.0

_CHECK = """
SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
    to_regclass('devices_signal') IS NULL OR NOT has_table_privilege('devices_signal', 'INSERT')
"""


class Reader:
    """One connection for reading, made when it is first needed and again after it broke."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._turn = asyncio.Lock()

    async def time_zone(self, key: str) -> str | None:
        """The time zone of the organisation that this check-in key belongs to; None for a key that opens nothing.

        Raises OSError where the database is away.
        """
        row = await self._fetch(FIND_ZONE, [identify(key), digest_secret(key)])
        return row[0] if row else None

    async def reasons_not_ready(self) -> list[str]:
        """In words, why a signal could not be stored now; empty where it could."""
        try:
            read_only, no_table = await self._fetch(_CHECK, [])
            cannot_store = None if read_only else await self._why_nothing_is_stored()
        except OSError as error:
            return [str(error)]
        reasons = []
        if read_only:
            reasons.append("the database takes no writes (it is a standby)")
        if no_table:
            reasons.append("the database has no place for signals: run the migrations")
        if cannot_store:
            reasons.append(cannot_store)
        return reasons

    async def _why_nothing_is_stored(self) -> str | None:
        """Stores something that leaves no trace; in words, why that was refused. Raises OSError where the database is away."""
        async with self._turn:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    if self._connection is None:
                        raise OSError("the database cannot be reached")
                    async with self._connection.transaction():
                        for statement in WRITES:
                            await self._connection.execute(statement)
            except (psycopg.Error, TimeoutError) as error:
                if isinstance(error, psycopg.Error) and (why := why_not(error.sqlstate, str(error))):
                    return why
                if self._connection is not None:
                    await self._connection.close()
                    self._connection = None
                raise OSError("the database does not store anything") from error
        return None

    async def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            await self._connection.close()

    async def _fetch(self, query: str, parameters: list[Any]) -> Any:
        """One row. Tries twice, because a connection may have died unnoticed."""
        async with self._turn:
            for attempt in (1, 2):
                try:
                    async with asyncio.timeout(PATIENCE_S):
                        if self._connection is None or self._connection.closed:
                            self._connection = await psycopg.AsyncConnection.connect(
                                self._url, autocommit=True, connect_timeout=2, application_name="alongside gateway"
                            )
                        cursor = await self._connection.execute(query, parameters)
                        return await cursor.fetchone()
                except (psycopg.Error, TimeoutError, OSError) as error:
                    if self._connection is not None:
                        await self._connection.close()
                        self._connection = None
                    if attempt == 2:
                        # The driver's own words may name hosts and users: they stay in the log of the server.
                        raise OSError("the database cannot be reached") from error
        raise AssertionError("unreachable")
