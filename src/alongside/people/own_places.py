"""The places of whoever is signed in, read by one statement: every page asks for them before anything else.

Through the ORM it is two statements and takes three times as long, most of it to put the SQL together anew each time.
"""

from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models

from alongside.people.models import Appointment, Organisation, Staff, Team

PARTS: tuple[tuple[str, type[models.Model]], ...] = (
    ("place", Staff),
    ("organisation", Organisation),
    ("team", Team),
    ("appointment", Appointment),
)


def read_places(user_id: UUID) -> list[Staff]:
    """The active places of this account by the names of the organisations, each with organisation, team, appointments."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [user_id])
        rows = cursor.fetchall()
    return [_place(list(same)) for _, same in groupby(rows, key=lambda row: row[0])]


def _place(rows: list[tuple[Any, ...]]) -> Staff:
    """From the rows of one place, one for each appointment, or one without any."""
    place, organisation, team, _ = (_made(part, rows[0]) for part in range(len(PARTS)))
    place.organisation = organisation
    if team is not None:
        place.team = team
    held = place.appointments.all()
    held._result_cache = [one for one in (_made(3, row) for row in rows) if one is not None]
    held._prefetch_done = True
    place._prefetched_objects_cache = {"appointments": held}  # where Django's own `prefetch_related` puts them
    return place


def _made(part: int, row: tuple[Any, ...]) -> Any:
    """The object of a part of a row, as one that was read; None where its key is null. Keys come first."""
    begins = sum(len(_fields(number)) for number in range(part))
    values = row[begins : begins + len(_fields(part))]
    return None if values[0] is None else PARTS[part][1].from_db(connection.alias, _fields(part), values)


@cache
def _fields(part: int) -> list[str]:
    return [field.attname for field in PARTS[part][1]._meta.concrete_fields]


@cache
def _statement() -> str:
    columns = [f'{name}."{field.column}"' for name, model in PARTS for field in model._meta.concrete_fields]
    return f"""
        SELECT {", ".join(columns)}
        FROM people_staff AS place
            JOIN people_organisation AS organisation ON organisation.id = place.organisation_id
            LEFT JOIN people_team AS team ON team.id = place.team_id
            LEFT JOIN people_appointment AS appointment ON appointment.staff_id = place.id
        WHERE place.active AND place.user_id = %s
        ORDER BY organisation.name, place.id, appointment.id
    """  # noqa: S608 (names of our own tables and columns)
