"""What of a case a document can be about, for somebody who may read it."""

from typing import Any
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import Case, PoliceTrack, Victim
from alongside.cases.police import said
from alongside.cases.police.queries import tracks_of
from alongside.cases.producing.facts import name_of
from alongside.cases.queries import incidents_of, people_hurt_in
from alongside.cases.rows import person_words
from alongside.cases.tracks.police import DISCONTINUED, NFA_CPS, NFA_POLICE, NOT_REPORTED, POLICE
from alongside.cases.victims.queries import identities_of, victims_of
from alongside.documents.kinds import Kind
from alongside.incidents.actions import open_compartment
from alongside.incidents.models import Affected, Compartment, Identity
from alongside.people.actions import actor_for

MAY_BE_REVIEWED = (NFA_POLICE, NFA_CPS, DISCONTINUED)
NEEDS = {
    "police_update": ("cases.write_suspect",),
    "cps_review": ("cases.write_suspect", "cases.write_people"),
    "outcome_letter": ("cases.write_people",),
    "case_pack": ("cases.work",),
}
"""What somebody needs to produce a document of a kind about a case."""


SHOWS = {
    "police_update": ("suspect",),
    "cps_review": ("suspect", "people"),
    "outcome_letter": ("people",),
    "case_pack": (),
}
"""Compartments of which the form tells something before anything is produced."""


def may_make(user: Any, kind: Kind, case: Case) -> bool:
    """Whether somebody may produce such a document about this case."""
    return all(user.has_perm(one, case) for one in (*NEEDS[kind.code], kind.permission))


def tracks_to_ask_about(case: Case) -> dict[str, PoliceTrack]:
    """The offences that the police have, by key."""
    found = [one for one in tracks_of(case) if one.state != NOT_REPORTED and not POLICE.state(one.state).is_end]
    return {str(one.pk): one for one in found}


def decisions_to_review(case: Case) -> dict[str, tuple[PoliceTrack, Affected]]:
    """Offences of which nobody is prosecuted, with each person against whom they were."""
    return {
        f"{track.pk}.{victim.affected_id}": (track, victim.affected)
        for track in tracks_of(case)
        if track.state in MAY_BE_REVIEWED
        for victim in track.victims.all()
    }


def people_to_write_to(case: Case) -> dict[str, Affected]:
    """Everybody who was hurt, by key."""
    return {str(one.pk): one for one in people_hurt_in(case)}


def decision_words(track: PoliceTrack, person: Affected) -> str:
    """ "Common assault: no charge by the prosecutor. Person 1, staff"."""
    return f"{said.offence_of(track)}: {POLICE.state(track.state).label.lower()}. {person_words(person)}"


def known_people(user: Any, case: Case) -> dict[UUID, Identity]:
    """Who the people hurt are, where this person may open that and a name is known; the look is recorded."""
    reports = list(incidents_of(case))
    for report in reports:
        if user.has_perm("incidents.read_people", report):
            open_compartment(report, Compartment.PEOPLE, by=actor_for(user))
    return {key: one for key, one in identities_of(user, reports).items() if name_of(one)}


def to_be_kept_in_mind(case: Case) -> list[str]:
    """What people hurt asked for: how they are reached, who may not learn of it. Read before a letter to them is written."""
    found = []
    people = {one.pk: one for one in people_hurt_in(case)}
    for key, victim in victims_of(case).items():
        asked = _asked(victim)
        if asked:
            found.append(f"{person_words(people[key])}: {asked}")
    return found


def _asked(victim: Victim) -> str:
    told = []
    if victim.contact_way:
        told.append(code_list("contact_ways").label(victim.contact_way))
    if victim.contact_when:
        told.append(victim.contact_when)
    if victim.not_told:
        told.append(f"may not learn of it: {victim.not_told}")
    if victim.safe_contact:
        told.append(victim.safe_contact)
    return "; ".join(told)
