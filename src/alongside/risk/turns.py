"""One after the other, where the web may lock no row."""

from django.db import connection

from alongside.people.models import Organisation


def one_at_a_time(what: str, organisation: Organisation) -> None:
    """Until the transaction ends nobody else does `what` in this organisation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{what} {organisation.pk}"])
