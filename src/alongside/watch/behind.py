"""Who stands behind the targets of a plan: people, roles and rotas, for one worker at one moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from alongside.people.models import Appointment, Staff
from alongside.people.roles import Role
from alongside.watch.buddies.standing import Agreed, agreed_for, buddies_at
from alongside.watch.engine import Target
from alongside.watch.models import Rota, RotaCover, RotaVersion, StaffAway
from alongside.watch.rotas import Away, Cover, Known, on_call, people_of, rota_from_json
from alongside.watch.rotas import Rota as Turns

ALWAYS = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC))
"""Somebody who has left is away for good."""


@dataclass(frozen=True, slots=True)
class KnownRota:
    """A rota with what is known of its people. `turns` is None where it has no version yet."""

    name: str
    turns: Turns | None
    known: Known

    def on_call(self, at: datetime, *, without: Iterable[UUID] = ()) -> tuple[UUID, ...]:
        return on_call(self.turns, at, self.known, without=set(without)) if self.turns else ()


@dataclass(slots=True)
class Behind:
    """Finds them, for as many workers of one organisation as are asked for; what it has read it keeps.

    The line manager and the buddies are the worker's own, and a buddy is who has agreed to be for that moment; other roles are whoever holds them in the worker's organisation, or
    in the worker's team. Where they are held in teams alone, and the worker is in none (a visitor who calls from a poster),
    all of these are rung: a call must not reach nobody. Of a rota it is whoever is on call at the moment; a worker who would
    be is passed over as if away.
    """

    organisation_id: UUID
    rotas: dict[UUID, KnownRota] = field(default_factory=dict)
    _holders: dict[UUID | None, list[tuple[str, UUID]]] = field(default_factory=dict)
    _buddies: dict[UUID, tuple[Agreed, ...]] = field(default_factory=dict)

    def find(self, targets: Iterable[Target], worker: Staff, at: datetime) -> dict[UUID, Target]:
        """Places by key, each once and never the worker, in the order of the targets, with the target that named it first."""
        found: dict[UUID, Target] = {}
        for target in targets:
            for key in self._of(target, worker, at):
                if key != worker.pk:
                    found.setdefault(key, target)
        return found

    def why(self, target: Target) -> str:
        """In words, why somebody is among the people."""
        if target.role:
            return Role(target.role).label
        if target.rota_id:
            return f"On call: {self.rota(target.rota_id).name}"
        return "Named in the plan"

    def rota(self, key: UUID) -> KnownRota:
        """A rota of the organisation; an empty one where there is none with this key."""
        if key not in self.rotas:
            self.rotas |= {key: KnownRota("a rota that is gone", None, Known())} | known_rotas(
                self.organisation_id, [key]
            )
        return self.rotas[key]

    def buddies(self, worker_id: UUID) -> tuple[Agreed, ...]:
        """Who has agreed to be this worker's buddy, and when."""
        if worker_id not in self._buddies:
            self._buddies |= agreed_for([worker_id])
        return self._buddies[worker_id]

    def know_buddies(self, workers: Iterable[UUID]) -> None:
        """Reads at once who the buddies of many are."""
        self._buddies |= agreed_for(worker for worker in workers if worker not in self._buddies)

    def _of(self, target: Target, worker: Staff, at: datetime) -> Sequence[UUID]:
        if target.staff_id:
            return [target.staff_id]
        if target.rota_id:
            return self.rota(target.rota_id).on_call(at, without=[worker.pk])
        if target.role == Role.BUDDY:
            return buddies_at(self.buddies(worker.pk), at)
        own = [worker.line_manager_id] if target.role == Role.LINE_MANAGER and worker.line_manager_id else []
        return [*own, *(key for role, key in self._holding(worker.team_id) if role == target.role)]

    def _holding(self, team_id: UUID | None) -> list[tuple[str, UUID]]:
        """Who holds which role for the whole organisation or this team; without a team also those of any team, of a role
        that nobody holds otherwise."""
        if team_id not in self._holders:
            everybody = Appointment.objects.filter(organisation_id=self.organisation_id, staff__active=True)
            kept = list(
                everybody.filter(Q(team=None) | Q(team=team_id)).order_by("staff_id").values_list("role", "staff_id")
            )
            if team_id is None:
                held = {role for role, _ in kept}
                kept += everybody.exclude(role__in=held).order_by("staff_id").values_list("role", "staff_id")
            self._holders[team_id] = kept
        return self._holders[team_id]


def known_rotas(organisation_id: UUID, keys: Iterable[UUID]) -> dict[UUID, KnownRota]:
    """Rotas of an organisation by key, each as its newest version says, with covers and times away."""
    rotas = {rota.pk: rota for rota in Rota.objects.filter(organisation_id=organisation_id, pk__in=list(keys))}
    versions = RotaVersion.objects.filter(rota__in=rotas).order_by("rota", "-version").distinct("rota")
    turns = {version.rota_id: rota_from_json(version.content) for version in versions}
    covers: dict[UUID, list[Cover]] = {}
    for one in RotaCover.objects.filter(rota__in=rotas, cancelled_at=None).order_by("pk"):
        covers.setdefault(one.rota_id, []).append(Cover(one.covered_id, one.by_id, one.begins, one.ends))
    people = {person for one in turns.values() for person in people_of(one)}
    people |= {cover.by for some in covers.values() for cover in some}
    here = set(Staff.objects.active().filter(pk__in=people).values_list("pk", flat=True))
    away = (*away_of(people), *(Away(person, ALWAYS[0], ALWAYS[1]) for person in people - here))
    return {
        key: KnownRota(rota.name, turns.get(key), Known(tuple(covers.get(key, [])), away))
        for key, rota in rotas.items()
    }


def away_of(people: Iterable[UUID]) -> tuple[Away, ...]:
    """When these people are away."""
    rows = StaffAway.objects.filter(staff__in=list(people), cancelled_at=None).order_by("pk")
    return tuple(Away(one.staff_id, one.begins, one.ends) for one in rows)
