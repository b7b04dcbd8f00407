"""The benchmarks count only what was acknowledged, and say what the contract promises."""

import json
from itertools import islice

import pytest
from bench import engine, presses
from bench.__main__ import BENCHMARKS
from bench.load import Sender, Tally
from bench.result import Beside, Result, percentile

from alongside.devices.protocols import owntracks
from alongside.devices.protocols.signal import HttpFrame

WORKER = {"owntracks": ["phone-1", "s3cret"], "link": "k", "osmand": "o"}
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"


class Wire:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)


def a_sender() -> tuple[Sender, Tally]:
    tally = Tally()
    sender = Sender(presses.link(WORKER), tally)
    sender.connection_made(Wire())
    sender.send()
    return sender, tally


def test_a_line_says_what_the_contract_promises() -> None:
    line = Result("x", 1234.56, "things/s", Beside("the limit", 5000.0)).line({"cores": 2})
    assert json.loads(line) == {
        "name": "x",
        "value": 1235.0,
        "unit": "things/s",
        "beside": {"what": "the limit", "value": 5000.0},
        "ratio": 0.2469,
        "details": {},
        "machine": {"cores": 2},
    }


def test_no_two_figures_have_the_same_name() -> None:
    names = [name for benchmark in BENCHMARKS for name in benchmark.NAMES]
    assert len(names) == len(set(names))


def test_the_percentile_is_a_value_that_was_measured() -> None:
    assert [percentile(range(1, 201), percent) for percent in (50, 99, 100)] == [100, 198, 200]
    assert percentile([7.0], 99) == 7.0


@pytest.mark.parametrize("pieces", [[OK], [OK[:20], OK[20:]], [OK[:-1], OK[-1:]]])
def test_an_answer_counts_once_it_is_there_whole(pieces: list[bytes]) -> None:
    sender, tally = a_sender()
    for piece in pieces[:-1]:
        sender.data_received(piece)
        assert tally.acknowledged == 0
    sender.data_received(pieces[-1])
    assert (tally.acknowledged, tally.refusal, sender.idle.is_set()) == (1, b"", True)


@pytest.mark.parametrize("answer", [OK.replace(b"200", b"503"), OK + OK])
def test_any_other_answer_fails_the_benchmark(answer: bytes) -> None:
    sender, tally = a_sender()
    sender.data_received(answer)
    assert tally.acknowledged == 0
    assert tally.refusal


def test_a_connection_that_ends_without_an_answer_fails_the_benchmark() -> None:
    sender, tally = a_sender()
    sender.connection_lost(None)
    assert tally.refusal


def test_every_press_of_a_phone_has_a_time_of_its_own() -> None:
    times = set()
    for request in islice(presses.owntracks(WORKER), 1000):
        head, _, body = request.partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        decoded = owntracks.decode(HttpFrame(body=body))
        times.add(decoded.signals[0].at)
        assert decoded.signals[0].kind == "check_in"
    assert len(times) == 1000


def test_the_story_of_the_engine_goes_from_the_start_to_a_closed_alarm() -> None:
    story, running = engine._tell()
    assert running.status == "active"
    names = [type(event).__name__ for _, event, _ in story]
    assert (names[0], names[-1]) == ("Started", "AlarmClosed")
    assert {"Raised", "Taken", "Closed"} <= set(names)
