"""Reading about people hurt, of a case that the caller may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from alongside.cases.models import Case, Event, SupportOffer, Victim, VictimTold, VictimWish
from alongside.cases.queries import family_of, incidents_of, people_hurt_in
from alongside.incidents.following.queries import wants_notices
from alongside.incidents.models import Affected, Compartment, Identity, Incident, Told


def latest_wishes(case: Case) -> dict[UUID, VictimWish]:
    """What each person hurt wanted last, by the key of `Affected`."""
    rows = VictimWish.objects.filter(affected__in=people_hurt_in(case)).order_by("affected_id", "-said_on", "-pk")
    return {row.affected_id: row for row in rows.distinct("affected_id")}


def wishes_of(case: Case) -> dict[UUID, list[VictimWish]]:
    """Everything that each person hurt wanted, the latest first."""
    return _by_person(VictimWish.objects.filter(affected__in=people_hurt_in(case)).order_by("-said_on", "-pk"))


def victims_of(case: Case) -> dict[UUID, Victim]:
    """What is kept of each person hurt; of whom nothing is kept, nothing."""
    found = Victim.objects.filter(affected__in=people_hurt_in(case)).select_related("contact_task__owner")
    return {one.affected_id: one for one in found}


def offers_of(case: Case) -> QuerySet[SupportOffer]:
    """What was offered to the people hurt."""
    found = SupportOffer.objects.filter(affected__in=people_hurt_in(case), taken_back_at=None)
    return found.select_related("affected__incident__organisation")


def offers_by_person(case: Case) -> dict[UUID, list[SupportOffer]]:
    """The same by the key of `Affected`, the earliest first."""
    return _by_person(offers_of(case).order_by("offered_on", "pk"))


def feedback_of(case: Case) -> QuerySet[VictimTold]:
    """What the people hurt were told, or that they do not want to be."""
    found = VictimTold.objects.filter(affected__in=people_hurt_in(case), taken_back_at=None)
    return found.select_related("affected__incident__organisation")


def feedback_by_person(case: Case) -> dict[UUID, list[VictimTold]]:
    """The same by the key of `Affected`, the latest first."""
    return _by_person(feedback_of(case).order_by("-on", "-pk"))


def untold_in(case: Case) -> list[Affected]:
    """The people hurt who were not told what came of it, and did not refuse."""
    told = VictimTold.objects.filter(taken_back_at=None).values("affected")
    return list(people_hurt_in(case).exclude(pk__in=told).select_related("incident"))


def untold_reporters_in(case: Case) -> list[Incident]:
    """The reports of a case whose reporter was not told what came of it. Nothing is owed to whoever stopped the news of their report, or
    for a report that was made elsewhere or taken back; to whoever was hurt themselves, it is owed as a person hurt (`untold_in`).
    """
    told = Told.objects.filter(kind=Told.Kind.OUTCOME).values("incident")
    hurt = Affected.objects.filter(is_reporter=True).values("incident")
    found = incidents_of(case).exclude(pk__in=told).exclude(pk__in=hurt)
    found = found.exclude(status=Incident.Status.WITHDRAWN)
    return [one for one in found if not one.is_from_elsewhere and wants_notices(one)]


def identities_of(user: Any, reports: Iterable[Incident]) -> dict[UUID, Identity]:
    """Who the people hurt are, as far as the caller may open that of each report. Whoever shows it records the look."""
    allowed = [one.pk for one in reports if user.has_perm("incidents.read_people", one)]
    found = Identity.objects.filter(
        incident__in=allowed, part=Identity.Part.AFFECTED, compartment=Compartment.PEOPLE
    ).defer("search")
    return {one.affected_id: one for one in found.select_related("staff") if one.affected_id}


def outcome_known_since(case: Case) -> datetime | None:
    """When the outcome was recorded, the last time."""
    moved = Event.objects.filter(case__in=family_of(case), what="status", after__status="outcome_recorded")
    return moved.order_by("-recorded_at").values_list("recorded_at", flat=True).first()


def may_be_written_to(affected: Affected) -> bool:
    """Whether something may be sent to somebody by itself."""
    return not Victim.objects.filter(affected=affected, no_messages=True).exists()


def _by_person(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.affected_id, []).append(row)
    return found
