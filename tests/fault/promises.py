"""What must be true after whatever was killed. Read from the database, and from what the provider itself recorded."""

from collections import Counter, defaultdict

from tests.asking import ask
from tests.eventually import eventually
from tests.fault.callers import Calling, Crowd, Responding, alarm_in, rings
from tests.fault.devices import SteadyDevices
from tests.installation import Installation
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


def every_acknowledged_call_rang_everybody_once(installation: Installation, calling: Calling, crowd: Crowd) -> None:
    """As below, and nobody was asked a second time: for half an hour nothing rings again."""
    every_acknowledged_call_has_rung(installation, calling, crowd)
    rung = _rung(installation, calling)
    assert [key for key, times in rung.items() if times > 1] == [], "rang twice"


def every_acknowledged_call_has_rung(installation: Installation, calling: Calling, crowd: Crowd) -> None:
    """Every caller has the one alarm that was acknowledged to them, and the provider has a text of it for everybody."""
    assert len(calling.acknowledged) == len(calling.callers), "not every call was acknowledged"
    with installation.connect("owner") as owner:
        rows = owner.execute(
            "SELECT worker_id::text, id::text FROM watch_alarm WHERE worker_id = ANY (%s)",
            [[place for place, _ in calling.callers]],
        ).fetchall()
    assert Counter(worker for worker, _ in rows).most_common(1)[0][1] == 1, "a call made two alarms"
    assert dict(rows) == calling.acknowledged, "what was acknowledged is not what is stored"
    wanted = {(alarm, number) for alarm in calling.acknowledged.values() for number in crowd.texted}
    assert wanted - set(_rung(installation, calling)) == set(), "acknowledged, and did not ring"


def telephoned(installation: Installation) -> set[str]:
    """The alarms for which a telephone rang, by the provider's own record."""
    placed = [call.asked["Url"].split("/")[-2] for call in installation.voice.calls]
    with installation.connect("owner") as owner:
        query = "SELECT about_id::text FROM messages_message WHERE id::text = ANY (%s)"
        return {alarm for (alarm,) in owner.execute(query, [placed])}


def _rung(installation: Installation, calling: Calling) -> Counter[tuple[str, str]]:
    """How often each number was asked to take each alarm, by the provider's own record."""
    called = set(calling.acknowledged.values())
    texts = ((alarm_in(text), text.to) for text in installation.notify.sent if rings(text))
    return Counter(key for key in texts if key[0] in called)


def nothing_was_handed_over_twice(installation: Installation) -> None:
    """By the providers' own records: no message under two identifiers, no two of a key, no call placed twice."""
    references = installation.notify.references()
    assert [one for one, count in Counter(references).items() if count > 1] == []
    placed = Counter(call.asked["Url"] for call in installation.voice.calls)
    assert [one for one, count in placed.items() if count > 1] == []
    with installation.connect("owner") as owner:
        keys = dict(owner.execute("SELECT id::text, key FROM messages_message").fetchall())
    sent = Counter(keys[one] for one in references if one in keys)
    assert [one for one, count in sent.items() if count > 1] == []


def nothing_ended_silently(installation: Installation, calling: Calling, responding: Responding | None = None) -> None:
    """An alarm is closed only where somebody closed it, and every other one has a next moment. Nothing waits unnoticed."""
    taken, closed = (responding.taken, responding.closed) if responding else (set(), set())
    with installation.connect("owner") as owner:
        rows = owner.execute(
            "SELECT id::text, status, owner_id::text, outcome, clock_at IS NOT NULL, closed_at IS NOT NULL "
            "FROM watch_alarm WHERE id::text = ANY (%s)",
            [list(calling.acknowledged.values())],
        ).fetchall()
    for alarm, status, owner_id, outcome, has_clock, is_closed in rows:
        assert is_closed == (alarm in closed), (alarm, status)
        assert is_closed == bool(outcome), (alarm, outcome)
        assert is_closed or has_clock, (alarm, status)
        if alarm in taken:
            assert owner_id == responding.crowd.responder[0], alarm
    assert {status for _, status, *_ in rows} <= {"raised", "ringing", "taken", "exhausted", "closed"}
