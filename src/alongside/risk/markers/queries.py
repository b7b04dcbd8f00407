"""Reading markers: what the panel sees, and what whoever is about to go is shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.models import Appointment, Organisation, Staff
from alongside.people.queries import organisations_where, places_of
from alongside.risk.markers.rules import GOES_THERE, PANEL, SEES
from alongside.risk.markers.states import ACTIVE, ENTERED_IN_ERROR, INTERIM, SHOWN
from alongside.risk.models import Ground, Marker, MarkerStep, MarkerTold, Subject
from alongside.risk.subjects import address_key

SEEN = "marker.seen"
"""How the ledger calls that somebody was shown a marker."""


class Visited(Protocol):
    """A visit, as far as it says where somebody goes."""

    organisation_id: UUID
    subject: Any
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What whoever goes there reads of a marker: what to do, and of whom it speaks; never why it was made."""

    id: UUID
    number: int
    about: str
    advice: str
    said: str
    """Where it stands, in a sentence; "" where it simply holds."""
    until: datetime | None
    """When an interim warning ends."""
    review_on: date | None


ABOUT = {
    Subject.Kind.PATIENT: "About the patient",
    Subject.Kind.ASSOCIATE: "About somebody who may be there",
    Subject.Kind.ANIMAL: "About an animal there",
    Subject.Kind.PREMISES: "About the address",
}


def markers_for(user: Any) -> QuerySet[Marker]:
    """Every marker that this person may see with its file: those of their organisations where they sit on the panel, or hear
    appeals. Not where a report on which it rests is closed to them.
    """
    rests = Exists(Ground.objects.filter(marker=OuterRef("pk")))
    found = Marker.objects.filter(rests, organisation__in=organisations_where(user, *SEES))
    return found.select_related("organisation", "subject__about")


def standing() -> QuerySet[Marker]:
    """The markers that are shown now. One whose time is over is not, also where nobody has moved it on yet."""
    in_time = ~Q(state=INTERIM) | Q(interim_until__gt=now())
    return Marker.objects.filter(in_time, state__in=SHOWN).select_related("organisation", "subject__about")


def standing_about(subject: Subject) -> list[Marker]:
    """The markers that are shown now to whoever visits this subject."""
    subjects = frozenset(key for key in (subject.pk, subject.about_id) if key is not None)
    keys = _Keys(subjects, frozenset({subject.address_key} - {""}))
    return [one for one in _that_may_hold([keys], {subject.organisation_id}) if keys.hold(one.subject)]


def shown_for(visit: Visited) -> list[Shown]:
    """What whoever makes this visit is shown: markers of whom they visit, of the address, and of who and what is met there."""
    return [shown(marker) for marker in markers_of_visits([visit])[0]]


def markers_of_visits(visits: Collection[Visited]) -> list[list[Marker]]:
    """For each visit the markers that its worker is shown, in the order in which they were made."""
    keys = [_keys_of(visit) for visit in visits]
    if not keys:
        return []
    markers = _that_may_hold(keys, {visit.organisation_id for visit in visits})
    return [
        [one for one in markers if one.organisation_id == visit.organisation_id and mine.hold(one.subject)]
        for visit, mine in zip(visits, keys, strict=True)
    ]


def found_by(organisation_ids: Iterable[UUID], said: Mapping[str, str]) -> list[Marker]:
    """The markers shown of a person or an address: by NHS number, by reference, by the address, or by a name of at least two words,
    all of which stand in it. Who and what is met with them is found too.
    """
    fits = Q(pk__in=[])
    for name in ("nhs_number", "reference"):
        if said.get(name):
            fits |= Q(**{name: said[name]})
    if key := address_key(said.get("address", "")):
        fits |= Q(address_key=key)
    words = said.get("name", "").split()
    if len(words) > 1:
        fits |= Q(*(Q(name__unaccent__icontains=word) for word in words))
    subjects = Subject.objects.filter(fits, organisation__in=list(organisation_ids))
    whom = Q(subject__in=subjects) | Q(subject__about__in=subjects)
    return list(standing().filter(whom, organisation__in=list(organisation_ids)).order_by("pk"))


def ever_shown(organisation_ids: Iterable[UUID]) -> QuerySet[Marker]:
    """The markers that were shown at some time, with `since`, when they first were, and `changed`, when they last changed. What was never
    more than a proposal is none of them.
    """
    shown_by = MarkerStep.objects.filter(marker=OuterRef("pk"), to_state__in=SHOWN).order_by("pk")
    last = MarkerStep.objects.filter(marker=OuterRef("pk")).order_by("-pk")
    found = Marker.objects.annotate(since=Subquery(shown_by.values("at")[:1]), changed=Subquery(last.values("at")[:1]))
    found = found.filter(Q(since__isnull=False), organisation__in=list(organisation_ids))
    return found.select_related("organisation", "subject__about").order_by("pk")


def about_subject(markers: QuerySet[Marker], fits: Q) -> QuerySet[Marker]:
    """Those that are shown now of subjects that fit, and of who and what is met with them."""
    subjects = Subject.objects.filter(fits)
    now_shown = markers.filter(pk__in=standing().values("pk"))
    return now_shown.filter(Q(subject__in=subjects) | Q(subject__about__in=subjects))


def steps_since_shown(markers: Iterable[Marker]) -> list[MarkerStep]:
    """What changed these markers since they were first shown, the oldest first; `markers` as `ever_shown` reads them."""
    since = {one.pk: getattr(one, "since", None) for one in markers}
    steps = MarkerStep.objects.filter(marker__in=list(since)).select_related("marker__organisation").order_by("pk")
    return [step for step in steps if (first := since[step.marker_id]) is not None and step.at >= first]


def places_searched(user: Any) -> list[UUID]:
    """The organisations whose markers this person may look for: also who works in one team goes to whoever is visited."""
    return [
        place.organisation_id
        for place in places_of(user)
        if any(appointment.role in GOES_THERE for appointment in place.appointments.all())
    ]


def shown(marker: Marker) -> Shown:
    """A marker as whoever goes there reads it."""
    subject = marker.subject
    about = ABOUT[Subject.Kind(subject.kind)]
    if subject.name and subject.kind in (Subject.Kind.ASSOCIATE, Subject.Kind.ANIMAL):
        about = f"{about}: {subject.name}"
    said = {
        INTERIM: "An interim warning: the panel has not decided yet.",
        ACTIVE: "",
        "review_due": "Its review is due: ask before you rely on it alone.",
        "appealed": "Somebody has objected to it; it holds until that is decided.",
    }[marker.state]
    until = marker.interim_until if marker.state == INTERIM else None
    return Shown(marker.pk, marker.number, about, marker.advice, said, until, marker.review_on)


def panel_of(organisation_id: UUID, *, hears_appeals: bool = False) -> list[Staff]:
    """Who may be named as having decided: those who hold such a role here now."""
    held = Appointment.objects.filter(
        staff=OuterRef("pk"), organisation=organisation_id, role__in=SEES if hears_appeals else PANEL
    )
    found = Staff.objects.filter(Exists(held), organisation=organisation_id, active=True)
    return list(found.select_related("organisation", "user").order_by("name", "pk"))


def latest_telling(marker: Marker) -> MarkerTold | None:
    """What was last said about telling the person."""
    return marker.tellings.order_by("-pk").first()


def with_telling(markers: QuerySet[Marker]) -> QuerySet[Marker]:
    """Markers with `was_told`: whether their person was; None where nobody said."""
    latest = MarkerTold.objects.filter(marker=OuterRef("pk")).order_by("-pk")
    return markers.annotate(
        was_told=Subquery(latest.values("told")[:1]), tell_review_on=Subquery(latest.values("review_on")[:1])
    )


def begun_from(user: Any, code: str, thing_id: UUID) -> list[Marker]:
    """The markers that were begun from a thing of another room, as far as this person may see them."""
    return list(markers_for(user).filter(origin_type=code, origin_id=thing_id).order_by("pk"))


def resting_on(user: Any, incident_ids: Collection[UUID]) -> list[Marker]:
    """The markers that rest on one of these reports, as far as this person may see them."""
    grounds = Ground.objects.filter(marker=OuterRef("pk"), incident_id__in=list(incident_ids))
    return list(markers_for(user).filter(Exists(grounds)).order_by("pk"))


def stood_before(incident_id: UUID, at: datetime) -> bool:
    """Whether a marker that rests on this report was decided on before that moment: the report then is of somebody already known."""
    decided = MarkerStep.objects.filter(act="decide", at__lt=at, marker__grounds__incident_id=incident_id)
    return decided.exclude(marker__state=ENTERED_IN_ERROR).exists()


def narrowed(
    markers: QuerySet[Marker], *, search: str = "", state: str = "", about: str = "", due: str = "", today: date
) -> QuerySet[Marker]:
    """The list of the panel: by words (a number, a name, an address), state, about what, and whether something is late; `markers` as
    `with_lateness` reads them.
    """
    for word in search.split():
        number = Q(number=int(word)) if word.isascii() and word.isdigit() and len(word) < 9 else Q()
        named = Q(subject__name__unaccent__icontains=word) | Q(subject__address__unaccent__icontains=word)
        numbers = Q(subject__nhs_number=word) | Q(subject__reference=word)
        markers = markers.filter(named | numbers | number if number else named | numbers)
    if state == "shown":
        markers = markers.filter(state__in=SHOWN)
    elif state:
        markers = markers.filter(state=state)
    if about:
        markers = markers.filter(subject__kind=about)
    if due:
        markers = markers.filter(Q(review_on__lte=today, state__in=SHOWN) | Q(told_late=True))
    return markers


def with_lateness(markers: QuerySet[Marker], today: date) -> QuerySet[Marker]:
    """Markers with `told_late`: shown, and nobody said whether the person was told, or not telling is to be looked at again."""
    markers = with_telling(markers)
    silent = Q(was_told=None) & ~Q(state=INTERIM)
    again = Q(was_told=False, tell_review_on__lte=today)
    return markers.annotate(told_late=Q(state__in=SHOWN) & (silent | again))


def in_order(markers: QuerySet[Marker]) -> QuerySet[Marker]:
    """What is to be done first: what waits for a decision, then by the day of the review."""
    return markers.order_by(F("review_on").asc(nulls_first=True), "-pk")


def looks_at(marker: Marker) -> QuerySet[Entry]:
    """Who was shown this marker: entries of the ledger."""
    return Entry.objects.filter(
        organisation_id=marker.organisation_id, subject_type="marker", subject_id=marker.pk, verb=SEEN
    )


def provider_of(user: Any) -> Organisation | None:
    """The organisation whose settings this person keeps."""
    found = Organisation.objects.filter(pk__in=organisations_where(user, *SEES)).order_by("code")
    return found.first()


@dataclass(frozen=True, slots=True)
class _Keys:
    subjects: frozenset[UUID]
    addresses: frozenset[str]

    def hold(self, subject: Subject) -> bool:
        around = [subject, *([subject.about] if subject.about else [])]
        return any(one.pk in self.subjects or one.address_key in self.addresses for one in around)


def _that_may_hold(keys: Collection[_Keys], organisations: Collection[UUID]) -> list[Marker]:
    """The markers shown now of any of these subjects and addresses, in the order in which they were made."""
    subjects = {key for mine in keys for key in mine.subjects}
    addresses = {key for mine in keys for key in mine.addresses}
    if not subjects and not addresses:
        return []
    at = Q(subject__address_key__in=addresses) | Q(subject__about__address_key__in=addresses) if addresses else Q()
    whom = Q(subject__in=subjects) | Q(subject__about__in=subjects)
    found = standing().filter(organisation__in=organisations).filter(whom | at if addresses else whom)
    return list(found.order_by("pk"))


def _keys_of(visit: Visited) -> _Keys:
    subject = visit.subject
    subjects = {subject.pk, subject.about_id} - {None} if subject else set()
    addresses = {address_key(visit.place), subject.address_key if subject else ""} - {""}
    return _Keys(frozenset(subjects), frozenset(addresses))
