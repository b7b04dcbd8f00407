"""A desk that is open hears of an alarm by itself, within a second, and goes on hearing after a break."""

import http.client
import threading
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.eventually import eventually
from tests.scenario import given, when
from tests.world import DURESS_PIN


@pytest.mark.alone
def test_an_open_desk_hears_of_an_alarm_within_a_second(town):
    with _listening(town.operator) as heard:
        eventually(lambda: "event: alarm" in heard, "The first event, which says: look at everything")
        heard.clear()
        when.presses(town.nurse)
        eventually(lambda: "event: alarm" in heard, "That the desk hears of it", patience=1.0)

        page = town.operator.browser().get("/response/live").text
        assert "Nia Okoye" in page


def test_a_desk_of_another_body_hears_nothing_of_it(town):
    with _listening(town.operator) as inside:
        eventually(lambda: "event: alarm" in inside, "The first event, which says: look at everything")
        inside.clear()
        with _listening(town.outsider) as outside:
            outside.clear()
            given.an_alarm(town.nurse)
            eventually(lambda: _named(inside), "That the desk hears of it")
            assert _named(outside) == []


def test_a_desk_that_comes_when_others_listen_is_told_to_look_at_everything_too(town):
    first = "The first event, which says: look at everything"
    with ExitStack() as room:
        for _ in range(6):  # more than there are web processes
            heard = room.enter_context(_listening(town.operator))
            eventually(lambda heard=heard: LOOK_AGAIN in heard, first)


def test_more_desks_than_connections_keep_nobody_from_calling_for_help(town):
    with ExitStack() as room:
        for _ in range(30):
            room.enter_context(_listening(town.operator))
        assert town.nurse.asks("POST", "/alarms", {}).status == 201
        assert town.operator.asks("GET", "/alarms?state=open").status == 200


LOOK_AGAIN, HEARTBEAT = 'data: {"id": null}', "data: {}"
"""Said to everybody when a process begins to listen, also after the database was away, and about nobody."""


def test_a_worker_who_listens_hears_nothing_about_themselves(town):
    with _listening(town.nurse) as own, _listening(town.operator) as desk:
        own.clear()
        desk.clear()
        visit = given.a_visit(town.nurse)
        assert town.nurse.asks("POST", f"/visits/{visit['id']}/end", {"pin": DURESS_PIN}).status == 200
        town.clock.settles()
        eventually(lambda: len(_named(desk)) >= 2, "That the desk hears of the visit and of the alarm")
        assert _named(own) == []


def test_a_desk_hears_again_when_the_database_is_back(town):
    with _listening(town.operator) as heard:
        with town.installation.without_database():
            pass
        town.installation.until_ready()
        before = len(heard)
        when.presses(town.nurse)
        eventually(lambda: "event: alarm" in heard[before:], "That the desk hears of it")


def _named(heard):
    """What was said about something: no heartbeat, and no "look at everything" of a process that began to listen."""
    return [line for line in heard if line.startswith("data:") and line not in (LOOK_AGAIN, HEARTBEAT)]


@contextmanager
def _listening(person):
    """The lines that `/alarms/stream` says to them, from when it has connected."""
    address = urlsplit(person.town.installation.web)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    heard = []

    def listen():
        for line in answer:
            heard.append(line.decode().strip())

    connection.request("GET", "/api/v1/alarms/stream", headers={"Authorization": f"Bearer {person.token}"})
    answer = connection.getresponse()
    thread = threading.Thread(target=_until_it_ends, args=(listen,), daemon=True)
    thread.start()
    try:
        eventually(lambda: "event: heartbeat" in heard, "That the desk is connected")
        yield heard
    finally:
        connection.sock.shutdown(2)
        thread.join(10)
        connection.close()


def _until_it_ends(listen):
    try:
        listen()
    except (OSError, http.client.HTTPException, ValueError):
        return
