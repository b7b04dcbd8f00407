"""Finding incidents, from what the caller may see.

The keys come from functions of the database (docs/decisions/0013); everything that is shown is read by `incidents_for`,
under row-level security.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from alongside.incidents.finding.filters import Filters
from alongside.incidents.models import Compartment, Incident, SavedView
from alongside.incidents.queries import incidents_for, standing_in
from alongside.incidents.unread import organisations_left_to
from alongside.people.models import Place, Site, Staff
from alongside.people.queries import place_in, places_of

PAGE = 25
COUNTED_UP_TO = 1000
"""Up to here a number is exact; beyond it is what the planner expects."""
BATCH = 1000
SHOWN = (
    *(
        "reference",
        "organisation_id",
        "status",
        "occurred_at",
        "occurred_estimated",
        "kinds",
        "place_said",
        "place_kind",
        "harm_physical",
    ),
    *("harm_psychological", "urgent_because", "urgency", "anonymous", "site_id", "place_id", "assigned_to_id"),
)
"""What a row of the list says; the list reads nothing more."""
SEARCHED = (Compartment.NARRATIVE, Compartment.PEOPLE, Compartment.SUSPECT)
"""Compartments that hold words."""
START, STOP = "\ue000", "\ue001"
"""Around what matched in an excerpt: characters that nobody types."""


@dataclass(frozen=True, slots=True)
class Within:
    """An organisation, or one of its teams, as an object of which permissions are asked."""

    organisation_id: UUID
    team_id: UUID | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where the words were found in one incident. `text` has START and STOP around them."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after (or, going back, before) this incident. `key` is what the list is sorted by besides."""

    id: UUID
    key: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how, by key as text, in the order of the alphabet; `site_of` says where a place is."""

    sites: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    site_of: dict[str, str] = field(default_factory=dict)

    def of(self, what: str) -> dict[str, str]:
        """Those of one kind, called as in the address."""
        return {"site": self.sites, "team": self.teams, "place": self.places, "assigned": self.people}[what]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of incidents. `excerpts` by incident, of a search alone."""

    incidents: list[Incident]
    newer: bool = False
    older: bool = False
    excerpts: dict[UUID, list[Excerpt]] = field(default_factory=dict)


def find(
    user: Any, filters: Filters, cursor: Cursor | None = None, *, most: int = PAGE, with_excerpts: bool = False
) -> Found:
    """A page of the incidents that fit, as far as the caller may see them; they have the columns of SHOWN.

    `with_excerpts` opens compartments where a search found something: whoever shows them records the looks
    (`finding.actions.record_search`).
    """
    asked = _asked(user, filters, cursor)
    parts = _parts_of(asked, most + 1) if filters.words else {}
    keys = list(parts) if filters.words else _keys_of(asked, most + 1)
    more = len(keys) > most
    keys = keys[:most]
    back = cursor is not None and cursor.back
    if back:
        keys.reverse()
    seen = incidents_for(user).filter(pk__in=keys).select_related(None).only(*SHOWN)
    by_key = {incident.pk: incident for incident in seen}
    return Found(
        [by_key[key] for key in keys if key in by_key],
        newer=more if back else cursor is not None,
        older=True if back else more,
        excerpts=_excerpts({key: parts[key] for key in keys if key in by_key}, asked)
        if with_excerpts and parts
        else {},
    )


def how_many(user: Any, filters: Filters) -> tuple[int, bool]:
    """How many fit, and whether that is counted (up to a thousand) or expected by the planner."""
    return _call("SELECT number, exact FROM incidents_about(%s, %s)", _asked(user, filters), COUNTED_UP_TO)[0]


def every(user: Any, filters: Filters, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """These fields of all that fit, in the order of the list; a thousand incidents are read at a time."""
    after: Cursor | None = None
    while True:
        keys = _keys_of(_asked(user, filters, after), BATCH)
        seen = incidents_for(user).select_related(None).filter(pk__in=keys)
        by_key = {row[0]: row for row in seen.values_list("pk", "occurred_at", "urgency", *fields)}
        for key in keys:
            if key in by_key:
                yield by_key[key][3:]
        last = next((by_key[key] for key in reversed(keys) if key in by_key), None)
        if len(keys) < BATCH or last is None:
            return
        after = _cursor(last[0], last[1], last[2], filters)


def cursor_at(incident: Incident, filters: Filters, *, back: bool = False) -> Cursor:
    """Where the list goes on after this incident."""
    return _cursor(incident.pk, incident.occurred_at, incident.urgency, filters, back=back)


def _cursor(key: UUID, occurred_at: datetime, urgency: int, filters: Filters, *, back: bool = False) -> Cursor:
    sorted_by = {"occurred": occurred_at.isoformat(), "urgency": str(urgency)}
    return Cursor(key, sorted_by.get(filters.sort, ""), back)


def by_place(user: Any, filters: Filters) -> list[tuple[UUID | None, UUID | None, int]]:
    """How many at each (site, place); None where it is not known."""
    return _call("SELECT site, place, number FROM incidents_counted(%s, %s)", _asked(user, filters), "place")


def by_hour(user: Any, filters: Filters) -> dict[tuple[int, int], int]:
    """How many in each (day of the week from 1 for Monday, hour) of the organisation's zone."""
    rows = _call("SELECT weekday, hour, number FROM incidents_counted(%s, %s)", _asked(user, filters), "when")
    return {(weekday, hour): number for weekday, hour, number in rows}


def zone_of(user: Any) -> str:
    """The time zone in which this person's days begin."""
    places = places_of(user)
    return places[0].organisation.time_zone if places else "Europe/London"


def scopes_of(user: Any) -> list[dict[str, Any]]:
    """Where this person may see incidents, and which compartments they may search there, by their permissions; kept on the
    user for the request.
    """
    if not hasattr(user, "_incident_scopes"):
        user._incident_scopes = _scopes(user)
    return list(user._incident_scopes)


def views_for(user: Any, most: int) -> list[tuple[str, str, UUID, str]]:
    """The caller's saved views and those that colleagues in organisations where they see incidents share: name, filters, and
    whose, by key and name. The caller's own come first.
    """
    mine = [place.pk for place in places_of(user)]
    with connection.cursor() as cursor:
        cursor.execute(VIEWS, [_organisations(user), mine, mine, most])
        return cursor.fetchall()


def own_views(user: Any) -> QuerySet[SavedView]:
    """The caller's own saved views."""
    return SavedView.objects.filter(owner__in=[place.pk for place in places_of(user)])


WHOSE = {"mine": "Yours", "shared": "Yours that you share", "others": "Shared by colleagues"}
ORDERS = {"name": ("name", "pk"), "newest": ("-made_at", "-pk")}


def narrowed_views(user: Any, *, search: str = "", whose: str = "", sort: str = "") -> QuerySet[SavedView]:
    """Views that the caller can use: their own, and those that colleagues share. `search` is a part of the name, or of the
    name of whoever shares it; `whose` one of `WHOSE`, `sort` one of `ORDERS`.
    """
    mine = Q(owner__in=[place.pk for place in places_of(user)])
    found = SavedView.objects.filter(mine | Q(shared=True, organisation__in=_organisations(user)))
    narrowed = {"mine": mine, "shared": mine & Q(shared=True), "others": ~mine}
    if whose in narrowed:
        found = found.filter(narrowed[whose])
    if search:
        found = found.filter(Q(name__icontains=search) | Q(owner__name__icontains=search))
    return found.select_related("owner").order_by(*ORDERS.get(sort, ORDERS["name"]))


def view_owner(user: Any) -> Staff | None:
    """The place in whose name the caller saves a view: the first in which they see incidents."""
    return next(filter(None, (place_in(user, UUID(scope["organisation"])) for scope in scopes_of(user))), None)


def sites_for(user: Any) -> QuerySet[Site]:
    """Sites of the organisations in which the caller sees incidents."""
    return Site.objects.filter(organisation__in=_organisations(user)).order_by("name", "pk")


def wards_of(user: Any, sites: Sequence[UUID]) -> QuerySet[Place]:
    """Places of those sites."""
    wards = Place.objects.filter(organisation__in=_organisations(user), site__in=sites)
    return wards.select_related("site").order_by("site__name", "name", "pk")


def names_for(user: Any, filters: Filters, incidents: Sequence[Incident] = ()) -> Names:
    """What sites and teams are called in the organisations where the caller sees incidents, the wards of the sites that are
    chosen, and the places and people that are chosen or stand in these incidents. Those of strangers have no name here.
    """
    places = {*filters.values("place"), *(str(one.place_id) for one in incidents if one.place_id)}
    people = {*filters.values("assigned"), *(str(one.assigned_to_id) for one in incidents if one.assigned_to_id)}
    names = Names()
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"places": list(places), "people": list(people), "sites": filters.values("site")}
        cursor.execute(NAMES, {**asked, "organisations": _organisations(user)})
        for what, key, name, site in cursor.fetchall():
            names.of(what)[key] = name
            if site is not None:
                names.site_of[key] = site
    return names


def _scopes(user: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place in places_of(user):
        whole = _opened(user, Within(place.organisation_id, None))
        if whole is not None:
            found.append({"organisation": str(place.organisation_id), "team": None, "compartments": whole})
        for team in {one.team_id for one in place.appointments.all() if one.team_id}:
            opened = _opened(user, Within(place.organisation_id, team))
            if opened is not None and (whole is None or set(opened) - set(whole)):
                found.append({"organisation": str(place.organisation_id), "team": str(team), "compartments": opened})
    return found + _scopes_instead(user)


def _scopes_instead(user: Any) -> list[dict[str, Any]]:
    """What somebody acts on because nobody else does: reports that are left to them, and those on which they stand in. These
    are in the list, and found by their reference; standing in opens no search of words.
    """
    acted_on = [str(part) for part in SEARCHED]
    found: list[dict[str, Any]] = [
        {
            "organisation": str(organisation),
            "team": None,
            "compartments": acted_on,
            "not_teams": [str(team) for team in teams],
        }
        for organisation, teams in organisations_left_to(user).items()
    ]
    standing: dict[str, list[str]] = {}
    if keys := standing_in(user):
        for organisation, key in Incident.objects.filter(pk__in=list(keys)).values_list("organisation", "pk"):
            standing.setdefault(str(organisation), []).append(str(key))
    for body, those in standing.items():
        found.append({"organisation": body, "team": None, "compartments": [], "incidents": those})
    return found


def _organisations(user: Any) -> list[UUID]:
    return list({UUID(scope["organisation"]) for scope in scopes_of(user)})


def _opened(user: Any, within: Within) -> list[str] | None:
    if not user.has_perm("incidents.see", within):
        return None
    return [str(part) for part in SEARCHED if user.has_perm(f"incidents.read_{part}", within)]


def _asked(user: Any, filters: Filters, cursor: Cursor | None = None) -> dict[str, Any]:
    asked = {**filters.asked(zone_of(user)), "scopes": scopes_of(user)}
    if cursor:
        asked |= {"id": str(cursor.id), "back": cursor.back, **({"key": cursor.key} if cursor.key else {})}
    return asked


def _keys_of(asked: dict[str, Any], most: int) -> list[UUID]:
    """Keys of the incidents that fit, of a search too, in the order of the list."""
    if "said" in asked:
        return list(_parts_of(asked, most))
    return [key for (key,) in _call("SELECT id FROM incidents_page(%s, %s)", asked, most)]


def _parts_of(asked: dict[str, Any], most: int) -> dict[UUID, list[str]]:
    """What a search finds, and in which parts of each."""
    return dict(_call("SELECT id, parts FROM incidents_searched(%s, %s)", asked, most))


def _call(query: str, asked: dict[str, Any], *more: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(asked), *more])
        return cursor.fetchall()


NAMES = """
    SELECT 'site', id::text, name, NULL FROM people_site WHERE organisation_id = ANY (%(organisations)s)
    UNION ALL
    SELECT 'team', id::text, name, NULL FROM people_team WHERE organisation_id = ANY (%(organisations)s)
    UNION ALL
    SELECT 'place', id::text, name, site_id::text FROM people_place
    WHERE organisation_id = ANY (%(organisations)s) AND (id = ANY (%(places)s::uuid[]) OR site_id = ANY (%(sites)s::uuid[]))
    UNION ALL
    SELECT 'assigned', id::text, name, NULL FROM people_staff
    WHERE organisation_id = ANY (%(organisations)s) AND id = ANY (%(people)s::uuid[])
    ORDER BY 3, 2
"""
VIEWS = """
    SELECT v.name, v.query, v.owner_id, s.name FROM incidents_savedview AS v JOIN people_staff AS s ON s.id = v.owner_id
    WHERE v.organisation_id = ANY (%s) AND (v.shared OR v.owner_id = ANY (%s))
    ORDER BY v.owner_id <> ALL (%s), v.name, v.id LIMIT %s
"""
EXCERPTS = """
    WITH asked AS (SELECT incidents_tsquery(%(asked)s, 'alongside_english') AS words,
                          incidents_tsquery(%(asked)s, 'alongside_names') AS names)
    SELECT a.incident_id, a.compartment, ts_headline('alongside_english', alongside_plain(a.text), asked.words, %(options)s)
    FROM asked, incidents_account a
    WHERE a.incident_id = ANY (%(narrative)s) AND a.compartment = 'narrative'
        AND (a.search @@ asked.words OR to_tsvector('alongside_english', alongside_plain(a.text)) @@ asked.words)
    UNION ALL
    SELECT n.incident_id, n.compartment,
        ts_headline('alongside_names', alongside_plain(concat_ws(
            ', ', nullif(n.name, ''), nullif(n.phone, ''), nullif(n.email, ''), nullif(n.nhs_number, ''),
            nullif(n.description, ''))), asked.names, %(options)s)
    FROM asked, incidents_identity n
    WHERE ((n.incident_id = ANY (%(people)s) AND n.compartment = 'people')
        OR (n.incident_id = ANY (%(suspect)s) AND n.compartment = 'suspect'))
        AND (n.search @@ asked.names OR to_tsvector('alongside_names', alongside_plain(
            n.name || ' ' || n.email || ' ' || n.phone || ' ' || n.nhs_number || ' ' || n.description)) @@ asked.names)
    UNION ALL
    SELECT m.incident_id, 'suspect',
        ts_headline('alongside_names', concat_ws(', ', 'Marker', m.system, m.reference), asked.names, %(options)s)
    FROM asked, incidents_markerelsewhere m WHERE m.incident_id = ANY (%(suspect)s)
        AND (m.search @@ asked.names
            OR to_tsvector('alongside_names', alongside_plain(m.system || ' ' || m.reference)) @@ asked.names)
"""
OPTIONS = f'StartSel="{START}", StopSel="{STOP}", MaxFragments=2, MinWords=6, MaxWords=18, FragmentDelimiter=" … "'


def _excerpts(parts: dict[UUID, list[str]], asked: dict[str, Any]) -> dict[UUID, list[Excerpt]]:
    keys = {part: [key for key, found in parts.items() if part in found] for part in ("narrative", "people", "suspect")}
    excerpts: dict[UUID, list[Excerpt]] = {key: [] for key in parts}
    for key, found in parts.items():
        if "reference" in found:
            excerpts[key].append(Excerpt("reference", ""))
    with connection.cursor() as cursor:
        cursor.execute(EXCERPTS, {"asked": json.dumps(asked), "options": OPTIONS, **keys})
        seen = set()
        for key, part, text in cursor.fetchall():
            if (key, part, text) not in seen:
                seen.add((key, part, text))
                excerpts[key].append(Excerpt(part, text))
    return excerpts
