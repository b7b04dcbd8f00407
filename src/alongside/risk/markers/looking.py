"""Being shown a marker, which leaves its entry in the ledger: on a visit, with an alarm, by a search, by another system."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, Deed, record, record_many, write_details
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.nhs_number import nhs_number_of
from alongside.people.queries import places_of
from alongside.risk.markers.queries import SEEN, Shown, Visited, found_by, markers_of_visits, places_searched, shown
from alongside.risk.models import Marker, MarkerSearch

LOOKS = {SEEN: "The marker"}
WHERE = {
    "visit": "on a visit of theirs",
    "alarm": "with an alarm",
    "search": "by a search",
    "file": "the file, as one of the panel",
    "fhir": "by another system",
}
REASONS = {
    "visit": "I am about to visit",
    "treat": "I am about to treat or receive them",
    "plan": "I plan visits for my team",
    "alarm": "Somebody asks for help there",
    "other": "Something else",
}
BY_SYSTEM = "system"
LONGEST_WORDS = 500
BY = ("name", "nhs_number", "reference", "address")


@transaction.atomic
def show_on_visits(visits: Sequence[Visited], *, by: Actor, where: str = "visit") -> list[list[Shown]]:
    """What is shown on each of these visits. The first time that somebody is shown the advice of a marker for a visit is recorded,
    and not every time their page is read again.
    """
    found = markers_of_visits(visits)
    looks = [
        (marker, {"where": where, "visit": str(getattr(visit, "pk", "")), "said": marker.state})
        for visit, markers in zip(visits, found, strict=True)
        for marker in markers
    ]
    _record_new(looks, by)
    return [[shown(marker) for marker in markers] for markers in found]


@transaction.atomic
def search(user: Any, said: Mapping[str, str], reason: str, words: str, *, by: Actor) -> list[Marker]:
    """The markers of a person or an address, for a reason. That somebody looked is kept, also where nothing was found.

    Raises ValidationError by field: no reason, nothing to look for, a name of one word, an NHS number that is none. PermissionDenied
    where they may look nowhere.
    """
    organisations = places_searched(user)
    if not organisations:
        raise PermissionDenied
    asked, wrong = {name: " ".join(said.get(name, "").split()) for name in BY}, {}
    try:
        asked["nhs_number"] = nhs_number_of(asked["nhs_number"])
    except ValidationError as error:
        wrong["nhs_number"] = error.messages
    if reason not in REASONS:
        wrong["reason"] = ["Choose why you look."]
    if not any(sign.isalnum() for sign in words):
        wrong["words"] = ["Write why you look, in a few words."]
    elif len(words) > LONGEST_WORDS:
        wrong["words"] = [f"Write at most {LONGEST_WORDS} characters."]
    if not any(asked.values()) and "nhs_number" not in wrong:
        wrong["name"] = ["Write a name, a number or an address."]
    elif asked["name"] and len(asked["name"].split()) < 2:
        wrong["name"] = ["Write the whole name. One word finds too many."]
    if wrong:
        raise ValidationError(wrong)
    found = found_by(organisations, asked)
    by_place: dict[UUID, list[Marker]] = {key: [] for key in organisations}
    for marker in found:
        by_place[marker.organisation_id].append(marker)
    for organisation_id, markers in by_place.items():
        _keep_search(organisation_id, markers, [name for name in BY if asked[name]], reason, words, by)
    return found


@transaction.atomic
def note_asked(user: Any, found: Sequence[Marker], asked: Sequence[str], words: str, *, by: Actor) -> None:
    """Keeps that another system looked on behalf of somebody, also where it found nothing. ValidationError where it did not say why."""
    if not any(sign.isalnum() for sign in words) or len(words) > LONGEST_WORDS:
        raise ValidationError({"Access-Reason": f"Say why, in at most {LONGEST_WORDS} characters."})
    for organisation_id in places_searched(user):
        mine = [one for one in found if one.organisation_id == organisation_id]
        _keep_search(organisation_id, mine, asked, BY_SYSTEM, words, by, where="fhir")


def note_seen(markers: Collection[Marker], *, by: Actor, **details: str) -> None:
    """Leaves in the ledger that somebody was shown these, every time."""
    record_many(
        [Deed(SEEN, "marker", one.pk, one.organisation_id, by, {**details, "said": one.state}) for one in markers]
    )


def note_list_taken(user: Any, form: str, rows: int, *, by: Actor) -> None:
    """Leaves in the ledger that somebody took the list of markers away."""
    for place in places_of(user):
        record(
            "marker.exported",
            "organisation",
            place.organisation_id,
            organisation_id=place.organisation_id,
            actor=by,
            details={"list": "markers", "form": form, "rows": rows},
        )


def occasions(entries: Sequence[Entry]) -> Mapping[Any, str]:
    """On what occasion each of these looks was, and for a search why."""
    said = {entry.pk: json.loads(entry.details) for entry in entries}
    keys = {UUID(one["search"]) for one in said.values() if one.get("search")}
    searched = {one.pk: one for one in MarkerSearch.objects.filter(pk__in=keys)}
    found = {}
    for key, details in said.items():
        found[key] = WHERE.get(details.get("where", ""), "")
        if (search := details.get("search")) and (one := searched.get(UUID(search))) is not None:
            found[key] += f" ({REASONS.get(one.reason, one.reason).lower()}: {one.words})"
    return found


def _keep_search(
    organisation_id: UUID,
    found: list[Marker],
    asked: Sequence[str],
    reason: str,
    words: str,
    by: Actor,
    where: str = "search",
) -> None:
    kept = MarkerSearch.objects.create(
        organisation_id=organisation_id,
        reason=reason,
        words=words.strip(),
        asked=list(asked),
        found=[one.pk for one in found],
        at=now(),
        by=by.name,
        by_id=by.id,
    )
    details = {"reason": reason, "by": kept.asked, "found": len(found)}
    record("marker.searched", "marker_search", kept.pk, organisation_id=organisation_id, actor=by, details=details)
    note_seen(found, by=by, where=where, search=str(kept.pk))


def _record_new(looks: Sequence[tuple[Marker, dict[str, str]]], by: Actor) -> None:
    if not looks:
        return
    before = Entry.objects.filter(
        organisation_id__in={marker.organisation_id for marker, _ in looks},
        subject_type="marker",
        subject_id__in={marker.pk for marker, _ in looks},
        verb=SEEN,
        actor_id=by.id,
    )
    known = set(before.values_list("subject_id", "details"))
    record_many(
        [
            Deed(SEEN, "marker", marker.pk, marker.organisation_id, by, details)
            for marker, details in looks
            if (marker.pk, write_details(details)) not in known
        ]
    )
