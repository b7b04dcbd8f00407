"""The clock is on the server: a phone that dies, or has no signal, stops nothing."""

from datetime import timedelta

from tests.scenario import given, then


def test_phone_dies_after_the_start_and_the_alarm_comes_at_its_time_with_the_last_known_place_and_its_age(town, time):
    visit = given.a_visit(town.nurse)
    assert town.nurse.phone_says(t="p", lat=53.38891, lon=-2.59541).status == 200

    time.moves(after=given.due_at(visit), minutes=10)

    alarm = then.has_an_open_alarm(town.nurse, kind="missed_check_in")
    assert given.due_at(visit) + timedelta(minutes=10) <= time.now
    page = town.operator.browser().get(f"/response?alarm={alarm['id']}").text
    assert "53.38891" in page
    assert "This is old: they may have moved." in page


def test_a_silent_phone_is_asked_about_and_then_an_alarm_where_the_team_asks(town, time):
    given.timings(town, device_silence_s=900)
    given.a_visit(town.nurse)
    began = time.now

    time.moves(after=began, minutes=14)
    assert town.nurse.phone_says(t="p", lat=53.38891, lon=-2.59541).status == 200
    time.moves(after=began, minutes=28)
    then.was_texted(town.nurse)
    time.moves(after=began, minutes=30)
    then.was_texted(town.nurse, "Are you safe? We have heard nothing from your phone")
    then.has_no_alarm(town.nurse)
    time.moves(after=began, minutes=40)
    then.has_an_open_alarm(town.nurse, kind="device_lost")
