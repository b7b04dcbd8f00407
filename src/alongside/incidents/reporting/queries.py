"""Reading what a report needs while it is written: its draft, the places to choose from, the doors."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from alongside.incidents.models import Draft, DraftFile
from alongside.incidents.reporting.doors import ANYWHERE, PLACE
from alongside.incidents.reporting.way_through import Known
from alongside.ledger.clock import now
from alongside.people.models import AccessLink, Organisation, Place, Site, Staff
from alongside.people.queries import organisations_where, place_in, places_of
from alongside.people.roles import Role
from alongside.people.scope import service_connection

MOST_PLACES = 1000
"""How many places a page offers; of more, the rest is written in words."""


@dataclass(frozen=True, slots=True)
class Door:
    """An organisation that takes reports from everybody."""

    code: str
    name: str


def draft_of(secret: str) -> Draft | None:
    """The draft with this secret. Only within `people.scope.entering_by(secret)` does the database show it."""
    return (
        Draft.objects.select_related("organisation", "place__site", "sent_as")
        .filter(digest=hashlib.sha256(secret.encode()).digest())
        .first()
    )


def unsent_of(user: Any) -> Draft | None:
    """The report that somebody signed in began last, under their account and anywhere, and did not send."""
    if not user.is_authenticated:
        return None
    begun = Draft.objects.filter(
        user_id=user.pk, sent_as=None, organisation__in=[one.pk for one in organisations_of(user)]
    )
    return begun.exclude(answers={}).order_by("-changed_at").first()


def known_of(draft: Draft, user: Any) -> Known:
    """What is known of a draft before anybody asks."""
    return Known(place=draft.place_id is not None, account=place_in(user, draft.organisation_id) is not None)


def place_of_link(link: AccessLink) -> Place | None:
    """The place that a poster's link is about."""
    if link.subject_id is None:
        return None
    return Place.objects.select_related("site").filter(pk=link.subject_id, active=True).first()


def places_to_choose(organisation_id: UUID) -> list[str]:
    """The organisation's places as they are shown: "Ward 7, Northbrook Hospital", and its sites."""
    places = Place.objects.filter(organisation=organisation_id, active=True).order_by("name", "site__name")
    named = [f"{name}, {site}" for name, site in places.values_list("name", "site__name")[:MOST_PLACES]]
    sites = Site.objects.filter(organisation=organisation_id).order_by("name")
    return named + [site.name for site in sites[: MOST_PLACES - len(named)]]


def place_named(organisation_id: UUID, text: str) -> Place | None:
    """The place that was meant: "Ward 7, Northbrook Hospital", or "ward 7" where only one is called so."""
    name, _, site = (part.strip() for part in text.rpartition(", "))
    places = Place.objects.select_related("site").filter(organisation=organisation_id, active=True)
    if name and (exact := places.filter(name__iexact=name, site__name__iexact=site).first()):
        return exact
    found = list(places.filter(name__iexact=text.strip())[:2])
    return found[0] if len(found) == 1 else None


def site_named(organisation_id: UUID, text: str) -> Site | None:
    """The site that was meant, where no place of that name is known."""
    return Site.objects.filter(organisation=organisation_id, name__iexact=text.strip()).first()


def files_of(draft: Draft) -> list[DraftFile]:
    """The files that will go with the report."""
    return list(DraftFile.objects.select_related("file").filter(draft=draft, taken_out_at=None))


def doors() -> list[Door]:
    """The organisations that anybody may report to. Asked for people who see no organisation yet, so by the service
    role: names and codes alone, of those that opened their door.
    """
    with service_connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT organisation.code, organisation.name
            FROM people_accesslink AS link JOIN people_organisation AS organisation ON organisation.id = link.organisation_id
            WHERE link.purpose = %s AND link.closed_at IS NULL
              AND (link.expires_at IS NULL OR link.expires_at > alongside_now())
            ORDER BY organisation.name
            """,
            [ANYWHERE],
        )
        return [Door(code, name) for code, name in cursor.fetchall()]


def doors_called(found: Sequence[Door], text: str) -> list[Door]:
    """Those that may be meant by a name: the one of that very name, else all whose name has every word that was written."""
    words = text.casefold().split()
    exact = [door for door in found if door.name.casefold().split() == words]
    return exact or [door for door in found if words and all(word in door.name.casefold() for word in words)]


def organisations_of(user: Any) -> list[Organisation]:
    """Where somebody who is signed in works: there they report."""
    return [place.organisation for place in places_of(user)]


def staff_of(user: Any, organisation_id: UUID) -> Staff | None:
    """The reporter's own place in the organisation."""
    return place_in(user, organisation_id)


def links_for(user: Any, *, search: str = "", closed: bool = False) -> QuerySet[AccessLink]:
    """Posters of the organisations for which this person keeps them (`incidents.links`), the newest first."""
    links = AccessLink.objects.filter(organisation__in=keeps_links_of(user), purpose=PLACE)
    links = links.filter(label__icontains=search.strip()) if search.strip() else links
    ended = Q(closed_at__isnull=False) | Q(expires_at__lte=now())
    return links.filter(ended if closed else ~ended).order_by(F("id").desc())


def places_of_links(links: Iterable[AccessLink]) -> QuerySet[Place]:
    """The places of posters, as far as they are in use."""
    keys = [link.subject_id for link in links if link.subject_id is not None]
    return Place.objects.select_related("site", "organisation").filter(pk__in=keys, active=True)


def keeps_links_of(user: Any) -> list[UUID]:
    """The organisations whose posters and door this person keeps."""
    return organisations_where(user, Role.LSMS, Role.ADMINISTRATOR)


def door_of(organisation_id: UUID) -> AccessLink | None:
    """The open door of an organisation, for those who keep it."""
    return AccessLink.objects.filter(organisation=organisation_id, purpose=ANYWHERE, closed_at=None).first()


def places_to_print(user: Any) -> QuerySet[Place]:
    """The places for which this person may make posters."""
    places = Place.objects.filter(organisation__in=keeps_links_of(user), active=True)
    return places.select_related("site", "organisation").order_by("site__name", "name")
