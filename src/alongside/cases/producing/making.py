"""From a form to a document: what each kind asks for, and what it is filled with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form

from alongside.cases.events import open_compartment
from alongside.cases.models import Case
from alongside.cases.police import said
from alongside.cases.producing import choices, facts, packing
from alongside.cases.producing.forms import OutcomeForm, PackForm, PoliceUpdateForm, ReviewForm
from alongside.cases.producing.kinds import CASE_PACK, MADE_HERE, PEOPLE
from alongside.cases.queries import family_of, readable
from alongside.cases.rows import person_words
from alongside.cases.tracks.police import NFA_POLICE
from alongside.documents.kinds import Kind
from alongside.documents.queries import produced_about
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for
from alongside.people.queries import place_in
from alongside.people.roles import Role


@dataclass(frozen=True, slots=True)
class Filled:
    """What a document is produced from."""

    data: dict[str, Any]
    title: str
    needs: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Making:
    """How a kind is made. `none`: what is said where there is nothing to make it about."""

    form: Callable[[Any, Case, Any], Form | None]
    fill: Callable[[Any, Case, dict[str, Any], Actor], Filled]
    none: str = ""


def begin(user: Any, case: Case, code: str) -> tuple[Kind, Making]:
    """A kind that is filled from a case, and how; what its form tells of the case is opened. LookupError where there is no such
    kind, PermissionDenied where this person may not make it.
    """
    kind = next((one for one in MADE_HERE if one.code == code), None)
    if kind is None:
        raise LookupError(code)
    if not choices.may_make(user, kind, case):
        raise PermissionDenied
    for compartment in choices.SHOWS[code]:
        open_compartment(case, compartment, by=actor_for(user))
    return kind, MAKING[code]


def _police_form(data: Any, case: Case, user: Any) -> Form | None:
    tracks = choices.tracks_to_ask_about(case)
    listed = [(key, f"{said.offence_of(one)}, {one.force}") for key, one in tracks.items()]
    if not listed:
        return None
    initial = {"sender": _signs(user, case)}
    return PoliceUpdateForm(data, tracks=listed, today=facts.today_of(case), initial=initial)


def _police(user: Any, case: Case, given: dict[str, Any], by: Actor) -> Filled:
    track = choices.tracks_to_ask_about(case)[given["track"]]
    open_compartment(case, "suspect", by=by)
    data = facts.police_update(case, track, sender=given["sender"], answer_by=given["answer_by"], more=given["more"])
    data |= _reach(user, given)
    return Filled(data, f"Letter to the police, how it stands: {said.offence_of(track)}"[:200])


def _review_form(data: Any, case: Case, user: Any) -> Form | None:
    found = choices.decisions_to_review(case)
    listed = [(key, choices.decision_words(*one)) for key, one in found.items()]
    if not listed:
        return None
    track = next(iter(found.values()))[0]
    to = track.force if track.state == NFA_POLICE else "Crown Prosecution Service"
    return ReviewForm(data, offences=listed, initial={"sender": _signs(user, case), "to": to})


def _review(user: Any, case: Case, given: dict[str, Any], by: Actor) -> Filled:
    track, person = choices.decisions_to_review(case)[given["offence"]]
    for compartment in ("suspect", "people"):
        open_compartment(case, compartment, by=by)
    identity = choices.known_people(user, case).get(person.pk)
    if identity is None:
        raise ValidationError({"offence": "Nobody knows the name of this person. Write it into the report first."})
    data = facts.review(
        case, track, facts.name_of(identity), sender=given["sender"], to=given["to"], grounds=given["grounds"]
    )
    data |= _reach(user, given)
    title = f"Request for a review: {said.offence_of(track)}, person {person.number}"
    return Filled(data, title[:200], [PEOPLE])


def _outcome_form(data: Any, case: Case, user: Any) -> Form | None:
    people = choices.people_to_write_to(case)
    listed = [(key, f"{person_words(one)}, of the report {one.incident.reference}") for key, one in people.items()]
    return OutcomeForm(data, people=listed, initial={"sender": _signs(user, case)}) if listed else None


def _outcome(user: Any, case: Case, given: dict[str, Any], by: Actor) -> Filled:
    person = choices.people_to_write_to(case)[given["person"]]
    open_compartment(case, "people", by=by)
    identity = choices.known_people(user, case).get(person.pk)
    if identity is None:
        raise ValidationError({"person": "Nobody knows the name of this person. Write it into the report first."})
    words = {name: given[name] for name in ("sender", "words", "support")}
    data = facts.outcome(case, identity, person.incident.occurred_at, reported=person.is_reporter, **words)
    data |= _reach(user, given)
    return Filled(data, f"Letter to person {person.number} of {person.incident.reference}: what came of it")


def _pack_form(data: Any, case: Case, user: Any) -> Form | None:
    return PackForm(data, parts=readable(user, case), initial={"sender": _signs(user, case)})


def _pack(user: Any, case: Case, given: dict[str, Any], by: Actor) -> Filled:
    parts = [one for one in readable(user, case) if one in given["parts"]]
    needs = [f"cases.read_{one}" for one in parts]
    for one in parts:
        open_compartment(case, one, by=by)
    documents = produced_about("case", [one.pk for one in family_of(case)], needs).order_by("pk")
    data = packing.pack(user, case, parts, documents, sender=given["sender"], purpose=given["purpose"])
    return Filled(data, f"Case pack {case.reference}: {given['purpose']}"[:200], needs)


def _reach(user: Any, given: dict[str, Any]) -> dict[str, str]:
    return {"reach": "\n".join(given.get("reach", "").split("\r\n")).strip() or user.email}


def _signs(user: Any, case: Case) -> str:
    place = place_in(user, case.organisation_id)
    return f"{user.name}, {place.job_title if place and place.job_title else Role.LSMS.label}"


MAKING: dict[str, Making] = {
    "police_update": Making(_police_form, _police, "No offence of this case is with the police."),
    "cps_review": Making(
        _review_form, _review, "Nobody has decided on an offence of this case that it goes no further."
    ),
    "outcome_letter": Making(_outcome_form, _outcome, "Nobody was hurt in this case."),
    CASE_PACK.code: Making(_pack_form, _pack),
}
