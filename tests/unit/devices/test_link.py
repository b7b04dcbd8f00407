"""What a press on a check-in link says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.devices.strangers import check

from alongside.devices.protocols.link import decode, identify
from alongside.devices.protocols.signal import HttpFrame


@pytest.mark.parametrize(
    ("path", "kind"), [("/c/KEY", "check_in"), ("/c/KEY/", "check_in"), ("/c/KEY/sos", "sos"), ("/c/KEY/end", "end")]
)
@pytest.mark.parametrize(("method", "query"), [("POST", ""), ("GET", "now=1")])
def test_a_press_says_what_its_address_says(path, kind, method, query):
    decoded = decode(HttpFrame(method, path, query))
    (signal,) = decoded.signals
    assert (signal.kind, signal.at, signal.lat) == (kind, None, None)
    assert (decoded.secret, signal.device, decoded.answer) == ("KEY", identify("KEY"), b"")
    assert "KEY" not in signal.device


@pytest.mark.parametrize("path", ["/c/KEY", "/c/KEY/sos", "/c/KEY/end"])
@pytest.mark.parametrize("query", ["", "now=0", "now=", "utm_source=chat"])
def test_looking_at_the_page_presses_nothing(path, query):
    decoded = decode(HttpFrame("GET", path, query))
    assert (decoded.signals, decoded.refusals, decoded.secret) == ((), (), "KEY")


@pytest.mark.parametrize("path", ["/c/KEY", "/c/KEY/sos", "/c/KEY/end"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT"])
def test_a_preview_that_asks_only_for_the_head_of_a_link_presses_nothing(path, method):
    decoded = decode(HttpFrame(method, path, "now=1"))
    assert (decoded.signals, decoded.refusals, decoded.secret) == ((), (), "KEY")


@pytest.mark.parametrize("path", ["/c/", "/c//sos", "/c/KEY/help", "/c/KEY/sos/more", "/c/" + "K" * 201])
def test_other_addresses_hold_nothing(path):
    assert decode(HttpFrame("POST", path)).refusals[0].reason == "not_found"


@pytest.mark.parametrize(
    "frame",
    [
        {"query": "lat=53.1&lon=-2.5&acc=8&batt=40"},
        {"body": b"lat=53.1&lon=-2.5&acc=8&batt=40"},
        {"body": json.dumps({"lat": 53.1, "lon": -2.5, "acc": 8, "batt": 40}).encode()},
    ],
)
def test_a_script_may_say_where_it_is(frame):
    (signal,) = decode(HttpFrame("POST", "/c/KEY", **frame)).signals
    assert (signal.lat, signal.lon, signal.accuracy_m, signal.battery_pct) == (53.1, -2.5, 8, 40)


@pytest.mark.parametrize("body", [b"lat=99&lon=0", b"lat=north&lon=1", b"\xff\xfe", b"{", b"lat=1"])
def test_a_wrong_position_refuses_a_check_in_but_never_a_call_for_help(body):
    assert decode(HttpFrame("POST", "/c/KEY", body=body)).signals == ()
    (signal,) = decode(HttpFrame("POST", "/c/KEY/sos", body=body)).signals
    assert (signal.kind, signal.lat) == ("sos", None)


@given(st.text(max_size=30), st.text(max_size=30), st.binary(max_size=60))
def test_any_press_gets_an_answer(path, query, body):
    decoded = decode(HttpFrame("POST", "/c/" + path, query, body=body))
    check(decoded)
