"""Making and closing the ways in without an account."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from alongside.incidents.reporting.doors import ANYWHERE, PLACE, anywhere_secret
from alongside.incidents.reporting.queries import door_of, places_of_links
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.keys import new_id
from alongside.people.actions import close_link, open_link, reopen_link
from alongside.people.models import AccessLink, Organisation, Place


@dataclass(frozen=True, slots=True)
class NewPoster:
    """A poster: its secret is in the address that is printed, and kept nowhere. `link` is the key of its link."""

    place: Place
    secret: str
    link: UUID


@transaction.atomic
def make_posters(places: Sequence[Place], *, by: Actor = SYSTEM, secrets: Sequence[str] = ()) -> list[NewPoster]:
    """A link for each place. `secrets` are the caller's own where it brings them, in the same order; others can be shown
    again (`secret_of_poster`).
    """
    made = []
    for number, place in enumerate(places):
        key = new_id()
        link = open_link(
            place.organisation_id,
            PLACE,
            place.pk,
            key=key,
            secret=secrets[number] if secrets else poster_secret(key),
            label=f"{place.name}, {place.site.name}",
            by=by,
        )
        made.append(NewPoster(place, link.secret, key))
    return made


@transaction.atomic
def show_posters(links: Sequence[AccessLink], *, by: Actor) -> list[tuple[AccessLink, NewPoster | None]]:
    """The posters of these links, to be printed again, each with its link; None for one that cannot be shown again. The
    ledger says who looked at them.
    """
    places = {place.pk: place for place in places_of_links(links)}
    found: list[tuple[AccessLink, NewPoster | None]] = []
    for link in links:
        secret = secret_of_poster(link)
        place = places.get(link.subject_id) if link.subject_id else None
        if secret and place:
            record("link.shown", "link", link.pk, organisation_id=link.organisation_id, actor=by)
        found.append((link, NewPoster(place, secret, link.pk) if secret and place else None))
    return found


@transaction.atomic
def replace_poster(link: AccessLink, *, by: Actor) -> NewPoster | None:
    """A new poster for the same place; the old one lets nobody in any more. None where the place is no longer in use."""
    place = next(iter(places_of_links([link])), None)
    if place is None:
        return None
    close_link(link, by=by)
    return make_posters([place], by=by)[0]


def poster_secret(key: UUID) -> str:
    """The secret of the poster whose link has this key: made from it and the installation's own secret key, so that it can be
    made again and stands in no table (docs/decisions/0024).
    """
    made = salted_hmac("alongside.report.poster", str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def secret_of_poster(link: AccessLink) -> str:
    """The same for a link; empty where its poster was made otherwise, or with another secret key."""
    secret = poster_secret(link.pk)
    return secret if hashlib.sha256(secret.encode()).digest() == bytes(link.digest) else ""


@transaction.atomic
def close_poster(link: AccessLink, *, by: Actor) -> None:
    """The poster lets nobody in any more; whoever has begun a report by it can finish it."""
    close_link(link, by=by)


@transaction.atomic
def open_door(organisation: Organisation, *, by: Actor = SYSTEM) -> None:
    """Lets everybody choose this organisation at /report. Open already, nothing changes."""
    link = AccessLink.objects.filter(organisation=organisation, purpose=ANYWHERE).first()
    if link is None:
        open_link(organisation.pk, ANYWHERE, secret=anywhere_secret(organisation), label="Open to everybody", by=by)
    elif link.closed_at is not None:
        reopen_link(link, by=by)


@transaction.atomic
def close_door(organisation: Organisation, *, by: Actor) -> None:
    """Only people with an account, a poster or a link can begin a report from now on."""
    link = door_of(organisation.pk)
    if link is not None:
        close_link(link, by=by)
