"""How often somebody without an account has knocked at a door lately, counted for every web process in the database.

An address is never kept. What is kept for some minutes is a keyed digest of the door, the address and the window of time, so
that nobody can read from the table who came, whether the same came again later, or what for.
"""

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from alongside.ledger.clock import now

WINDOW = timedelta(minutes=10)
NETWORK_BITS = 64
"""One customer of an IPv6 provider has so many bits to themselves (RFC 6177): a network is counted, not an address."""

KNOCK = """
    WITH before AS (SELECT coalesce(sum(number), 0) * %(left)s AS number FROM people_knock WHERE digest = %(last)s)
    INSERT INTO people_knock AS held (digest, until, number)
    SELECT %(digest)s, %(until)s, %(weight)s FROM before WHERE before.number + %(weight)s <= %(most)s
    ON CONFLICT (digest) DO UPDATE SET number = held.number + excluded.number
        WHERE held.number + excluded.number + (SELECT number FROM before) <= %(most)s
    RETURNING number
"""
COUNTED = "SELECT digest, number FROM people_knock WHERE digest IN (%(digest)s, %(last)s)"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody is let in; where not, after how many seconds they are, where nobody else of theirs comes meanwhile."""

    is_let_in: bool
    wait_s: int = 0


def knock(door: str, who: str, *, most: int, weight: int = 1) -> Answer:
    """Counts somebody who comes to `door`, and lets them in while no more than `most` came in ten minutes.

    Who is not let in is not counted, so that a crowd does not keep itself out. `weight` is what this one counts for, such as
    the bytes that they bring. The last window counts for as much of it as still lies within ten minutes.
    """
    moment = now()
    begun = _window(moment)
    digest, last = _digest(door, who, begun), _digest(door, who, begun - WINDOW)
    passed = (moment - begun) / WINDOW
    with connection.cursor() as cursor:
        cursor.execute(
            KNOCK,
            {
                "digest": digest,
                "last": last,
                "until": begun + 2 * WINDOW,
                "left": 1 - passed,
                "weight": weight,
                "most": most,
            },
        )
        if cursor.fetchone() is not None:
            return Answer(is_let_in=True)
        cursor.execute(COUNTED, {"digest": digest, "last": last})
        counted = {bytes(key): number for key, number in cursor.fetchall()}
    opens = _opens(counted.get(last, 0), counted.get(digest, 0), most - weight)
    return Answer(is_let_in=False, wait_s=max(1, math.ceil((opens - passed) * WINDOW.total_seconds())))


def _opens(last: int, this: int, room: int) -> float:
    """In windows since this one began: when what still counts of both leaves `room`. What asks for more than there ever is
    waits until nothing counts.
    """
    if this <= room and last:
        return 1 - max(0, room - this) / last
    return 2 - max(0, room) / this if this else 1


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from, behind the proxies of `ALONGSIDE_TRUSTED_PROXIES`: an IPv4 address, or the
    first 64 bits of an IPv6 one.
    """
    said = str(request.META.get("REMOTE_ADDR") or "")
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))
    return said


def _window(moment: datetime) -> datetime:
    seconds = int(moment.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds())
    return datetime.fromtimestamp(seconds, UTC)


def _digest(door: str, who: str, begun: datetime) -> bytes:
    told = "\n".join([door, who, begun.isoformat()])
    return hmac.digest(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256)
