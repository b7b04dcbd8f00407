"""`kill -9` of everything: the alarm is there and still rings, and no message goes twice."""

from time import monotonic

from tests.eventually import eventually
from tests.fault import faults, promises
from tests.scenario import then, when


def test_an_acknowledged_sos_outlives_the_killing_of_everything_and_still_rings(town):
    seconds = faults.chance().uniform(0, 1.5)
    when.presses(town.nurse)
    acknowledged = monotonic()
    eventually(lambda: monotonic() - acknowledged >= seconds)
    town.installation.kill_all()

    town.installation.start()

    town.clock.settles()
    alarm = then.has_an_open_alarm(town.nurse, kind="sos", status="ringing")
    then.were_rung({town.manager: 1, town.buddy: 1, town.operator: 1, town.second_operator: 1})
    town.clock.moves(minutes=2)
    then.has_an_open_alarm(town.nurse, id=alarm["id"], status="exhausted")
    then.were_rung({town.manager: 2, town.operator: 2, town.supervisor: 1, town.lsms: 1})
    promises.no_message_was_sent_twice(town)
    promises.the_ledger_is_whole(town)
    promises.everything_follows_from_its_events(town)
