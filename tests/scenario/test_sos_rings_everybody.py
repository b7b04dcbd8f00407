"""A press on the pendant reaches everybody who can help."""

from tests.eventually import eventually
from tests.scenario import given, then, when


def test_an_sos_is_among_the_open_alarms_within_a_second_and_rings_everybody(town):
    when.presses(town.nurse)

    alarm = eventually(lambda: given.open_alarm(town.nurse), "The alarm", patience=1.0)

    assert (alarm["kind"], alarm["status"], alarm["late"]) == ("sos", "ringing", False)
    for responder in (town.manager, town.buddy, town.operator, town.second_operator):
        then.was_texted(responder, "Nia Okoye (Community nurse) asked for help at ")
    assert town.nurse.texts == town.supervisor.texts == town.outsider.texts == []
