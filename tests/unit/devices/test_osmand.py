"""What OsmAnd and Traccar Client requests are read as. Requests are written after traccar.org/osmand."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.devices.strangers import check, json_values

from alongside.devices.protocols.osmand import decode
from alongside.devices.protocols.signal import Decoded, HttpFrame

AT = datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)


def get(**fields: object) -> Decoded:
    return decode(HttpFrame("GET", query=urlencode({"id": "phone-1", "lat": 53.1, "lon": -2.5} | fields)))


def location(**changes: object) -> dict[str, object]:
    return {
        "timestamp": "2025-10-09T08:53:20.000Z",
        "coords": {"latitude": 53.1, "longitude": -2.5, "accuracy": 4, "speed": 10, "heading": 90, "altitude": 12},
        "is_moving": True,
        "odometer": 5,
        "event": "motionchange",
        "battery": {"level": 0.79, "is_charging": False},
        "activity": {"type": "walking"},
        "extras": {},
    } | changes


def post(message: object) -> Decoded:
    return decode(HttpFrame("POST", content_type="application/json", body=json.dumps(message).encode()))


def test_a_query_gives_a_position_in_our_units():
    decoded = get(timestamp=1760000000, speed=10, bearing=90, altitude=12, accuracy=4, batt=79, charge="true", hdop=1.5)
    (signal,) = decoded.signals
    assert (signal.device, signal.kind, signal.at) == ("phone-1", "position", AT)
    assert (signal.lat, signal.lon, signal.accuracy_m, signal.altitude_m, signal.course) == (53.1, -2.5, 4, 12, 90)
    assert signal.speed_kmh == pytest.approx(18.52)  # 10 knots
    assert signal.battery_pct == 79
    assert signal.attributes == {"charge": True, "hdop": 1.5}
    assert (decoded.answer, decoded.error, decoded.secret) == (b"", None, None)


def test_json_gives_the_same_in_its_own_units():
    decoded = post({"location": location(), "device_id": "phone-1"})
    (signal,) = decoded.signals
    assert (signal.device, signal.kind, signal.at) == ("phone-1", "position", AT)
    assert (signal.lat, signal.lon, signal.accuracy_m, signal.altitude_m, signal.course) == (53.1, -2.5, 4, 12, 90)
    assert signal.speed_kmh == 36  # 10 m/s
    assert signal.battery_pct == 79
    assert signal.attributes["activity"] == "walking"
    assert signal.attributes["charge"] is False
    assert decoded.answer == b""


def test_a_form_is_read_as_the_query_is():
    decoded = decode(HttpFrame("POST", body=b"deviceid=phone-1&location=53.1,-2.5&timestamp=1760000000&alarm=sos"))
    (signal,) = decoded.signals
    assert (signal.device, signal.lat, signal.lon, signal.at, signal.kind) == ("phone-1", 53.1, -2.5, AT, "sos")


@pytest.mark.parametrize(
    "written",
    ["1760000000", "1760000000000", "2025-10-09T08:53:20Z", "2025-10-09T09:53:20+01:00", "2025-10-09 08:53:20"],
)
def test_every_way_to_write_the_time_is_understood(written):
    assert get(timestamp=written).signals[0].at == AT


@pytest.mark.parametrize(
    ("alarm", "kind", "word"),
    [
        ("sos", "sos", "sos"),
        ("fallDown", "fall", "fall"),
        ("lowBattery", "position", "low_battery"),
        ("tampering,sos", "sos", "sos"),
        ("tampering", "position", "tampering"),
        ("", "position", None),
    ],
)
def test_traccars_words_for_alarms(alarm, kind, word):
    (signal,) = get(alarm=alarm).signals
    assert (signal.kind, signal.alarm) == (kind, word)


def test_the_sos_button_of_traccar_client_is_a_call_for_help():
    (signal,) = post({"location": location(extras={"alarm": "sos"}), "device_id": "phone-1"}).signals
    assert (signal.kind, signal.alarm) == ("sos", "sos")


@pytest.mark.parametrize(("event", "kind"), [("check_in", "check_in"), ("checkin", "check_in"), ("end", "end")])
def test_a_client_can_say_check_in_and_end(event, kind):
    assert get(event=event).signals[0].kind == kind
    assert post({"location": location(event=event), "device_id": "p"}).signals[0].kind == kind


@pytest.mark.parametrize("place", [{"lat": 0, "lon": 0}, {"lat": "", "lon": ""}, {"valid": "false"}, {"valid": "0"}])
def test_without_a_fix_there_is_no_position_and_the_last_one_stays(place):
    (signal,) = get(alarm="sos", accuracy=5, speed=2, **place).signals
    assert (signal.kind, signal.lat, signal.lon, signal.accuracy_m, signal.speed_kmh) == ("sos", None, None, None, None)


def test_a_frame_without_a_fix_or_an_alarm_is_a_sign_of_life():
    assert get(lat=0, lon=0).signals[0].kind == "status"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lat": 91}, "bad_position"),
        ({"lon": 200}, "bad_position"),
        ({"lat": ""}, "bad_position"),
        ({"lat": "nan"}, "wrong_type"),
        ({"lat": "inf"}, "wrong_type"),
        ({"lat": "1_0"}, "wrong_type"),
        ({"speed": "fast"}, "wrong_type"),
        ({"timestamp": "yesterday"}, "bad_time"),
        ({"timestamp": "12"}, "bad_time"),
        ({"timestamp": "2009-12-31T23:59:59Z"}, "bad_time"),
        ({"timestamp": "2025-13-45T99:00:00Z"}, "bad_time"),
        ({"id": ""}, "no_device"),
    ],
)
def test_what_cannot_be_believed_is_refused(fields, reason):
    decoded = get(**fields)
    assert [refusal.reason for refusal in decoded.refusals] == [reason]
    assert (decoded.signals, decoded.answer) == ((), None)


@pytest.mark.parametrize("fields", [{"lat": 91}, {"lat": "x"}, {"timestamp": "never"}, {"batt": "x"}, {"speed": "x"}])
def test_a_call_for_help_stands_whatever_else_is_wrong_with_it(fields):
    decoded = get(alarm="sos", **fields)
    assert decoded.signals[0].kind == "sos"
    assert decoded.signals[0].attributes["left_out"]
    assert decoded.answer == b""


@pytest.mark.parametrize(
    "message",
    [[], 5, {}, {"location": 5, "device_id": "p"}, {"location": [], "device_id": "p"}, {"location": location()},
     {"location": location(coords=[1, 2]), "device_id": "p"}, {"location": location(timestamp={}), "device_id": "p"}],
)  # fmt: skip
def test_json_of_another_shape_is_refused(message):
    decoded = post(message)
    assert decoded.refusals
    assert not decoded.signals


def test_the_secret_comes_in_the_query_or_as_a_password():
    assert get(secret="s3").secret == "s3"
    assert get(key="s3").secret == "s3"
    assert "secret" not in get(secret="s3").signals[0].attributes
    header = "Basic " + base64.b64encode(b"any:s3").decode()
    assert decode(HttpFrame("GET", query="id=p&lat=1&lon=1", authorization=header)).secret == "s3"


fields = st.dictionaries(
    st.sampled_from(["id", "lat", "lon", "location", "timestamp", "speed", "alarm", "valid", "batt", "event", "x"]),
    st.text(max_size=12) | st.floats().map(str),
)


@given(fields, st.binary(max_size=100), st.text(max_size=30))
def test_any_request_gets_an_answer(query, body, authorization):
    query_string = urlencode({name: value.encode("utf-8", "replace") for name, value in query.items()})
    check(decode(HttpFrame("POST", query=query_string, body=body, authorization=authorization)))


@given(st.text(max_size=100))
def test_any_query_string_gets_an_answer(query):
    check(decode(HttpFrame("GET", query=query)))


@given(
    st.fixed_dictionaries(
        {"device_id": json_values},
        optional={
            "location": json_values
            | st.fixed_dictionaries(
                {},
                optional=dict.fromkeys(("timestamp", "coords", "battery", "activity", "extras", "event"), json_values),
            )
        },
    )
    | json_values
)
def test_any_json_gets_an_answer(message):
    check(post(message))
