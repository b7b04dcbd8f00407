"""People hurt as the page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import SupportOffer, Task, Victim, VictimTold, VictimWish
from alongside.cases.rows import person_words
from alongside.cases.victims import said
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Affected, Identity
from alongside.incidents.wellbeing.queries import Care


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of the people hurt of a case, each by the key of `Affected`."""

    victims: Mapping[UUID, Victim]
    identities: Mapping[UUID, Identity]
    wishes: Mapping[UUID, list[VictimWish]]
    offers: Mapping[UUID, list[SupportOffer]]
    feedback: Mapping[UUID, list[VictimTold]]
    care: Mapping[UUID, Care]


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody hurt, with everything that is kept of them."""

    affected: Affected
    who: str
    name: str
    job: str
    reach: list[str]
    """Telephone, e-mail."""
    harm: str
    contact: list[tuple[str, str]]
    victim: Victim | None
    disclosure: str
    statement: str
    promise: Task | None
    promise_late: bool
    dropped: Task | None
    """A promise that is not kept."""
    wishes: list[tuple[VictimWish, str]]
    reported_wish: str
    """What the report said, where nothing was noted since."""
    offers: list[tuple[SupportOffer, str]]
    care: Care | None
    told: list[tuple[VictimTold, str]]
    waits_days: int | None
    """For how many days the outcome has been known to us and not to them; None where nothing is owed."""


def person_shown(
    affected: Affected, known: Known, outcome_since: datetime | None, moment: datetime, today: date
) -> Shown:
    """One person. `outcome_since`: when the outcome was recorded, None where there is none yet."""
    victim, identity = known.victims.get(affected.pk), known.identities.get(affected.pk)
    told = known.feedback.get(affected.pk, [])
    promise = victim.contact_task if victim and victim.contact_task and victim.contact_task.ended_at is None else None
    contact = victim.contact_task if victim else None
    wishes = known.wishes.get(affected.pk, [])
    waits = (moment - outcome_since).days if outcome_since and not told else None
    ways = code_list("contact_ways")
    return Shown(
        affected=affected,
        who=person_words(affected),
        name=_name(identity),
        job=identity.staff.job_title if identity and identity.staff else "",
        reach=[one for one in (identity.phone, identity.email) if one] if identity else [],
        harm=_harm(affected),
        contact=_contact(victim),
        victim=victim,
        disclosure={True: "Agrees", False: "Does not agree"}[victim.disclosure]
        if victim and victim.disclosure is not None
        else "",
        statement=_statement(victim),
        promise=promise,
        dropped=contact if contact and contact.ending == Task.Ending.DROPPED else None,
        promise_late=bool(promise and promise.due_on and promise.due_on < today),
        wishes=[(one, code_list("victim_wishes").label(one.wish)) for one in wishes],
        reported_wish="" if wishes else incident_codes("police_wishes").label(affected.police_wish),
        offers=[(one, code_list("support_kinds").label(one.kind)) for one in known.offers.get(affected.pk, [])],
        care=known.care.get(affected.pk),
        told=[(one, ways.label(one.way).lower() if one.way else "") for one in told],
        waits_days=waits,
    )


def _name(identity: Identity | None) -> str:
    if identity is None:
        return ""
    return identity.name or (identity.staff.name if identity.staff else "")


def _harm(affected: Affected) -> str:
    physical = incident_codes("harm_physical").label(affected.harm_physical)
    mental = incident_codes("harm_psychological").label(affected.harm_psychological)
    return f"Body: {physical.lower()}. Mind: {mental.lower()}"


def _contact(victim: Victim | None) -> list[tuple[str, str]]:
    if victim is None:
        return []
    found = [
        (said.LABELS[name], said.shown(name, getattr(victim, name))) for name in said.LABELS if name != "no_messages"
    ]
    return [one for one in found if one[1]]


def _statement(victim: Victim | None) -> str:
    if victim is None or not victim.statement:
        return ""
    reading = code_list("statement_readings").label(victim.statement_reading) if victim.statement_reading else ""
    return victim.get_statement_display() + (f". {reading}" if reading else "")
