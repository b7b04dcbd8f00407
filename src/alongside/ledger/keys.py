"""Keys of every table: UUID version 7, so that rows sort by the time they were made."""

import uuid
from datetime import datetime

import uuid_utils
import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562 section 5.7). Made here because PostgreSQL before 18 has no `uuidv7()`."""
    return uuid_utils.compat.uuid7()


def new_id_at(moment: datetime) -> uuid.UUID:
    """A UUIDv7 that sorts as if it had been made at `moment`, for history that is taken in later."""
    return uuid_utils.compat.uuid7(nanoseconds=round(moment.timestamp() * 1_000_000) * 1000)


def new_id_text() -> str:
    """A new UUIDv7 as text, for the path where an object a row would be felt."""
    return str(uuid_utils.uuid7())
