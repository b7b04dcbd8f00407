"""`alongside device decode`."""

import json

import pytest

from alongside.devices.decoding import decode_lines

KEYS = ["device", "kind", "at", "lat", "lon", "altitude_m", "accuracy_m", "speed_kmh", "course", "battery_pct", "alarm",
        "buffered", "attributes"]  # fmt: skip
LOCATION = '{"_type":"location","lat":53.3889,"lon":-2.5954,"tst":1760000000,"t":"u","tid":"ab"}'


def said(protocol: str, **line: object) -> dict[str, object]:
    (answer,) = decode_lines(protocol, [json.dumps(line)])
    return answer


@pytest.mark.parametrize("encoding", ["text", "hex"])
def test_a_frame_is_told_in_the_keys_of_the_contract(encoding):
    frame = LOCATION if encoding == "text" else LOCATION.encode().hex()
    answer = said("owntracks", frame=frame, encoding=encoding)
    assert list(answer) == ["signals", "answer", "error"]
    (signal,) = answer["signals"]
    assert list(signal) == KEYS
    assert (signal["device"], signal["kind"], signal["at"]) == ("ab", "check_in", "2025-10-09T08:53:20Z")
    assert (bytes.fromhex(answer["answer"]), answer["error"]) == (b"[]", None)


def test_an_http_request_is_told_by_its_address():
    answer = said("osmand", frame="", encoding="text", method="GET", url="/?id=p1&lat=53.1&lon=-2.5&alarm=sos")
    assert (answer["signals"][0]["kind"], answer["answer"]) == ("sos", "")
    assert said("link", frame="", encoding="text", method="POST", url="/c/KEY/sos")["signals"][0]["kind"] == "sos"


def test_a_refused_frame_has_an_error_and_no_answer():
    answer = said("osmand", frame="", encoding="text", method="GET", url="/?lat=1&lon=2")
    assert answer == {"signals": [], "answer": None, "error": "id or deviceid is needed"}


@pytest.mark.parametrize("line", ["{", "5", '{"frame": 5}', '{"frame": "xyz", "encoding": "hex"}', "[" * 9999])
def test_a_line_that_is_no_frame_is_said_to_be_so(line):
    (answer,) = decode_lines("owntracks", [line])
    assert (answer["signals"], answer["answer"]) == ([], None)
    assert answer["error"]


def test_an_unknown_protocol_is_said_to_be_so():
    with pytest.raises(ValueError, match="speaks owntracks"):
        decode_lines("carrier pigeon", [])
