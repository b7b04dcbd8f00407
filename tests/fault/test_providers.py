"""The providers of text messages and telephone calls answer 500, answer nothing, cut the line, or tell everything twice while people
call for help: every acknowledged alarm rings, and nobody is handed the same message twice.
"""

import random
import threading

import pytest

from tests.eventually import eventually
from tests.fault import faults, promises
from tests.fault.callers import Calling
from tests.standins.notify import NotifyStandIn
from tests.standins.voice import Answers

OF_TEXTS = ("500", "hang", "cut", "cut-unseen", "twice", "429", "403", "400-html")
OF_CALLS = ("500", "hang", "cut", "cut-unseen", "429", "401")
CALLS = 60
RATE = 10.0
TIMES = 3
"""So many text messages meet each mood."""
AFTER_S = 0.4


@pytest.fixture
def providers(town):
    installation = town.installation
    installation.notify.receipts = "delivered"
    yield installation.notify, installation.voice
    installation.notify.behave()
    installation.notify.receipts = None
    installation.voice.forgets()


def test_every_alarm_rings_once_whatever_the_providers_do(town, crowd, providers):
    chance, installation = faults.chance(), town.installation
    notify, voice = providers
    voice.who_answers[crowd.telephoned] = Answers(ended="no-answer")
    voice.twice = True
    with Moods(notify, chance) as moods, Calling(installation, crowd.callers[:CALLS], RATE) as calling:
        # one after the other: two calls to one number that are in doubt at the same time may share one
        for caller, deed in zip(crowd.by_telephone, chance.sample(OF_CALLS, len(OF_CALLS)), strict=True):
            asked = voice.requests
            voice.misbehave(deed)
            with Calling(installation, [caller]) as one:
                one.until_acknowledged()
                eventually(lambda asked=asked: voice.requests > asked, "That the provider is asked")
                voice.behave()
                eventually(lambda one=one: _is_telephoned(installation, one), "That the telephone rings")
        calling.until_acknowledged()
        eventually(lambda: moods.shown == set(OF_TEXTS), lambda: f"That all is tried: {moods.shown}")
    notify.behave()
    voice.behave()
    installation.until_ready()
    town.clock.moves(seconds=60)

    promises.every_acknowledged_call_rang_everybody_once(installation, calling, crowd)
    promises.nothing_was_handed_over_twice(installation)
    promises.nothing_ended_silently(installation, calling)
    promises.the_lag_recovers(town)
    promises.everything_follows_from_its_events(town)


def _is_telephoned(installation, calling):
    return set(calling.acknowledged.values()) <= promises.telephoned(installation)


class Moods:
    """GOV.UK Notify shows one bad mood after the other, in an order by chance; what hangs is let go before the next."""

    def __init__(self, notify: NotifyStandIn, chance: random.Random) -> None:
        self._notify, self._deeds = notify, chance.sample(OF_TEXTS, len(OF_TEXTS))
        self.shown: set[str] = set()

    def __enter__(self) -> "Moods":
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        self._thread.join(30)

    def _show(self) -> None:
        for deed in self._deeds:
            asked = self._notify.requests
            self._notify.misbehave(deed, times=TIMES)
            while self._notify.requests < asked + TIMES:
                if self._ended.wait(0.02):
                    return
            self.shown.add(deed)
            self._ended.wait(AFTER_S)
            self._notify.behave()
