"""What must be true after whatever was killed. Read from the database, and from what the provider itself recorded."""

from collections import Counter, defaultdict

from tests.asking import ask
from tests.eventually import eventually
from tests.fault.devices import SteadyDevices
from tests.scenario.then import measure
from tests.town import Town


def every_acknowledged_signal_is_stored_once(town: Town, devices: SteadyDevices) -> None:
    with town.installation.connect("owner") as owner:
        rows = owner.execute(
            """
            SELECT d.identifier, round(extract(epoch FROM s.device_at) * 1000)::bigint, count(*)
            FROM devices_signal s JOIN devices_device d ON d.id = s.device_id GROUP BY 1, 2
            """
        ).fetchall()
    stored = Counter({(identifier, timestamp): count for identifier, timestamp, count in rows})
    told = Counter((frame.identifier, frame.timestamp) for frame in devices.acknowledged)
    assert told, "nothing was ever acknowledged"
    assert told - stored == Counter(), "acknowledged and not stored"
    assert [key for key, count in stored.items() if count > 1] == [], "stored twice"


def every_acknowledged_sos_has_an_open_alarm_that_rang(town: Town, devices: SteadyDevices) -> None:
    """Everybody of the plan was texted about every one of them, by the provider's own record."""
    workers = devices.sos_acknowledged()
    assert workers, "no call for help was ever acknowledged"
    with town.installation.connect("owner") as owner:
        rows = owner.execute("SELECT worker_id, id FROM watch_alarm WHERE closed_at IS NULL").fetchall()
    alarms = {str(worker): str(alarm) for worker, alarm in rows}
    assert workers - set(alarms) == set(), "acknowledged, and no alarm is open"
    rung = defaultdict(set)
    for text in town.notify_sent:
        rung[text.body.rpartition("/")[2]].add(text.to)
    everybody = {person.number for person in (town.manager, town.buddy, town.operator, town.second_operator)}
    silent = {worker: everybody - rung[alarms[worker]] for worker in workers if not everybody <= rung[alarms[worker]]}
    assert silent == {}, "alarms that did not ring these numbers"


def no_message_was_sent_twice(town: Town) -> None:
    """No text message went twice, and no two were for the same step, person and channel."""
    references = town.installation.notify.references()
    assert [one for one, count in Counter(references).items() if count > 1] == []
    with town.installation.connect("owner") as owner:
        rows = owner.execute("SELECT id, key FROM messages_message WHERE channel = 'sms'").fetchall()
    keys = {str(identity): key for identity, key in rows}
    sent = [keys[text.reference] for text in town.notify_sent]
    assert len(sent) == len(set(sent))


def the_lag_recovers(town: Town) -> None:
    eventually(lambda: measure(town.installation.web, "alongside_overdue_seconds") == 0, "That nothing is overdue")
    eventually(lambda: ask("GET", f"{town.installation.web}/readyz").status == 200, "That it is ready")


def the_ledger_is_whole(town: Town) -> None:
    assert "0 faults" in town.installation.run("-m", "alongside", "verify-ledger")


def everything_follows_from_its_events(town: Town) -> None:
    """Every visit and every alarm, decided again from its events, ends in what is stored."""
    said = town.installation.run("-m", "alongside", "replay")
    assert said.strip().endswith("0 faults"), said
    assert not said.startswith("0 visits and 0 alarms"), "there was nothing to replay"
