"""Fetching a calendar from the address that a worker has written: into the public internet alone, no more than it may hold, in time."""

from contextlib import closing
from time import monotonic

import urllib3
from django.conf import settings

from alongside.web.addresses import NotAllowed, connection_to, read_address, resolve

LARGEST = 1024 * 1024
CONNECT_S, READ_S, WHOLE_S = 5.0, 10.0, 20.0
PIECE = 64 * 1024


class NotFetched(Exception):
    """Its text is the sentence."""


def written_address(url: str) -> str:
    """The address as it is called: calendars are often written as webcal://. Raises NotAllowed."""
    url = url.strip()
    if url.casefold().startswith("webcal://"):
        url = f"https://{url[len('webcal://') :]}"
    read_address(url, inside=settings.WEBHOOKS_INSIDE)
    return url


def fetch(url: str) -> bytes:
    """What stands at the address. Raises NotFetched. A redirect is not followed."""
    try:
        return _fetch(url)
    except NotAllowed as error:
        raise NotFetched(str(error)) from error
    except (OSError, urllib3.exceptions.HTTPError, ValueError) as error:
        raise NotFetched("The calendar's address did not answer.") from error


def _fetch(url: str) -> bytes:
    target = read_address(url, inside=settings.WEBHOOKS_INSIDE)
    address = resolve(target, inside=settings.WEBHOOKS_INSIDE)
    headers = {"Host": target.host_header, "Accept": "text/calendar", "User-Agent": "Alongside-Calendars/1"}
    until = monotonic() + WHOLE_S
    with closing(connection_to(target, address, urllib3.Timeout(connect=CONNECT_S, read=READ_S))) as pool:
        answer = pool.urlopen("GET", target.path, headers=headers, redirect=False, preload_content=False)
        with closing(answer):
            if answer.status != 200:
                raise NotFetched(f"The calendar's address answered {answer.status}. Is it still the right one?")
            data = bytearray()
            for piece in answer.stream(PIECE, decode_content=False):
                data += piece
                if len(data) > LARGEST:
                    raise NotFetched("This calendar is larger than 1 MB. Make one that holds your visits alone.")
                if monotonic() > until:
                    raise NotFetched("The calendar's address took too long to answer.")
            return bytes(data)
