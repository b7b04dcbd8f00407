"""Telling the database on whose behalf the web works."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

_user_id: ContextVar[str] = ContextVar("alongside_user_id", default="")


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Within this block the database shows the organisations of `user`; of nobody's where that is anonymous or None.

    The database derives the organisations from the user by itself (`alongside_scope()`): no code of ours can widen
    them.
    """
    token = _user_id.set(str(user.pk) if user is not None and user.pk else "")
    _tell(connection)
    try:
        yield
    finally:
        _user_id.reset(token)
        _tell(connection)


@contextmanager
def service_connection() -> Iterator[BaseDatabaseWrapper]:
    """The connection of the service role, for endpoints that machines call and that know no user.

    Who uses it has checked the caller in another way: a device's key, a provider's signature.
    """
    with _service_connection() as service:
        yield service


@contextmanager
def _service_connection() -> Iterator[BaseDatabaseWrapper]:
    yield connections["service"]


def _tell(wrapper: BaseDatabaseWrapper) -> None:
    if wrapper.connection is not None and wrapper.connection.info.transaction_status != TransactionStatus.INERROR:
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT set_config('alongside.user_id', %s, false)", [_user_id.get()])


def _tell_new_connection(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A connection from the pool may have served somebody else: it is told at once."""
    if connection.alias == "default":
        _tell(connection)


connection_created.connect(_tell_new_connection, dispatch_uid="alongside.people.scope")
