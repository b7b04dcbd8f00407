"""Reading for triage: what waits, what looks alike, what happened before to the same people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Left

from alongside.incidents.models import Account, ClosedTo, Compartment, Connection, Exhibit, Identity, Incident
from alongside.incidents.queries import closed_to, incidents_for, standing_in, who_acts_on
from alongside.incidents.triage.likeness import (
    MINUTES_LIKELY,
    NAMES_ALIKE,
    Kind,
    Likeness,
    Pair,
    compare,
    name_likeness,
)
from alongside.incidents.triage.narrowing import Narrowed
from alongside.incidents.unread import left_to
from alongside.ledger.models import Entry
from alongside.people.models import Organisation, Place, Site, Staff, Team
from alongside.people.queries import organisations_where, places_of, teams_where
from alongside.people.roles import Role

EVERY = Narrowed()
NEAR = 50
"""How many reports before and after are compared, the nearest in time."""
COMPARED = 500
"""How many characters of an account are compared: the similarity of long texts costs, and tells no more."""
BEFORE = 20
"""How many earlier incidents of the same people are shown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A report that may tell of the same, and why."""

    incident: Incident
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier incident with somebody of this one; `because`: "same person affected"."""

    incident: Incident
    because: str


def to_triage(user: Any, narrowed: Narrowed = EVERY) -> QuerySet[Incident]:
    """New reports on which this person acts, as far as they fit, in the order of the list: urgent first, then the oldest."""
    mine = Q(organisation__in=organisations_where(user, Role.LSMS))
    if teams := teams_where(user, Role.LSMS):
        mine |= Q(team__in=teams)
    if standing := standing_in(user):
        mine |= Q(pk__in=list(standing))
    if left := left_to(user):
        mine |= left
    waiting = Incident.objects.filter(mine, status=Incident.Status.SUBMITTED)
    if closed := closed_to(user):
        waiting = waiting.exclude(pk__in=list(closed))
    if narrowed.reason:
        waiting = waiting.filter(urgent_because__contains=[narrowed.reason])
    if narrowed.site:
        waiting = waiting.filter(site=UUID(narrowed.site))
    if narrowed.who == "mine":
        waiting = waiting.filter(assigned_to__in=[place.pk for place in places_of(user)])
    elif narrowed.who == "nobody":
        waiting = waiting.filter(assigned_to=None)
    return waiting.select_related("site", "place__site", "team", "assigned_to").order_by("-urgency", "id")


def after_in_list(waiting: QuerySet[Incident], urgency: int, key: UUID) -> QuerySet[Incident]:
    """The rest of that list, after the report with this urgency and key."""
    return waiting.filter(urgency__lte=urgency).exclude(urgency=urgency, pk__lte=key)


def next_to_triage(user: Any, incident: Incident, narrowed: Narrowed = EVERY) -> Incident | None:
    """The report that comes after this one in the list as it was narrowed; the first of the list after the last."""
    waiting = to_triage(user, narrowed).exclude(pk=incident.pk)
    return after_in_list(waiting, incident.urgency, incident.pk).first() or waiting.first()


def sites_triaged_by(user: Any) -> QuerySet[Site]:
    """The sites by which the list can be narrowed."""
    return Site.objects.filter(organisation__in=organisations_where(user, Role.LSMS)).order_by("name")


def in_office(incident: Incident, users: Iterable[UUID | None]) -> set[UUID]:
    """Those of these accounts who acted in office, and may be named outside the compartment `people`: who reported it,
    was hurt or saw it may not.
    """
    asked = {user for user in users if user}
    found = Staff.objects.filter(
        organisation_id=incident.organisation_id,
        user_id__in=asked,
        appointments__role__in=[Role.LSMS, Role.SECURITY_DIRECTOR],
    )
    office = set(found.values_list("user_id", flat=True))
    if incident.closed_to.filter(ended_at=None).exists():  # those who stand in act in office too
        office |= set(who_acts_on(incident).values_list("user_id", flat=True)) & asked
    return {user for user in office if user and user != incident.reporter_user}


def closings_of(incident: Incident) -> list[ClosedTo]:
    """To whom the report is closed; compartment `suspect`."""
    return list(incident.closed_to.filter(ended_at=None).select_related("staff__team", "incident").order_by("made_at"))


def places_in(organisation: Organisation) -> QuerySet[Place]:
    """Wards and departments, with their sites."""
    return (
        Place.objects.filter(organisation=organisation, active=True)
        .select_related("site")
        .order_by("site__name", "name")
    )


def places_called(organisation_id: UUID, name: str = "") -> QuerySet[Place]:
    """Wards and departments with these words in their own name or their site's."""
    found = Place.objects.filter(organisation=organisation_id, active=True).select_related("site")
    for word in name.split()[:5]:
        found = found.filter(Q(name__icontains=word) | Q(site__name__icontains=word))
    return found.order_by("site__name", "name")


def object_keys(incident: Incident) -> set[UUID]:
    """Keys of the alarms and places with which it is connected, and of the alarm that it grew out of."""
    keys = incident.connections.filter(other=None, ended_at=None).values_list("object_id", flat=True)
    return {key for key in (*keys, incident.alarm_id) if key}


def places_named(keys: Iterable[UUID]) -> dict[UUID, Place]:
    """Places by their keys, whether they are still listed or not."""
    return Place.objects.select_related("site").in_bulk(list(keys))


def sites_in(organisation: Organisation) -> QuerySet[Site]:
    """The sites of an organisation."""
    return Site.objects.filter(organisation=organisation).order_by("name")


def teams_in(organisation: Organisation) -> QuerySet[Team]:
    """The teams of an organisation."""
    return Team.objects.filter(organisation=organisation).order_by("name")


def readable(user: Any, incident: Incident, compartment: str) -> list[Incident]:
    """This incident and those joined with it, as far as the caller may open this compartment of each."""
    family = [incident, *Incident.objects.filter(merged_into=incident).order_by("pk")]
    return [one for one in family if user.has_perm(f"incidents.read_{compartment}", one)]


def exhibits_seen_by(user: Any, incident: Incident) -> QuerySet[Exhibit]:
    """The files of this incident and of those joined with it, as far as the caller may open them."""
    family = readable(user, incident, Compartment.EVIDENCE)
    return Exhibit.objects.filter(incident__in=family).select_related("file", "incident").order_by("pk")


def accounts_seen_by(user: Any, incident: Incident) -> QuerySet[Account]:
    """What was said of this incident and of those joined with it, as far as the caller may open its compartment."""
    found = Q(pk__in=[])
    for compartment in Compartment.values:
        found |= Q(compartment=compartment, incident__in=readable(user, incident, compartment))
    return Account.objects.filter(found).select_related("incident").defer("search")


LOOKS = {**{f"incident.{one.value}_read": one.label for one in Compartment}, "incident.exhibit_seen": "A file"}
"""What somebody saw, in words, by the verb of the ledger."""


def looks_at(incident: Incident) -> QuerySet[Entry]:
    """Who opened which compartment or file: entries of the ledger, each with a verb of `LOOKS`."""
    return Entry.objects.filter(
        organisation_id=incident.organisation_id, subject_type="incident", subject_id=incident.pk, verb__in=LOOKS
    )


def connections_of(user: Any, incident: Incident) -> list[tuple[Connection, Incident | None]]:
    """What stands connected with it, from either end, with the other incident where the caller may see it."""
    found = Connection.objects.filter(Q(incident=incident) | Q(other=incident), ended_at=None).order_by("pk")
    if not user.has_perm("incidents.read_suspect", incident):
        found = found.exclude(kind=Connection.Kind.MARKER)
    ends = {one.pk: one.other_id if one.incident_id == incident.pk else one.incident_id for one in found}
    seen = incidents_for(user).in_bulk([key for key in ends.values() if key])
    return [(one, seen.get(ends[one.pk])) for one in found if ends[one.pk] is None or ends[one.pk] in seen]


def joined_with(user: Any, incident: Incident) -> QuerySet[Incident]:
    """The reports that were joined with this one."""
    return incidents_for(user).filter(merged_into=incident).order_by("pk")


def same_event(user: Any, incident: Incident) -> QuerySet[Incident]:
    """The other reports of the same event."""
    found = incidents_for(user).exclude(pk=incident.pk).order_by("pk")
    return found.filter(event=incident.event) if incident.event else found.none()


def suggestions_for(user: Any, incident: Incident, limit: int = 5) -> list[Suggestion]:
    """Reports near in time that may tell of the same, the likeliest first.

    At most 100 are compared, found by the index on the time: what is further away is not suggested, however alike its words.
    Words and people count only as far as the caller may open their compartments.
    """
    near = {one.pk: one for one in _near(user, incident)}
    if not near:
        return []
    words = _words_alike(user, incident, near)
    people = _people_alike(user, incident, near)
    made: dict[UUID, Likeness] = {}
    for key, one in near.items():
        pair = Pair(
            minutes_apart=abs((one.occurred_at - incident.occurred_at).total_seconds()) / 60,
            same_place=incident.place_id is not None and one.place_id == incident.place_id,
            same_site=incident.site_id is not None and one.site_id == incident.site_id,
            same_kinds=bool(set(one.kinds) & set(incident.kinds)),
            words=words.get(key, 0.0),
            **people.get(key, {}),
        )
        likeness = compare(pair)
        if likeness.kind is not Kind.NOTHING:
            made[key] = likeness
    likeliest = sorted(made, key=lambda key: -made[key].score)[:limit]
    whole = incidents_for(user).in_bulk(likeliest)
    return [Suggestion(whole[key], made[key]) for key in likeliest]


def earlier_of(user: Any, incident: Incident, *, besides: Collection[UUID] = ()) -> list[Earlier]:
    """Other incidents with the same colleague, the same NHS number or, of those responsible, a similar name; newest first.

    `besides`: keys of those that are shown already.
    """
    because: dict[UUID, list[str]] = defaultdict(list)
    for compartment, part, words in (
        (Compartment.SUSPECT, Identity.Part.RESPONSIBLE, "same person responsible"),
        (Compartment.PEOPLE, Identity.Part.AFFECTED, "same person affected"),
    ):
        if not user.has_perm(f"incidents.read_{compartment}", incident):
            continue
        mine = list(incident.identities.filter(part=part).defer("search"))
        others = Identity.objects.filter(organisation_id=incident.organisation_id, part=part).exclude(incident=incident)
        others = others.exclude(incident__in=list(besides)).order_by("-incident_id")
        sure = Q(staff__in=[one.staff_id for one in mine if one.staff_id])
        numbers = [one.nhs_number for one in mine if one.nhs_number]
        keys = list(others.filter(sure).values_list("incident_id", flat=True)[:BEFORE])
        if numbers:  # a query of its own: each of the two has its index
            found = others.exclude(nhs_number="").filter(nhs_number__in=numbers)
            keys += found.values_list("incident_id", flat=True)[:BEFORE]
        for key in dict.fromkeys(keys):
            because[key].append(words)
        if compartment == Compartment.SUSPECT:
            for key in _same_name(others, mine):
                if not because[key]:
                    because[key].append("similar name")
    seen = incidents_for(user).filter(pk__in=because).exclude(pk=incident.pk).order_by("-pk")
    return [Earlier(one, ", ".join(because[one.pk])) for one in seen[:BEFORE]]


def _near(user: Any, incident: Incident) -> list[Incident]:
    span = timedelta(minutes=MINUTES_LIKELY)
    joined = [Incident.Status.MERGED, Incident.Status.WITHDRAWN]
    here = incidents_for(user).filter(organisation=incident.organisation_id).exclude(pk=incident.pk)
    here = here.exclude(status__in=joined).exclude(pk__in=_connected(incident))
    here = here.select_related(None).only("occurred_at", "place_id", "site_id", "kinds")
    at = incident.occurred_at
    before = here.filter(occurred_at__lte=at, occurred_at__gte=at - span).order_by("-occurred_at")[:NEAR]
    later = here.filter(occurred_at__gt=at, occurred_at__lte=at + span).order_by("occurred_at")[:NEAR]
    return [*before, *later]


def _connected(incident: Incident) -> list[UUID]:
    found = Connection.objects.filter(Q(incident=incident) | Q(other=incident), ended_at=None).exclude(other=None)
    return [key for pair in found.values_list("incident_id", "other_id") for key in pair if key and key != incident.pk]


def _words_alike(user: Any, incident: Incident, near: Iterable[UUID]) -> dict[UUID, float]:
    if not user.has_perm("incidents.read_narrative", incident):
        return {}
    mine = incident.accounts.filter(compartment=Compartment.NARRATIVE).order_by("pk").first()
    if mine is None:
        return {}
    accounts = Account.objects.filter(incident__in=list(near), compartment=Compartment.NARRATIVE)
    compared = accounts.annotate(alike=TrigramSimilarity(Left("text", COMPARED), mine.text[:COMPARED]))
    return dict(
        compared.order_by().values("incident_id").annotate(best=Max("alike")).values_list("incident_id", "best")
    )


def _people_alike(user: Any, incident: Incident, near: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    read = [
        compartment
        for compartment in (Compartment.PEOPLE, Compartment.SUSPECT)
        if user.has_perm(f"incidents.read_{compartment}", incident)
    ]
    found = Identity.objects.filter(incident__in=[incident.pk, *near], compartment__in=read).only(
        "incident_id", "part", "staff_id", "nhs_number", "name"
    )
    by_incident: dict[UUID, list[Identity]] = defaultdict(list)
    for one in found:
        by_incident[one.incident_id].append(one)
    mine = by_incident.pop(incident.pk, [])
    return {key: _in_common(mine, others) for key, others in by_incident.items()}


def _in_common(mine: list[Identity], others: list[Identity]) -> dict[str, Any]:
    common: dict[str, Any] = {"names": 0.0}
    for one in mine:
        for other in others:
            if one.part != other.part:
                continue
            same = (one.staff_id and one.staff_id == other.staff_id) or (
                one.nhs_number and one.nhs_number == other.nhs_number
            )
            if same and one.part in (Identity.Part.AFFECTED, Identity.Part.RESPONSIBLE, Identity.Part.REPORTER):
                common[f"same_{one.part}" if one.part != Identity.Part.REPORTER else "same_reporter"] = True
            elif one.name and other.name and one.part != Identity.Part.REPORTER:
                common["names"] = max(common["names"], name_likeness(one.name, other.name, at_least=NAMES_ALIKE))
    return common


def _same_name(others: QuerySet[Identity], mine: Iterable[Identity]) -> list[UUID]:
    """Incidents in which somebody has a name of at least two of the same words: one first name is too common."""
    names = [one.name for one in mine if len(one.name.split()) > 1]
    found: list[UUID] = []
    for name in names[:5]:
        words = SearchQuery(name, config="simple")
        alike = others.filter(compartment=Compartment.SUSPECT, search=words).values_list("incident_id", "name")[:50]
        found += [key for key, other in alike if name_likeness(name, other, at_least=0.8)]
    return found
