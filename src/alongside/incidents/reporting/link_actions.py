"""Making and closing the ways in without an account."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from alongside.incidents.reporting.doors import ANYWHERE, PLACE, anywhere_secret
from alongside.incidents.reporting.queries import door_of
from alongside.ledger.actions import SYSTEM, Actor
from alongside.people.actions import close_link, open_link, reopen_link
from alongside.people.models import AccessLink, Organisation, Place


@dataclass(frozen=True, slots=True)
class NewPoster:
    """A poster just made: its secret is in the address that is printed, and kept nowhere."""

    place: Place
    secret: str


@transaction.atomic
def make_posters(places: Sequence[Place], *, by: Actor = SYSTEM, secrets: Sequence[str] = ()) -> list[NewPoster]:
    """A link for each place. `secrets` are the caller's own where it brings them, in the same order."""
    made = []
    for number, place in enumerate(places):
        link = open_link(
            place.organisation_id,
            PLACE,
            place.pk,
            secret=secrets[number] if secrets else None,
            label=f"{place.name}, {place.site.name}",
            by=by,
        )
        made.append(NewPoster(place, link.secret))
    return made


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
