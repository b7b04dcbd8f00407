"""Assessments, from what the caller may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.people.days import today_in
from alongside.people.models import Organisation, Place, Site, Team
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role
from alongside.risk.facts import changed_since, key_of
from alongside.risk.models import Assessment, FactChange, Subject

SEERS = (
    Role.LSMS,
    Role.SECURITY_DIRECTOR,
    Role.LINE_MANAGER,
    Role.WORKER,
    Role.OPERATOR,
    Role.OPERATOR_SUPERVISOR,
)
ANSWERING = (Role.LSMS, Role.SECURITY_DIRECTOR, Role.LINE_MANAGER)
STATES = {
    "current": "Current",
    "changed": "Not current: something changed",
    "overdue": "Review overdue",
    "soon": "Review within 30 days",
    "high": "High risk",
}
SOON = timedelta(days=30)


def bodies_of(user: Any, *roles: Role) -> list[Any]:
    """The organisations in which this person holds one of `roles`, for all of it or in a team."""
    whole = set(organisations_where(user, *roles))
    return [
        place.organisation_id
        for place in places_of(user)
        if place.organisation_id in whole or any(one.role in roles for one in place.appointments.all())
    ]


def assessments_for(user: Any, *roles: Role) -> QuerySet[Assessment]:
    """The assessments that this person may see, of every version: those of the organisations where they hold such a role."""
    rows = Assessment.objects.filter(organisation__in=bodies_of(user, *(roles or SEERS)))
    return rows.select_related("subject", "site", "place", "team", "made_by", "organisation")


def subjects_for(user: Any) -> QuerySet[Subject]:
    """Of whom this person may read assessments."""
    return Subject.objects.filter(organisation__in=bodies_of(user, *SEERS))


def newest_of(rows: QuerySet[Assessment]) -> QuerySet[Any]:
    """Of each only the version that counts, with `is_changed`: facts have changed since."""
    later = Assessment.objects.filter(
        organisation=OuterRef("organisation"), about_key=OuterRef("about_key"), number__gt=OuterRef("number")
    )
    changes = FactChange.objects.filter(
        organisation=OuterRef("organisation"), about_key=OuterRef("about_key"), at__gt=OuterRef("made_at")
    )
    return rows.annotate(is_changed=Exists(changes)).filter(~Exists(later))


def narrowed(user: Any, asked: Mapping[str, str]) -> QuerySet[Any]:
    """The ones that count and fit: search, state (of STATES), scope, level."""
    found = newest_of(assessments_for(user))
    if words := asked.get("search"):
        found = found.filter(
            Q(subject__name__unaccent__icontains=words)
            | Q(subject__reference__iexact=words)
            | Q(subject__nhs_number=words.replace(" ", ""))
            | Q(subject__address__unaccent__icontains=words)
            | Q(site__name__unaccent__icontains=words)
            | Q(place__name__unaccent__icontains=words)
            | Q(team__name__unaccent__icontains=words)
            | Q(activity__unaccent__icontains=words)
        )
    match asked.get("state"):
        case "current":
            found = found.filter(_reviewed(user, "gte"), is_changed=False)
        case "changed":
            found = found.filter(is_changed=True)
        case "overdue":
            found = found.filter(_reviewed(user, "lt"))
        case "soon":
            found = found.filter(_reviewed(user, "gte"), _reviewed(user, "lte", SOON))
        case "high":
            found = found.filter(level="high")
    if scope := asked.get("scope"):
        found = found.filter(scope=scope)
    if level := asked.get("level"):
        found = found.filter(level=level)
    return found


def _reviewed(user: Any, how: str, ahead: timedelta = timedelta(0)) -> Q:
    """Those whose review is before, on or after today, where each organisation is."""
    bodies = Organisation.objects.filter(pk__in=bodies_of(user, *SEERS))
    days = (Q(organisation=one, **{f"review_on__{how}": today_in(one) + ahead}) for one in bodies)
    return reduce(or_, days, Q(pk=None))


def newest_about(organisation: Organisation, about: object) -> Assessment | None:
    """The assessment of this that counts."""
    rows = Assessment.objects.filter(organisation=organisation, about_key=key_of(about))
    return rows.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an assessment stands today, in words: why it is not current, or nothing."""

    assessment: Assessment
    changed: tuple[str, ...]
    is_overdue: bool

    @property
    def is_current(self) -> bool:
        return not self.changed and not self.is_overdue


def standing_of(assessment: Assessment) -> Standing:
    """How it stands today."""
    return Standing(assessment, changed_since(assessment), assessment.review_on < today_in(assessment.organisation))


def relevant(subject: Subject) -> list[Assessment]:
    """The assessments that count for a visit to a subject: of them, and of the address where they live."""
    about = [subject]
    if subject.address_key and subject.kind != Subject.Kind.PREMISES:
        same = Subject.objects.filter(organisation_id=subject.organisation_id, kind=Subject.Kind.PREMISES)
        about += same.filter(address_key=subject.address_key)
    found = (newest_about(subject.organisation, one) for one in about)
    return [one for one in found if one is not None]


def choices_of(organisation: Organisation) -> dict[str, QuerySet[Any]]:
    """What an organisation has that may be assessed: sites, places and teams."""
    return {
        "sites": Site.objects.filter(organisation=organisation).order_by("name"),
        "places": Place.objects.filter(organisation=organisation, active=True).order_by("name"),
        "teams": Team.objects.filter(organisation=organisation).order_by("name"),
    }
