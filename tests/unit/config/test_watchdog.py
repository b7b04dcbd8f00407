"""What the watchdog says, to whom, and what it tells the switch outside."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from alongside.config import watchdog
from alongside.config.watchdog import Judgement, Steps, Watchdog, ping, tell_of_trouble
from alongside.messages.channels import Envelope, HandedOver, TemporaryError

WATCH = ["Something has been due for 6 seconds and nobody has dealt with it: is watch running?"]


def test_nobody_is_told_of_a_restart() -> None:
    seen = Judgement()
    assert seen.judge(WATCH, 0) is None
    assert seen.judge(WATCH, 4) is None
    assert seen.judge([], 4.5) is None
    assert seen.judge(WATCH, 6) is None, "a new trouble has its own five seconds"


def test_what_stands_is_told_once_then_every_quarter_of_an_hour_and_so_is_its_end() -> None:
    seen = Judgement()
    told = {second: words for second in range(2000) if (words := seen.judge(WATCH, second))}
    assert list(told) == [5, 905, 1805]
    assert told[5] == f"Alongside is not keeping its promises, since 5 seconds. {WATCH[0]}"
    assert told[905].startswith("Alongside is not keeping its promises, since 15 minutes.")
    assert seen.judge([], 2000) == "Alongside keeps its promises again. It did not for 33 minutes."
    assert seen.judge([], 2001) is None


class Provider:
    """Remembers, and fails for one address."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def deliver(self, envelope: Envelope) -> HandedOver:
        if envelope.address == "+447700900001":
            raise TemporaryError("the network is away")
        self.told.append(f"{envelope.address}: {envelope.body}")
        return HandedOver("test")


def test_one_who_cannot_be_told_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    sms, email = Provider(), Provider()
    monkeypatch.setattr(watchdog, "channels", lambda: {"sms": sms, "email": email})
    settings.TROUBLE_TO = ["+447700900001", "+447700900002", "runner@example.org"]
    tell_of_trouble("Look.")
    assert sms.told == ["+447700900002: Look."]
    assert email.told == ["runner@example.org: Look."]


@pytest.fixture
def switch() -> Iterator[HTTPServer]:
    """A dead man's switch that notes when it was asked."""

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.asked.append(self.path)  # type: ignore[attr-defined]
            self.send_response(200 if self.path == "/ping/well" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Asked)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_switch_is_asked_and_where_it_cannot_be_that_is_in_the_log(switch: HTTPServer, caplog) -> None:
    base = f"http://127.0.0.1:{switch.server_port}"
    ping(f"{base}/ping/well")
    assert not caplog.records
    ping(f"{base}/ping/broken")
    ping("")
    assert switch.asked == ["/ping/well", "/ping/broken"]  # type: ignore[attr-defined]
    assert "The dead man's switch could not be pinged: HTTPError" in caplog.text
    assert "ping" not in caplog.records[0].getMessage().split(":")[-1], "its address is a secret"


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (10, None),
        (6, None),
        (14, None),
        (-3590, "went back by 60 minutes"),
        (3610, "went forward by 60 minutes"),
        (20, "went forward by 10 seconds"),
    ],
)
def test_a_clock_that_jumps_is_told_and_one_that_drifts_is_not(later, told):
    steps = Steps()
    assert steps.judge(100.0, 0.0, NOON) is None
    words = steps.judge(110.0, 0.0, NOON + timedelta(seconds=later))
    assert (told in words) if told else words is None


def test_a_jump_is_told_once():
    steps = Steps()
    steps.judge(100.0, 0.0, NOON)
    assert steps.judge(101.0, 0.0, NOON + timedelta(hours=1)) is not None
    assert steps.judge(102.0, 0.0, NOON + timedelta(hours=1, seconds=1)) is None


def test_a_question_that_took_long_is_no_jump():
    steps = Steps()
    steps.judge(100.0, 0.0, NOON)
    assert steps.judge(130.0, 20.0, NOON + timedelta(seconds=12)) is None


def test_a_database_that_does_not_answer_the_watchdog_is_told_by_the_guard(monkeypatch):
    told: list[str] = []
    moment = [0.0]

    def hangs() -> list[str]:
        for second in range(21):
            moment[0] = second
            assert dog.guard() is False
        return []

    dog = Watchdog(look=hangs, tell=told.append, clock=lambda: moment[0], has_say=True)
    monkeypatch.setattr(Watchdog, "_ask_for_say", lambda self: None)
    monkeypatch.setattr(Watchdog, "_look_at_clock", lambda self: None)
    dog.guard()
    assert told == []
    dog.turn()
    [first, last] = told
    assert "The database has not answered for 11 seconds." in first
    assert last.startswith("Alongside keeps its promises again.")
