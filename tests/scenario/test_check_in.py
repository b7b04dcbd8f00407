"""A check-in by any road is that worker's check-in, and ends what it must end."""

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.scenario import given, then, when


def test_the_frame_that_owntracks_sends_is_that_workers_check_in(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=-10)
    frame = {"_type": "location", "lat": 53.3889, "lon": -2.5954, "tst": int(time.now.timestamp()), "acc": 12}
    frame |= {"batt": 46, "t": "u", "tid": "ab", "vel": 0}

    answer = ask("POST", f"{town.installation.devices}/owntracks", content=frame, basic=town.nurse.phone)

    assert (answer.status, answer.json, answer.headers["Content-Type"]) == (200, [], "application/json")
    time.moves(after=due, minutes=44)
    then.was_texted(town.nurse)
    time.moves(after=due, minutes=45, seconds=30)
    then.was_texted(town.nurse, "Your check-in for 14 Mill Lane is due at ")


@pytest.mark.parametrize(
    ("speak", "answered"),
    [
        pytest.param(when.checks_in, [], id="OwnTracks"),
        pytest.param(lambda nurse: nurse.pendant_says(event="check_in"), [], id="OsmAnd"),
        pytest.param(lambda nurse: ask("POST", f"{nurse.town.installation.devices}/c/{nurse.badge}"), [], id="badge"),
        pytest.param(
            lambda nurse: ask("POST", f"{nurse.town.installation.web}/c/{nurse.badge}"), [], id="badge on the web"
        ),
        pytest.param(
            lambda nurse: when.replies(nurse, "Safe, thank you"), ["You are checked in at "], id="text message"
        ),
    ],
)
def test_a_check_in_during_the_grace_ends_it(town, time, speak, answered):
    visit = given.a_visit(town.nurse)
    due = given.due_at(visit)
    time.moves(after=due, minutes=4, seconds=30)
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 5)

    speak(town.nurse)

    eventually(
        lambda: town.nurse.asks("GET", f"/visits/{visit['id']}").json["status"] == "active", "The visit is active"
    )
    time.moves(after=due, minutes=58)
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 5, *answered)
    then.has_no_alarm(town.nurse)
    time.moves(after=due, minutes=60)
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 5, *answered, "Your check-in for")


def test_a_mere_position_is_no_check_in(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=-1)

    assert town.nurse.phone_says().status == 200

    time.moves(after=due, minutes=10)
    then.has_an_open_alarm(town.nurse, kind="missed_check_in")
