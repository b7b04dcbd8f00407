"""Django's PostgreSQL back end with a pool that comes back together with the database.

After a restart or a fail-over every connection in the pool is dead. By itself the pool finds that out one by one, with
ever longer pauses in between, while the requests that wait for a connection fail. Here the first dead connection
makes it look through all of them at once.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """For `CONN_HEALTH_CHECKS` off, which leaves the checking to us."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that answers. Raises PoolTimeout where the pool gets none in time."""
        while True:
            connection = super().get_new_connection(conn_params)
            if self.pool is None or _answers(connection):
                return connection
            self.pool.putconn(connection)
            self.pool.check()


def _answers(connection: Any) -> bool:
    """Whether the server answers on this connection; leaves no transaction open."""
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.OperationalError:
        return False
    return True
