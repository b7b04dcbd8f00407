"""What a malware scanner says, over the wire that it really speaks."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.standins.clamd import EICAR, ClamdStandIn

from alongside.evidence.scanning.clamd import Clamd, TooLarge, Unavailable

LARGE = bytes(700_000)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest) -> Iterator[ClamdStandIn]:
    with TemporaryDirectory(prefix="als") as place:
        at = Path(place) / "clamd" if request.param == "unix" else None
        with ClamdStandIn(socket_at=at, longest=1_500_000) as running:
            yield running


def test_what_is_clean_is_called_clean_and_was_all_seen(scanner: ClamdStandIn) -> None:
    assert Clamd(scanner.url).scan([LARGE, b"end"]) == ""
    assert scanner.scanned == [LARGE + b"end"]


def test_malware_is_named(scanner: ClamdStandIn) -> None:
    assert Clamd(scanner.url).scan([LARGE + EICAR[:20], EICAR[20:]]) == "Eicar-Test-Signature"


def test_a_file_that_it_does_not_take_is_said_to_be_too_large(scanner: ClamdStandIn) -> None:
    with pytest.raises(TooLarge):
        Clamd(scanner.url).scan([LARGE, LARGE, LARGE, LARGE])


@pytest.mark.parametrize("said", [b"stream: Out of memory ERROR\0", b"\0", b"OK\0", b"stream: OK but not sure\0"])
def test_what_is_no_verdict_is_not_taken_for_one(scanner: ClamdStandIn, said: bytes) -> None:
    scanner.answers_with = said
    with pytest.raises(Unavailable):
        Clamd(scanner.url).scan([LARGE])


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd", "clamd", "http://127.0.0.1:3310"])
def test_a_scanner_that_is_not_there_is_unavailable(url: str) -> None:
    with pytest.raises(Unavailable):
        Clamd(url).scan([LARGE])
