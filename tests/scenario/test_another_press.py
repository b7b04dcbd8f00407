"""A press always gets through: again, late, repeated, or in the same breath as another."""

from datetime import timedelta

from tests.asking import ask
from tests.scenario import given, then, when


def test_another_press_while_it_rings_rings_again(town, time):
    alarm = given.an_alarm(town.nurse)

    when.presses(town.nurse, batt="45")

    then.were_rung({town.manager: 2, town.buddy: 2, town.operator: 2, town.second_operator: 2})
    assert town.manager.texts[-1].startswith("Pressed again. Nia Okoye")
    then.has_an_open_alarm(town.nurse, id=alarm["id"])


def test_another_press_on_a_taken_alarm_rings_its_owner(town, time):
    given.taken(given.an_alarm(town.nurse), by=town.operator)

    when.presses(town.nurse, batt="45")

    then.were_rung({town.operator: 2})
    time.moves(minutes=2)
    then.were_rung({town.operator: 3, town.manager: 2})


def test_a_press_soon_after_the_close_opens_it_again_and_rings_everybody(town):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)
    when.closes(town.operator, alarm, "false_accidental")

    when.presses(town.nurse, batt="45")

    then.has_an_open_alarm(town.nurse, id=alarm["id"], status="ringing", owner=None, outcome=None)
    then.were_rung({town.manager: 2, town.operator: 2})


def test_a_press_that_waited_two_hours_in_the_pendant_is_an_alarm_that_says_when(town, time):
    pressed = (time.now - timedelta(hours=2)).replace(microsecond=0)

    when.presses(town.nurse, timestamp=int(pressed.timestamp()))

    alarm = then.has_an_open_alarm(town.nurse, kind="sos", late=True)
    assert alarm["pressed_at"].startswith(f"{pressed:%Y-%m-%dT%H:%M:%S}")
    then.was_rung(town.manager)
    assert "received late" in town.manager.texts[0]


def test_what_waited_in_the_phone_moves_no_clock(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=4, seconds=30)
    long_ago = int((time.now - timedelta(minutes=20)).timestamp())

    assert town.nurse.phone_says(t="u", tst=long_ago).json == []
    assert town.nurse.phone_says(tst=long_ago + 1).json == []

    time.moves(after=due, minutes=10)
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 11)
    then.has_an_open_alarm(town.nurse, kind="missed_check_in", late=False)


def test_a_frame_that_the_phone_sends_again_is_one_press(town, time):
    moment = int(time.now.timestamp())
    for _ in range(3):
        when.presses(town.nurse, timestamp=moment)
    when.at_once(*[lambda: town.nurse.pendant_says(alarm="sos", timestamp=moment)] * 5)

    time.settles()
    then.were_rung({town.manager: 1, town.operator: 1})


def test_a_call_that_is_sent_again_under_its_key_is_one_call(town, time):
    call = {"kind": "sos", "lat": 53.4, "lon": -2.6}
    first = town.nurse.asks("POST", "/alarms", call, **{"Idempotency-Key": "7f3a"})
    answers = when.at_once(
        *[lambda: town.nurse.asks("POST", "/alarms", call, **{"Idempotency-Key": "7f3a"})] * 4,
    )

    assert first.status == 201
    assert [(answer.status, answer.json) for answer in answers] == [(201, first.json)] * 4
    time.settles()
    then.were_rung({town.manager: 1})
    assert town.nurse.asks("POST", "/alarms", {"kind": "test"}, **{"Idempotency-Key": "7f3a"}).status == 422


def test_a_badge_can_call_for_help_on_either_port(town, time):
    for port in (town.installation.devices, town.installation.web):
        assert ask("POST", f"{port}/c/{town.second_nurse.badge}/sos").status == 200

    time.settles()
    then.has_an_open_alarm(town.second_nurse, kind="sos")
    then.was_rung(town.manager, times=2)
