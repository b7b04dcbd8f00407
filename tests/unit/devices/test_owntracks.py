"""What OwnTracks messages are read as. Messages are written after owntracks.org/booklet/tech/json."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.devices.strangers import check, json_values

from alongside.devices.protocols.owntracks import decode
from alongside.devices.protocols.signal import Decoded, HttpFrame

TST = 1_760_000_000
AT = datetime.fromtimestamp(TST, UTC)
LOCATION = {
    "_type": "location",
    "lat": 53.3889,
    "lon": -2.5954,
    "tst": TST,
    "acc": 12,
    "batt": 46,
    "tid": "ab",
    "vel": 0,
}


def send(message: object, **frame: str) -> Decoded:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return decode(HttpFrame(body=body, **frame))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_a_published_location_is_a_check_in():
    decoded = send(LOCATION | {"t": "u", "alt": 20, "cog": 270}, authorization=basic("nia-phone", "s3cret:x"))
    (signal,) = decoded.signals
    assert (signal.kind, signal.device, signal.at) == ("check_in", "nia-phone", AT)
    assert (signal.lat, signal.lon, signal.accuracy_m, signal.battery_pct) == (53.3889, -2.5954, 12, 46)
    assert (signal.speed_kmh, signal.altitude_m, signal.course, signal.alarm) == (0, 20, 270, None)
    assert (decoded.answer, decoded.secret, decoded.error) == (b"[]", "s3cret:x", None)


@pytest.mark.parametrize("trigger", ["p", "c", "b", "r", "t", "v", None])
def test_a_location_sent_by_the_app_itself_is_no_check_in(trigger):
    (signal,) = send(LOCATION | {"t": trigger}).signals
    assert signal.kind == "position"


@pytest.mark.parametrize("field", ["poi", "tag"])
@pytest.mark.parametrize("words", ["sos", "SOS", " Sos please come"])
def test_a_point_of_interest_that_says_sos_is_a_call_for_help(field, words):
    (signal,) = send(LOCATION | {field: words, "t": "u"}).signals
    assert (signal.kind, signal.alarm) == ("sos", "sos")


def test_the_words_that_call_for_help_can_be_chosen():
    frame = HttpFrame(body=json.dumps(LOCATION | {"poi": "hilfe"}).encode())
    assert decode(frame).signals[0].kind == "position"
    assert decode(frame, ("hilfe",)).signals[0].kind == "sos"


@pytest.mark.parametrize(
    "wrong", [{"lat": 95}, {"lat": None}, {"tst": "yesterday"}, {"tst": 1}, {"batt": []}, {"lat": 0, "lon": 0}]
)
def test_a_call_for_help_stands_whatever_else_is_wrong_with_it(wrong):
    decoded = send(LOCATION | {"poi": "sos"} | wrong)
    (signal,) = decoded.signals
    assert signal.kind == "sos"
    assert decoded.answer == b"[]"
    assert decoded.refusals
    assert signal.attributes["left_out"]
    if "lat" in wrong:
        assert (signal.lat, signal.lon) == (None, None)


def test_numbers_may_be_written_as_text():
    (signal,) = send(LOCATION | {"lat": "53.3889", "lon": "-2.5954", "tst": str(TST), "batt": "46"}).signals
    assert (signal.lat, signal.lon, signal.at, signal.battery_pct) == (53.3889, -2.5954, AT, 46)


def test_when_the_message_was_made_is_kept_beside_when_the_fix_was():
    (signal,) = send(LOCATION | {"created_at": TST + 240}).signals
    assert signal.at == AT
    assert (signal.sent_at - signal.at).total_seconds() == 240


@pytest.mark.parametrize("unknown", [{"batt": -1}, {"acc": -1}, {"vel": -1}, {"cog": -1}, {"batt": None}])
def test_what_the_app_does_not_know_is_unknown(unknown):
    (signal,) = send(LOCATION | unknown).signals
    name = {"batt": "battery_pct", "acc": "accuracy_m", "vel": "speed_kmh", "cog": "course"}[next(iter(unknown))]
    assert getattr(signal, name) is None


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"{", "bad_json"),
        (b"\xff\xfe", "bad_utf8"),
        (b'{"_type":"location","lat":NaN}', "bad_json"),
        (b"[" * 60_000, "bad_json"),
        (b'"text"', "wrong_type"),
        (b"[1]", "wrong_type"),
        ({"lat": 1}, "wrong_type"),
        ({"_type": 7}, "wrong_type"),
        (LOCATION | {"lat": True}, "wrong_type"),
        (LOCATION | {"lat": "north"}, "wrong_type"),
        (LOCATION | {"lat": {"deg": 5}}, "wrong_type"),
        (LOCATION | {"lon": "1e999"}, "wrong_type"),
        (LOCATION | {"lon": 10**400}, "wrong_type"),
        (LOCATION | {"batt": "full"}, "wrong_type"),
        (LOCATION | {"lat": 90.01}, "bad_position"),
        (LOCATION | {"lon": -180.5}, "bad_position"),
        (LOCATION | {"lat": 0, "lon": 0}, "bad_position"),
        (LOCATION | {"lat": None}, "bad_position"),
        (LOCATION | {"tst": 0}, "bad_time"),
        (LOCATION | {"tst": TST * 1000}, "bad_time"),
        (LOCATION | {"tst": None}, "bad_time"),
        ({"_type": "encrypted", "data": "abc"}, "encrypted"),
    ],
)
def test_what_cannot_be_believed_is_refused(message, reason):
    decoded = send(message)
    assert [refusal.reason for refusal in decoded.refusals] == [reason]
    assert (decoded.signals, decoded.answer) == ((), None)
    assert decoded.error


def test_a_transition_is_a_position_and_ends_nothing():
    message = {"_type": "transition", "event": "leave", "desc": "Visit", "lat": 53.1, "lon": -2.5, "tst": TST, "acc": 9}
    (signal,) = send(message).signals
    assert (signal.kind, signal.lat, signal.at) == ("position", 53.1, AT)
    assert (signal.attributes["event"], signal.attributes["type"]) == ("leave", "transition")


@pytest.mark.parametrize(
    "kind", ["lwt", "status", "waypoint", "waypoints", "card", "cmd", "steps", "beacon", "request"]
)
def test_other_messages_are_a_sign_of_life_and_say_nothing_about_where_the_worker_is(kind):
    message = {"_type": kind, "tst": TST, "lat": 51.5, "lon": 0.1, "desc": "home", "face": "aGVsbG8="}
    (signal,) = send(message).signals
    assert (signal.kind, signal.lat, signal.lon) == ("status", None, None)
    assert signal.attributes["type"] == kind
    assert "face" not in signal.attributes


def test_the_time_of_a_last_will_is_when_contact_began_so_it_is_not_taken():
    assert send({"_type": "lwt", "tst": TST}).signals[0].at is None


def test_an_array_gives_a_signal_for_each_message_and_keeps_the_good_ones():
    decoded = send([LOCATION, LOCATION | {"lat": 100}, LOCATION | {"t": "u"}])
    assert [signal.kind for signal in decoded.signals] == ["position", "check_in"]
    assert [refusal.reason for refusal in decoded.refusals] == ["bad_position"]
    assert decoded.answer == b"[]"


def test_an_empty_body_is_ignored_as_the_documentation_asks():
    assert send(b"") == Decoded((), b"[]")


@pytest.mark.parametrize(
    "frame",
    [
        {"query": "u=nia&d=phone"},
        {"limit_user": "nia", "limit_device": "phone"},
        {"authorization": basic("phone", "x"), "query": "u=other&d=other"},
    ],
)
def test_the_device_is_named_by_basic_authentication_else_by_query_or_header(frame):
    assert send(LOCATION, **frame).signals[0].device == "phone"


def test_without_any_name_the_topic_or_tracker_id_is_shown():
    assert send(LOCATION).signals[0].device == "ab"
    assert send(LOCATION | {"topic": "owntracks/nia/phone"}).signals[0].device == "owntracks/nia/phone"


@pytest.mark.parametrize("header", ["Basic !!!", "Basic aGVsbG8=", "Basic /////w=="])
def test_a_malformed_authorization_header_is_refused(header):
    assert send(LOCATION, authorization=header).refusals[0].reason == "bad_credentials"


def test_what_the_database_cannot_hold_is_taken_out_of_texts():
    (signal,) = send(
        b'{"_type":"status","desc":"a\\u0000b\\ud800c","many":' + json.dumps("x" * 9000).encode() + b"}"
    ).signals
    assert signal.attributes["desc"] == "ab?c"
    assert len(signal.attributes["many"]) == 500


FIELDS = [
    "_type",
    "lat",
    "lon",
    "tst",
    "acc",
    "alt",
    "batt",
    "cog",
    "vel",
    "t",
    "poi",
    "tag",
    "tid",
    "topic",
    "created_at",
]
messages = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(FIELDS, json_values) | {"_type": st.sampled_from(["location", "transition", "lwt"])}
)


@given(st.binary(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_any_bytes_get_an_answer(body, authorization, query):
    check(decode(HttpFrame(body=body, authorization=authorization, query=query)))


@given(messages | st.lists(messages, max_size=3) | json_values)
def test_any_json_gets_an_answer(message):
    check(send(message))
