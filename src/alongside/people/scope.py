"""Telling the database on whose behalf the web works."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

_user_id: ContextVar[str] = ContextVar("alongside_user_id", default="")
_link: ContextVar[str] = ContextVar("alongside_link", default="")


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Within this block the database shows the organisations of `user`; of nobody's where that is anonymous or None.

    The database derives the organisations from the user by itself (`alongside_scope()`): no code of ours can widen
    them.
    """
    with _telling(_user_id, str(user.pk) if user is not None and user.pk else ""):
        yield


@contextmanager
def entering_by(secret: str) -> Iterator[None]:
    """Within this block the database also shows the organisation of the access link with this secret, while it is open.

    The database looks the link up by itself; without a link of that secret it shows nothing more than before. What the
    holder may see of that organisation, the room's queries say.
    """
    with _telling(_link, sha256(secret.encode()).hexdigest() if secret else ""):
        yield


def same_scope() -> Callable[[], AbstractContextManager[None]]:
    """Remembers on whose behalf the database works now; what it returns is a block in which it does so again.

    For an answer that is still being read when the request is over.
    """
    user, link = _user_id.get(), _link.get()

    @contextmanager
    def again() -> Iterator[None]:
        with _telling(_user_id, user), _telling(_link, link):
            yield

    return again


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


@contextmanager
def _telling(what: ContextVar[str], value: str) -> Iterator[None]:
    token = what.set(value)
    _tell(connection)
    try:
        yield
    finally:
        what.reset(token)
        _tell(connection)


def _tell(wrapper: BaseDatabaseWrapper) -> None:
    if wrapper.connection is not None and wrapper.connection.info.transaction_status != TransactionStatus.INERROR:
        with wrapper.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('alongside.user_id', %s, false), set_config('alongside.link', %s, false)",
                [_user_id.get(), _link.get()],
            )


def _tell_new_connection(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A connection from the pool may have served somebody else: it is told at once."""
    if connection.alias == "default":
        _tell(connection)


connection_created.connect(_tell_new_connection, dispatch_uid="alongside.people.scope")
