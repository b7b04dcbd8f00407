"""Who there is: the people who are rung, the roles that they hold, and the plans that name them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from alongside.watch import engine
from alongside.watch.engine import Plan, Step, Target

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""When every simulation begins. The clocks change four weeks later, which must change nothing."""

ASHA, BEN, CARYS, DEWI, EWA, FIONN, GITA = PEOPLE = tuple(UUID(int=100 + number) for number in range(7))

HOLDERS = {"buddy": (), "line_manager": (DEWI,), "operator": (EWA, FIONN), "lsms": (GITA,)}
"""Who stands behind each role. Nobody is anybody's buddy: a role may be held by no one."""

ON_CALL, NOBODY_S_ROTA, KIN = (UUID(int=number) for number in (200, 201, 202))
ROTAS = {ON_CALL: (CARYS, FIONN), NOBODY_S_ROTA: ()}
"""Who is on call by each rota. The next of kin has no account and can take nothing."""

BROADCAST = (Target(role="operator"), Target(role="lsms"), Target(role="line_manager"))
INTERVALS_S = (300, 900, 1800, 3600, 3600, 3600, 7200, 4 * 3600)
OWNER_CLOCKS_S = (120, 300, 600, 600, 600, 1800)
STEP_TIMEOUTS_S = (30, 60, 120, 120, 120, 300, 1800)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one worker is looked after: the plan, the timing of visits, the owner's clock."""

    worker: UUID
    plan: Plan
    timing: engine.VisitTiming
    owner_clock_s: int
    owner_asked_s: int = 0


def arrange(worker: UUID, random: Random) -> Arrangement:
    """Any arrangement that can be made: now and then the plan names the worker by mistake, a role that nobody holds, a rota
    without anybody, or nobody at all."""
    timing = engine.VisitTiming(
        random.choice(INTERVALS_S),
        random.choice((0, 60, 300, 300, 300)),
        random.choice((0, 300, 600, 600)),
        random.choice((60, 60, 60, 45)),
        extensions=random.choice((None, None, None, 0, 1, 3)),
        extended_s=random.choice((None, None, None, 0, 1200, 5400)),
        driving_s=random.choice((0, 0, 1800, 5400)),
        home_safe_s=random.choice((0, 0, 0, 900, 3600)),
        device_silence_s=random.choice((0, 0, 0, 0, 900, 5400)),
    )
    clock_s = random.choice(OWNER_CLOCKS_S)
    return Arrangement(
        worker, _plan(worker, random), timing, clock_s, random.choice((0, 0, clock_s // 4, clock_s // 2))
    )


def _plan(worker: UUID, random: Random) -> Plan:
    targets = (
        *(Target(person) for person in PEOPLE),
        Target(role="buddy"),
        Target(role="line_manager"),
        Target(rota_id=ON_CALL),
        Target(rota_id=NOBODY_S_ROTA),
        Target(worker),
    )
    steps = tuple(
        Step(
            tuple(random.sample(targets, random.randint(1, 3))),
            random.choice(STEP_TIMEOUTS_S),
            random.choice((0, 0, 0, 45, 60)),
        )
        for _ in range(random.choice((0, 1, 2, 2, 2, 3, 4)))
    )
    if steps and random.random() < 0.3:
        steps += (Step((Target(kin=True),), random.choice(STEP_TIMEOUTS_S)),)
    return Plan(
        UUID(int=worker.int + 1),
        1,
        steps,
        BROADCAST,
        panic_to_all=random.random() < 0.7,
        cumulative=random.random() < 0.7,
    )
