"""Parts that were asked for: mine, one incident's, one link's; and the neutral line that goes with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.incidents.codes import code_list
from alongside.incidents.models import (
    Absence,
    Account,
    Affected,
    Contribution,
    Identity,
    Incident,
    Injury,
    MedicalOpinion,
)
from alongside.ledger.clock import now
from alongside.people.models import AccessLink, Staff
from alongside.people.queries import places_of

LINK = "contribution"
"""Purpose of the access link of a part."""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Neutral:
    """What everybody who is asked learns of the incident, and no more."""

    reference: str
    occurred_at: datetime
    estimated: bool
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody affected, as a line manager is asked about them: by name where they may know it."""

    affected: Affected
    name: str
    known_as: str = ""
    """What else the report says of somebody whose name is not shown."""
    name_shown: bool = False


def parts_of(user: Any) -> QuerySet[Contribution]:
    """What this person was asked, newest first; what is no longer asked is left out."""
    return (
        Contribution.objects.filter(asked_of__in=places_of(user))
        .exclude(status=Contribution.Status.TAKEN_BACK)
        .select_related("incident__organisation", "asked_of__user", "affected")
        .order_by("-pk")
    )


def part_of_link(link: AccessLink) -> Contribution | None:
    """The part that a link opens; None where it is no longer asked, or the report was taken back."""
    if link.subject_id is None:
        return None
    return (
        Contribution.objects.filter(pk=link.subject_id)
        .exclude(status=Contribution.Status.TAKEN_BACK)
        .exclude(incident__status=Incident.Status.WITHDRAWN)
        .select_related("incident__organisation", "affected")
        .first()
    )


def parts_of_incident(incident: Incident) -> QuerySet[Contribution]:
    """Everything that was asked about an incident, in the order in which it was asked."""
    return incident.contributions.select_related("asked_of", "affected").order_by("pk")


def links_of(parts: list[Contribution]) -> dict[UUID, AccessLink]:
    """The latest link of each part that has one."""
    links = AccessLink.objects.filter(purpose=LINK, subject_id__in=[part.pk for part in parts]).order_by("pk")
    return {link.subject_id: link for link in links if link.subject_id}


def open_links(part: Contribution) -> QuerySet[AccessLink]:
    """Links that still open a part."""
    return AccessLink.objects.filter(purpose=LINK, subject_id=part.pk, closed_at=None)


def colleagues_called(organisation_id: UUID, name: str) -> list[Staff]:
    """Colleagues whose name has these words in it; at most twenty, by name. Nobody for fewer than two letters."""
    words = name.split()
    if len("".join(words)) < 2:
        return []
    found = Staff.objects.active().filter(organisation_id=organisation_id)
    for word in words:
        found = found.filter(name__unaccent__icontains=word)
    return list(found.select_related("team").order_by("name")[:MOST_FOUND])


def colleague(organisation_id: UUID, key: UUID) -> Staff | None:
    """A colleague who works there now."""
    return Staff.objects.active().select_related("organisation").filter(organisation_id=organisation_id, pk=key).first()


def neutral_line(incident: Incident) -> Neutral:
    """Reference, time, kind of place, kind of incident."""
    kinds = [code_list("kinds").label(kind) for kind in incident.kinds]
    return Neutral(
        incident.reference,
        incident.occurred_at,
        incident.occurred_estimated,
        "" if incident.place_kind == "unknown" else code_list("place_kinds").label(incident.place_kind),
        ", ".join([kinds[0], *(kind[:1].lower() + kind[1:] for kind in kinds[1:])]) if kinds else "Incident",
    )


def people_of_manager(part: Contribution) -> list[Affected]:
    """Whom a line manager is asked about: those whom they manage; where nobody is known, all colleagues affected."""
    staff = part.incident.affected.filter(kind="staff")
    managed = staff.filter(identity__staff__line_manager=part.asked_of) if part.asked_of_id else staff.none()
    return list(managed) or list(staff)


def named(part: Contribution, people: list[Affected], *, may_read: bool) -> list[Person]:
    """The same people with their names: all where the caller may read them; else those whom the manager who was asked manages,
    except where it is closed to line managers. Who has no name stands there by number and staff group.
    """
    identities = Identity.objects.filter(incident=part.incident, part=Identity.Part.AFFECTED)
    if not may_read:
        own = Q(staff__line_manager=part.asked_of_id) if part.asked_of_id else Q(pk=None)
        identities = identities.filter(own) if not part.incident.accused_inside else identities.none()
    known = dict(identities.values_list("affected_id", "name"))
    return [_person(one, known.get(one.pk, "")) for one in people]


def _person(affected: Affected, name: str) -> Person:
    if name:
        return Person(affected, name, name_shown=True)
    group = "" if affected.staff_group == "unknown" else code_list("staff_groups").label(affected.staff_group)
    return Person(affected, f"person {affected.number}", group)


def name_of(affected: Affected) -> str:
    """Who somebody affected is, as far as it is known; compartment `people`."""
    return Identity.objects.filter(affected=affected).values_list("name", flat=True).first() or ""


def is_themselves(part: Contribution) -> bool:
    """Whether whoever was asked is the person whose injury the part is about."""
    return (
        part.affected_id is not None
        and part.asked_of_id is not None
        and Identity.objects.filter(affected=part.affected_id, staff=part.asked_of_id).exists()
    )


def somebody_else_of(incident: Incident, staff: Staff, affected: Affected) -> Affected | None:
    """As whom else than `affected` this colleague stands among those affected; None where they do not."""
    others = incident.affected.filter(identity__staff=staff).exclude(pk=affected.pk)
    return None if Identity.objects.filter(affected=affected, staff=staff).exists() else others.first()


def affected_by_name(incident: Incident) -> list[tuple[Affected, Identity | None]]:
    """Everybody affected with who they are, for whoever asks them; compartment `people`."""
    known = {
        one.affected_id: one
        for one in Identity.objects.filter(incident=incident, part=Identity.Part.AFFECTED).select_related("staff")
    }
    return [(one, known.get(one.pk)) for one in incident.affected.all()]


def own_rows(part: Contribution) -> dict[str, Any]:
    """What was written in this part, row by row: `account`, `identity`, `injury`, `absence`, `opinion`."""
    tables: dict[str, Any] = {
        "account": Account,
        "identity": Identity,
        "injury": Injury,
        "absence": Absence,
        "opinion": MedicalOpinion,
    }
    return {
        name: model.objects.filter(pk=part.answers[name]).first()
        for name, model in tables.items()
        if part.answers.get(name)
    }


def is_late(part: Contribution) -> bool:
    """Whether the answer is overdue."""
    return part.status == Contribution.Status.ASKED and part.due_at is not None and part.due_at < now()
