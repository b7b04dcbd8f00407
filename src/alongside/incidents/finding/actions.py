"""What finding leaves behind: looks by searching, lists taken away, saved views."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from alongside.incidents.actions import SAME_LOOK
from alongside.incidents.finding.filters import Filters
from alongside.incidents.finding.queries import Found, own_views, scopes_of, view_owner
from alongside.incidents.models import SavedView
from alongside.ledger.actions import Actor, Deed, record, record_many
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

LONGEST_NAME = 80
MOST_VIEWS = 50


@transaction.atomic
def record_search(user: Any, found: Found, *, by: Actor) -> None:
    """Leaves a search in the ledger, in each organisation that was searched, and each look that it gave.

    1. `incident.searched` says which compartments were searched and how many incidents were shown; never the words:
       they may be somebody's name, and the ledger is read by more people than the compartment is.
    2. Each incident of which an excerpt is shown was looked into: the same entry as `incidents.actions.open_compartment`
       makes, once within a quarter of an hour.
    """
    searched: dict[str, set[str]] = {}
    for scope in scopes_of(user):
        searched.setdefault(scope["organisation"], set()).update(scope["compartments"])
    shown = {
        organisation: [one for one in found.incidents if str(one.organisation_id) == organisation]
        for organisation in searched
    }
    deeds = [
        Deed(
            "incident.searched",
            "organisation",
            UUID(organisation),
            UUID(organisation),
            by,
            {"compartments": sorted(compartments), "shown": len(shown[organisation])},
        )
        for organisation, compartments in searched.items()
    ]
    looks = [
        (one, f"incident.{excerpt.part}_read")
        for incidents in shown.values()
        for one in incidents
        for excerpt in found.excerpts.get(one.pk, [])
        if excerpt.part != "reference"
    ]
    seen = set()
    if looks:
        seen = set(
            Entry.objects.filter(
                organisation_id__in=list(searched),
                subject_type="incident",
                subject_id__in=[one.pk for one, _ in looks],
                actor_id=by.id,
                at__gt=now() - SAME_LOOK,
            ).values_list("subject_id", "verb")
        )
    for one, verb in looks:
        if (one.pk, verb) not in seen:
            seen.add((one.pk, verb))
            deeds.append(Deed(verb, "incident", one.pk, one.organisation_id, by, {"by": "search"}))
    record_many(deeds)


@transaction.atomic
def record_export(user: Any, filters: Filters, form: str, *, by: Actor) -> None:
    """Leaves in the ledger that a list is taken away, with its filters; of a search, that there was one."""
    chosen: dict[str, list[str]] = {}
    for name, value in filters.pairs():
        if name != "q":
            chosen.setdefault(name, []).append(value)
    details: Mapping[str, Any] = {"form": form, "filters": chosen, "search": bool(filters.words)}
    organisations = dict.fromkeys(UUID(scope["organisation"]) for scope in scopes_of(user))
    record_many([Deed("incident.exported", "organisation", one, one, by, details) for one in organisations])


@transaction.atomic
def record_export_ended(user: Any, rows: int, *, whole: bool, by: Actor) -> None:
    """Leaves in the ledger how many rows of the list were read, and whether they were all: who takes one away may stop."""
    details = {"rows": rows, "whole": whole}
    organisations = dict.fromkeys(UUID(scope["organisation"]) for scope in scopes_of(user))
    record_many([Deed("incident.export_ended", "organisation", one, one, by, details) for one in organisations])


@transaction.atomic
def save_view(user: Any, name: str, filters: Filters, *, by: Actor, shared: bool = False) -> SavedView:
    """Keeps the filters under a name. Raises ValidationError by field, PermissionDenied where nothing may be seen."""
    owner = view_owner(user)
    if owner is None:
        raise PermissionDenied
    if own_views(user).count() >= MOST_VIEWS:
        raise ValidationError({"name": f"You have {MOST_VIEWS} saved views. Remove one first."})
    _check_shared(filters.query(), shared)
    view = SavedView(
        organisation_id=owner.organisation_id,
        owner=owner,
        name=_checked(name),
        query=filters.query(),
        shared=shared,
        made_at=now(),
    )
    _save(view)
    record("incident_view.saved", "incident_view", view.pk, organisation_id=view.organisation_id, actor=by)
    return view


@transaction.atomic
def change_view(view: SavedView, name: str, *, shared: bool, by: Actor) -> None:
    """Gives a view another name, or shares it or no longer. Raises ValidationError by field."""
    _check_shared(view.query, shared)
    view.name, view.shared = _checked(name), shared
    _save(view)
    details = {"shared": shared}
    record(
        "incident_view.changed",
        "incident_view",
        view.pk,
        organisation_id=view.organisation_id,
        actor=by,
        details=details,
    )


@transaction.atomic
def remove_view(view: SavedView, *, by: Actor) -> None:
    """Removes a saved view; no incident changes."""
    record("incident_view.removed", "incident_view", view.pk, organisation_id=view.organisation_id, actor=by)
    view.delete()


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": "Give it a name."})
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": f"Use at most {LONGEST_NAME} characters."})
    return name


def _check_shared(query: str, shared: bool) -> None:
    if shared and any(part.startswith("q=") for part in _parts(query)):
        said = "A view with search words cannot be shared: they may name somebody. Remove the words, or keep it to yourself."
        raise ValidationError({"shared": said})


def _parts(query: str) -> Sequence[str]:
    return query.split("&")


def _save(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ValidationError({"name": "You already have a view of that name. Choose another."}) from error
