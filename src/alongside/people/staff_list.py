"""Every write that a staff list makes: people who join, change and leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from alongside.ledger.actions import Actor, Deed, record_many
from alongside.people.models import Organisation, Site, Staff, Team


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody as a staff list has them. A field that is None is not in the list and stays as it is."""

    email: str
    name: str
    job_title: str | None = None
    team: Team | None = None
    site: Site | None = None
    staff_group: str | None = None


@transaction.atomic
def add_listed(organisation: Organisation, people: Iterable[Listed], *, by: Actor) -> dict[str, Staff]:
    """Gives each of these people a place; returns them by e-mail. They get no account and no role by it."""
    places = Staff.objects.bulk_create(
        [
            Staff(
                organisation=organisation,
                email=one.email,
                name=one.name,
                job_title=one.job_title or "",
                team=one.team,
                site=one.site,
                staff_group=one.staff_group or "",
            )
            for one in people
        ]
    )
    _record("staff.added", organisation, {place.pk: {} for place in places}, by)
    return {place.email: place for place in places}


@transaction.atomic
def change_listed(
    organisation: Organisation, changes: Sequence[tuple[Staff, Mapping[str, object]]], *, by: Actor
) -> None:
    """Changes people to what the list says: `changes` maps each to the fields that differ. The ledger names the fields,
    not what stood in them.
    """
    for place, fields in changes:
        for name, value in fields.items():
            setattr(place, name, value)
        place.save(update_fields=list(fields))
    _record("staff.changed", organisation, {place.pk: {"fields": sorted(fields)} for place, fields in changes}, by)


@transaction.atomic
def end_places(organisation: Organisation, leavers: Sequence[Staff], *, by: Actor) -> None:
    """Makes the places of people who left inactive: they see nothing of the organisation any more. Nothing is deleted."""
    Staff.objects.filter(pk__in=[place.pk for place in leavers]).update(active=False)
    _record("staff.left", organisation, {place.pk: {} for place in leavers}, by)


def _record(verb: str, organisation: Organisation, whom: Mapping[UUID, Mapping[str, object]], by: Actor) -> None:
    record_many(
        Deed(verb, "staff", key, organisation.pk, by, {"from": "staff list", **details})
        for key, details in whom.items()
    )
