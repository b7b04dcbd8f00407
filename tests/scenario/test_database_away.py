"""What cannot be stored is not acknowledged, and everybody is told; when the database is back, all goes on."""

from tests.asking import NoAnswer, ask
from tests.eventually import eventually
from tests.scenario import given, then, when


def test_without_the_database_nothing_is_acknowledged_and_both_ports_say_why(town):
    web, devices = town.installation.web, town.installation.devices

    with town.installation.without_database():
        dropped, pendant, badge, app = when.at_once(
            lambda: _answer_or_none(lambda: town.nurse.phone_says(t="u")),
            lambda: town.nurse.pendant_says(alarm="sos"),
            lambda: ask("POST", f"{devices}/c/{town.nurse.badge}/sos"),
            lambda: town.nurse.asks("POST", "/alarms", {"kind": "sos"}),
        )
        assert dropped is None
        assert (pendant.status, badge.status, app.status) == (503, 503, 503)
        assert (app.json["title"], app.headers["Retry-After"]) == ("The database is away", "1")
        for port in (web, devices):
            answer = ask("GET", f"{port}/readyz")
            assert answer.status == 503
            assert "database" in answer.json["reasons"][0]
            assert ask("GET", f"{port}/healthz").status == 200

    town.installation.until_ready()
    then.has_no_alarm(town.nurse)
    when.checks_in(town.nurse)
    when.presses(town.nurse)
    then.has_an_open_alarm(town.nurse, kind="sos")
    then.was_rung(town.manager)


def test_an_alarm_that_rings_goes_on_ringing_when_the_database_is_back(town, time):
    alarm = given.an_alarm(town.nurse)

    with town.installation.without_database():
        pass

    town.installation.until_ready()
    time.moves(minutes=2)
    then.has_an_open_alarm(town.nurse, id=alarm["id"], status="exhausted")
    then.were_rung({town.manager: 2, town.supervisor: 1})
    then.nothing_was_sent_twice(town)


def test_pages_work_the_moment_it_is_back_however_many_connections_were_lost(town):
    page = lambda: ask("GET", f"{town.installation.web}/accounts/login/").status  # noqa: E731
    assert when.at_once(*[page] * 12) == [200] * 12

    with town.installation.without_database():
        pass
    eventually(lambda: ask("GET", f"{town.installation.devices}/readyz").status == 200, "That the database is back")

    assert page() == 200


def _answer_or_none(question):
    """None where the question was taken and the connection then dropped, which tells a phone to keep its message."""
    try:
        return question()
    except NoAnswer as error:
        if not error.was_dropped:
            raise
        return None
