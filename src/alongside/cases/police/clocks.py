"""Deadlines that begin and end with what police and courts do. Parts of actions: each works within its caller's."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from alongside.cases.models import PoliceTrack, PoliceVictim
from alongside.cases.police import law
from alongside.cases.police.queries import rows_started
from alongside.cases.tracks.police import CHARGEABLE
from alongside.incidents.duties import actions as duties
from alongside.incidents.duties.following import INJURED
from alongside.incidents.duties.running import rule_of, zone_of
from alongside.incidents.models import Affected, Duty
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Move

LIMIT = "SUM-6M"
DECISION, DECISION_ENHANCED = "police_decision", "police_decision_enhanced_rights"
LIMIT_BEGINS = "may_be_summary_only"


def start_for(track: PoliceTrack, facts: Sequence[str], at: datetime, *, by: Actor) -> list[Duty]:
    """Starts what these facts start for everybody against whom the offence was. `at` (aware) is when it happened.

    A decision of the police is told sooner to somebody with enhanced rights. A crime of violence starts the time for a claim
    only for somebody injured, and only once.
    """
    started: list[Duty] = []
    for name in facts:
        for victim in track.victims.select_related("affected"):
            if name == "crime_of_violence" and not _may_claim(track, victim):
                continue
            of_victim = DECISION_ENHANCED if name == DECISION and victim.enhanced_rights else name
            started += duties.fact(track.incident, of_victim, at, victim.affected, by=by)
    return started


def end_with(track: PoliceTrack, move: Move, note: str, *, by: Actor) -> list[Duty]:
    """Ends what a move ends, but for a limit that another offence against the same person still has."""
    ended = []
    for act in move.ends:
        for duty in _open_of(track):
            if act in rule_of(duty, zone_of(duty)).ended_by and not _has_limit(
                track.incident_id, duty.affected, besides=track
            ):
                ended.append(duties.finish_duty(duty, act, note=note, by=by))
    return ended


def count_limit(track: PoliceTrack, *, besides: Iterable[Affected] = (), by: Actor) -> None:
    """Starts or stops the six months to charge, for everybody against whom the offence is, and `besides` was, said to be;
    for nobody in particular where it is against nobody (nuisance on the premises).
    """
    people: dict[UUID | None, Affected | None] = {None: None}
    people |= {victim.affected_id: victim.affected for victim in track.victims.select_related("affected")}
    people |= {one.pk: one for one in besides}
    for affected in people.values():
        running = Duty.objects.filter(incident=track.incident, affected=affected, rule=LIMIT, ended_at=None).first()
        has_limit = _has_limit(track.incident_id, affected)
        if has_limit and running is None:
            duties.fact(track.incident, LIMIT_BEGINS, now(), affected, by=by)
        elif running is not None and not has_limit:
            duties.waive_duty(running, _why_no_limit(track), by=by)


def take_back(started: Sequence[str], ended: Sequence[str], why: str, *, by: Actor) -> None:
    """Undoes what a move did: what it started falls away, what it ended runs on."""
    for duty in rows_started(list(started)):
        if duty.ended_at is None:
            duties.waive_duty(duty, why, by=by)
    for duty in rows_started(list(ended)):
        if duty.incident is not None:
            duties.start_rule(duty.incident, rule_of(duty, zone_of(duty)), duty.started_at, duty.affected, by=by)


def acts_of(duty: Duty) -> tuple[str, ...]:
    """The acts by which a deadline ends."""
    return rule_of(duty, zone_of(duty)).ended_by


def name_of(duty: Duty) -> str:
    """What a deadline is called."""
    return rule_of(duty, zone_of(duty)).name


def _may_claim(track: PoliceTrack, victim: PoliceVictim) -> bool:
    ran = Duty.objects.filter(incident=track.incident, affected=victim.affected, rule="CICA-2Y").exists()
    return law.is_violent(track.offence) and victim.affected.injury in INJURED and not ran


def _open_of(track: PoliceTrack) -> list[Duty]:
    people = Q(affected__in=track.victims.values("affected")) | Q(affected=None)
    found = Duty.objects.filter(people, incident=track.incident, rule=LIMIT, ended_at=None)
    return list(found.select_related("incident__organisation", "affected"))


def _has_limit(incident: UUID, affected: Affected | None, *, besides: PoliceTrack | None = None) -> bool:
    """Whether an offence against this person that may still be charged has to be within six months."""
    tracks = PoliceTrack.objects.filter(incident=incident, state__in=CHARGEABLE)
    if besides is not None:
        tracks = tracks.exclude(pk=besides.pk)
    if affected is None:
        return any(law.has_six_months(one.offence, one.summary_only, None) for one in tracks.filter(victims=None))
    found = PoliceVictim.objects.filter(affected=affected, track__in=tracks).select_related("track")
    return any(law.has_six_months(one.track.offence, one.track.summary_only, one.emergency_worker) for one in found)


def _why_no_limit(track: PoliceTrack) -> str:
    if track.state not in CHARGEABLE:
        return "The offence cannot be charged any more."
    return "The offence, or whom it was against, is another one: the six-month limit does not apply to it."
