"""`kill -9` of web, watch, send and PostgreSQL, at random moments during two thousand calls for help from the web."""

from collections import Counter
from time import monotonic

from tests.eventually import eventually
from tests.fault import faults, promises
from tests.fault.callers import Calling, Responding

KILLED = ("web", "watch", "send", "postgres")
KILLS_OF_EACH = 3
SILENCE_S = 0.1
"""So long the provider has a message before it says so: whichever sender is killed has some of unknown fate in its hands."""


def test_every_acknowledged_alarm_rings_once_whatever_is_killed_at_random_moments(town, crowd):
    chance, installation = faults.chance(), town.installation
    victims = list(KILLED) * KILLS_OF_EACH
    chance.shuffle(victims)
    callers = crowd.callers[: faults.ALARMS]
    moments = sorted(chance.sample(range(1, len(callers)), len(victims)))
    killed: Counter[str] = Counter()
    begun, installation.notify.silence_seconds = monotonic(), SILENCE_S

    with Responding(installation, crowd, chance) as responding, Calling(installation, callers) as calling:
        for moment, name in zip(moments, victims, strict=True):
            calling.until_acknowledged(moment)
            running = eventually(lambda name=name: installation.processes(name), f"That {name} runs")
            chance.choice(running).kill()
            killed[name] += 1
        calling.until_acknowledged()
        took = monotonic() - begun
        installation.notify.silence_seconds = 0
        installation.until_ready()
        town.clock.settles()

    print(
        f"{len(callers)} calls in {took:.0f} s, {calling.unanswered} repeated; {len(responding.taken)} taken. {killed}"
    )
    assert killed == dict.fromkeys(KILLED, KILLS_OF_EACH)
    assert calling.unanswered > 0, "nobody noticed a kill"
    assert len(responding.closed) > 0, "nobody closed an alarm"
    assert not responding.refused, responding.refused[0].text
    promises.every_acknowledged_call_rang_everybody_once(installation, calling, crowd)
    promises.nothing_was_handed_over_twice(installation)
    promises.nothing_ended_silently(installation, calling, responding)
    promises.the_lag_recovers(town)
    promises.the_ledger_is_whole(town)
    promises.everything_follows_from_its_events(town)
