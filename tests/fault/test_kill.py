"""`kill -9` of what devices' signals go through while they arrive: nothing that was acknowledged is lost, nothing is sent twice.

Calls from the web, and the killing of web and send: `test_storm`.
"""

import pytest

from tests.eventually import eventually
from tests.fault import promises
from tests.scenario import then

MORE = 5
"""Calls for help that are acknowledged before the kill, and again after it."""


@pytest.mark.parametrize("name", ["gateway", "watch", "postgres"])
def test_nothing_acknowledged_is_lost_and_nothing_sent_twice_when_this_is_killed(town, devices, name):
    running = len(town.installation.processes(name))
    _wait_for_calls(devices, MORE)

    town.installation.processes(name)[0].kill()

    _wait_for_calls(devices, len(devices.sos_acknowledged()) + MORE)
    eventually(lambda: len(town.installation.processes(name)) == running, f"That {name} is started again")
    _check(town, devices)


def test_nothing_acknowledged_is_lost_and_nothing_sent_twice_when_the_supervisor_is_killed(town, devices):
    _wait_for_calls(devices, MORE)

    town.installation.kill_supervisor()
    town.installation.start()

    _wait_for_calls(devices, len(devices.sos_acknowledged()) + MORE)
    _check(town, devices)


def test_what_is_refused_while_the_database_is_long_away_is_repeated_and_never_lost(town, devices):
    _wait_for_calls(devices, MORE)
    given_up = 'alongside_frames_unstored_total{protocol="osmand"}'

    with town.installation.without_database():
        eventually(lambda: then.measure(town.installation.devices, given_up) >= 10, "That the gateway gives frames up")

    _wait_for_calls(devices, len(devices.sos_acknowledged()) + MORE)
    _check(town, devices)


def _wait_for_calls(devices, number):
    eventually(
        lambda: len(devices.sos_acknowledged()) >= number,
        lambda: f"{number} acknowledged calls for help (there are {len(devices.sos_acknowledged())})",
        patience=60,
    )


def _check(town, devices):
    devices.fall_silent()
    eventually(devices.everything_is_acknowledged, "That every device has its answer", patience=60)
    town.installation.until_ready()
    town.clock.settles()
    promises.every_acknowledged_signal_is_stored_once(town, devices)
    promises.every_acknowledged_sos_has_an_open_alarm_that_rang(town, devices)
    promises.no_message_was_sent_twice(town)
    promises.the_lag_recovers(town)
    promises.everything_follows_from_its_events(town)
